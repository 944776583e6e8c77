"""
The tables of ``docs/sessions_end.md`` and the page ``docs/sessions_end/table.md``, from the committed observations. No
cell is written by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from flake8_session_expiry.text.length_format import in_words
from tests.behaviour.endings import observed
from tests.behaviour.endings.actions import ACTIONS, AGE, Action
from tests.behaviour.endings.observed import CLOSED, NO_END, ONCE, Seen
from tests.behaviour.versions import ENGINES, POSTGRESQL, REDIS

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "sessions_end.md"
TABLE_PAGE = ROOT / "docs" / "sessions_end" / "table.md"
COMMAND = "python scripts/observe_endings.py"

_PLACES = re.compile(r"(<!-- observed: (\w+) -->\n).*?(<!-- end of observed -->)", re.DOTALL)
_GROUPS = {
    "in a view": "What a view does",
    "to the user": "What happens to the user",
    "around the site": "What happens to the site",
    "time": "Time, and the browser",
    "renewal": "What renews a session",
}
Engines = dict[str, Seen]
Words = Callable[[str, Seen], str]


def by_words(engines: Engines, words: Words) -> dict[str, list[str]]:
    """
    What is said -> on which engines. PostgreSQL and Redis are named only where they differ from SQLite and from the
    memory of the process.
    """
    said = {engine: words(engine, seen) for engine, seen in engines.items()}
    found: dict[str, list[str]] = {}
    for engine in (*ENGINES, POSTGRESQL, REDIS):
        like = {POSTGRESQL: "db", REDIS: "cache"}.get(engine)
        if like is None or said[engine] != said[like]:
            found.setdefault(said[engine], []).append(engine)
    if said[REDIS] != said["cache"]:
        return {text: [_in_memory(one) for one in names] for text, names in found.items()}
    return found


def _in_memory(engine: str) -> str:
    return "cache in memory" if engine == "cache" else engine


def by_version(name: str, kind: str = "endings") -> dict[tuple[str, ...], Engines]:
    """The versions of Django that do the same -> what was seen in them."""
    found: list[tuple[list[str], Engines]] = []
    for version, observations in observed.read_all().items():
        engines = observations[kind][name]
        same = next((versions for versions, seen in found if seen == engines), None)
        if same is None:
            found.append(([version], engines))
        else:
            same.append(version)
    return {tuple(versions): engines for versions, engines in found}


def moment(seconds: int | str, later: int) -> str:
    """When something ends, in words; ``later``: how long after the login the thing was done."""
    if isinstance(seconds, str):
        once = "once: whoever sends it first gets the new cookie, and stays"
        return {NO_END: "without end (ten years were tried)", ONCE: once}.get(seconds, seconds)
    if seconds == AGE:
        return "two weeks from now"
    if seconds == AGE - later:
        return "two weeks after the login"
    return f"{in_words(seconds)} from now"


def until(seconds: int | str, later: int) -> str:
    """``until two weeks from now``, ``once: whoever …``."""
    words = moment(seconds, later)
    return words if words.startswith(("once", "until ", "without ")) else f"until {words}"


def cookie_words(action: Action) -> Words:
    """What became of the cookie in this browser."""

    def words(engine: str, seen: Seen) -> str:
        kept = seen["browser_keeps"]
        if seen["cookie"] == "deleted":
            return "deleted"
        if seen["cookie"] == "not sent":
            return f"unchanged, kept {until(kept, action.later)}" if kept else "gone"
        head = "a new key" if seen["cookie"] == "new key" else "sent again"
        age = seen["max_age"]
        if age is None:
            return f"{head} without `Max-Age`: kept {CLOSED}"
        return f"{head}, `Max-Age={age}`" + (": dropped at once" if age <= 0 else f" ({_two_weeks(age)})")

    return words


def _two_weeks(seconds: int) -> str:
    return "two weeks" if seconds == AGE else in_words(seconds)


def own_words(action: Action) -> Words:
    """What the next request of this browser is."""

    def words(engine: str, seen: Seen) -> str:
        user, data = seen["own"]["user"], seen["own"]["data"]
        if action.anonymous:
            return "data there" if data else "data gone"
        if user:
            assert data
            return "logged in"
        return "logged out, data there" if data else "logged out, data gone"

    return words


def old_words(action: Action) -> Words:
    """How long the old cookie is accepted, whoever sends it."""

    def words(engine: str, seen: Seen) -> str:
        user, data = seen["old"]["user"], seen["old"]["data"]
        if user == data:
            if user:
                return f"**logged in** {until(user, action.later)}"
            return "data gone" if action.anonymous else "logged out, data gone"
        assert not user
        if action.anonymous:
            return f"the data is there {until(data, action.later)}"
        return f"logged out, but the data is there {until(data, action.later)}"

    return words


def server_words(action: Action) -> Words:
    """Which copies the server has."""

    def words(engine: str, seen: Seen) -> str:
        if engine == "signed_cookies":
            return "none"
        said = _copies(seen["stored"], action.later)
        return (
            f"under the old key: {said}; under the new key: {_copies(seen['stored_new'], action.later)}"
            if ("stored_new" in seen)
            else said
        )

    return words


def _copies(stored: Seen, later: int) -> str:
    names = {"row": "row", "entry": "entry in the cache", "file": "file"}
    there = {names[kind]: end for kind, end in stored.items() if end is not None and end is not False}
    if not there:
        return "none"
    said = [f"{name} {_copy_end(end, later)}".strip() for name, end in there.items()]
    gone = [names[kind] for kind in stored if names[kind] not in there]
    return ", ".join(said) + (f" (no {' and '.join(gone)})" if gone else "")


def _copy_end(end: int | bool, later: int) -> str:
    if end is True:
        return "is there"
    return until(end, later) if end else "is there, though it has ended"


def detail(action: Action, engines: Engines) -> str:
    """The table of one action, with each text once for all engines that it is true of."""
    rows: tuple[tuple[str, Words], ...] = (
        ("Cookie in this browser", cookie_words(action)),
        ("Its next request", own_words(action)),
        ("The old cookie, sent again", old_words(action)),
        ("Copy on the server", server_words(action)),
    )

    lines = ["| what | seen |", "|---|---|"]
    lines += [f"| {title} | {_by_engine(engines, words)} |" for title, words in rows]
    return "\n".join(lines)


def table_page() -> str:
    """The whole page ``sessions_end/table.md``."""
    lines = [_TABLE_HEAD]
    lines += [*_differences(), ""]
    for group, title in _GROUPS.items():
        lines += [f"## {title}", ""]
        for action in ACTIONS:
            if action.group == group:
                lines += [*_about(action), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _about(action: Action) -> Iterator[str]:
    yield f"### {action.title}"
    yield ""
    yield from _code(action)
    for versions, engines in by_version(action.name).items():
        if len(by_version(action.name)) > 1:
            yield f"Django {', '.join(versions)}:"
            yield ""
        yield detail(action, engines)
        yield ""


def _code(action: Action) -> Iterator[str]:
    if action.anonymous:
        yield from ["The visitor has a cart, and no user.", ""]
    if action.start:
        yield from ["At the login:", "", "```python", action.start.rstrip("\n"), "```", ""]
    if action.code and action.code != "pass\n":
        where = {"settings": "Settings:", "other browser": "In a view that another browser asks:"}.get(action.place)
        yield from [where, ""] if where else []
        yield from ["```python", action.code.rstrip("\n"), "```", ""]
    for name, value in action.settings.items():
        yield from [f"Setting: `{name} = {value!r}`", ""]


def _differences() -> Iterator[str]:
    versions = ", ".join(observed.read_all())
    differing = [action for action in ACTIONS if len(by_version(action.name)) > 1]
    yield f"## Differences between Django {versions}"
    yield ""
    if not differing:
        yield "None: every cell is the same."
    else:
        yield f"Of {len(ACTIONS)} things, these are not the same in all of them; everything else is, cell by cell:"
        yield ""
        yield from (f"- {action.title}" for action in differing)


DATA = ", ".join(
    f"[Django {one}](observed/{observed.path_of(version).name})" for one, version in observed.VERSIONS.items()
)
_TABLE_HEAD = f"""\
# Everything that ends a session, or does not

