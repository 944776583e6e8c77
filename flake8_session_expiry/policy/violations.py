"""What is not as the profile wants it, with what to write: the beginning of the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flake8_session_expiry.policy import labels
from flake8_session_expiry.policy.report import Answer, ExpiryCall, ModulePolicy, Policy, Row, Verdict


@dataclass(frozen=True)
class Violation:
    """
    A setting or a call whose verdict is "no", or is so with one of its values.

    ``name`` is the setting or the call, ``place`` where it stands, ``words`` what it is. ``counts`` is False where
    ``--check`` lets it pass: settings of development and tests, and what may also have another value.
    """

    name: str
    place: str
    words: str
    verdict: Verdict
    counts: bool


def violations(policy: Policy) -> list[Violation]:
    """All of them: those that count first, the others in the order of the report."""
    found = [_of_row(row, module) for module in policy.modules for row in module.rows if _is_wrong(row.verdict)]
    found += [_of_call(call) for call in policy.calls_in_code if _is_wrong(call.verdict)]
    return sorted(found, key=lambda violation: not violation.counts)


def _is_wrong(verdict: Verdict) -> bool:
    """Something that depends is wrong where one of its values is; a value that is not known may be right."""
    return verdict.answer in {Answer.NO, Answer.DEPENDS} and verdict.write != ""


def _of_row(row: Row, module: ModulePolicy) -> Violation:
    wrong = next((each for each in row.possible if _is_wrong(each.verdict)), row.possible[0])
    place = labels.place_words(wrong, module.django)
    place = place if wrong.origin is not None else f"{module.name}: {place}"
    counts = module.judged and row.verdict.answer is Answer.NO
    return Violation(row.name, place, wrong.words, row.verdict, counts)


def _of_call(call: ExpiryCall) -> Violation:
    wrong = next((each for each in call.possible if _is_wrong(each.verdict)), call.possible[0])
    words = labels.possible_words(wrong)
    counts = call.verdict.answer is Answer.NO
    return Violation(f"{call.method}({call.code})", labels.call_place(call), words, call.verdict, counts)


def plain(write: str) -> str:
    """What to write, without the marks around code."""
    return write.replace("`", "")


def parts(write: str) -> Iterator[tuple[str, bool]]:
    """What to write, piece by piece, each with whether it is code."""
    for number, piece in enumerate(write.split("`")):
        if piece:
            yield piece, number % 2 == 1
