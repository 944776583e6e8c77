"""What a user sees: a line for each repair, the diff, the summary, errors; colours and a progress bar on a terminal only."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from flake8_session_expiry.engine.findings import Finding
from flake8_session_expiry.fix.work import Mode, Outcome

_LONG_RUN = 20  # files that pass triage
_STYLES = {"bold": "1", "red": "31", "green": "32", "cyan": "36"}


class Report:
    """Prints outcomes as they come and counts them."""

    def __init__(self, mode: Mode, *, quiet: bool, color: str, out: TextIO) -> None:
        self.mode = mode
        self.quiet = quiet
        self.out = out
        self.coloured = color == "always" or (color == "auto" and _is_colour_terminal(out))
        self.coloured_errors = color == "always" or (color == "auto" and _is_colour_terminal(sys.stderr))
        self.changed = self.failed = 0
        self.applied: Counter[str] = Counter()
        self.unsafe: Counter[str] = Counter()
        self.unfixable: Counter[str] = Counter()

    def add(self, outcome: Outcome) -> None:
        """Print and count one file."""
        self.applied.update(finding.code for finding in outcome.applied)
        self.unsafe.update(finding.code for finding in outcome.unsafe)
        self.unfixable.update(finding.code for finding in outcome.unfixable)
        self.changed += outcome.new is not None
        if self.mode is Mode.DIFF:
            self._print_diff(outcome.diff)
        elif not self.quiet:
            verb = "fixed" if self.mode is Mode.APPLY else "would fix"
            for finding in outcome.applied:
                place = f"{outcome.name}:{finding.line}:{finding.column + 1}:"
                self._print(f"{self._styled(place, 'bold')} {verb} {self._finding(finding)}")
        for problem in outcome.problems:
            self.error(problem)

    def error(self, text: str) -> None:
        """One line on standard error; the exit code will be 2."""
        self.failed += 1
        word = "\x1b[31merror:\x1b[0m" if self.coloured_errors else "error:"
        print(word, text, file=sys.stderr)

    def summary(self) -> None:
        """What was done, what unsafe fixes would do, and what nobody but the author can do."""
        if self.quiet or self.mode is Mode.DIFF and not (self.unsafe or self.unfixable or self.applied):
            return
        out = self.out if self.mode is not Mode.DIFF else sys.stderr
        done = "Fixed" if self.mode is Mode.APPLY else "Would fix"
        number = self.applied.total()
        files = "1 file" if self.changed == 1 else f"{self.changed} files"
        print(f"{done} {_number(number)} in {files}{_codes(self.applied)}." if number else "Nothing to fix.", file=out)
        if self.unsafe:
            print(f"{_number(self.unsafe.total())} can be fixed with --unsafe-fixes{_codes(self.unsafe)}.", file=out)
        if self.unfixable:
            number = self.unfixable.total()
            print(
                f"{_number(number)} cannot be fixed automatically{_codes(self.unfixable)}; flake8 shows where.",
                file=out,
            )

    def exit_code(self, *, exit_zero: bool) -> int:
        """0: nothing to do; 1: something was changed, would be, or could be by unsafe fixes; 2: an error."""
        if self.failed:
            return 2
        left = bool(self.unsafe) and self.mode is Mode.APPLY
        return int((self.changed > 0 or left) and not exit_zero)

    def _print(self, text: str) -> None:
        print(text, file=self.out)

    def _finding(self, finding: Finding) -> str:
        return f"{self._styled(finding.code, 'red')} {finding.message}"

    def _styled(self, text: str, style: str) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.coloured else text

    def _print_diff(self, diff: bytes) -> None:
        if self.coloured:
            diff = b"".join(_coloured_line(line) for line in diff.splitlines(keepends=True))
        self.out.flush()
        buffer = getattr(self.out, "buffer", None)
        if buffer is None:  # somebody's own stream
            self.out.write(diff.decode("utf-8", "replace"))
        else:
            buffer.write(diff)
            buffer.flush()


def _coloured_line(line: bytes) -> bytes:
    styles = {b"---": "bold", b"+++": "bold", b"@@ ": "cyan", b"-": "red", b"+": "green"}
    style = next((style for start, style in styles.items() if line.startswith(start)), None)
    text = line.rstrip(b"\r\n")
    return line if style is None else b"\x1b[%sm%s\x1b[0m%s" % (_STYLES[style].encode(), text, line[len(text) :])


def _is_colour_terminal(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _number(number: int) -> str:
    return "1 finding" if number == 1 else f"{number} findings"


def _codes(counted: Counter[str]) -> str:
    return " (" + ", ".join(f"{code} {number}×" for code, number in sorted(counted.items())) + ")"


def progress(outcomes: Iterable[Outcome], files: Sequence[object], *, quiet: bool) -> Iterator[Outcome]:
    """The same outcomes, with a bar on a terminal while a long run lasts."""
    if quiet or len(files) < _LONG_RUN or not sys.stderr.isatty() or not sys.stdout.isatty():
        yield from outcomes
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(outcomes, "Repairing", total=len(files), console=Console(stderr=True), transient=True)