Each cell was seen in a real Django: a user logs in and puts something into her cart; **an hour later** one thing is
done; then the browser's cookie, its next request and the copies on the server are looked at. *The old cookie* is the
one from before, sent again by somebody who copied it: right away, and again before and after each moment at which it
could end, up to ten years later. "Data gone" means that her cart is not in the session of that request. "Now" is
the moment at which the thing is done. Sessions last two weeks (`SESSION_COOKIE_AGE` is Django's default), unless
something else is said.

`db` was run on SQLite and on PostgreSQL, `cache` in the memory of the process (LocMem) and on Redis; `cached_db` has
the same two. PostgreSQL and Redis are named where they differ. `signed_cookies` never has a copy on the
server. The figures are rounded by a minute at most.

This page is generated: `{COMMAND}` observes everything in the installed Django and writes
what it saw as data ({DATA}); the tests do it all again in each version of Django and fail
where anything differs. How to read it, and why it is so: [How Django sessions really end](../sessions_end.md).
"""


def overview() -> str:
    """A short table for each group of things that could end a session: one row for each thing."""
    parts = []
    for group, title in _GROUPS.items():
        if group != "renewal":
            rows = [row for action in ACTIONS if action.group == group for row in _overview_rows(action)]
            head = ["| What is done | In this browser | The old cookie, sent again |", "|---|---|---|"]
            parts.append("\n".join([f"### {title}", "", *head, *rows]))
    return "\n" + "\n\n".join(parts) + "\n\n"


def _overview_rows(action: Action) -> Iterator[str]:
    for versions, engines in by_version(action.name).items():
        cells = [_by_engine(engines, own_words(action)), _by_engine(engines, old_words(action))]
        yield f"| {_link(action, versions)} | {' | '.join(cells)} |"


def _link(action: Action, versions: tuple[str, ...]) -> str:
    several = f" (Django {', '.join(versions)})" if len(by_version(action.name)) > 1 else ""
    return f"[{action.title}](sessions_end/table.md#{anchor(action)}){several}"


def _by_engine(engines: Engines, words: Words) -> str:
    """One text for all engines; or what most of them do, and below it the exceptions; or one text for each group."""
    groups = by_words(engines, words)
    most = max(groups, key=lambda text: len(groups[text]))
    if len(groups) == 1:
        return most
    if 2 * len(groups[most]) <= sum(map(len, groups.values())):
        return "<br>".join(f"{', '.join(names)}: {text}" for text, names in groups.items())
    others = [f"{', '.join(names)}: {text}" for text, names in groups.items() if text != most]
    return "<br>".join([f"{most}, except", *others])


def renewals() -> str:
    """What renews a session: one row for each thing."""
    lines = ["| What happens in a request | Is the session renewed? |", "|---|---|"]
    for action in ACTIONS:
        if action.group == "renewal":
            for versions, engines in by_version(action.name).items():
                lines.append(f"| {_link(action, versions)} | {_by_engine(engines, _renewed(action))} |")
    return "\n" + "\n".join(lines) + "\n\n"


def _renewed(action: Action) -> Words:
    def words(engine: str, seen: Seen) -> str:
        cookie = seen["cookie"] != "not sent"
        # With signed_cookies the server counts from the moment at which the cookie was written: what is renewed is the
        # new cookie, and the old one keeps its end.
        server = cookie if engine == "signed_cookies" else seen["old"]["user"] == AGE
        if cookie and seen["max_age"] != AGE:
            return "no: the cookie is sent again with the time that is left"
        if cookie and server:
            return "**yes**"
        return "no" if not server else "only the server's copy: the browser still drops its cookie at the old time"

    return words


def anchor(action: Action) -> str:
    """The id of an action's heading, as GitHub and MyST make it."""
    return re.sub(r"[^\w\- ]", "", action.title.lower()).replace(" ", "-")


def main_page() -> str:
    """``sessions_end.md`` with its tables."""
    tables = {"endings": overview, "renewal": renewals}
    return _PLACES.sub(lambda match: match[1] + tables[match[2]]() + match[3], PAGE.read_text(encoding="utf-8"))


def generated() -> dict[Path, str]:
    """Path -> text of each page."""
    return {PAGE: main_page(), TABLE_PAGE: table_page()}
