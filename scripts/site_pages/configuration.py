"""The reference of all options: those of the flake8 plugin, and those of each command, from their own parsers."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, cast
from unittest import mock

from flake8.options.manager import OptionManager

from flake8_session_expiry.commands import COMMANDS, PROGRAM
from flake8_session_expiry.options import add_options
from scripts.site_pages.markdown import rule_link, table
from scripts.site_pages.option_examples import EXAMPLES, Example

_PREFIX = "session-expiry-"
_HEAD = """\
# Configuration

## Where options are written

flake8 reads them from `setup.cfg`, `tox.ini` or `.flake8`, in its own section, and where
[Flake8-pyproject](https://pypi.org/project/Flake8-pyproject/) is installed from `[tool.flake8]` in `pyproject.toml`.
`check`, `fix` and `policy` read the same files, and obey `select`, `ignore`, `per-file-ignores`, `exclude` and
`# noqa` as flake8 does.

```ini
[flake8]
extend-select = DSE
per-file-ignores =
    shop/old.py: DSE101
session-expiry-profile = nist-aal2
```

Without flake8 the same options stand in a section of our own in `pyproject.toml`. `check`, `fix` and `policy` read it,
in the current folder or the nearest one above; flake8 cannot. An option that flake8's own files set, too, has the value
from there. `session-expiry-` in front of a name may be left out here. `--config` and `--isolated` leave this section
out.

```toml
[tool.flake8-session-expiry]
profile = "nist-aal2"
enable = ["DSE208"]
exclude = ["legacy"]

[tool.flake8-session-expiry.per-file-ignores]
"shop/old.py" = ["DSE101"]
```

On a command line each option has two dashes in front: `--session-expiry-profile=nist-aal2`. A mistyped name or value is
an error, with the name that was probably meant; a mistyped `session-expiry-…` in flake8's files is a warning. Options
of flake8 that would have no effect (`format`, `max-line-length` …) are refused on the command lines of our commands,
and allowed in its files.

Three things surprise people:

- **`select = C,E,F,W,B`** and the like switch every `DSE` rule off: add `DSE` to the list, or set
  `extend-select = DSE`.
- **`exclude`** of flake8 does not keep out files that are named on the command line, as pre-commit names them, unless
  [session-expiry-force-exclude](#session-expiry-force-exclude) is set. For `check` and `fix` a folder that is excluded
  (`legacy`, `legacy/`, `./legacy`, `legacy/*` …) always is so with all that is below it.
- **Environments** below the folder that is checked: `check`, `fix` and `policy` leave folders with a `pyvenv.cfg`,
  `site-packages`, `node_modules` and `__pypackages__` out. flake8 does not; for it write
  `extend-exclude = .venv,venv,site-packages,node_modules,__pypackages__`.

## Options of the plugin

They count for flake8 and for every command.
"""
_COMMANDS_HEAD = """\
## Options of the commands

Besides these, `check` and `fix` take the options of flake8 that have an effect on them, and those of the plugin.
`python -m flake8_session_expiry check` is the same as `flake8-session-expiry check`, and so for the other commands;
`flake8-session-expiry-fix`, `-explain` and `-policy` are other names of three of them.
"""


@dataclass
class _Recorded:
    """Stands for flake8's manager of options: it keeps what it is given."""

    options: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add_option(self, name: str, **more: object) -> None:
        """As flake8's does."""
        self.options[name.removeprefix("--" + _PREFIX)] = more


def plugin_options() -> dict[str, dict[str, Any]]:
    """Name without ``session-expiry-`` -> the arguments with which the plugin adds it to flake8."""
    recorded = _Recorded()
    add_options(cast(OptionManager, recorded))
    return recorded.options


def configuration_page() -> str:
    """``docs/configuration.md``."""
    parts = [_HEAD, *(_plugin_option(name, more) for name, more in plugin_options().items()), _COMMANDS_HEAD]
    return "\n".join([*parts, *(_command(name) for name in COMMANDS)])


def _plugin_option(name: str, more: dict[str, Any]) -> str:
    example = EXAMPLES[name]
    text = re.sub(r"\bDSE\d{3}\b", lambda code: rule_link(code[0], "rules/"), example.text)
    return f"""\
### {_PREFIX}{name}

{_marked(more["help"])} Default: {_default(more)}.

{text}

```ini
[flake8]
{_PREFIX}{name} = {in_ini(example)}
```

```toml
[tool.flake8-session-expiry]
{name} = {in_toml(example)}
```
"""


def _default(more: dict[str, Any]) -> str:
    value = more.get("default")
    if value is False:
        return "off"
    return f"`{value}`" if value else "none"


def in_ini(example: Example) -> str:
    """An example's value as flake8's files have it."""
    value = example.value
    if isinstance(value, list):
        return ", ".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def in_toml(example: Example) -> str:
    """An example's value as ``pyproject.toml`` has it."""
    value = example.value
    if isinstance(value, list):
        return "[" + ", ".join(f'"{each}"' for each in value) + "]"
    if isinstance(value, bool | int):
        return str(value).lower()
    return f'"{value}"'


def _command(name: str) -> str:
    command = COMMANDS[name]
    rows = [
        (_written(action), _marked(_meaning(action)))
        for action in _own_actions(parser_of(name))
        if action.help != argparse.SUPPRESS
    ]
    summary = command.summary[0].upper() + command.summary[1:]
    parts = [f"### {PROGRAM} {name}\n\n{summary}: `{PROGRAM} {command.example}`.\n"]
    if rows:
        parts.append(table(("option", "meaning"), rows))
    if flake8s := _flake8s_options(parser_of(name)):
        parts.append(f"And as in flake8: {', '.join(f'`{option}`' for option in flake8s)}.\n")
    return "\n".join(parts)


def parser_of(name: str) -> argparse.ArgumentParser:
    """The parser of a command, as it prints the help."""
    found: list[argparse.ArgumentParser] = []
    main = import_module(f"flake8_session_expiry.{COMMANDS[name].module}").main
    printed = mock.patch.object(argparse.ArgumentParser, "print_help", lambda parser, *_: found.append(parser))
    with printed, suppress(SystemExit):
        main(["--help"], f"{PROGRAM} {name}")
    return found[0]


def _flake8s_options(parser: argparse.ArgumentParser) -> list[str]:
    own = list(_own_actions(parser))
    of_plugin = {f"--{_PREFIX}{name}" for name in plugin_options()}
    return sorted(
        action.option_strings[-1]
        for action in parser._actions
        if action.option_strings
        and action.help != argparse.SUPPRESS
        and action not in own
        and not isinstance(action, argparse._HelpAction)
        and not of_plugin.intersection(action.option_strings)
    )


def _own_actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Not what flake8 and the plugin add, nor ``--help``."""
    of_plugin = {f"--{_PREFIX}{name}" for name in plugin_options()}
    groups = [group for group in parser._action_groups if group.title not in {"positional arguments", "options"}]
    # A command with options of flake8 has its own in groups; the others have them in argparse's first one.
    groups = groups if any(group._group_actions for group in groups) else parser._action_groups
    for group in groups:
        for action in group._group_actions:
            if not isinstance(action, argparse._HelpAction) and not of_plugin.intersection(action.option_strings):
                yield action


def _written(action: argparse.Action) -> str:
    name = ", ".join(f"`{option}`" for option in action.option_strings)
    if not name:
        return f"`{action.metavar or action.dest}`"
    if action.nargs == 0:
        return name
    metavar = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    return f"{name[:-1]}{metavar if metavar.startswith('[') else f'={metavar}'}`"


def _meaning(action: argparse.Action) -> str:
    choices = f" One of {', '.join(map(str, action.choices))}." if action.choices else ""
    has_default = action.default not in (None, False, argparse.SUPPRESS, [], ()) and action.nargs != "*"
    default = f" Default: {action.default}." if has_default and "default" not in (action.help or "").lower() else ""
    listed = choices if (action.metavar is None and choices) else ""
    return f"{action.help or ''}{listed}{default}".strip()


def _marked(text: str) -> str:
    """A help text of argparse with its options and quoted words as code."""
    text = re.sub(r"(?<![\w`-])(--[a-z][\w-]*(?:=\w+)?)", r"`\1`", text.replace("%%", "%"))
    return re.sub(r"'([^']*[-#*\w][^']*)'(?!\w)", r"`\1`", text)
