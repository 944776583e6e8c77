"""
The words without which no rule reports anything: files in which none of them occurs are skipped (``triage``). Plain
strings and patterns; imports neither LibCST nor a rule.

A rule about code in which none of these words need occur adds its own word here: else such code is skipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_SESION = r"SESION\w*"
_LOGOUT_NAME = r"""\s*["'][\w:/.-]*(?:log|sign)[-_]?o(?:ut|ff)"""


@dataclass(frozen=True)
class Gate:
    """
    One subject of rules: a ``word`` that occurs in every file about it, and what must occur beside it.

    Every file is searched for each ``word``, so there are few; the rest is searched for only in files with the word.
    One of the plain ``words`` is enough, or one of the ``patterns``, or one of the ``settings`` (patterns of whole
    names) where it is assigned, annotated or compared at the beginning of a line. ``patterns`` begin with a literal of
    letters, which is searched for first, and count only where the word ``beside`` stands in the file, too.
    In modules of tests only rules about some subjects run (``in_tests``).
    """

    word: str
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    beside: str = ""
    in_tests: bool = True
    settings: tuple[str, ...] = ()


GATES: Final = (
    # A session is used, bound to a name, tested or replaced, or its cookie is read by its name.
    Gate(
        "session",
        words=(
            "SessionStore", "_session_expiry", "cycle_key", "test_cookie", "sessionid", "clearsessions",
            "Session.objects", "aupdate_session_auth_hash",
        ),
        patterns=(r"\.session\b", r"session\s*[.\[(]", r"session[\"']", r"session\w*\.\w*expiry"),
        settings=(r"session_(?:cookie|expire|save)_\w*", _SESION),
    ),
    # Methods that only Django's sessions have; rules also report them on a request.
    Gate("_expi", words=("set_expiry", "get_expiry_", "get_expire_at_browser", "clear_expired")),
    Gate("cycle_key", words=("cycle_key",)),
    # ``logout(request)`` in async code: the word "session" need not occur.
    Gate("logout(", words=("alogout", "async def")),
    # ``request.user = AnonymousUser()`` as a logout: the word "session" need not occur.
    Gate("AnonymousUser", patterns=(r"=\s*[\w.]*AnonymousUser\(",), in_tests=False),
    # A change of the password of the logged-in user: only where a request is mentioned, but for what is made of forms.
    Gate(
        "assword",
        words=("PasswordChangeForm", "SetPasswordForm", "PasswordChangeView"),
        patterns=(r"set_password\(", r"set_unusable_password\(", r"make_password\("),
        beside="request",
        in_tests=False,
    ),
    # The cache of sessions is cleared.
    Gate("django.core", patterns=(r"clear\((?<=\.clear\(|aclear\()",), in_tests=False),
    # A redirect to a logout, which takes no GET: by its name or its path.
    Gate(
        "edirect",
        patterns=(
            rf"edirect\w*\((?:\w+=)?{_LOGOUT_NAME}",
            rf"resolve_url\({_LOGOUT_NAME}",
            rf"pattern_name\s*=\s*{_LOGOUT_NAME}",  # of a RedirectView
        ),
        in_tests=False,
    ),
    Gate("everse", patterns=(rf"everse(?:_lazy)?\({_LOGOUT_NAME}",), in_tests=False),
    # A LogoutView that accepts GET.
    Gate("http_method_names", words=("LogoutView",), in_tests=False),
    # ``alogin(request, user)`` without ``await``, and ``await login(request, user)``: the same.
    Gate(
        "login(",
        words=("alogin(",),
        patterns=(r"await\s+(?:\w+\.)*login\(",),
    ),
    # Django's settings in a settings module, and in other code: the name of the session cookie, a setting assigned at
    # run time, and import_module(settings.SESSION_ENGINE).SessionStore, beside which the word "session" need not occur.
    Gate(
        "SESSION",
        words=(".SESSION_COOKIE_NAME", "SessionStore"),
        patterns=(r"\.SESSION_\w+\s*[-+*/]?=[^=]", r"setattr\(\s*[\w.]+,\s*[\"']SESSION_"),
        settings=(r"SESSION\w*", _SESION),
    ),
    # The session cookie by the name that the project gives it ("bsid"): no word of sessions need stand beside it.
    Gate("_cookie(", words=("set_cookie", "set_signed_cookie", "delete_cookie"), in_tests=False),
    Gate("SECRET_KEY", settings=(r"SECRET_KEY\w*", _SESION)),
    Gate("MIDDLEWARE", settings=(r"MIDDLEWARE\w*", _SESION)),
)  # fmt: skip

# Some rules about settings report what is missing (SESSION_COOKIE_SECURE): none of the words above need occur in such a
# module. Therefore a file is analysed, too, that imports all names of another one and then assigns a setting:
# ``from .base import *`` and below it ``DEBUG = False``.
STAR_IMPORT: Final = "import *"
"""Searched for at the head of a file, where its imports are."""
SETTING_ASSIGNED: Final = r"[\r\n][A-Z][A-Z_]{3,}\w*\s*="
"""A name of capital letters that is assigned at the beginning of a line, in a file with ``STAR_IMPORT``."""
