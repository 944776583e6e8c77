"""Which configuration files flake8 reads, and which of them sets an option: for messages."""

from __future__ import annotations

import argparse
import configparser
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from flake8_session_expiry.configuration import pyproject
from flake8_session_expiry.configuration.own_section import OwnSection
from flake8_session_expiry.engine.paths import relative_path
from flake8_session_expiry.near_names import did_you_mean

_NAMES = ("setup.cfg", "tox.ini", ".flake8")  # in flake8's order


@dataclass(frozen=True)
class ConfigurationFiles:
    """
    ``paths`` are flake8's files that are read, the one with the last word first; ``own`` is our own section, which is
    below them. ``folder`` is that of the configuration file, if the current folder is in it, else the current folder:
    names in ``exclude`` are relative to it. ``warnings`` are one line each.
    """

    paths: Sequence[str] = ()
    folder: str = ""
    warnings: Sequence[str] = ()
    own: OwnSection = field(default_factory=OwnSection)

    @classmethod
    def of(cls, arguments: argparse.Namespace, parsed: configparser.RawConfigParser, folder: str) -> ConfigurationFiles:
        """
        ``arguments`` are those of the command line; ``parsed`` and ``folder`` are what flake8's ``load_config`` returns
        for them.
        """
        section = pyproject.path_that_counts(arguments)
        if section is not None:
            return cls((section,), _folder_of_names(os.path.dirname(section)))
        warnings = []
        if not arguments.isolated and arguments.config is None and not pyproject.is_installed() and pyproject.section():
            warnings.append(
                f"{pyproject.FILE}: [tool.flake8] is ignored, as by flake8 itself, unless {pyproject.PLUGIN} is"
                " installed"
            )
        if arguments.isolated:
            return cls((), _folder_of_names(folder), warnings)
        found = [arguments.config] if arguments.config is not None else _found(parsed, folder)
        return cls((*reversed(arguments.append_config), *found), _folder_of_names(folder), warnings)

    def with_own(self, own: OwnSection) -> ConfigurationFiles:
        """These files and our own section; where there is no other, names in ``exclude`` are relative to its folder."""
        if not own.path:
            return self
        return replace(self, own=own, folder=self.folder if self.paths else _folder_of_names(own.folder))

    def with_warnings_about(self, known: Iterable[str]) -> ConfigurationFiles:
        """Also with a warning for each option in flake8's files that looks like one of ours, but is not ``known``."""
        names = {name.replace("_", "-") for name in known if name.startswith("session")}
        warnings = [
            f"{path}: there is no option {option}{did_you_mean(option, names)}"
            for path in self.paths
            for option in _options(path)
            if option.startswith("session") and option not in names
        ]
        return replace(self, warnings=(*self.warnings, *warnings))

    @property
    def begins_messages(self) -> str:
        """The beginning of a message about the configuration: ``setup.cfg: ``, or nothing."""
        paths = dict.fromkeys([*self.paths, *([self.own.path] if self.own.path else [])])
        return f"{', '.join(paths)}: " if paths else ""

    def with_place(self, message: str, argv: Sequence[str]) -> str:
        """A message that begins with an option (``--select: ``), with the file where that is set, if one sets it."""
        option = message.partition(":")[0].removeprefix("--")
        if any(each.partition("=")[0] == f"--{option}" for each in argv):
            return message
        path = next(self.that_set(option), None)
        return message if path is None else f"{path}: {message.removeprefix('--')}"

    def that_set(self, option: str) -> Iterator[str]:
        """The files that set an option of flake8 (``extend-select``), the one with the last word first."""
        yield from (path for path in self.paths if option in _options(path))
        if option in self.own.values:
            yield self.own.path


def _folder_of_names(folder: str) -> str:
    folder, current = os.path.abspath(folder), os.getcwd()
    return folder if f"{current}{os.sep}".startswith(f"{folder.rstrip(os.sep)}{os.sep}") else current


def _found(parsed: configparser.RawConfigParser, folder: str) -> list[str]:
    """
    The file that flake8 found: the first one in that folder with a section for it (``load_config`` does not return its
    name).
    """
    for name in _NAMES if "flake8" in parsed else ():
        path = os.path.join(folder, name)
        if os.path.exists(path):
            with open(path, encoding="utf-8", errors="replace") as file:
                if "[flake8" in file.read():
                    return [relative_path(path)]
    return []


def _options(path: str) -> list[str]:
    if (section := pyproject.section(path)) is not None:
        return [name.lower().replace("_", "-") for name in section]
    found = configparser.RawConfigParser()
    try:
        found.read(path, encoding="UTF-8")
        return [name.replace("_", "-") for name in found.options("flake8")]
    except (configparser.Error, ValueError):
        return []
