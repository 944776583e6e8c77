"""``check --add-noqa``: a ``# noqa`` for each finding, in whichever process; nothing but comments is changed."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from flake8_session_expiry.checking.check_arguments import configured
from flake8_session_expiry.codes import ENGINE_CODES
from flake8_session_expiry.configuration.flake8_config import Configuration
from flake8_session_expiry.configuration.noqa_places import NoqaPlace
from flake8_session_expiry.engine.failures import failure, fixer_command
from flake8_session_expiry.files import linted_files
from flake8_session_expiry.files.work import FileWork, Job
from flake8_session_expiry.output.file_report import FileReport

_LINE: Final = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_LEFT: Final = "is left as it is"
_CHANGES_CODE: Final = "a comment would change what the code does"


class NotSilenced(Exception):
    """A text is left as it is; the reason is one line."""


@dataclass(frozen=True)
class Commented:
    """A file with its new bytes, if there are any; ``report`` is what is said of it."""

    job: Job
    report: FileReport
    new: bytes | None = None


class AddingNoqa(FileWork[Commented, FileReport]):
    """What is silenced in a file is ``left_out`` in its report; why it is not changed is a problem of it."""

    @classmethod
    def configured(cls, argv: Sequence[str]) -> Self:
        return cls(configured(argv))

    def begin(self, job: Job) -> Commented:
        shown = linted_files.display_name(self.configuration, job.name)
        try:
            return self._commented(job, shown)
        except NotSilenced as reason:
            return Commented(job, FileReport(shown, problems=(f"{_LEFT}: {reason}",)))
        except Exception as error:
            problem = f"was not checked {failure(error, fixer_command(shown))}"
            return Commented(job, FileReport(shown, problems=(problem,)))

    def finish(self, stage: Commented) -> FileReport:
        if stage.new is None:
            return stage.report
        from flake8_session_expiry.files.write import WriteError, write

        try:
            write(stage.job.name, stage.job.data, stage.new)
        except WriteError as error:
            return FileReport(stage.report.name, problems=(str(error),))
        return stage.report

    def lost(self, name: str) -> FileReport:
        return FileReport(name, problems=(f"{_LEFT}: the process that checked it died; try it alone, with --jobs=1",))

    def _commented(self, job: Job, shown: str) -> Commented:
        from flake8_session_expiry.api import check_text
        from flake8_session_expiry.engine.decoding import SourceError, decode, encode_back

        try:
            text, encoding = decode(job.data)
            found = check_text(text, shown, self.configuration, fixes=False)
        except SourceError as error:
            return Commented(job, FileReport(shown, problems=(" ".join(str(error).split()),)))
        if not found:
            return Commented(job, FileReport(shown))
        if not_analysed := [each.message for each in found if each.code in ENGINE_CODES]:
            raise NotSilenced(not_analysed[0])
        if job.untouchable is not None:
            raise NotSilenced(job.untouchable)
        new = silenced_text(
            text,
            shown,
            [(each.line, each.code) for each in found],
            self.configuration,
            self.configuration.namespace.add_noqa,
        )
        try:
            data = encode_back(text, job.data, new, encoding)
        except SourceError as error:
            raise NotSilenced(str(error)) from error
        if decode(data)[0] != new:
            raise NotSilenced(_CHANGES_CODE)
        return Commented(job, FileReport(shown, left_out=tuple(found)), data)


def silenced_text(
    text: str, name: str, found: Sequence[tuple[int, str]], configuration: Configuration, reason: str = ""
) -> str:
    """
    ``with_noqa`` for the text of the file ``name``, looked at afterwards: only comments have changed, and nothing of
    what was ``found`` is reported any more. Raises NotSilenced.
    """
    from flake8_session_expiry.api import check_text
    from flake8_session_expiry.engine.decoding import SourceError

    new = with_noqa(text, found, configuration.noqa_places(name, text), reason)
    try:
        if ast.dump(_tree(new)) != ast.dump(_tree(text)):
            raise NotSilenced(_CHANGES_CODE)
        rest = check_text(new, name, configuration, fixes=False)
    except (SourceError, SyntaxError) as error:
        raise NotSilenced(_CHANGES_CODE) from error
    for each in rest:
        if (each.line, each.code) in found:
            raise NotSilenced(f"line {each.line}: {each.code} would be reported in spite of the comment")
    return new


def with_noqa(
    text: str, found: Iterable[tuple[int, str]], place_of: Callable[[int], NoqaPlace | None], reason: str = ""
) -> str:
    """
    The text with comments that silence these findings, each a line and a code.

    An existing list of codes gets the new ones, and keeps its own words in the place of ``reason``.
    """
    codes: defaultdict[NoqaPlace, set[str]] = defaultdict(set)
    for line, code in found:
        if (place := place_of(line)) is not None:
            codes[place].add(code)
    lines = [[match[1], match[2]] for match in _LINE.finditer(text)]
    for place, added in codes.items():
        parts = lines[place.line - 1]
        listed = ", ".join(sorted(added))
        if place.column is not None:  # behind the codes that are there
            at = place.column + (1 if place.line == 1 and text.startswith("\ufeff") else 0)
            parts[0] = f"{parts[0][:at]}, {listed}{parts[0][at:]}"
        else:
            parts[0] = parts[0].rstrip(" \t") + f"  # noqa: {listed}" + (f"  # {reason}" if reason else "")
    return "".join(part for parts in lines for part in parts)


def _tree(text: str) -> ast.Module:
    return ast.parse(text.removeprefix("\ufeff"))
