"""
What is printed: a line for each repair, the diff, the summary, errors; colours on a terminal only.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator

from flake8_session_expiry.console import is_coloured, print_error, printable, warn
from flake8_session_expiry.engine.findings import Finding
from flake8_session_expiry.fix.one_file import Mode, Outcome

_LINE = re.compile(rb"[^\n]*\n|[^\n]+\Z")
_STYLES = {"bold": "1", "red": "31", "green": "32", "cyan": "36"}


class Printer:
    """
    Prints outcomes and counts them. Where the fixer is a filter, standard output is the repaired text, so it prints to
    standard error.
    """

    def __init__(
        self, mode: Mode, *, quiet: bool, color: str, is_filter: bool = False, never: tuple[str, ...] = ()
    ) -> None:
        self.mode = mode
        self.quiet = quiet
        self.is_filter = is_filter
        self.never = never  # the codes of --unfixable
        self.out = sys.stderr if is_filter else sys.stdout
        self.coloured, self.coloured_errors = is_coloured(self.out, color), is_coloured(sys.stderr, color)
        self.changed = self.failed = 0
        self.applied: Counter[str] = Counter()
        self.unsafe: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        self.unfixable: Counter[str] = Counter()

    def add(self, outcome: Outcome) -> None:
        """Print and count one file."""
        self.applied.update(finding.code for finding in outcome.applied)
        self.unsafe.update(finding.code for finding in outcome.unsafe)
        self.left_out.update(finding.code for finding in outcome.left_out)
        self.unfixable.update(finding.code for finding in outcome.unfixable)
        self.changed += outcome.changed
        if self.mode is Mode.DIFF:
            self._print_diff(outcome.diff)
        elif not self.quiet:
            verb = "fixed" if self.mode is Mode.APPLY else "would fix"
            for finding in outcome.applied:
                place = printable(f"{outcome.name}:{finding.line}:{finding.column + 1}:")
                self._print(f"{self._styled(place, 'bold')} {verb} {self._finding(finding)}")
        for warning in outcome.warnings:
            warn(warning)
        for problem in outcome.problems:
            self.error(problem)

    def error(self, text: str) -> None:
        """One line on standard error; the exit code will be 2."""
        self.failed += 1
        print_error(text, coloured=self.coloured_errors)

    def summary(self) -> None:
        """What was repaired, what other options would repair, and what has no fix."""
        rest = (self.unsafe, self.left_out, self.unfixable)
        if self.quiet or self.mode is Mode.DIFF and not (self.applied or any(rest)):
            return
        out = self.out if self.mode is not Mode.DIFF else sys.stderr
        for line in self._summary():
            print(line, file=out)

    def _summary(self) -> Iterator[str]:
        done = "Fixed" if self.mode is Mode.APPLY else "Would fix"
        files = "1 file" if self.changed == 1 else f"{self.changed} files"
        yield (
            f"{done} {_counted(self.applied)} in {files}{_codes(self.applied)}." if self.applied else "Nothing to fix."
        )
        if self.unsafe:
            yield f"{_counted(self.unsafe)} can be fixed with --unsafe-fixes{_codes(self.unsafe)}."
        for option, found in sorted(self._left_out().items()):
            them = "it" if found.total() == 1 else "them"
            yield f"{_counted(found)} can be fixed, but {option} leaves {them} out{_codes(found)}."
        if self.unfixable:
            left = f"{_counted(self.unfixable)} cannot be fixed automatically{_codes(self.unfixable)}"
            yield f"{left}; flake8-session-expiry check shows where."

    def _left_out(self) -> dict[str, Counter[str]]:
        """What could be repaired if an option did not exclude it, by that option."""
        found: dict[str, Counter[str]] = {}
        for code, number in self.left_out.items():
            option = "--unfixable" if code.startswith(self.never) else "--fixable"
            found.setdefault(option, Counter())[code] = number
        return found

    def exit_code(self, *, exit_zero: bool) -> int:
        """
        1: something was changed, or would be; 2: an error; else 0, and for a filter that had no error, also where it
        changed something.
        """
        if self.failed:
            return 2
        return int(self.changed > 0 and not exit_zero and not self.is_filter)

    def _print(self, text: str) -> None:
        print(text, file=self.out)

    def _finding(self, finding: Finding) -> str:
        return f"{self._styled(finding.code, 'red')} {printable(finding.message)}"

    def _styled(self, text: str, style: str) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.coloured else text

    def _print_diff(self, diff: bytes) -> None:
        lines = _LINE.findall(diff)  # a \r alone is no end of a line
        if self.out.isatty():  # else unchanged, for patch and git apply
            lines = [_harmless(line) for line in lines]
        if self.coloured:
            lines = [_coloured_line(line) for line in lines]
        self.out.flush()
        buffer = getattr(self.out, "buffer", None)
        if buffer is None:  # a stream that a caller has put there, without bytes
            self.out.write(b"".join(lines).decode("utf-8", "replace"))
        else:
            buffer.write(b"".join(lines))
            buffer.flush()


def _harmless(line: bytes) -> bytes:
    """
    A line of a diff without control characters for the terminal: a ``\\r`` in the source could hide the rest of its
    line.
    """
    text = line.rstrip(b"\r\n")
    shown = "\t".join(printable(part) for part in text.decode("utf-8", "backslashreplace").split("\t"))
    return shown.encode() + line[len(text) :]


def files_changed(number: int) -> str:
    """The note of an interrupted run about the files that it has written."""
    return (
        "no file was changed" if not number else "1 file was changed" if number == 1 else f"{number} files were changed"
    )


def _coloured_line(line: bytes) -> bytes:
    styles = {b"---": "bold", b"+++": "bold", b"@@ ": "cyan", b"-": "red", b"+": "green"}
    style = next((style for start, style in styles.items() if line.startswith(start)), None)
    text = line.rstrip(b"\r\n")
    return line if style is None else b"\x1b[%sm%s\x1b[0m%s" % (_STYLES[style].encode(), text, line[len(text) :])


def _counted(counted: Counter[str]) -> str:
    return "1 finding" if counted.total() == 1 else f"{counted.total()} findings"


def _codes(counted: Counter[str]) -> str:
    return " (" + ", ".join(f"{code} {number}×" for code, number in sorted(counted.items())) + ")"
