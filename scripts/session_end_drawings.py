"""
The page ``docs/sessions_end/time_lines.md`` and its drawings: the committed observations, drawn by the code that draws
the timeline of the policy report.
"""

from __future__ import annotations

from pathlib import Path

from flake8_session_expiry.policy.timeline import FAR, Lane, Look, Mark, Picture, Span
from flake8_session_expiry.policy.timeline_svg import Sheet, svg
from scripts.session_end_tables import ROOT, Engines, by_version, by_words
from tests.behaviour.endings import observed
from tests.behaviour.endings.actions import AGE
from tests.behaviour.endings.observed import CLOSED, NO_END, Seen
from tests.behaviour.endings.time_lines import DAY, TIME_LINES, TimeLine

TIME_LINES_PAGE = ROOT / "docs" / "sessions_end" / "time_lines.md"
DRAWINGS = ROOT / "docs" / "sessions_end" / "time_lines"

WIDE = Sheet(760, 165, stacked=False, name="wide")
NARROW = Sheet(360, 8, stacked=True, name="narrow")
_DAYS_SHOWN, _SECONDS_SHOWN = 28 * DAY, 600


def picture(line: TimeLine, engines: Engines) -> Picture:
    """The drawing of one story: to scale, from the login to 28 days or to ten minutes after it."""
    shown = _DAYS_SHOWN if is_of_days(line) else _SECONDS_SHOWN
    db = engines["db"]
    answers = iter(db["max_age"][1:])
    marks = [Mark(0.0, "login", True)]
    for step in line.steps:
        renews = step.kind != "closes" and next(answers) != "not sent"
        marks.append(Mark(step.at / shown, f"{step.kind} {_moment(step.at)}", renews))
    lanes = [_cookie_lane(line, db, shown)]
    groups = by_words(engines, lambda engine, seen: _server_words(engine, seen, line))
    for words, names in groups.items():
        lanes.append(_server_lane(", ".join(names), words, engines[names[0]], shown))
    ends = {seen["accepted_until"] for seen in engines.values()}
    guides = tuple((end / shown, _moment(end)) for end in sorted(end for end in ends if end != NO_END) if end < shown)
    return Picture(tuple(marks), tuple(lanes), guides)


def is_of_days(line: TimeLine) -> bool:
    """Whether the story takes days, not minutes."""
    return "set_expiry" not in line.code


def _cookie_lane(line: TimeLine, seen: Seen, shown: int) -> Lane:
    end = seen["cookie_until"]
    if end == CLOSED:
        closed = next(step.at for step in line.steps if step.kind == "closes")
        return Lane("Cookie", (Span(0.0, closed / shown, Look.VALID),), "the browser keeps it until it is closed")
    ages = [age for age in seen["max_age"] if age != "not sent"]
    said = f"Max-Age {ages[0]}" if len(set(ages)) == 1 else f"Max-Age {', then '.join(map(str, ages))}"
    times = f", sent {len(ages)} times" if len(ages) > 1 else ""
    words = f"the browser keeps it until {_moment(end)} ({said}{times if len(set(ages)) == 1 else ''})"
    return Lane("Cookie", (Span(0.0, end / shown, Look.VALID),), words)


def _server_lane(label: str, words: str, seen: Seen, shown: int) -> Lane:
    end = seen["accepted_until"]
    if end == NO_END:
        return Lane(label, (Span(0.0, FAR, Look.OPEN),), words)
    spans = [Span(0.0, min(end / shown, FAR), Look.VALID)]
    if seen["stored"] and end < shown:
        spans.append(Span(end / shown, FAR, Look.LEFT))
    return Lane(label, tuple(spans), words)


def _server_words(engine: str, seen: Seen, line: TimeLine) -> str:
    end = seen["accepted_until"]
    if end == NO_END:
        return "accepts the cookie without end: ten years later still"
    left = {
        True: "; refused from then on, and still stored",
        False: "; not stored any more from then on",
        None: "; stores nothing",
    }[seen["stored"]]
    far = end > (_DAYS_SHOWN if is_of_days(line) else _SECONDS_SHOWN)
    when = "two weeks after it was written" if far else _moment(end)
    return f"accepts the cookie until {when}{left}"


def _moment(seconds: int) -> str:
    return f"day {seconds // DAY}" if seconds >= DAY else f"{seconds} s"


def drawing(line: TimeLine, engines: Engines, key: str) -> str:
    """One figure with a drawing for wide and one for narrow screens."""
    drawn = picture(line, engines)
    title = f"{line.title.replace('`', '')}. {_visits(drawn)}."
    both = "\n".join(svg(drawn, sheet, title, f"{key}-{sheet.name}") for sheet in (WIDE, NARROW))
    return f'<figure class="time-line">\n{both}\n</figure>\n'


def _visits(drawn: Picture) -> str:
    return "Visitor: " + ", ".join(mark.label + ("" if mark.renews else " (renews nothing)") for mark in drawn.marks)


def _files(line: TimeLine) -> dict[Path, tuple[tuple[str, ...], Engines]]:
    """The file of each drawing -> versions of Django, what was seen in them: one file if all do the same."""
    found = by_version(line.name, "time_lines")
    if len(found) == 1:
        return {DRAWINGS / f"{line.name}.html": next(iter(found.items()))}
    return {DRAWINGS / f"{line.name}_{versions[0]}.html": (versions, seen) for versions, seen in found.items()}


def page() -> str:
    """The whole page ``sessions_end/time_lines.md``."""
    lines = [_HEAD]
    for line in TIME_LINES:
        lines += [f"## {line.title}", ""]
        if line.code:
            lines += ["```python", line.code.rstrip("\n"), "```", ""]
        for path, (versions, engines) in _files(line).items():
            drawn = picture(line, engines)
            lines += ["```{raw} html", f":file: time_lines/{path.name}", "```", ""]
            lines += [f"- {_visits(drawn)}", *(f"- {lane.label}: {lane.words}" for lane in drawn.lanes)]
            lines += ["", f"*Seen in Django {', '.join(versions)}.*", ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def generated() -> dict[Path, str]:
    """Path -> text of the page and its drawings."""
    found = {TIME_LINES_PAGE: page()}
    for line in TIME_LINES:
        for path, (_, engines) in _files(line).items():
            found[path] = drawing(line, engines, path.stem.replace(".", "-"))
    return found


_HEAD = f"""\
# Time lines

How long one session lives, as it was seen in a real Django {", ".join(observed.VERSIONS)} with the clock moved. Ann
logs in; a filled dot is a request after which her session's time begins anew, an empty one does nothing to it.
*Cookie* is what her browser keeps; each line below it is what the server does with that cookie, whoever sends it.
Refused: whoever sends the cookie is a visitor without a login and without data. Striped: refused, and still stored.
Dashed: no end was seen. The default length is two weeks
({AGE:,} seconds). Where they are not named, Redis behaves like `cache` in memory, and PostgreSQL like `db` on SQLite.

The same in words is below each drawing; why it is so: [How Django sessions really end](../sessions_end.md).
"""
