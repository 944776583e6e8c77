"""
The middleware that sessions and logins need: whether it is in the list, in the right order, and which other middleware
may end sessions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from flake8_session_expiry.console import printable
from flake8_session_expiry.policy.plain_values import shortened, source_words
from flake8_session_expiry.policy.report import Possibility, Row
from flake8_session_expiry.policy.setting_rows import Facts, distinct, possibility
from flake8_session_expiry.reference.settings import SESSION_MIDDLEWARE
from flake8_session_expiry.settings.effective import Certainty
from flake8_session_expiry.settings.namespace import Origin
from flake8_session_expiry.values.value import UNKNOWN, Value, constant

AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"
Find = Callable[[list[str]], str | None]
Say = Callable[[list[str], str | None], str]
_ABOUT_SESSIONS = re.compile(r"session|idle|inactiv|timeout|auto_?logout", re.IGNORECASE)
_HARMLESS = re.compile(r"SessionAuthenticationMiddleware$|DBTimeout|QueryTimeout")


def middleware_rows(facts: Facts) -> Iterator[Row]:
    """The rows of the session middleware and of the one that sets ``request.user``."""
    yield _row(facts, "MIDDLEWARE: sessions", "Is there a session at all?", session_entry, _session_words)
    yield _row(facts, "MIDDLEWARE: logins", "Does a session tell who is logged in?", authentication_entry, _login_words)


def names(value: Value) -> list[str]:
    """The entries of a list of middleware; "" for one that is not known."""
    return [item.constant if isinstance(item.constant, str) else "" for item in value.items or ()]


def is_whole(value: Value) -> bool:
    """Whether every entry of a list is known."""
    return value.items is not None and value.complete and all(names(value))


def session_entry(entries: list[str]) -> str | None:
    """The session middleware of a list: Django's, or one with such a name."""
    if SESSION_MIDDLEWARE in entries:
        return SESSION_MIDDLEWARE
    own = [entry for entry in entries if entry.endswith("SessionMiddleware")]
    return own[0] if own else next((entry for entry in entries if "Session" in entry.rpartition(".")[2]), None)


def authentication_entry(entries: list[str]) -> str | None:
    """The middleware that sets ``request.user``: Django's, or one with such a name."""
    if AUTHENTICATION in entries:
        return AUTHENTICATION
    return next((entry for entry in entries if entry.endswith("AuthenticationMiddleware")), None)


def _session_words(entries: list[str], found: str | None) -> str:
    if found is None:
        return "no: there is no session middleware in the list"
    return "yes" if found == SESSION_MIDDLEWARE else f"by {shortened(found)}, which is not Django's"


def _login_words(entries: list[str], found: str | None) -> str:
    if found is None:
        return "no: Django's authentication middleware is not in the list"
    session = session_entry(entries)
    if session is not None and entries.index(found) < entries.index(session):
        return "listed before the session middleware: Django refuses every page"
    return "yes" if found == AUTHENTICATION else f"by {shortened(found)}, which is not Django's"


def _row(facts: Facts, name: str, question: str, find: Find, say: Say) -> Row:
    found: list[Possibility] = []
    sure = True
    for value, origin in facts.alternatives("MIDDLEWARE"):
        each, known = _possibility(value, origin, find, say)
        sure = sure and known
        found.append(each)
    possible = distinct(found)
    words = {each.words for each in possible}
    if sure:
        certainty = Certainty.KNOWN if len(words) == 1 else Certainty.CONDITIONAL
    else:
        certainty = Certainty.CONDITIONAL if any(each.known for each in possible) else Certainty.UNKNOWN
    return Row(name, question, possible[:1] if certainty is Certainty.KNOWN else possible, certainty)


def _possibility(value: Value, origin: Origin | None, find: Find, say: Say) -> tuple[Possibility, bool]:
    entries = names(value)
    entry = find(entries)
    whole = is_whole(value)
    if entry is None and not whole:
        return possibility(UNKNOWN, origin, source_words(value)), False
    said = constant(entry)
    words = say(entries, entry)
    if not whole:
        words += ", in the part of the list that can be read"
    return possibility(said, origin, words), whole


def other_session_middleware(facts: Facts) -> list[str]:
    """Entries other than the session middleware that may end sessions by their name."""
    found: dict[str, None] = {}
    for value, _ in facts.alternatives("MIDDLEWARE"):
        entries = names(value)
        for entry in entries:
            name = entry.rpartition(".")[2]
            if entry != session_entry(entries) and _ABOUT_SESSIONS.search(name) and not _HARMLESS.search(name):
                found[printable(entry)] = None
    return list(found)
