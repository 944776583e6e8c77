"""
All ``set_expiry`` calls of a project, each with the meaning of its value. Files are found as flake8 finds them, calls
in the same walk as that of rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import libcst as cst

from flake8_session_expiry.console import printable
from flake8_session_expiry.engine.dispatch import Visitor
from flake8_session_expiry.engine.needs import SET_EXPIRY, UNKNOWN_PROJECT
from flake8_session_expiry.engine.shapes import shapes_of
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.options import Options
from flake8_session_expiry.policy import verdicts
from flake8_session_expiry.policy.plain_values import Surroundings, length, shortened, source_words
from flake8_session_expiry.policy.report import NOTHING_TO_JUDGE, Answer, ExpiryCall, Possibility, Verdict
from flake8_session_expiry.policy.setting_rows import Facts, distinct, possibility, seconds_of, shown
from flake8_session_expiry.reference.date_range import AFTER_YEAR_9999, BEFORE_YEAR_1
from flake8_session_expiry.runner import analyse
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.settings.effective import Certainty
from flake8_session_expiry.settings.project_facts import with_facts
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import NUMERIC, UNSET, Kind, Source

WORD = b"set_expiry"
"""Files without this word have no such call and are skipped."""
_METHODS = frozenset({"set_expiry", "aset_expiry"})
_FAILS = "Django fails when it saves the session"
_CERTAIN_KINDS = frozenset({Kind.STRING, Kind.BYTES, Kind.DATE, Kind.TIME, Kind.DECIMAL, Kind.CONTAINER, Kind.FUNCTION})


class _Listener(Visitor):
    """Collects the calls."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[SessionCall] = []

    def on_session_call(self, call: SessionCall) -> None:
        """Keep the calls that set an expiry."""
        if call.method in _METHODS:
            self.calls.append(call)


@dataclass(frozen=True)
class PlacedCall:
    """
    A call with its place in the text: which characters it covers, and its argument; None for that where it has none.
    """

    call: ExpiryCall
    span: tuple[int, int]
    argument: tuple[int, int] | None


