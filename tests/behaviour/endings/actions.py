"""What is done to a session, one hour after the login: each as the code that is run, and that the page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

HOUR: Final = 3600
AGE: Final = 1209600
"""Django's default of ``SESSION_COOKIE_AGE``: two weeks, in seconds."""

Place = Literal["view", "form", "other browser", "program", "settings", "restart", "browser"]
"""
Where the code runs: in a view that ann's browser asks by GET, or by POST; in one that another browser asks; outside of
any request; as settings with which the site goes on; not at all, because the server is started anew, or the browser
closed.
"""
Group = Literal["in a view", "to the user", "around the site", "time", "renewal"]


@dataclass(frozen=True)
class Action:
    """One thing that is done."""

    name: str
    """The name in the data, in short: ``cycle_key``."""
    title: str
    """The heading, in Markdown."""
    group: Group
    code: str
    place: Place = "view"
    start: str = ""
    """What the view of the login does besides."""
    later: int = HOUR
    """Seconds between the login and this."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    anonymous: bool = False
    """The visitor puts something into the cart, and does not log in."""


_CLEARSESSIONS = 'from django.core.management import call_command\n\ncall_command("clearsessions")\n'
_LOGOUT_VIEW = (
    "from django.contrib.auth.views import LogoutView\n\n"
    'logout_view = LogoutView.as_view(next_page="/bye/")\n'
    "return logout_view(request)\n"
)

ACTIONS: Final[tuple[Action, ...]] = (
    Action("logout", "`logout(request)`", "in a view", "logout(request)\n"),
    Action("logout_view", "`LogoutView`, asked by POST", "in a view", _LOGOUT_VIEW, place="form"),
    Action("logout_view_get", "`LogoutView`, asked by GET", "in a view", _LOGOUT_VIEW),
    Action("flush", "`session.flush()`", "in a view", "request.session.flush()\n"),
    Action("clear", "`session.clear()`", "in a view", "request.session.clear()\n"),
    Action("delete", "`session.delete()`", "in a view", "request.session.delete()\n"),
    Action("cycle_key", "`session.cycle_key()`", "in a view", "request.session.cycle_key()\n"),
    Action("set_expiry_0", "`set_expiry(0)`", "in a view", "request.session.set_expiry(0)\n"),
    Action("set_expiry_seconds", "`set_expiry(300)`", "in a view", "request.session.set_expiry(300)\n"),
    Action(
        "set_expiry_timedelta",
        "`set_expiry(timedelta(minutes=5))`",
        "in a view",
        "request.session.set_expiry(timedelta(minutes=5))\n",
    ),
    Action(
        "set_expiry_datetime",
        "`set_expiry(timezone.now() + timedelta(minutes=5))`",
        "in a view",
        "request.session.set_expiry(timezone.now() + timedelta(minutes=5))\n",
    ),
    Action("set_expiry_negative", "`set_expiry(-1)`", "in a view", "request.session.set_expiry(-1)\n"),
    Action(
        "set_expiry_none",
        "`set_expiry(None)` after `set_expiry(86400)`",
        "in a view",
        "request.session.set_expiry(None)\n",
        start="request.session.set_expiry(86400)\n",
    ),
    Action(
        "delete_cookie",
        '`response.delete_cookie("sessionid")`',
        "in a view",
        'response = HttpResponse("bye")\nresponse.delete_cookie("sessionid")\nreturn response\n',
    ),
    Action(
        "password_change",
        "The user's password is changed",
        "to the user",
        'request.user.set_password("new")\nrequest.user.save()\n',
    ),
    Action(
        "password_change_kept",
        "The user's password is changed, with `update_session_auth_hash()`",
        "to the user",
        'request.user.set_password("new")\nrequest.user.save()\nupdate_session_auth_hash(request, request.user)\n',
    ),
    Action(
        "password_change_elsewhere",
        "The user's password is changed, with `update_session_auth_hash()`, in another browser",
        "to the user",
        'login(request, user)\nuser.set_password("new")\nuser.save()\nupdate_session_auth_hash(request, user)\n',
        place="other browser",
    ),
    Action(
        "deactivated",
        "The user is made inactive",
        "to the user",
        'User.objects.filter(username="ann").update(is_active=False)\n',
        place="program",
    ),
    Action(
        "user_deleted",
        "The user is deleted",
        "to the user",
        'User.objects.get(username="ann").delete()\n',
        place="program",
    ),
    Action(
        "login_elsewhere",
        "The same user logs in with another browser",
        "to the user",
        "login(request, user)\n",
        place="other browser",
    ),
    Action(
        "logout_elsewhere",
        "The same user logs out in another browser",
        "to the user",
        "login(request, user)\nrequest.session.save()\nlogout(request)\n",
        place="other browser",
    ),
    Action("secret_key", "`SECRET_KEY` is replaced", "around the site", 'SECRET_KEY = "new"\n', place="settings"),
    Action(
        "secret_key_fallback",
        "`SECRET_KEY` is replaced, the old one in `SECRET_KEY_FALLBACKS`",
        "around the site",
        'SECRET_KEY = "new"\nSECRET_KEY_FALLBACKS = ["old"]\n',
        place="settings",
    ),
    Action(
        "secret_key_anonymous",
        "`SECRET_KEY` is replaced, and the visitor has not logged in",
        "around the site",
        'SECRET_KEY = "new"\n',
        place="settings",
        anonymous=True,
    ),
    Action(
        "secret_key_fallback_anonymous",
        "`SECRET_KEY` is replaced, the old one in `SECRET_KEY_FALLBACKS`, and the visitor has not logged in",
        "around the site",
        'SECRET_KEY = "new"\nSECRET_KEY_FALLBACKS = ["old"]\n',
        place="settings",
        anonymous=True,
    ),
    Action(
        "shorter_age",
        "`SESSION_COOKIE_AGE` is lowered to 30 minutes",
        "around the site",
        "SESSION_COOKIE_AGE = 1800\n",
        place="settings",
    ),
    Action("clearsessions", "`clearsessions`, before the end", "around the site", _CLEARSESSIONS, place="program"),
    Action(
        "clearsessions_after",
        "`clearsessions`, when the session had ended by itself",
        "around the site",
        _CLEARSESSIONS,
        place="program",
        later=AGE + HOUR,
    ),
    Action(
        "clearsessions_after_300",
        "`clearsessions`, when the five minutes of `set_expiry(300)` were over",
        "around the site",
        _CLEARSESSIONS,
        place="program",
        start="request.session.set_expiry(300)\n",
    ),
    Action(
        "rows_deleted",
        "The rows of `django_session` are deleted",
        "around the site",
        "from django.contrib.sessions.models import Session\n\nSession.objects.all().delete()\n",
        place="program",
    ),
    Action(
        "cache_cleared",
        "The cache is cleared",
        "around the site",
        "from django.core.cache import cache\n\ncache.clear()\n",
        place="program",
    ),
    Action("restart", "The server is started anew", "around the site", "", place="restart"),
    Action("closed", "The browser is closed and opened again", "time", "", place="browser"),
    Action(
        "closed_0",
        "The browser is closed and opened again, after `set_expiry(0)`",
        "time",
        "",
        place="browser",
        start="request.session.set_expiry(0)\n",
    ),
    Action("end_passed", "Two weeks and an hour go by", "time", "pass\n", place="program", later=AGE + HOUR),
    Action(
        "end_passed_300",
        "An hour goes by after `set_expiry(300)`",
        "time",
        "pass\n",
        place="program",
        start="request.session.set_expiry(300)\n",
    ),
    Action(
        "end_passed_timedelta",
        "An hour goes by after `set_expiry(timedelta(minutes=5))`",
        "time",
        "pass\n",
        place="program",
        start="request.session.set_expiry(timedelta(minutes=5))\n",
    ),
    Action("page", "A page that does not touch the session", "renewal", 'return HttpResponse("page")\n'),
    Action("read", "A key is read", "renewal", 'request.session["cart"]\n'),
    Action("read_user", "`request.user` is read", "renewal", "request.user.is_authenticated\n"),
    Action("write", "A key is written", "renewal", 'request.session["page"] = 1\n'),
    Action(
        "write_same",
        "A key is written with the value that it has",
        "renewal",
        'request.session["cart"] = request.session["cart"]\n',
    ),
    Action("delete_key", "A key is deleted", "renewal", 'del request.session["seen"]\n'),
    Action("nested", "A value inside a value is changed", "renewal", 'request.session["cart"]["apples"] = 2\n'),
    Action(
        "nested_marked",
        "A value inside a value is changed, with `session.modified = True`",
        "renewal",
        'request.session["cart"]["apples"] = 2\nrequest.session.modified = True\n',
    ),
    Action(
        "pop_missing", "`pop()` of a key that is not there", "renewal", 'request.session.pop("no such key", None)\n'
    ),
    Action(
        "message", "`messages.info()`, kept in a cookie (Django's default)", "renewal", 'messages.info(request, "!")\n'
    ),
    Action(
        "message_in_session",
        "`messages.info()`, kept in the session",
        "renewal",
        'messages.info(request, "!")\n',
        settings={"MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage"},
    ),
    Action("save", "`session.save()`", "renewal", "request.session.save()\n"),
    Action("login_again", "`login()` of the same user", "renewal", "login(request, user)\n"),
    Action(
        "write_404",
        "A key is written, and the answer is a 404",
        "renewal",
        'request.session["page"] = 1\nreturn HttpResponse(status=404)\n',
    ),
    Action(
        "write_500",
        "A key is written, and the answer is a 500",
        "renewal",
        'request.session["page"] = 1\nreturn HttpResponse(status=500)\n',
    ),
    Action(
        "every_request",
        "Any page, with `SESSION_SAVE_EVERY_REQUEST = True`",
        "renewal",
        'return HttpResponse("page")\n',
        settings={"SESSION_SAVE_EVERY_REQUEST": True},
    ),
    Action(
        "every_request_timedelta",
        "Any page, with `SESSION_SAVE_EVERY_REQUEST = True`, after `set_expiry(timedelta(days=1))`",
        "renewal",
        'return HttpResponse("page")\n',
        start="request.session.set_expiry(timedelta(days=1))\n",
        settings={"SESSION_SAVE_EVERY_REQUEST": True},
    ),
    Action(
        "every_request_500",
        "A page that answers a 500, with `SESSION_SAVE_EVERY_REQUEST = True`",
        "renewal",
        "return HttpResponse(status=500)\n",
        settings={"SESSION_SAVE_EVERY_REQUEST": True},
    ),
)
