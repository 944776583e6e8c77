"""
``[tool.flake8-session-expiry]`` in ``pyproject.toml``, for projects without flake8: our own commands read it. flake8
cannot, and an option that its own configuration sets, too, has the value of that.
"""

from __future__ import annotations

import configparser
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from flake8.options import config
from flake8.options.manager import Option, OptionManager

from flake8_session_expiry.configuration.flake8_options import ConfigurationError
from flake8_session_expiry.configuration.pyproject import FILE
from flake8_session_expiry.engine.paths import relative_path
from flake8_session_expiry.near_names import did_you_mean

NAME: Final = "flake8-session-expiry"
_PREFIX: Final = "session-expiry-"
_OF_FLAKE8: Final = frozenset(
    {
        *("exclude", "extend-exclude", "filename", "per-file-ignores", "disable-noqa", "jobs"),
        *("select", "extend-select", "ignore", "extend-ignore"),
    }
)


_PARSE_CONFIG: Final = config.parse_config  # before a plugin replaces it


@dataclass(frozen=True)
class OwnSection:
    """The section as it was found: ``path`` of its file, and the values by the names of flake8's options."""

    path: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """That of its file, absolute: paths in the section are relative to it."""
        return os.path.dirname(os.path.abspath(self.path))

    @contextmanager
    def below_flake8s(self, manager: OptionManager) -> Iterator[None]:
        """While this lasts, flake8 finds these values where its own configuration does not set the same option."""
        before = config.parse_config
        # Lists, paths and numbers are read by the same function as those of flake8's own files.
        own = _PARSE_CONFIG(manager, self._as_ini(), self.folder)
        config.parse_config = lambda *arguments: {**own, **before(*arguments)}
        try:
            yield
        finally:
            config.parse_config = before

    def _as_ini(self) -> configparser.RawConfigParser:
        found = configparser.RawConfigParser()
        found["flake8"] = {}
        for name, value in self.values.items():
            found.set("flake8", name, value)
        return found


def read(manager: OptionManager) -> OwnSection:
    """
    The nearest section in the current folder or above it, as flake8 looks for its files: not above the home folder.

    Raises ConfigurationError where a file with one is no TOML, or the section has an unknown name or a value of a wrong
    kind.
    """
    home, folder = os.path.realpath(os.path.expanduser("~")), os.path.realpath(os.curdir)
    while True:
        path = os.path.join(folder, FILE)
        if (table := _table(path)) is not None:
            shown = relative_path(path)
            return OwnSection(shown, dict(_read(key, value, shown, manager) for key, value in table.items()))
        above = os.path.dirname(folder)
        if above in {folder, home}:
            return OwnSection()
        folder = above


def _table(path: str) -> Mapping[str, Any] | None:
    if not os.path.isfile(path):  # a pipe is never opened
        return None
    try:
        with open(path, "rb") as file:
            data = file.read()
        if NAME.encode() not in data:
            return None
        import tomllib

        tables: object = tomllib.loads(data.decode())
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigurationError(f"{relative_path(path)}: {error}") from error
    for name in ("tool", NAME):
        tables = tables.get(name) if isinstance(tables, dict) else None
    if tables is not None and not isinstance(tables, dict):
        raise ConfigurationError(f"{relative_path(path)}: [tool.{NAME}] is not a table")
    return tables


def _read(key: str, value: object, path: str, manager: OptionManager) -> tuple[str, str]:
    """One entry: the name of flake8's option, and the value as in an ini file."""
    options = manager.config_options_dict
    own = [name for name in options if name.startswith(_PREFIX)]
    name = key.lower().replace("_", "-")
    if name not in _OF_FLAKE8:
        name = _PREFIX + name.removeprefix(_PREFIX)
    if name not in options:
        hint = did_you_mean(key, [*_OF_FLAKE8, *(each.removeprefix(_PREFIX) for each in own)])
        raise ConfigurationError(f"{path}: there is no {key!r} for [tool.{NAME}]{hint}")
    text = _as_text(options[name], value)
    if text is None:
        raise ConfigurationError(f"{path}: {key} in [tool.{NAME}] must be {_wanted(options[name])}")
    return name, text


def _as_text(option: Option, value: object) -> str | None:
    """A value as in an ini file; None for one of a wrong kind."""
    if _is_switch(option):
        return str(value).lower() if isinstance(value, bool) else None
    if option.config_name == "per_file_ignores":
        if isinstance(value, dict):
            codes = [(pattern, _texts(each)) for pattern, each in value.items()]
            value = [f"{pattern}:{','.join(each)}" for pattern, each in codes if each is not None]
            if len(value) < len(codes):
                return None
        lines = _texts(value)
        return None if lines is None else "\n".join(lines)
    if option.comma_separated_list:
        items = _texts(value)
        return None if items is None else ",".join(items)
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int) else None


def _texts(value: object) -> list[str] | None:
    if isinstance(value, str):
        return [value]
    return value if isinstance(value, list) and all(isinstance(each, str) for each in value) else None


def _is_switch(option: Option) -> bool:
    return option.action in {"store_true", "store_false"}


def _wanted(option: Option) -> str:
    if _is_switch(option):
        return "true or false"
    if option.config_name == "per_file_ignores":
        return "a table: pattern = [codes]"
    return "a string or a list of strings" if option.comma_separated_list else "a string in quotes or a whole number"