@dataclass(frozen=True)
class CallReader:
    """
    Reads the calls of files. ``modules`` are the project's settings: the values of ``settings.X``, and whether a number
    of seconds counts from the last change or request.
    """

    options: Options
    modules: Sequence[Facts]

    def calls(self, name: str, data: bytes) -> list[ExpiryCall]:
        """
        The calls in one file, in the order of its lines. Raises SourceError for a file that cannot be read as Python,
        or is too large.
        """
        return [placed.call for placed in self.placed(SourceFile.from_bytes(name, data))]

    def placed(self, source: SourceFile) -> list[PlacedCall]:
        """The same with their places in the text. Raises SourceError as ``calls`` does."""
        source.refuse_if_too_large()
        shapes = shapes_of(source.python_tree, source.text, source.name, self.options.session_names)
        if not SET_EXPIRY.met_by(shapes, UNKNOWN_PROJECT):
            return []
        analysis = analyse(source, with_facts(self.options, source.name), [lambda model: _Listener()])
        for error, _node in analysis.crashes.values():
            raise error
        found = [
            self._placed(source, call, in_tests=analysis.model.is_test)
            for listener in analysis.listeners
            for call in listener.calls
        ]
        return sorted(found, key=lambda placed: placed.call.line)

    def _placed(self, source: SourceFile, call: SessionCall, *, in_tests: bool) -> PlacedCall:
        argument = _span(source, call.expiry.node) if call.expiry is not None else None
        return PlacedCall(self._call(source, call, in_tests=in_tests), source.spans[call.node], argument)

    def _call(self, source: SourceFile, call: SessionCall, *, in_tests: bool) -> ExpiryCall:
        possible = distinct(list(self._possible(call.expiry)))
        known = [each.known for each in possible]
        certainty = (
            Certainty.KNOWN
            if len(possible) == 1 and all(known)
            else Certainty.CONDITIONAL
            if any(known)
            else Certainty.UNKNOWN
        )
        return ExpiryCall(
            path=shown(source.name),
            line=source.position(call.node)[0],
            function=_function_name(call.function),
            method=call.method,
            code=shortened(source.code(call.expiry.node)) if call.expiry is not None else "",
            possible=possible,
            certainty=certainty,
            verdict=verdicts.joined(possible),
            in_tests=in_tests or _in_test_case(call.function),
        )

    def _possible(self, expiry: Occurrence | None) -> Iterator[Possibility]:
        if expiry is None:
            yield Possibility("no value: Django fails in this line", known=True)
            return
        for value in expiry.alternatives():
            if value.kind is Kind.SETTING and value.names:
                yield from self._of_setting(value.names[-1], value)
            else:
                yield self._of_value(value)

    def _of_setting(self, name: str, value: Occurrence) -> Iterator[Possibility]:
        """``settings.NAME``: its value in each of the project's settings modules."""
        if not self.modules:
            yield Possibility(f"settings.{printable(name)}, which is not known")
        for facts in self.modules:
            for found, origin in facts.alternatives(name):
                if not found.known:
                    yield possibility(
                        found, origin, f"settings.{printable(name)}: {source_words(found)}", verdicts.NOT_KNOWN
                    )
                    continue
                seconds = _seconds(found.constant)
                words, verdict = self._said(found.kind, found.constant, seconds, facts.surroundings)
                said = possibility(found, origin, f"{words} (settings.{printable(name)})", verdict)
                yield replace(said, kind=found.kind, seconds=seconds)

    def _of_value(self, value: Occurrence) -> Possibility:
        words, verdict = self._said(value.kind, value.constant, value.seconds, self._surroundings, value)
        known = value.known or value.seconds is not None or value.kind in _CERTAIN_KINDS
        return Possibility(
            words,
            value=value.constant if value.known and value.kind is not Kind.CONTAINER else UNSET,
            known=known,
            verdict=verdict,
            kind=value.kind,
            seconds=value.seconds,
        )

    @property
    def _surroundings(self) -> Surroundings:
        """The values that are the same in all settings modules."""
        found = [facts.surroundings for facts in self.modules] or [Surroundings(None, None)]
        first = found[0]
        return Surroundings(
            every_request=first.every_request
            if all(each.every_request == first.every_request for each in found)
            else None,
            age=first.age if all(each.age == first.age for each in found) else None,
        )

    def _said(
        self, kind: Kind, constant: object, seconds: float | None, around: Surroundings, value: Occurrence | None = None
    ) -> tuple[str, Verdict]:
        """The words for an expiry, and the verdict on it."""
        if kind is Kind.NONE:
            age = "" if around.age is None else f": {length(around.age)}, {around.counted}"
            return f"as if none had been set: SESSION_COOKIE_AGE holds{age}", NOTHING_TO_JUDGE
        where = value.source if value is not None else Source.CODE
        if kind in NUMERIC:
            return _number_words(constant, seconds, around, where), self._judged(seconds, Kind.INT)
        if kind is Kind.DATETIME and value is not None and (problem := self._zone_problem(value)):
            return problem, NOTHING_TO_JUDGE
        if kind in {Kind.TIMEDELTA, Kind.DATETIME}:
            return _moment_words(kind, seconds), self._judged(seconds, kind)
        if kind in _CERTAIN_KINDS:
            return f"{_A_KIND[kind]}: {_FAILS}", NOTHING_TO_JUDGE
        return _UNKNOWN_WORDS[where], verdicts.NOT_KNOWN

    def _zone_problem(self, value: Occurrence) -> str | None:
        """
        A datetime with a time zone where USE_TZ is off, or without one where it is on, cannot be compared with the
        present.
        """
        zones = {facts.truth("USE_TZ") for facts in self.modules}
        if value.aware is None or zones != {not value.aware}:
            return None
        return (
            f"a moment with{'' if value.aware else 'out'} a time zone, and USE_TZ is"
            f" {'off' if value.aware else 'on'}: {_FAILS}"
        )

    def _judged(self, seconds: float | None, kind: Kind) -> Verdict:
        verdict = verdicts.of_expiry(seconds, kind, self.options)
        # Zero means until the browser is closed, and a negative number at once: neither is a length that the profile
        # has a limit for.
        return NOTHING_TO_JUDGE if seconds is not None and seconds <= 0 and verdict.answer is Answer.YES else verdict


