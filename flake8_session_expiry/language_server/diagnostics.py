"""The findings of ``api`` as diagnostics of an editor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from lsprotocol import types

from flake8_session_expiry.api import Diagnostic
from flake8_session_expiry.codes import ENGINE_CODES
from flake8_session_expiry.language_server.server_options import SECTION, ServerOptions
from flake8_session_expiry.language_server.text_places import TextPlaces
from flake8_session_expiry.pages_online import address

_SEVERITIES: Final = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "information": types.DiagnosticSeverity.Information,
    "hint": types.DiagnosticSeverity.Hint,
}


def diagnostics(found: Iterable[Diagnostic], places: TextPlaces, options: ServerOptions) -> Iterator[types.Diagnostic]:
    """Each finding whose severity is not "off". What could not be checked is information."""
    for each in found:
        severity = "information" if each.code in ENGINE_CODES else options.severity_of(each.code)
        if severity == "off":
            continue
        yield types.Diagnostic(
            range=range_of(*span(each, places), places),
            message=f"{each.message} [{each.name}]",
            severity=_SEVERITIES[severity],
            code=each.code,
            code_description=types.CodeDescription(href=address(each.code)),
            source=SECTION,
        )


def span(found: Diagnostic, places: TextPlaces) -> tuple[int, int]:
    """The characters that a finding is about."""
    return places.offset(found.line, found.column), places.offset(found.end_line, found.end_column)


def range_of(start: int, end: int, places: TextPlaces) -> types.Range:
    """The range of an editor that has these characters."""
    return types.Range(start=types.Position(*places.position(start)), end=types.Position(*places.position(end)))
