"""The words of a hover, as Markdown: of a finding, a call of ``set_expiry``, a setting; in the words of ``policy``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from flake8_session_expiry.api import Diagnostic
from flake8_session_expiry.language_server.text_places import Said
from flake8_session_expiry.policy.call_endings import endings_of_call
from flake8_session_expiry.policy.endings_by_engine import DECIDING, lifetimes
from flake8_session_expiry.policy.expiry_calls import PlacedCall
from flake8_session_expiry.policy.labels import place_words, possible_words, verdict_words
from flake8_session_expiry.policy.module_policy import COVERED
from flake8_session_expiry.policy.of_one_file import FileInProject
from flake8_session_expiry.policy.report import Answer, Ending, Lifetime, ModulePolicy, Possibility, Row, Verdict
from flake8_session_expiry.rules.pages import page_of

_NAME: Final = re.compile(r"[A-Za-z_]\w*")
_MARKDOWN: Final = re.compile(r"[\\`*<>\[\]]")
_MOST_MODULES: Final = 4
_RULER: Final = "\n\n---\n\n"


def hover_at(file: FileInProject, mark: int, offset: int, found: Sequence[tuple[int, int, Diagnostic]]) -> Said | None:
    """
    The words about the character at ``offset``, and the characters that they are about; None where there is nothing to
    say. ``found`` are findings with their places; ``mark`` characters are before the text of ``file``.
    """
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    for start, end, each in found:
        if start <= offset <= end:
            parts.append(_of_finding(each))
            spans.append((start, end))
    at = _setting_at(file, mark, offset) or _call_at(file, mark, offset)
    if at is not None:
        parts.append(at.words)
        spans.insert(0, (at.start, at.end))
    return Said(*spans[0], _RULER.join(parts)) if parts else None


def _of_finding(found: Diagnostic) -> str:
    """The message, and the whole page below it; headings are smaller than those of a document."""
    page = re.sub(r"^#+ (.+)$", r"**\1**", page_of(found.code).partition("\n")[2].strip(), flags=re.MULTILINE)
    return f"**{found.code}** {escaped(found.message)} \\[{found.name}\\]\n\n{page}"


# -- a call ------------------------------------------------------------------------------------------------------------


def _call_at(file: FileInProject, mark: int, offset: int) -> Said | None:
    """The innermost call around a character, from the name of the method on."""
    around = []
    for placed in file.calls:
        start, end = placed.span
        before = placed.argument[0] if placed.argument is not None else end
        start = max(start, file.source.text.rfind(placed.call.method, start, before))
        if start + mark <= offset <= end + mark:
            around.append((end - start, start, end, placed))
    if not around:
        return None
    _, start, end, placed = min(around, key=lambda each: each[0])
    return Said(start + mark, end + mark, "\n\n".join(_of_call(placed, file)))


def _of_call(placed: PlacedCall, file: FileInProject) -> Iterator[str]:
    call = placed.call
    for possible in call.possible:
        among = " (one of several values)" if len(call.possible) > 1 else ""
        yield f"**{_code(f'{call.method}({call.code})')}**{among}: {escaped(possible_words(possible))}."
        yield from _in_each_module(possible, file)
    yield from _verdict(call.verdict)


def _in_each_module(possible: Possibility, file: FileInProject) -> Iterator[str]:
    """What ends such a session, for each set of settings that the project may run with; those with the same once."""
    said: dict[str, list[str]] = {}
    for policy, facts in file.policies[:_MOST_MODULES]:
        for lifetime in lifetimes(facts)[:_MOST_MODULES]:
            if lines := list(_lines(endings_of_call(possible, lifetime), lifetime)):
                where = policy.name + (f", where {lifetime.condition}" if lifetime.condition else "")
                said.setdefault("\n".join(lines), []).append(where)
    for lines_, where_ in said.items():
        yield f"By {', '.join(map(_code, where_))}:\n\n{lines_}"


# -- a setting ---------------------------------------------------------------------------------------------------------


def _setting_at(file: FileInProject, mark: int, offset: int) -> Said | None:
    at = next((m for m in _NAME.finditer(file.source.text) if m.start() + mark <= offset <= m.end() + mark), None)
    if at is None or at[0] not in COVERED:
        return None
    parts = list(_of_setting(at[0], file))
    return Said(at.start() + mark, at.end() + mark, "\n\n".join(parts)) if parts else None


def _of_setting(name: str, file: FileInProject) -> Iterator[str]:
    found = [(policy, row) for policy, _ in file.policies for row in policy.rows if row.name == name]
    if not found:
        return
    yield f"**{name}** {escaped(found[0][1].question)}"
    for policy, row in found[:_MOST_MODULES]:
        yield f"{_code(policy.name)}: {_row_words(row, policy)}"
        yield from _verdict(row.verdict)
        if name in DECIDING:
            yield from _stories(policy)
    if len(found) > _MOST_MODULES:
        yield f"There are {len(found) - _MOST_MODULES} more settings modules."


def _row_words(row: Row, policy: ModulePolicy) -> str:
    words = [f"{escaped(each.words)} ({escaped(place_words(each, policy.django))})" for each in row.possible]
    return words[0] if len(words) == 1 else "".join(f"\n- {each}" for each in words)


def _stories(policy: ModulePolicy) -> Iterator[str]:
    """What really ends a session, as the policy report says it; the parts that hang on these settings."""
    for story in policy.stories:
        if story.lifetime.condition:
            yield f"Where {escaped(story.lifetime.condition)}:"
        lines = [f"- {escaped(story.summary)}"]
        if (age := story.lifetime.cookie_max_age) is not None and age > 0:
            lines.append(f"- The cookie says Max-Age={int(age)}.")
        lines += _lines((ending for ending in story.endings if ending.what in _SHOWN), story.lifetime)
        yield "\n".join(lines)


_SERVER: Final = "Server copy"
_SHOWN: Final = frozenset({"Not used any more", "Browser closed", _SERVER})


def _lines(endings: Iterable[Ending], lifetime: Lifetime) -> Iterator[str]:
    for ending in endings:
        engine = f"Engine {lifetime.engine}: " if ending.what == _SERVER and lifetime.engine is not None else ""
        yield f"- {escaped(engine + ending.words)}"


# -- words -------------------------------------------------------------------------------------------------------------


def _verdict(verdict: Verdict) -> Iterator[str]:
    if verdict.answer not in {Answer.NONE, Answer.YES, Answer.UNKNOWN}:
        yield f"Allowed? {escaped(verdict_words(verdict))}"


def escaped(text: str) -> str:
    """A text in which nothing is taken for Markdown."""
    return _MARKDOWN.sub(lambda found: f"\\{found[0]}", text)


def _code(text: str) -> str:
    """A text as code; with a backquote in it between two of them."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"
