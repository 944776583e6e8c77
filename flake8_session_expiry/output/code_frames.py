"""Findings with the line of code, carets below what is reported, and the fix as a small diff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import unified_diff
from typing import Final

from rich.cells import cell_len

from flake8_session_expiry.api import Diagnostic, apply_fix
from flake8_session_expiry.console import printable
from flake8_session_expiry.output.file_report import FileReport, Style
from flake8_session_expiry.output.plain_lines import text

_AROUND: Final = 2  # lines above and below
_MOST_LINES: Final = 6
_TAB: Final = "    "


def full(files: Iterable[FileReport], style: Style) -> Iterator[str]:
    """Each finding with its code; where there is a fix, with its change."""
    for file in files:
        if style.quiet:
            yield from text([file], style)
            continue
        lines = file.lines
        for found in file.diagnostics:
            yield f"{style.red(found.code)} {style.bold(found.name)}: {printable(found.message)}\n"
            place = printable(f"{file.name}:{found.line}:{found.column}")
            yield f"{' ' * (_width(found, lines) - 1)}{style.dim('-->')} {place}\n"
            yield from _frame(found, lines, style)
            yield from _change(found, file.text, style)
            yield f"{style.dim(f'Why: flake8-session-expiry explain {found.code}')}\n"
            yield "\n"


def _width(found: Diagnostic, lines: Sequence[str]) -> int:
    return len(str(min(len(lines), found.end_line + _AROUND))) + 1


def _frame(found: Diagnostic, lines: Sequence[str], style: Style) -> Iterator[str]:
    """The lines of a finding, those around them, and carets below what is reported; of many lines only the first."""
    width = _width(found, lines)
    last = min(found.end_line, found.line + _MOST_LINES, len(lines))
    bar = style.dim("|")
    first = max(1, found.line - _AROUND)
    shown = [_shown(line) for line in lines[first - 1 : last + _AROUND]]
    for number, code in enumerate(_coloured(shown) if style.is_coloured else shown, first):
        yield f"{style.dim(f'{number:>{width - 1}}')} {bar} {code}".rstrip() + "\n"
        if number == found.line:
            line = lines[number - 1]
            end = found.end_column - 1 if found.end_line == number else len(line)
            before, marked = line[: found.column - 1], line[found.column - 1 : end]
            carets = "^" * max(1, cell_len(_shown(marked)))
            yield f"{' ' * width}{bar} {' ' * cell_len(_shown(before))}{style.red(carets)}\n"


def _coloured(lines: Sequence[str]) -> Sequence[str]:
    from flake8_session_expiry.output.highlighting import highlighted

    return highlighted(lines)


def _change(found: Diagnostic, code: str, style: Style) -> Iterator[str]:
    if found.fix is None:
        return
    yield f"{found.fix.safety.capitalize()} fix{':' if found.fix.safety == 'safe' else ' (--unsafe-fixes):'}\n"
    old, new = code.splitlines(), apply_fix(code, found.fix).splitlines()
    for line in list(unified_diff(old, new, n=0, lineterm=""))[2:]:
        if line.startswith("@@"):
            continue
        shown = f"{line[0]} {_shown(line[1:])}".rstrip()
        yield f"  {style.green(shown) if line[0] == '+' else style.red(shown)}\n"


def _shown(line: str) -> str:
    """A line of code without characters that a terminal would act on."""
    return printable(line.replace("\t", _TAB))
