"""The forms of a report, by their names on the command line. Each is a module of its own, imported where it is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Final

from flake8_session_expiry.output.file_report import FileReport, Style

# The name of a form -> the module and function that yield its text, piece by piece.
FORMATS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "text": ("plain_lines", "text"),
        "grouped": ("plain_lines", "grouped"),
        "full": ("code_frames", "full"),
        "json": ("json_findings", "json_report"),
        "github": ("github_lines", "workflow_commands"),
        "gitlab": ("gitlab_report", "code_quality"),
        "sarif": ("sarif_report", "sarif"),
    }
)
SHOW_FIXES: Final = frozenset({"full", "json", "sarif"})


def formatted(name: str, files: Iterable[FileReport], style: Style) -> Iterator[str]:
    """The report in one form; pieces of it come as soon as their files do."""
    module, function = FORMATS[name]
    yield from getattr(import_module(f"{__package__}.{module}"), function)(files, style)
