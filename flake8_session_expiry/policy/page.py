"""The report as one HTML page without scripts, fonts, images or anything else from other addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from flake8_session_expiry import __version__
from flake8_session_expiry.policy import labels
from flake8_session_expiry.policy.page_parts import cell, chip, head_of_page, head_of_table, name, path, text
from flake8_session_expiry.policy.page_style import STYLE
from flake8_session_expiry.policy.report import (
    Answer,
    ExpiryCall,
    ModulePolicy,
    Policy,
    Possibility,
    Row,
    Story,
    Verdict,
    WayOut,
)
from flake8_session_expiry.policy.timeline import picture_of
from flake8_session_expiry.policy.timeline_svg import NARROW, WIDE, svg
from flake8_session_expiry.policy.violations import Violation, parts, violations
from flake8_session_expiry.settings.effective import Certainty

_COLUMNS: Final = ("Setting", "Value, and where it is set", "Certain?", "Allowed?")
_CALL_COLUMNS: Final = ("Call", "Value", "Certain?", "Allowed?")
_WAY_COLUMNS: Final = ("URL", "How it logs out", "Asked for by GET")
_WAYS: Final = "ways-out"
_GLOSSARY: Final = (
    ("session", "What the server remembers of one visitor, a login above all."),
    ("session cookie", "The key to it, kept by the visitor's browser. Whoever has it is taken for that visitor."),
    ("server copy", "The session itself, where the server keeps it. As long as it is accepted, the cookie opens it."),
    ("write", "A request that changes the session: logging in, filling a cart, a message. Reading a page is none."),
    ("overall limit", "The longest time from a login to the next one, however busy the visitor is."),
    (
        "known, depends, unknown",
        "One value is certain; one of several, or a default that the environment may replace; none can be told.",
    ),
    ("allowed?", "Whether the value is as the profile named above wants it; – where it says nothing about it."),
)


def page(policy: Policy) -> str:
    """The whole page."""
    title = f"{labels.TITLE} of {', '.join(policy.roots)}" if policy.roots else labels.TITLE
    return "\n".join(
        [
            head_of_page(title, STYLE),
            f"<header>\n<h1>{text(title)}</h1>\n<p>{text(labels.profile_words(policy))}</p>",
            *_contents(policy),
            "</header>\n<main>",
            *_violations(policy),
            *_problems(policy.problems),
            *(f'<p class="note">{text(line)}</p>' for line in labels.unfollowed_words(policy)),
            *(part for number, module in enumerate(policy.modules, 1) for part in _module(module, number)),
            *_calls(policy),
            *_ways_out(policy),
            *_glossary(),
            f"</main>\n<footer><p>Made by flake8-session-expiry {__version__} from the source code alone: nothing of"
            " the project was imported or run.</p></footer>\n</body>\n</html>\n",
        ]
    )


def _violations(policy: Policy) -> Iterator[str]:
    """What is not ok comes first: who has no time for more than that has the answer here."""
    yield f'<section class="violations" id="violations"><h2>{text(labels.VIOLATIONS_TITLE)}</h2>'
    found = violations(policy)
    if found:
        yield f'<ul class="violations">{"".join(map(_violation, found))}</ul>'
    else:
        yield f"<p>{text(labels.NO_VIOLATIONS)}</p>"
    yield "</section>"


def _violation(violation: Violation) -> str:
    answer = violation.verdict.answer
    write = "".join(
        f"<code>{path(piece)}</code>" if is_code else text(piece) for piece, is_code in parts(violation.verdict.write)
    )
    reason = f"{violation.words}; {violation.verdict.reason}"
    # What depends is said by the chip; the words are for settings that are not those of production.
    uncounted = "" if violation.counts or answer is Answer.DEPENDS else f" ({text(labels.NOT_COUNTED)})"
    return (
        f"<li><div>{chip(answer, labels.ANSWERS[answer])} <code>{path(violation.name)}</code>"
        f' <span class="place">{path(violation.place)}</span>{uncounted}</div><div>{text(reason)} <span'
        f' class="source">{text(violation.verdict.source)}</span></div><div class="write"><strong>Write</strong>'
        f" {write}</div></li>"
    )


def _contents(policy: Policy) -> Iterator[str]:
    if len(policy.modules) < 2:
        return
    links = [f'<li><a href="#settings-{i}">{text(module.name)}</a></li>' for i, module in enumerate(policy.modules, 1)]
    ways = f'<li><a href="#{_WAYS}">{text(labels.WAYS_TITLE)}</a></li>' if policy.ways_out else ""
    yield (
        f'<nav aria-label="Contents"><ul>{"".join(links)}<li><a'
        f' href="#calls">{text(labels.CALLS_TITLE)}</a></li>{ways}</ul></nav>'
    )


def _problems(problems: Iterable[str]) -> Iterator[str]:
    lines = [f"<li>{text(problem)}</li>" for problem in problems]
    if lines:
        yield (
            '<section class="problems" aria-label="Problems"><h2>Not everything could be'
            f" read</h2><ul>{''.join(lines)}</ul></section>"
        )


def _module(module: ModulePolicy, number: int) -> Iterator[str]:
    yield (
        f'<section class="module" id="settings-{number}">\n<h2>{path(module.name)}</h2>\n<p'
        f' class="kind">{text(labels.module_words(module))}</p>'
    )
    for condition, summary in labels.summaries(module):
        yield f'<p class="summary">{_condition(condition)}{text(summary)}</p>'
    for note in module.notes:
        yield f'<p class="note">{text(note)}</p>'
    yield _tally(module)
    for each, story in enumerate(module.stories, 1):
        yield from _story(story, f"{number}-{each}")
    yield "<h3>Every setting</h3>"
    yield _table(module)
    yield "</section>"


def _condition(condition: str) -> str:
    return f"<strong>If {text(condition)}:</strong> " if condition else ""


def _tally(module: ModulePolicy) -> str:
    """How many verdicts of each kind there are."""
    found = [
        verdict.answer
        for verdict in (*module.verdicts, *(e.verdict for s in module.stories[:1] for e in s.endings[1:]))
    ]
    names = {
        Answer.NO: "not ok",
        Answer.DEPENDS: "depends",
        Answer.UNKNOWN: "unknown",
        Answer.UNENFORCED: "not enforced",
        Answer.YES: "ok",
    }
    chips = [
        f"<li>{chip(answer, f'{found.count(answer)} {words}')}</li>"
        for answer, words in names.items()
        if answer in found
    ]
    return f'<ul class="tally" aria-label="Verdicts">{"".join(chips)}</ul>'


def _verdict(verdict: Verdict) -> str:
    if verdict.answer is Answer.NONE:
        return '<span class="chip none" title="The profile says nothing about it">–</span>'
    said = chip(verdict.answer, labels.ANSWERS[verdict.answer])
    if verdict.reason:
        said += f" {text(verdict.reason)}"
    return f'{said} <span class="source">{text(verdict.source)}</span>' if verdict.source else said


def _certainty(certainty: Certainty) -> str:
    words = labels.CERTAINTIES[certainty]
    return f'<span class="sure {words}">{words}</span>'


def _story(story: Story, key: str) -> Iterator[str]:
    condition = f", if {text(story.lifetime.condition)}" if story.lifetime.condition else ""
    yield f"<h3>{text(labels.ENDINGS_TITLE)}{condition}</h3>"
    drawn = picture_of(story)
    if drawn is not None:
        yield "<figure>"
        yield svg(drawn, WIDE, "Timeline of a session", f"{key}w")
        yield svg(drawn, NARROW, "Timeline of a session", f"{key}n")
        yield (
            "<figcaption>Not to scale. A full dot starts the time again, a hollow one does not. Dashed: it may go on"
            " for ever. Striped: refused, but still stored.</figcaption></figure>"
        )
    yield '<dl class="endings">'
    for ending in story.endings:
        verdict = (
            "" if ending.verdict.answer is Answer.NONE else f'<div class="verdict">{_verdict(ending.verdict)}</div>'
        )
        yield f"<div><dt>{text(ending.what)}</dt><dd>{text(ending.words)}{verdict}</dd></div>"
    yield "</dl>"


def _table(module: ModulePolicy) -> str:
    caption = f'<caption class="hidden">Session settings of {text(module.name)}</caption>'
    parts = [f'<table role="table">{caption}{head_of_table(_COLUMNS)}']
    for group in module.groups:
        parts.append(
            '<tbody role="rowgroup"><tr role="row"><th class="group" colspan="4" scope="rowgroup"'
            f' role="rowheader">{text(group.title)}</th></tr>'
        )
        parts += [_row(row, module) for row in group.rows]
        parts.append("</tbody>")
    return "\n".join([*parts, "</table>"])


def _row(row: Row, module: ModulePolicy) -> str:
    cells = [
        f'<th scope="row" role="rowheader"><code>{name(row.name)}</code><span'
        f' class="question">{text(row.question)}</span></th>',
        cell("Value", _possible(row.possible, module), "value"),
        cell(_COLUMNS[2], _certainty(row.certainty)),
        cell(_COLUMNS[3], _verdict(row.verdict), "verdict"),
    ]
    return f'<tr role="row">{"".join(cells)}</tr>'


def _list(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"<ol>{''.join(f'<li>{item}</li>' for item in items)}</ol>"


def _possible(possible: tuple[Possibility, ...], module: ModulePolicy) -> str:
    """Each value with its place; with bullets if there are several."""
    items = []
    for each in possible:
        place = labels.place_words(each, module.django)
        said = f"<code>{path(place)}</code>" if each.origin else text(place)
        items.append(f'<li><span>{text(each.words)}</span> <span class="place">{said}</span></li>')
    return f'<ul class="values{" several" if len(items) > 1 else ""}">{"".join(items)}</ul>'


def _calls(policy: Policy) -> Iterator[str]:
    yield f'<section id="calls"><h2>{text(labels.CALLS_TITLE)}</h2>'
    calls = policy.calls_in_code
    if calls:
        yield f"<p>{text(labels.CALLS_NOTE)}</p>"
        yield (
            '<table role="table" class="calls"><caption class="hidden">Calls of'
            f' set_expiry</caption>{head_of_table(_CALL_COLUMNS)}<tbody role="rowgroup">'
        )
        yield from (_call(call) for call in calls)
        yield "</tbody></table>"
    else:
        yield f"<p>{text(labels.NO_CALLS)}</p>"
    if more := labels.tests_words(policy):
        yield f"<p>{text(more)}</p>"
    yield "</section>"


def _call(call: ExpiryCall) -> str:
    head = (
        f'<code>{path(labels.call_place(call))}</code><span class="question">{path(labels.call_function(call))}</span>'
    )
    values = _list([text(labels.possible_words(each)) for each in call.possible])
    code = f'<code class="argument">{path(f"{call.method}({call.code})")}</code>'
    cells = [
        f'<th scope="row" role="rowheader">{head}{code}</th>',
        cell("Value", values, "value"),
        cell(_CALL_COLUMNS[2], _certainty(call.certainty)),
        cell(_CALL_COLUMNS[3], _verdict(call.verdict), "verdict"),
    ]
    return f'<tr role="row">{"".join(cells)}</tr>'


def _ways_out(policy: Policy) -> Iterator[str]:
    for number, ways in enumerate(policy.ways_out, 1):
        title = f"{labels.WAYS_TITLE}: {ways.urlconf}" if len(policy.ways_out) > 1 else labels.WAYS_TITLE
        yield f'<section id="{_WAYS}{number if number > 1 else ""}"><h2>{text(title)}</h2>'
        yield f"<p>{text(labels.WAYS_NOTE if ways.routes else labels.NO_WAYS)}</p>"
        yield from (f'<p class="note">{text(line)}</p>' for line in ways.unread)
        if ways.routes:
            head = head_of_table(_WAY_COLUMNS)
            caption = f'<caption class="hidden">{text(title)}</caption>'
            yield f'<table role="table" class="calls">{caption}{head}<tbody role="rowgroup">'
            yield from (_way(way) for way in ways.routes)
            yield "</tbody></table>"
        yield "</section>"


def _way(way: WayOut) -> str:
    links = [text(labels.link_words(link)) for link in way.links]
    head = f'<code>{path(way.address)}</code><span class="question">{path(labels.way_name(way))}</span>'
    cells = [
        f'<th scope="row" role="rowheader">{head}</th>',
        cell(_WAY_COLUMNS[1], f"{path(way.view)}: {text(way.words)}", "value"),
        cell(_WAY_COLUMNS[2], _list(links) if links else "–", "value"),
    ]
    return f'<tr role="row">{"".join(cells)}</tr>'


def _glossary() -> Iterator[str]:
    yield '<section><h2>Words used here</h2><dl class="endings">'
    yield from (f"<div><dt>{text(word)}</dt><dd>{text(meaning)}</dd></div>" for word, meaning in _GLOSSARY)
    yield "</dl></section>"
