"""
The public interface for programs that embed flake8-session-expiry: one function, from a text to its findings with
their fixes. What ``__all__`` names is public, and nothing else of this package is.

    from flake8_session_expiry import api

    for found in api.check_text(text, "shop/views.py"):
        print(found.line, found.column, found.code, found.message)

Promise: within a major version nothing that is public here is removed or changes its meaning. Functions may get new
arguments with defaults, and classes new attributes at their end. Messages are for people and may change in any version;
codes and names of rules never do. A new version may report more or less, as CHANGELOG.md says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from flake8_session_expiry.codes import names, with_name
from flake8_session_expiry.configuration.flake8_config import Configuration, load
from flake8_session_expiry.configuration.flake8_options import Command, ConfigurationError
from flake8_session_expiry.engine.decoding import SourceError
from flake8_session_expiry.engine.findings import Finding, Safety
from flake8_session_expiry.engine.triage import can_matter

if TYPE_CHECKING:
    from flake8_session_expiry.engine.source import SourceFile
    from flake8_session_expiry.fix.proposals import Proposal

__all__ = [
    "Configuration",
    "ConfigurationError",
    "Diagnostic",
    "Safety",
    "SourceError",
    "TextEdit",
    "TextFix",
    "apply_fix",
    "check_text",
    "read_configuration",
]

_BYTE_ORDER_MARK = "\ufeff"
_COMMAND = Command(
    "flake8_session_expiry.api",
    takes=frozenset(
        {
            *("config", "append_config", "isolated", "toml_config", "exclude", "extend_exclude", "filename"),
            *("per_file_ignores", "disable_noqa", "select", "extend_select", "ignore", "extend_ignore"),
        }
    ),
)


@dataclass(frozen=True)
class TextEdit:
    """
    ``text`` in the place of the characters ``start`` to ``end`` (exclusive) of the text that was checked.

    ``start`` and ``end`` count characters (code points) from 0; lines and columns are those of the same two places, and
    count from 1.
    """

    start: int
    end: int
    text: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class TextFix:
    """
    How a finding would be repaired: all of the edits, which do not overlap and are sorted by place, or none.

    ``safety`` is ``Safety.SAFE`` ("safe": certainly what was meant) or ``Safety.UNSAFE`` ("unsafe": probably; a user
    should look at it).
    """

    safety: Safety
    edits: tuple[TextEdit, ...]


@dataclass(frozen=True)
class Diagnostic:
    """
    One finding. ``code`` ("DSE202") and ``name`` ("bool-expiry") are its rule's; ``message`` is one line.

    Lines and columns count from 1, columns in characters (code points), a tab is one; ``end_line`` and ``end_column``
    are the place after the last character. ``fix`` is None where there is none, or was not asked for. DSE900 and DSE901
    say that something could not be checked.
    """

    code: str
    name: str
    message: str
    line: int
    column: int
    end_line: int
    end_column: int
    fix: TextFix | None = None

    @property
    def text(self) -> str:
        """What flake8 prints behind the place: ``DSE202 what Django will do [bool-expiry]``."""
        return with_name(self.code, self.message)


def read_configuration(arguments: Sequence[str] = ()) -> Configuration:
    """
    The configuration that flake8 would use in the current folder, by its files and by ``arguments`` like those of its
    command line (``["--session-expiry-profile=nist-aal2", "--extend-ignore=DSE104"]``; ``["--isolated"]``: no files).

    It can be used for any number of texts. Raises ConfigurationError, whose text is one line for the user.
    """
    return load([*arguments], lambda parser: None, _COMMAND)


def check_text(
    text: str, path: str, configuration: Configuration | None = None, *, fixes: bool = True
) -> list[Diagnostic]:
    """
    The findings in the text of one Python file, sorted by line, column and code; each with its fix, if it has one.

    ``path`` need not exist: it decides on ``per-file-ignores``, on what a test is and on the project, whose settings
    are read from the disk to know what applies (not with ``session-expiry-no-discovery``). ``# noqa`` and
    ``# flake8: noqa`` count. Without a configuration no configuration file is read, and the rules run that are on by
    default. ``fixes=False`` is faster. The file itself is neither read nor written, and nothing of the project is
    imported.

    Most texts have nothing to do with sessions: for these the list is empty, also where Python would refuse them. Else
    raises SourceError for a text that is no Python. Other than that it does not raise: what fails is a finding, DSE900.
    """
    if not can_matter(text):
        return []
    configuration = configuration or _defaults()
    if configuration.skips(path, text):
        return []
    from flake8_session_expiry.check import check_source
    from flake8_session_expiry.engine.source import SourceFile

    mark = len(text) - len(text.removeprefix(_BYTE_ORDER_MARK))
    source = SourceFile(path, text[mark:])
    if fixes:
        from flake8_session_expiry.fix.proposals import proposals
        from flake8_session_expiry.fix.selection import every_fix

        found = proposals(source, configuration.options, every_fix(configuration, path))
        return [_diagnostic(source, each.finding, _fix(source, each, mark)) for each in found]
    reports, silenced = configuration.reports(path), configuration.silenced(path, source.text)
    wanted = (each for each in check_source(source, configuration.options) if reports(each.code) and not silenced(each))
    return [_diagnostic(source, each, None) for each in wanted]


def apply_fix(text: str, fix: TextFix) -> str:
    """The text with one fix made. Of several fixes make one, and check the new text."""
    for edit in reversed(fix.edits):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


@cache
def _defaults() -> Configuration:
    return read_configuration(["--isolated"])


def _diagnostic(source: SourceFile, finding: Finding, fix: TextFix | None) -> Diagnostic:
    end = _end(source, finding)
    place = (finding.line, finding.column + 1, end[0], end[1] + 1)
    return Diagnostic(finding.code, names()[finding.code], finding.message, *place, fix)


def _end(source: SourceFile, finding: Finding) -> tuple[int, int]:
    """
    The place after the last character of what is reported: line and column, that from 0. A finding about a module ends
    with its first line, one of the engine where it begins.
    """
    if finding.node is None:
        return finding.line, finding.column
    start, end = source.spans[finding.node]
    if finding.node is source.tree.module:
        end = start + len(source.text[start:].partition("\n")[0].rstrip("\r"))
    return source.position_of_offset(end)


def _fix(source: SourceFile, proposal: Proposal, mark: int) -> TextFix | None:
    if proposal.safety is None:
        return None
    return TextFix(
        proposal.safety,
        tuple(
            TextEdit(
                splice.start + mark,
                splice.end + mark,
                splice.text,
                *_from_one(source.position_of_offset(splice.start)),
                *_from_one(source.position_of_offset(splice.end)),
            )
            for splice in proposal.splices
        ),
    )


def _from_one(place: tuple[int, int]) -> tuple[int, int]:
    return place[0], place[1] + 1
