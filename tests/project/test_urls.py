"""Which view answers a name in the URLs of a project, compared with a real Django."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from flake8_session_expiry.project.routes import Urls, ViewKind
from flake8_session_expiry.project.urls import urls_of
from tests.projectfiles import write

HEAD = (
    "from django.contrib.auth.views import LogoutView\nfrom django.urls import include, path, re_path\nfrom {p}"
    " import views\n"
)
VIEWS = """
from django.contrib.auth.views import LogoutView


def bye(request):
    pass


def page(request, slug=None):
    pass


class Ours(LogoutView):
    template_name = "bye.html"


class Another(LogoutView):
    def get(self, request):
        pass


class Mixin:
    def dispatch(self, *args, **kwargs):
        pass


class Mixed(Mixin, LogoutView):
    pass


class Open(LogoutView):
    http_method_names = ["get", "post"]
"""
LOGOUT, OWN = ViewKind.LOGOUT, ViewKind.OWN


@dataclass(frozen=True)
class Site:
    """
    ``files`` of a package ``{p}``; ``answers``: name -> kind and name of the view that a request to it gets to, None
    where that cannot be told.
    """

    name: str
    files: Mapping[str, str]
    answers: Mapping[str, tuple[ViewKind, str] | None]


def site(name: str, patterns: str, answers: Mapping[str, tuple[ViewKind, str] | None], **files: str) -> Site:
    """A package with a ``urls.py`` that begins with the usual imports; more files by their names."""
    return Site(name, {"urls.py": HEAD + patterns, **{f"{file}.py": text for file, text in files.items()}}, answers)


DJANGOS = (LOGOUT, "LogoutView")
BYE = (OWN, "bye")
SITES = [
    site(
        "path",
        'urlpatterns = [path("logout/", LogoutView.as_view(), name="logout")]',
        {"logout": DJANGOS, "login": None},
    ),
    site(
        "keywords",
        'urlpatterns = [path(route="out", view=LogoutView.as_view(next_page="/"), name="logout")]',
        {"logout": DJANGOS},
    ),
    site("regex", 'urlpatterns = [re_path(r"^logout/$", LogoutView.as_view(), name="logout")]', {"logout": DJANGOS}),
    site("own function", 'urlpatterns = [path("logout/", views.bye, name="logout")]', {"logout": BYE}),
    site(
        "own classes",
        'urlpatterns = [path("a/", views.Ours.as_view(), name="a"), path("b/", views.Another.as_view(), name="b"),'
        ' path("c/", views.Mixed.as_view(), name="c"), path("d/", views.Open.as_view(), name="d"),'
        ' path("e/", LogoutView.as_view(http_method_names=["get", "post"]), name="e"),'
        ' path("f/", LogoutView.as_view(http_method_names=["post"]), name="f")]',
        {
            "a": (LOGOUT, "Ours"),
            "b": (OWN, "Another"),
            "c": (OWN, "Mixed"),
            "d": (OWN, "Open"),
            "e": (ViewKind.UNKNOWN, "LogoutView"),
            "f": DJANGOS,
        },
    ),
    site("auth urls", 'urlpatterns = [path("accounts/", include("django.contrib.auth.urls"))]', {"logout": DJANGOS}),
    site(
        "admin",
        'from django.contrib import admin\nurlpatterns = [path("admin/", admin.site.urls)]',
        {"admin:logout": (LOGOUT, "logout")},
    ),
    site(
        "a site of its own",
        "from django.contrib.admin import AdminSite\nsite = AdminSite(name='staff')\nurlpatterns = [path('s/',"
        " site.urls)]",
        {"staff:logout": (LOGOUT, "logout"), "admin:logout": (LOGOUT, "logout"), "other:logout": None},
    ),
    site(
        "a site with a logout of its own",
        "from django.contrib.admin import AdminSite\nclass Site(AdminSite):\n    def logout(self, request): pass\n"
        "urlpatterns = [path('s/', Site().urls)]\n",
        {"admin:logout": None},
    ),
    site(
        "reverse takes the last, a request the first",
        'urlpatterns = [path("a/", views.bye, name="logout"), path("b/", LogoutView.as_view(), name="logout")]',
        {"logout": None},
    ),
    site(
        "two that do the same",
        'urlpatterns = [path("a/", views.Ours.as_view(), name="logout"), path("b/", LogoutView.as_view(),'
        ' name="logout")]',
        {"logout": DJANGOS},
    ),
    site(
        "an own view before, with the same path",
        'urlpatterns = [path("accounts/logout/", views.bye, name="bye"), path("accounts/",'
        ' include("django.contrib.auth.urls"))]',
        {"logout": BYE, "bye": BYE},
    ),
    site(
        "a page before that takes any path",
        'urlpatterns = [path("<slug:slug>/", views.page), path("logout/", LogoutView.as_view(), name="logout")]',
        {"logout": (OWN, "page")},
    ),
    site(
        "a page before that takes other paths",
        'urlpatterns = [path("<int:slug>/", views.page), re_path(r"^(?P<slug>\\d+)/", views.page), path("",'
        ' views.page), path("logout/", LogoutView.as_view(), name="logout")]',
        {"logout": DJANGOS},
    ),
    site(
        "one that needs arguments is not meant",
        'urlpatterns = [path("logout/<slug>/", views.page, name="logout"), path("logout/", LogoutView.as_view(),'
        ' name="logout")]',
        {"logout": DJANGOS},
    ),
    site(
        "modules and namespaces",
        'from {p} import shop\nurlpatterns = [path("a/", include("{p}.accounts")), path("s/", include(shop)),'
        ' path("i/", include("{p}.accounts", namespace="inner"))]',
        {"accounts:logout": DJANGOS, "inner:logout": DJANGOS, "logout": BYE, "shop:logout": None},
        accounts=HEAD + 'app_name = "accounts"\nurlpatterns = [path("logout/", LogoutView.as_view(), name="logout")]',
        shop=HEAD + 'urlpatterns = [path("out/", views.bye, name="logout")]',
    ),
    site(
        "one namespace",
        'urlpatterns = [path("a/", include("{p}.accounts", namespace="mine"))]',
        {"accounts:logout": DJANGOS, "mine:logout": DJANGOS, "logout": None},
        accounts=HEAD + 'app_name = "accounts"\nurlpatterns = [path("logout/", LogoutView.as_view(), name="logout")]',
    ),
    site(
        "lists",
        'routes = [path("logout/", LogoutView.as_view(), name="logout")]\nurlpatterns = [path("a/", include(routes)),'
        ' path("b/", include((routes, "two"))), path("c/", include([path("bye/", views.bye, name="bye")]))]',
        {"logout": DJANGOS, "two:logout": DJANGOS, "bye": BYE},
    ),
    site(
        "statements",
        'out = LogoutView.as_view()\nurlpatterns = [path("x/", views.page)]\nurlpatterns += [path("logout/", out,'
        ' name="logout")]\n'
        'urlpatterns = urlpatterns + [path("bye/", views.bye, name="bye")]\nurlpatterns.append(path("a/", views.bye,'
        ' name="a"))\n'
        'urlpatterns.extend([path("b/", views.bye, name="b")])\nurlpatterns = [*urlpatterns, path("c/", views.bye,'
        ' name="c")]\n',
        {"logout": DJANGOS, "bye": BYE, "a": BYE, "b": BYE, "c": BYE},
    ),
    site(
        "conditions",
        'from django.conf import settings\nurlpatterns = [path("logout/", LogoutView.as_view(), name="logout")]\n'
        'if settings.DEBUG:\n    urlpatterns += [path("bye/", views.bye, name="bye")]\n'
        "if settings.DEBUG:\n    urlpatterns = urlpatterns + [path('x/', views.page)]\n",
        {"logout": DJANGOS, "bye": None},
    ),
    site(
        "a list that is made in a loop",
        'urlpatterns = []\nfor name in ["a"]:\n    urlpatterns.append(path(f"{name}/", views.bye, name=name))\n'
        'urlpatterns += [path("logout/", LogoutView.as_view(), name="logout")]\n',
        {"logout": None},
    ),
    site(
        "a name that is computed",
        'urlpatterns = [path("a/", views.bye, name="lo" + "gout"), path("b/", LogoutView.as_view(), name="logout")]',
        {"logout": None},
    ),
    site(
        "decorators",
        "from django.contrib.auth.decorators import login_required\nfrom django.views.decorators.cache import"
        " never_cache\n"
        'urlpatterns = [path("a/", login_required(never_cache(LogoutView.as_view())), name="a"), path("b/",'
        ' views.bye(views.bye), name="b"),'
        ' path("c/", login_required(views.bye), name="c")]'.replace(
            "views.bye(views.bye)", "views.Mixin and views.bye"
        ),
        {"a": DJANGOS, "b": (ViewKind.UNKNOWN, ""), "c": BYE},
    ),
    site(
        "translated paths",
        'from django.conf.urls.i18n import i18n_patterns\nurlpatterns = i18n_patterns(path("logout/",'
        ' LogoutView.as_view(), name="logout"))',
        {"logout": DJANGOS},
    ),
    site(
        "a list from another module",
        "from {p}.base import *\n",
        {"logout": DJANGOS},
        base=HEAD + 'urlpatterns = [path("logout/", LogoutView.as_view(), name="logout")]',
    ),
    site(
        "a list from another module under another name",
        "from {p}.base import urlpatterns as base\nurlpatterns = base + [path('x/', views.page)]",
        {"logout": DJANGOS},
        base=HEAD + 'urlpatterns = [path("logout/", LogoutView.as_view(), name="logout")]',
    ),
    site(
        "a list that is taken over and changed",
        "from {p}.base import urlpatterns\nurlpatterns += [path('out/', views.bye, name='bye')]",
        {"logout": DJANGOS, "bye": BYE},
        base=HEAD + 'urlpatterns = [path("logout/", LogoutView.as_view(), name="logout")]',
    ),
    site(
        "imports that come twice",
        "import {p}.base\nimport {p}.views\ntry:\n    from django.urls import path\nexcept ImportError:\n    from"
        " django.urls import path\n"
        "urlpatterns = [path('a/', include({p}.base.urlpatterns)), path('b/', {p}.views.bye, name='bye')]",
        {"logout": DJANGOS, "bye": BYE},
        base=HEAD + 'urlpatterns = [path("logout/", LogoutView.as_view(), name="logout")]',
    ),
    site("no list", "routes = []\n", {"logout": None}),
    site(
        "a module that includes itself",
        'urlpatterns = [path("a/", include("{p}.other"))]',
        {"logout": None},
        other=HEAD + 'urlpatterns = [path("b/", include("{p}.other"))]',
    ),
]


def read(root: Path, number: int, each: Site) -> Urls | None:
    """Write a site as a package and read its URLs."""
    package = f"site_{number}"
    files = {"__init__.py": "", "views.py": VIEWS, **each.files}
    write(
        root, {"manage.py": "", **{f"{package}/{name}": text.replace("{p}", package) for name, text in files.items()}}
    )
    return urls_of(str(root / package / "urls.py"))


@pytest.mark.parametrize(("number", "each"), list(enumerate(SITES)), ids=[each.name for each in SITES])
def test_the_view_that_answers(tmp_path: Path, number: int, each: Site) -> None:
    urls = read(tmp_path, number, each)
    assert urls is not None
    answers = {name: urls.answering(name) for name in each.answers}
    found = {
        name: None if route is None else (route.view.kind, route.view.name.rpartition(".")[2].rpartition(" ")[2])
        for name, route in answers.items()
    }
    assert found == each.answers


def test_django_answers_so_too(tmp_path: Path) -> None:
    """Whatever could be told is what a real Django does; what could not be told may be anything."""
    runnable = [
        (number, each)
        for number, each in enumerate(SITES)
        if each.name not in {"no list", "a module that includes itself", "decorators"}
    ]
    for number, each in runnable:
        read(tmp_path, number, each)
    wanted = [f"site_{number}:{','.join(each.answers)}" for number, each in runnable]
    program = Path(__file__).with_name("observed_urls.py")
    run = subprocess.run([sys.executable, program, tmp_path, *wanted], capture_output=True, text=True, check=True)
    observed = json.loads(run.stdout)
    for number, each in runnable:
        for name, answer in each.answers.items():
            if answer is not None:
                assert observed[f"site_{number}"][name] == answer[1], (each.name, name)


@pytest.mark.parametrize(
    ("include", "name", "kind"),
    [
        ('include("rest_framework.urls")', "rest_framework:logout", LOGOUT),
        ('include("rest_framework.urls", namespace="drf")', "drf:logout", LOGOUT),
        ('include("allauth.urls")', "account_logout", ViewKind.ALLAUTH),
        ('include("allauth.account.urls")', "account_logout", ViewKind.ALLAUTH),
    ],
)
def test_urls_of_packages(tmp_path: Path, include: str, name: str, kind: ViewKind) -> None:
    urls = read(tmp_path, 0, site("package", f'urlpatterns = [path("x/", {include})]', {}))
    assert urls is not None and (route := urls.answering(name)) is not None
    assert (route.view.kind, route.address) == (kind, "/x/logout/")


_LOGOUT = 'path("accounts/logout/", LogoutView.as_view(), name="logout")'


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        ('path("accounts/", include("allauth.urls"))', ViewKind.ALLAUTH),  # /accounts/logout/ is allauth's
        ('path("accounts/", include("registration.backends.default.urls"))', None),
        ('path("x/", include("registration.backends.default.urls"))', None),  # may have the name
        ('path("x/", include("registration.backends.default.urls", namespace="x"))', LOGOUT),
        ('path("", include("debug_toolbar.urls"))', LOGOUT),
        ('path("api/", include(router.urls))', LOGOUT),
        ('path("", include("{p}.missing"))', None),
        ('path("x/", include(f"{{p}}.{name}"))', None),
        ("*make_patterns()", None),
        ("*debug_toolbar_urls()", LOGOUT),
    ],
)
def test_what_cannot_be_read_may_hold_the_name_or_the_path(tmp_path: Path, before: str, kind: ViewKind | None) -> None:
    head = (
        "from debug_toolbar.toolbar import debug_toolbar_urls\nfrom rest_framework.routers import"
        " DefaultRouter\nrouter = DefaultRouter()\n"
    )
    urls = read(tmp_path, 0, site("gap", f"{head}urlpatterns = [{before}, {_LOGOUT}]", {}))
    route = urls.answering("logout") if urls is not None else None
    assert (route.view.kind if route is not None else None) is kind


def test_places_and_addresses(tmp_path: Path) -> None:
    text = (
        'urlpatterns = [\n    path("a/", include("{p}.accounts", namespace="mine")),\n   '
        ' re_path(r"^b/(?P<slug>\\w+)/$", views.page, name="b"),\n]\n'
    )
    accounts = HEAD + 'app_name = "accounts"\n\nurlpatterns = [path("logout/", LogoutView.as_view(), name="logout")]\n'
    urls = read(tmp_path, 0, site("places", text, {}, accounts=accounts))
    assert urls is not None
    assert [(route.address, route.full_name, Path(route.path).name, route.line) for route in urls.routes] == [
        ("/a/logout/", "accounts:logout", "accounts.py", 6),
        ("/b/(?P<slug>\\w+)/", "b", "urls.py", 6),
    ]