def _span(source: SourceFile, node: cst.BaseExpression) -> tuple[int, int] | None:
    """The place of an expression with the brackets around it, which LibCST leaves out; None if it is not there."""
    if node not in source.spans:
        return None
    start, end = source.spans[node]
    for _ in node.rpar:
        start, end = source.text.rfind("(", 0, start), source.text.find(")", end) + 1
    return start, end


_A_KIND = {
    Kind.STRING: "a text",
    Kind.BYTES: "bytes",
    Kind.DATE: "a date without a time",
    Kind.TIME: "a time without a date",
    Kind.DECIMAL: "a Decimal",
    Kind.CONTAINER: "a list or the like",
    Kind.FUNCTION: "a function",
}
_UNKNOWN_WORDS = {
    Source.CODE: "computed when the code runs",
    Source.REQUEST: "what the visitor sends: it is the visitor who chooses",
    Source.ENVIRONMENT: "what the environment says",
    Source.SETTINGS: "what the settings say",
    Source.ELSEWHERE: "computed when the code runs, from another module",
}


def _seconds(constant: object) -> float | None:
    number = seconds_of(constant)
    return number if number is not None else getattr(constant, "total_seconds", lambda: None)()


def _number_words(constant: object, seconds: float | None, around: Surroundings, where: Source) -> str:
    if seconds is None:
        return f"a number of seconds, {around.counted}: {_UNKNOWN_WORDS[where]}"
    if constant is True:
        return "one second: True counts as 1"
    if seconds == 0:
        return f"until the browser is closed; the server still accepts it {around.server_time}"
    if seconds <= BEFORE_YEAR_1:
        return f"before the year 1: {_FAILS}"
    if seconds < 0:
        return "ends with this response"
    if seconds != seconds or seconds >= AFTER_YEAR_9999:
        return f"too long: {_FAILS}"
    if seconds < 1:
        return "the browser drops the cookie at once"
    return f"{length(seconds)}, {around.counted}"


def _moment_words(kind: Kind, seconds: float | None) -> str:
    if seconds is None:
        span = "a length of time" if kind is Kind.TIMEDELTA else "a moment"
        return f"{span} that is computed when the code runs: a fixed end, use does not move it"
    if kind is Kind.TIMEDELTA and seconds <= BEFORE_YEAR_1:
        return "before the year 1: this line fails"
    if seconds <= 0:
        return "ends with this response"
    if kind is Kind.TIMEDELTA and seconds >= AFTER_YEAR_9999:
        return "too long: this line fails"
    if seconds >= AFTER_YEAR_9999:
        return f"too long: {_FAILS}"
    return f"{length(seconds)} from this call: a fixed end, use does not move it"


def _function_name(function: FunctionContext | None) -> str:
    """The name of a function with its class: ``LoginView.form_valid``."""
    parts: list[str] = []
    while function is not None:
        parts.append(function.name)
        if function.outer is None and function.class_ is not None:
            parts.append(function.class_.name)
        function = function.outer
    return printable(".".join(reversed(parts)))


def _in_test_case(function: FunctionContext | None) -> bool:
    return function is not None and function.class_ is not None and function.class_.is_test_case


def sorted_calls(calls: Sequence[ExpiryCall]) -> tuple[ExpiryCall, ...]:
    """The calls, sorted by their places."""
    return tuple(sorted(calls, key=lambda call: (call.path, call.line)))
