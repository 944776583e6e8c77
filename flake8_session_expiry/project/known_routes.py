"""The URLs of Django and some packages that are about logins and logouts."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_session_expiry.project.routes import Part, Place, Route, View, ViewKind

_PASSWORDS = {
    "password_change/": "password_change",
    "password_change/done/": "password_change_done",
    "password_reset/": "password_reset",
    "password_reset/done/": "password_reset_done",
    "reset/<uidb64>/<token>/": "password_reset_confirm",
    "reset/done/": "password_reset_complete",
}
# Module -> the namespace of its application, and its paths with their names. As in Django 6.1, Django REST framework
# 3.16, django-allauth 65.
_MODULES: dict[str, tuple[str | None, dict[str, str]]] = {
    "django.contrib.auth.urls": (None, {"login/": "login", "logout/": "logout", **_PASSWORDS}),
    "rest_framework.urls": ("rest_framework", {"login/": "login", "logout/": "logout"}),
    **dict.fromkeys(
        ("allauth.urls", "allauth.account.urls"),
        (
            None,
            {
                "login/": "account_login",
                "logout/": "account_logout",
                "inactive/": "account_inactive",
                "signup/": "account_signup",
                "email/": "account_email",
                "password/change/": "account_change_password",
                "password/set/": "account_set_password",
                "password/reset/": "account_reset_password",
            },
        ),
    ),
    **dict.fromkeys(("allauth.socialaccount.urls", "allauth.mfa.urls", "allauth.usersessions.urls"), (None, {})),
    "django.conf.urls.i18n": (None, {"setlang/": "set_language"}),
}
_ADMIN = {
    "": "index",
    "login/": "login",
    "logout/": "logout",
    "password_change/": "password_change",
    "password_change/done/": "password_change_done",
    "jsi18n/": "jsi18n",
}
LOGOUT_VIEW = "django.contrib.auth.views.LogoutView"


def routes_of_package(module: str, place: Place, namespace: str | None, path: str, line: int) -> list[Route] | None:
    """The routes of ``include("django.contrib.auth.urls")`` and the like; None for a module that is not known."""
    if module not in _MODULES:
        return None
    application, names = _MODULES[module]
    if namespace or application:
        place = place.below(Part(""), namespace or application, application)
    return list(_routes(module, names, place, path, line))


def routes_of_admin(place: Place, site: str | None, path: str, line: int) -> list[Route]:
    """The routes of ``admin.site.urls``, or of another site of that class by its name."""
    return list(_routes("django.contrib.admin", _ADMIN, place.below(Part(""), site, "admin"), path, line))


def _routes(module: str, names: dict[str, str], place: Place, path: str, line: int) -> Iterator[Route]:
    for text, name in names.items():
        yield Route(place.below(Part(text)), _view(module, name), path, line, name)


def _view(module: str, name: str) -> View:
    if name == "account_logout":
        return View(ViewKind.ALLAUTH, "allauth.account.views.LogoutView")
    if name != "logout":
        return View(ViewKind.PACKAGE, f"{module}: {name}")
    return View(ViewKind.LOGOUT, "the admin's logout" if module == "django.contrib.admin" else LOGOUT_VIEW)
