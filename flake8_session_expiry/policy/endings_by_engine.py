"""
What really ends a session, engine by engine: the browser, the server, a logout, a deployment. Which calls in code end
one is in ``sessions/ending_calls.py``.

As observed in Django 4.2, 5.2 and 6.1; ``tests/policy/test_agreement.py`` shows it in a real Django.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Final, TypeVar

from flake8_session_expiry.analysis.longest_expiry import limit_of
from flake8_session_expiry.policy import verdicts
from flake8_session_expiry.policy.plain_values import CACHE_WORDS, is_random, length, quoted
from flake8_session_expiry.policy.report import CacheReach, Ending, Lifetime, Story, Verdict
from flake8_session_expiry.policy.setting_rows import Facts, seconds_of
from flake8_session_expiry.reference.settings import ENGINE_MODULES
from flake8_session_expiry.settings.session_caches import DUMMY, LOCAL, cache_classes
from flake8_session_expiry.values.value import Kind, Value

DECIDING: Final = (
    "SESSION_COOKIE_AGE",
    "SESSION_EXPIRE_AT_BROWSER_CLOSE",
    "SESSION_SAVE_EVERY_REQUEST",
    "SESSION_ENGINE",
)
"""The settings that decide how long a session lives."""
Choice = TypeVar("Choice", float, bool, str)
CACHE_ENGINES: Final = frozenset({"cache", "cached_db"})
"""The engines that store sessions, or copies of them, in a cache."""
_REACHES: Final = {
    **dict.fromkeys(CACHE_WORDS, CacheReach.ALL_PROCESSES),
    LOCAL: CacheReach.ONE_PROCESS,
    DUMMY: CacheReach.NOTHING,
}
MOST_SHOWN = 4
"""How many combinations of values are described and drawn; the table has all values."""


def stories(facts: Facts) -> tuple[list[Story], int]:
    """What ends a session for each combination of the deciding values, and how many more combinations there are."""
    every = lifetimes(facts)
    limit = limit_of(Kind.INT, facts.options)
    most = None if limit is None else limit.seconds
    caveat = _caveat(facts)
    told = [Story(each, summary(each, caveat), tuple(endings(each, facts)), most) for each in every[:MOST_SHOWN]]
    return told, len(every) - len(told)


def _caveat(facts: Facts) -> str:
    """The restriction of a summary where a value may be replaced by settings that are not known."""
    unread = [value for name in DECIDING for value, _ in facts.alternatives(name) if not value.known]
    if any(value.variable is None for value in unread):
        return "as far as the settings can be read"
    return "unless the environment says otherwise" if unread else ""


def lifetimes(facts: Facts) -> list[Lifetime]:
    """The combinations of age, browser close, renewal and engine."""
    ages = _choices(facts, "SESSION_COOKIE_AGE", _age, lambda age: f"SESSION_COOKIE_AGE is {length(age)}")
    closes = _choices(
        facts, "SESSION_EXPIRE_AT_BROWSER_CLOSE", _truth, lambda on: f"SESSION_EXPIRE_AT_BROWSER_CLOSE is {_on(on)}"
    )
    saves = _choices(facts, "SESSION_SAVE_EVERY_REQUEST", _truth, lambda on: f"SESSION_SAVE_EVERY_REQUEST is {_on(on)}")
    engines = _choices(facts, "SESSION_ENGINE", _engine, lambda engine: f"the engine is {engine}")
    return [
        Lifetime(age, close, save, engine, " and ".join(filter(None, said)), _cache(engine, facts))
        for (age, *said1), (close, *said2), (save, *said3), (engine, *said4) in product(ages, closes, saves, engines)
        for said in [[*said1, *said2, *said3, *said4]]
    ]


def _cache(engine: str | None, facts: Facts) -> CacheReach | None:
    """Which processes share the cache of an engine; NOT_TOLD where its class is not known, or may be one of several."""
    if engine not in CACHE_ENGINES:
        return None
    reaches = {_REACHES.get(name, CacheReach.NOT_TOLD) for name in cache_classes(facts.settings)}
    return reaches.pop() if len(reaches) == 1 else CacheReach.NOT_TOLD


def _choices(
    facts: Facts, name: str, read: Callable[[Value], Choice | None], say: Callable[[Choice], str]
) -> list[tuple[Choice | None, str]]:
    """
    The values that a setting may have, each with the words that distinguish it from the others; [(None, "")] where none
    is known.
    """
    values = dict.fromkeys(read(value) for value, _ in facts.alternatives(name))
    known = [value for value in values if value is not None]
    if len(known) > 1:
        return [(value, say(value)) for value in known]
    return [(known[0] if known else None, "")]


def _age(value: Value) -> float | None:
    return seconds_of(value.constant)


def _on(value: bool) -> str:
    return "on" if value else "off"


def _truth(value: Value) -> bool | None:
    return value.truth


def _engine(value: Value) -> str | None:
    return ENGINE_MODULES.get(value.constant, value.constant) if isinstance(value.constant, str) else None


def summary(life: Lifetime, caveat: str = "") -> str:
    """The whole answer in two or three sentences; ``caveat`` is the restriction of the first one."""
    if life.age is None:
        return "How long a session lasts is not known: see SESSION_COOKIE_AGE."
    if life.keeps_nothing:
        return "The cache keeps no session: nobody can stay logged in."
    if life.age <= 0:
        return "Every session ends at once: nobody can stay logged in."
    parts = [f"A session ends {length(life.age)} after the last {event_words(life)}{', ' if caveat else ''}{caveat}."]
    if life.at_browser_close:
        parts.append("The browser forgets it earlier, when it is closed; the server does not.")
    elif life.at_browser_close is False:
        parts.append("Closing the browser does not end it.")
    parts.append("No overall limit is enforced.")
    return " ".join(parts)


def event_words(life: Lifetime) -> str:
    """What the time counts from: ``request that wrote to it``."""
    if life.every_request is None:
        return "request (or only the last that wrote to it: SESSION_SAVE_EVERY_REQUEST decides)"
    return "request" if life.every_request else "request that wrote to it"


def endings(life: Lifetime, facts: Facts) -> Iterator[Ending]:
    """Everything that could end a session, each with whether it does."""
    yield _idle(life, facts)
    yield _overall(life, facts)
    yield _browser_close(life)
    yield server_copy(life)
    yield _logout(life)
    yield Ending(
        "Password changed",
        "With Django's own logins a new password ends every other session of that user, at its next request.",
    )
    yield _secret_key(facts)


def _idle(life: Lifetime, facts: Facts) -> Ending:
    what = "Not used any more"
    judged = _judged_age(life, facts)
    if life.age is None:
        return Ending(what, "Not known: see SESSION_COOKIE_AGE.", None, judged)
    if life.age <= 0 or life.keeps_nothing:
        return Ending(what, "It ends at once.", min(life.age, 0), judged)
    time = length(life.age)
    return Ending(what, f"It ends {idle_words(time, life)}", life.age, judged)


def idle_words(time: str, life: Lifetime) -> str:
    """``five minutes after the last request that wrote to it. Reading pages does not count.``"""
    if life.every_request:
        return f"{time} after the last request: every request starts the time again."
    if life.every_request is None:
        return f"{time} after the last request that wrote to it; whether reading a page counts is not known."
    return f"{time} after the last request that wrote to it. Reading pages does not count."


def _judged_age(life: Lifetime, facts: Facts) -> Verdict:
    """
    The verdict on the age of a combination. It is that of the row of ``SESSION_COOKIE_AGE``, where that is a default
    that settings which cannot be read may replace.

    Where several values are known, the verdict is that on the value of this combination.
    """
    possible = [value for value, _ in facts.alternatives("SESSION_COOKIE_AGE")]
    if len({age for value in possible if (age := _age(value)) is not None}) > 1:
        return verdicts.of_expiry(life.age, Kind.INT, facts.options, is_setting=True)
    return verdicts.together(verdicts.of_age(value, facts.options) for value in possible)


def _overall(life: Lifetime, facts: Facts) -> Ending:
    judged = verdicts.of_no_overall_limit(facts.options)
    often = "often enough" if life.age is None or life.age <= 0 else f"at least every {_every(life.age)}"
    use = "used" if life.every_request else "written to"
    return Ending(
        "Used all the time", f"No overall limit is enforced: a session that is {use} {often} never ends.", None, judged
    )


def _every(seconds: float) -> str:
    return length(seconds).removeprefix("one ")


def _browser_close(life: Lifetime) -> Ending:
    what = "Browser closed"
    if life.at_browser_close is None:
        return Ending(what, "Not known: see SESSION_EXPIRE_AT_BROWSER_CLOSE.")
    if not life.at_browser_close:
        return Ending(what, "Does not end it: the cookie stays in the browser as long as the session lasts.")
    time = "SESSION_COOKIE_AGE" if life.age is None else length(life.age)
    words = (
        f"The browser drops the cookie, but nothing ends on the server: for {time} after the last {event_words(life)}"
        " it accepts the cookie from a browser that restores its tabs, or from a thief."
    )
    return Ending(what, words)


def server_copy(life: Lifetime) -> Ending:
    """What the server has of a session, and until when it accepts that."""
    what = "Server copy"
    end = "at its end" if life.age is None else f"{length(max(life.age, 0))} after the last {event_words(life)}"
    words = {
        "db": f"The row in django_session is refused from its end on ({end}); it stays in the table until the command"
        " clearsessions is run.",
        "cached_db": (
            f"Row and cached copy are refused from their end on ({end}); the row stays in the table until the command"
            f" clearsessions is run.{_of_one_process(life)}"
        ),
        "cache": f"The cache drops it {end}; earlier when the cache is full, is emptied or"
        f" restarts.{_of_one_process(life)}",
        "file": (
            f"The file is refused from its end on ({end}); it stays on disk until the command clearsessions is run. A"
            " number of seconds given to set_expiry() is enforced by the browser only: the server accepts such a file"
            " for ever, and clearsessions leaves it."
        ),
        "signed_cookies": (
            f"There is none: all data are in the cookie, readable. The server refuses it {_age_words(life)} after it"
            " was written, whatever"
            " set_expiry() says: a shorter time is enforced by the browser only, a longer one is cut off."
        ),
    }
    if life.engine is None:
        return Ending(what, "Not known: see SESSION_ENGINE.")
    if life.engine not in words:
        return Ending(what, f"Not known: {quoted(life.engine)} is not one of Django's engines.")
    if life.keeps_nothing:
        return Ending(what, "There is none: the cache keeps nothing, and the request after a login is anonymous.", 0)
    return Ending(what, words[life.engine], None if life.engine == "signed_cookies" else life.age)


def _age_words(life: Lifetime) -> str:
    return "SESSION_COOKIE_AGE" if life.age is None else length(max(life.age, 0))


def _logout(life: Lifetime) -> Ending:
    what = "Logout"
    if life.engine == "signed_cookies":
        return Ending(
            what,
            f"The browser drops the cookie. A copy of it is accepted until {_age_words(life)} after it was written:"
            " nothing can revoke it.",
        )
    if life.has_server_copy is None:
        return Ending(what, "The browser drops the cookie; what the server does is up to the engine.")
    if life.keeps_nothing:
        return Ending(what, "There is nothing to end: the cache keeps no session.", 0)
    ends = "Ends it at once: the server copy and the cookie are deleted"
    if life.cache is CacheReach.ONE_PROCESS:
        ends += (
            ", if there is one process. With more than one, another that holds the session in its memory still"
            " accepts a copy of the cookie"
        )
    elif life.cache is CacheReach.NOT_TOLD:
        ends += (
            ", if all processes share the cache. If it is the memory of each process, one that holds the session"
            " still accepts a copy of the cookie"
        )
    return Ending(what, f"{ends}.")


def _of_one_process(life: Lifetime) -> str:
    """What is different where each process has a cache of its own in its memory."""
    if life.cache is not CacheReach.ONE_PROCESS:
        return ""
    if life.engine == "cached_db":
        return (
            " With more than one process each that holds a copy reads its own one, and does not see what another wrote."
        )
    return " With more than one process only the one that made it has it: to the others the visitor is not logged in."


def _secret_key(facts: Facts) -> Ending:
    if any(is_random(value) for value, _ in facts.alternatives("SECRET_KEY")):
        return Ending(
            "Restart of the site", "Ends every login where the key is made anew at each start (see SECRET_KEY)."
        )
    return Ending("New SECRET_KEY", "Ends every login, unless the old key is kept in SECRET_KEY_FALLBACKS.")
