"""
``[tool.flake8]`` in ``pyproject.toml``.

flake8 itself does not read it. The plugin Flake8-pyproject makes flake8 read it by replacing two functions of flake8
when it is loaded. Here the same plugin replaces them in the same way, so the section has the same effect as in flake8:
in the current folder only, and in the place of every other configuration file, ``--config`` and ``--isolated``
included. https://github.com/john-hen/Flake8-pyproject
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import metadata
from typing import Any

from flake8.options import aggregator, config
from flake8.options.manager import OptionManager

from flake8_session_expiry.configuration.flake8_options import ConfigurationError

PLUGIN = "Flake8-pyproject"
FILE = "pyproject.toml"


def is_installed() -> bool:
    """Whether the plugin is installed where flake8 is."""
    return bool(_plugins())


def _plugins() -> list[metadata.EntryPoint]:
    try:
        return [entry for entry in metadata.distribution(PLUGIN).entry_points if entry.group == "flake8.report"]
    except metadata.PackageNotFoundError:
        return []


@contextmanager
def as_in_flake8(manager: OptionManager, argv: Sequence[str]) -> Iterator[None]:
    """
    While this lasts, ``flake8.options`` is as the plugin, if it is installed, changes it for flake8; with its option.

    The plugin imports all of flake8, so it is loaded only where there is a section for it to read.
    """
    before = aggregator.aggregate_options, config.parse_config
    is_wanted = section() is not None or any(each.startswith(("--toml-config", "-h", "--help")) for each in argv)
    try:
        for plugin in _plugins() if is_wanted else ():
            plugin.load().add_options(manager)
        yield
    finally:
        aggregator.aggregate_options, config.parse_config = before


def named(arguments: argparse.Namespace) -> str:
    """The file of the command line (``--toml-config`` of the plugin), or ``pyproject.toml``."""
    return getattr(arguments, "toml_config", None) or FILE


def path_that_counts(arguments: argparse.Namespace) -> str | None:
    """
    The file whose section is read in the place of every other configuration file, or None; ``arguments`` are those of
    the command line.
    """
    path = named(arguments)
    return path if section(path) is not None and is_installed() else None  # most have no section: it is read first


def section(path: str = FILE) -> Mapping[str, Any] | None:
    """``[tool.flake8]`` of a file; None where that cannot be read, or there is none."""
    try:
        return _section(path)
    except (OSError, ValueError, RecursionError):
        return None


def _section(path: str) -> Mapping[str, Any] | None:
    if not os.path.isfile(path):  # a pipe is never opened
        return None
    import tomllib

    with open(path, "rb") as file:
        tables: object = tomllib.load(file)
    for name in ("tool", "flake8"):
        if not isinstance(tables, dict) or name not in tables:
            return None
        tables = tables[name]
    if not isinstance(tables, dict):
        raise ValueError("[tool.flake8] is not a table")
    return tables


def refuse_what_flake8_fails_on(arguments: argparse.Namespace, manager: OptionManager) -> None:
    """Raises ConfigurationError where the plugin, or flake8 with its values, would end with a traceback."""
    path = named(arguments)
    if path != FILE and not os.path.exists(path):
        raise ConfigurationError(f"--toml-config: there is no file {path!r}")
    try:
        found = _section(path)
    except (OSError, ValueError, RecursionError) as error:
        if not is_installed():
            return
        raise ConfigurationError(f"{path}: {error}") from error
    if not found or not is_installed():
        return
    for name, value in found.items():
        option = manager.config_options_dict.get(name.lower())
        if option is None or isinstance(value, (str, bool, int, float)):
            continue
        takes_list = option.comma_separated_list or option.config_name == "per_file_ignores"
        if not takes_list or not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            wanted = "a string or a list of strings" if takes_list else "one value"
            raise ConfigurationError(f"{path}: {name} in [tool.flake8] must be {wanted}")
