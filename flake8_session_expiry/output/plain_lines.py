"""Findings as lines of text: as flake8 prints them, or below the name of their file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flake8_session_expiry.api import Diagnostic
from flake8_session_expiry.codes import name_in_brackets
from flake8_session_expiry.console import printable
from flake8_session_expiry.output.file_report import FileReport, Style


def text(files: Iterable[FileReport], style: Style) -> Iterator[str]:
    """``shop/views.py:5:32: DSE202 … [bool-expiry]``: what flake8 prints."""
    for file in files:
        if style.quiet:
            yield from _name_only(file, style)
            continue
        for found in file.diagnostics:
            place = style.bold(printable(f"{file.name}:{found.line}:{found.column}:"))
            yield f"{place} {_words(found, style)}\n"


def grouped(files: Iterable[FileReport], style: Style) -> Iterator[str]:
    """The name of a file, and its findings below."""
    is_first = True
    for file in files:
        if style.quiet:
            yield from _name_only(file, style)
        elif file.diagnostics:
            yield f"{'' if is_first else chr(10)}{style.bold(printable(file.name))}\n"
            is_first = False
            places = [f"{found.line}:{found.column}" for found in file.diagnostics]
            width = max(map(len, places))
            for place, found in zip(places, file.diagnostics, strict=True):
                yield f"  {place:<{width}}  {_words(found, style)}\n"


def _words(found: Diagnostic, style: Style) -> str:
    return f"{style.red(found.code)} {printable(found.message)}{style.dim(name_in_brackets(found.code))}"


def _name_only(file: FileReport, style: Style) -> Iterator[str]:
    if file.diagnostics and style.quiet == 1:
        yield f"{printable(file.name)}\n"
