"""
What is done for one text of an editor, in the process that checks: its findings, changes of it, what it means in its
project. Each text is checked in the folder, and under the name, that it would have in a run of flake8.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from flake8_session_expiry import api
from flake8_session_expiry.codes import ENGINE_CODES
from flake8_session_expiry.configuration.folders import in_environment
from flake8_session_expiry.language_server.text_places import Said, TextPlaces
from flake8_session_expiry.language_server.working_folders import configuration_stamps, working_folder
from flake8_session_expiry.project.files import Stamp

if TYPE_CHECKING:
    from flake8_session_expiry.policy.of_one_file import FileInProject

_MARK: Final = "\ufeff"
_NAME_OF_A_NEW_FILE: Final = "stdin"
"""flake8's name for it, with which no project is looked for."""


@dataclass(frozen=True)
class Document:
    """
    A text as it stands in the editor. ``path`` is absolute, None where it was never saved; ``workspace`` is the folder
    of the editor's workspace that it is in. ``arguments`` are options as on a command line.
    """

    path: str | None
    workspace: str | None
    text: str
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Findings:
    """``is_python`` is False where Python refuses the text: it is being typed."""

    found: tuple[api.Diagnostic, ...] = ()
    is_python: bool = True


@dataclass(frozen=True)
class TextChange:
    """``text`` in the place of the characters ``start`` to ``end`` (exclusive)."""

    start: int
    end: int
    text: str


@dataclass
class TextChecks:
    """
    Answers questions about texts. A configuration is read again when one of its files has changed; what is read of a
    project is kept in the same way, where it is read (``project.files``).
    """

    _configurations: dict[tuple[str, tuple[str, ...]], tuple[tuple[Stamp, ...], api.Configuration]] = field(
        default_factory=dict
    )

    def findings(self, document: Document, *, fixes: bool = False) -> Findings:
        """
        The findings, with their fixes if these are wanted (that takes several times as long). Raises
        ConfigurationError.
        """
        configuration, name = self._here(document)
        if self._is_left_out(configuration, document, name):
            return Findings()
        try:
            found = api.check_text(document.text, name, configuration, fixes=fixes)
        except api.SourceError:
            return Findings(is_python=False)
        return Findings(tuple(found))

    def all_fixed(self, document: Document) -> tuple[TextChange, ...]:
        """The changes of all safe fixes, as ``fix`` would make them. Raises ConfigurationError."""
        from flake8_session_expiry.fix.passes import fix_source
        from flake8_session_expiry.fix.selection import Selection

        configuration, name = self._here(document)
        if self._is_left_out(configuration, document, name) or configuration.skips(name, document.text):
            return ()
        selection = Selection(
            reports=configuration.reports(name), silenced=lambda text: configuration.silenced(name, text)
        )
        try:
            fixed = fix_source(name, document.text, configuration.options, selection)
        except api.SourceError:
            return ()
        return _changes(document.text, fixed.text)

    def ignored(self, document: Document, found: Sequence[tuple[int, str]]) -> tuple[TextChange, ...]:
        """
        The changes that write a ``# noqa`` for findings, each a line and a code. Nothing where a comment would change
        the code, or would not silence them. Raises ConfigurationError.
        """
        from flake8_session_expiry.checking.noqa_comments import NotSilenced, silenced_text

        configuration, name = self._here(document)
        try:
            return _changes(document.text, silenced_text(document.text, name, found, configuration))
        except (NotSilenced, api.SourceError):
            return ()

    def hover(self, document: Document, offset: int, found: Sequence[api.Diagnostic]) -> Said | None:
        """
        The words about the character at ``offset``: of one of the findings, which are given, of a call of
        ``set_expiry``, of a setting. Raises ConfigurationError.
        """
        from flake8_session_expiry.language_server.hovers import hover_at

        configuration, name = self._here(document)
        if self._is_left_out(configuration, document, name):
            return None
        places = TextPlaces(document.text)
        spans = [
            (places.offset(each.line, each.column), places.offset(each.end_line, each.end_column), each)
            for each in found
        ]
        return hover_at(self._file(document, configuration, name), _mark(document.text), offset, spans)

    def hints(self, document: Document) -> tuple[Said, ...]:
        """The length beside each number of seconds. Raises ConfigurationError."""
        from flake8_session_expiry.language_server.lengths_beside import lengths_beside

        configuration, name = self._here(document)
        if self._is_left_out(configuration, document, name):
            return ()
        return tuple(lengths_beside(self._file(document, configuration, name), _mark(document.text)))

    # -- where, and how ------------------------------------------------------------------------------------------------

    def _here(self, document: Document) -> tuple[api.Configuration, str]:
        """Go to the folder in which a document is checked; its configuration there, and its name."""
        folder = working_folder(document.path, document.workspace)
        os.chdir(folder)
        key = folder, document.arguments
        stamps = configuration_stamps(folder)
        kept = self._configurations.get(key)
        if kept is None or kept[0] != stamps:
            kept = stamps, api.read_configuration(document.arguments)
            self._configurations[key] = kept
        return kept[1], _name(document.path, folder)

    def _is_left_out(self, configuration: api.Configuration, document: Document, name: str) -> bool:
        """Whether it is excluded, or the code of an installed package, where an editor goes to show a definition."""
        if document.path is not None and in_environment(document.path, os.getcwd()):
            return True
        return next(configuration.files([name]), None) is None

    def _file(self, document: Document, configuration: api.Configuration, name: str) -> FileInProject:
        from flake8_session_expiry.engine.source import SourceFile
        from flake8_session_expiry.policy.of_one_file import FileInProject

        return FileInProject(SourceFile(name, document.text.removeprefix(_MARK)), configuration.options)


def _name(path: str | None, folder: str) -> str:
    if path is None:
        return _NAME_OF_A_NEW_FILE
    return os.path.relpath(path, folder) if path.startswith(folder.rstrip(os.sep) + os.sep) else path


def _mark(text: str) -> int:
    """The number of characters before the text that is checked: 1 with a byte order mark."""
    return 1 if text.startswith(_MARK) else 0


def _changes(old: str, new: str) -> tuple[TextChange, ...]:
    from flake8_session_expiry.fix.single_fixes import differences

    return tuple(TextChange(each.start, each.end, each.text) for each in differences(old, new))


def can_be_silenced(code: str) -> bool:
    """Whether a ``# noqa`` for a code has a meaning: that something could not be checked is no finding."""
    return code not in ENGINE_CODES
