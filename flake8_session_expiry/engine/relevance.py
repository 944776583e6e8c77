"""
The words by which a file, or a part of one, shows that a rule may have something to say of it: the one table that ``triage`` (whole files) and
``elide`` (the functions of a long file) read. Plain strings and patterns; imports neither LibCST nor a rule.

A rule about code in which none of these words stands adds its own word here; without it such code is skipped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_SESION = r"SESION\w*"


@dataclass(frozen=True)
class Gate:
    """
    A word that stands in each file that may matter for one thing, and what lets such a file through.

    The word is one scan of every file, so there are few; what follows is looked for only where it stands. One of the plain ``words`` is enough,
    one of the ``patterns`` is, and so is one of the ``settings`` (patterns of whole names) where it is assigned, annotated or compared at the
    beginning of a line. ``in_functions`` is the pattern by which a function of a long file shows that it is about the same thing.
    """

    word: str
    in_functions: str
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()


GATES: Final = (
    # A session that is used, given a name, tested, replaced or asked for by its name.
    Gate(
        "session",
        "[sS]ession|cycle_key",
        words=("SessionStore", "_session_expiry", "cycle_key", "test_cookie", "sessionid", "clearsessions", "Session.objects"),
        patterns=(r"\.session\b", r"session\s*[.\[(]", r"session[\"']", r"session\w*\.\w*expiry"),
        settings=(r"session_(?:cookie|expire|save)_\w*", _SESION),
    ),
    # What only Django's sessions have, also called on a request by mistake.
    Gate("_expi", "expir", words=("set_expiry", "get_expiry_", "get_expire_at_browser", "clear_expired")),
    # A sync logout(request) in async code ends a session without a word of it.
    Gate("logout(", "alogout", words=("alogout", "async def")),
    # Django's settings at home, and away from it: the session cookie by its name, a setting assigned at run time, and
    # import_module(settings.SESSION_ENGINE).SessionStore, beside which "session" need not stand.
    Gate(
        "SESSION",
        "SESSION",
        words=("settings.SESSION_COOKIE_NAME", "SessionStore"),
        patterns=(r"\.SESSION_\w+\s*[-+*/]?=[^=]", r"settings,\s*[\"']SESSION_"),
        settings=(r"SESSION\w*", _SESION),
    ),
    Gate("SECRET_KEY", "SECRET_KEY", settings=(r"SECRET_KEY\w*", _SESION)),
    Gate("MIDDLEWARE", "MIDDLEWARE", settings=(r"MIDDLEWARE\w*", _SESION)),
)  # fmt: skip

# Binds names for everybody, makes a test client, or streams what a generator gives.
_NEEDED_TOO: Final = r"\bimport\b|\bglobal\b|\bnonlocal\b|client\s*=|Client\(|Streaming"
NEEDED: Final = re.compile("|".join([*(gate.in_functions for gate in GATES), _NEEDED_TOO]))
"""A function of a long file in which none of these stands has no finding in it."""
EXCUSING: Final = re.compile(
    # "request": a function that is given a request may do anything with it.
    r"request|REQUEST|modified|save|flush|log_?in|log_?out|sign_?(?:in|out)|[Ff]actory|cookie|COOKIE|remember|[Tt]imeout"
)
"""Nor does it excuse a finding in a function that calls it, if none of these stands in it either. Nobody calls a test."""
