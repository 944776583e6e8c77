"""
What ends a session whose lifetime the code sets itself, engine by engine: ``endings_by_engine`` for one call of
``set_expiry``.

As observed in Django 4.2, 5.2 and 6.1; ``tests/policy/test_call_endings.py`` shows it in a real Django.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from flake8_session_expiry.policy.endings_by_engine import event_words, idle_words, server_copy
from flake8_session_expiry.policy.plain_values import length
from flake8_session_expiry.policy.report import Ending, Lifetime, Possibility
from flake8_session_expiry.reference.date_range import AFTER_YEAR_9999
from flake8_session_expiry.values.value import NUMERIC, Kind

_IDLE: Final = "Not used any more"
_FIXED_END: Final = "The end"
_COOKIE: Final = "Cookie"
# When they load a session, these engines do not compare the present with a number of seconds that set_expiry() got.
_LEFT_TO_THE_BROWSER: Final = frozenset({"file", "signed_cookies"})


def endings_of_call(given: Possibility, life: Lifetime) -> Iterator[Ending]:
    """
    What ends a session after ``set_expiry()`` got this value, where the settings give other sessions ``life``.

    Nothing for a value that is not known, and for one with which it ends at once or Django fails: the words of
    ``given`` say so.
    """
    seconds = given.seconds
    if life.keeps_nothing:
        yield server_copy(life)
    elif given.kind is Kind.NONE or (given.kind in NUMERIC and seconds == 0):
        yield from _as_the_settings_say(given, life)
    elif given.kind in NUMERIC and seconds is not None and 1 <= seconds < AFTER_YEAR_9999:
        yield from _number(seconds, life)
    elif given.kind in {Kind.TIMEDELTA, Kind.DATETIME} and seconds is not None and 1 <= seconds < AFTER_YEAR_9999:
        yield from _fixed_end(seconds, life)


def _as_the_settings_say(given: Possibility, life: Lifetime) -> Iterator[Ending]:
    """``None`` takes an expiry back; 0 changes the cookie only: the server keeps the session as long as any other."""
    if given.kind is not Kind.NONE:
        yield Ending(_COOKIE, "The cookie has no Max-Age: the browser drops it when it is closed.")
    elif life.at_browser_close is not None and life.age is not None and life.age > 0:
        yield Ending(_COOKIE, _cookie_words(life))
    yield server_copy(life)


def _number(seconds: float, life: Lifetime) -> Iterator[Ending]:
    own = replace(life, age=seconds, at_browser_close=False)
    if life.engine in _LEFT_TO_THE_BROWSER:
        yield Ending(_IDLE, f"The browser drops the cookie {idle_words(length(seconds), own)}", seconds)
    else:
        yield Ending(_IDLE, f"It ends {idle_words(length(seconds), own)}", seconds)
    yield Ending(_COOKIE, _cookie_words(own))
    # The engine signed_cookies compares the age of the cookie with SESSION_COOKIE_AGE, whatever set_expiry() says.
    yield server_copy(life if life.engine == "signed_cookies" else own)


def _fixed_end(seconds: float, life: Lifetime) -> Iterator[Ending]:
    end = f"{length(seconds)} after this call, whatever the visitor does meanwhile"
    if life.engine == "signed_cookies":
        yield Ending(_FIXED_END, f"The browser drops the cookie {end}.", seconds)
        yield server_copy(life)
        return
    yield Ending(_FIXED_END, f"It ends {end}.", seconds)
    yield Ending(_COOKIE, "The cookie says Max-Age with what is left until then, each time that it is sent.")
    if life.engine in _KEPT:
        yield Ending("Server copy", _KEPT[life.engine], seconds)


_KEPT: Final = {
    "db": "The row in django_session is refused from then on; it stays in the table until the command clearsessions is"
    " run.",
    "cached_db": "Row and cached copy are refused from then on; the row stays in the table until the command"
    " clearsessions is run.",
    "cache": "The cache drops it then; earlier when the cache is full, is emptied or restarts.",
    "file": "The file is refused from then on; it stays on disk until the command clearsessions is run.",
}


def _cookie_words(life: Lifetime) -> str:
    if life.at_browser_close or life.age is None:
        return "The cookie has no Max-Age: the browser drops it when it is closed."
    when = f"and is sent anew with each {event_words(life)}" if life.every_request is not None else "when it is sent"
    return f"The cookie says Max-Age={int(life.age)} {when}."
