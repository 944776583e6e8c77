"""The rules' cases: one plain Python file a rule under ``tests/fixtures/<group>/``; this reads them."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from flake8.options.manager import OptionManager

from flake8_session_expiry.options import Options, add_options

FIXTURES = Path(__file__).parent / "fixtures"
_CASE = re.compile(r"^# case: (?P<name>.+)$")
_HEADER = re.compile(r"^# (?P<key>file|options): (?P<value>.+)$")
_CLAIM = re.compile(r"[ \t]*#~(?P<codes>(?: DSE\d{3})+)[ \t]*$")
_BESIDE = re.compile(r"^# beside: (?P<path>\S+)$")
_FIXED = {"# fixed": "safe", "# fixed unsafe": "unsafe"}


@dataclass
class Case:
    """
    One case. ``claims`` are (line, code) pairs; ``fixed`` is the code after safe fixes and ``fixed_unsafe`` after all
    fixes.

    Without a ``# fixed`` section the code must stay as it is. ``beside`` are other files of its project
    (``# beside: base.py`` begins one): with them the case lies in a folder of its own, and ``file`` is the path in
    there.
    """

    stem: str
    group: str
    name: str
    line: int
    file: str = "views.py"
    options: str = ""
    code: str = ""
    claims: list[tuple[int, str]] = field(default_factory=list)
    beside: dict[str, str] = field(default_factory=dict)
    fixed: str | None = None
    fixed_unsafe: str | None = None

    @property
    def rule_code(self) -> str:
        """``DSE202``."""
        return self.stem[:6].upper()

    @property
    def id(self) -> str:
        """The pytest id."""
        return f"{self.stem}:{self.name}"

    def parsed_options(self) -> Options:
        """The options of the case; its own rule is named, so that an opt-in rule runs in its own file."""
        return parse_options([*self.options.split(), f"--extend-select={self.rule_code}"])


def parse_options(arguments: Sequence[str]) -> Options:
    """Our options as flake8 would parse them from a command line."""
    return _parsed(tuple(arguments))


@cache
def _parsed(arguments: tuple[str, ...]) -> Options:
    parser = argparse.ArgumentParser(add_help=False)
    for name in ("select", "extend-select", "ignore", "extend-ignore"):
        parser.add_argument(f"--{name}", type=lambda text: text.split(","), default=None)
    parser.add_argument("--per-file-ignores", default="")
    manager = OptionManager(version="0", plugin_versions="", parents=[parser], formatter_names=[])
    add_options(manager)
    namespace = manager.parse_args(list(arguments))
    return Options.from_namespace(namespace)


def read_cases(path: Path) -> list[Case]:
    """All cases of one file. Raises AssertionError where the file breaks the form."""
    cases: list[Case] = []
    sections: dict[str, list[str]] = {}
    current = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if match := _CASE.match(line):
            _finish(cases, sections)
            cases.append(Case(path.stem, path.parent.name, match["name"], number))
            sections, current = {"code": []}, "code"
        elif not cases:
            assert not line.strip(), f"{path}:{number}: code before the first '# case:'"
        elif (match := _HEADER.match(line)) and sections == {"code": []}:
            setattr(cases[-1], match["key"], match["value"])
        elif match := _BESIDE.match(line):
            current = f"beside {match['path']}"
            sections[current] = []
        elif line in _FIXED:
            current = _FIXED[line]
            assert current not in sections, f"{path}:{number}: '{line}' twice in one case"
            sections[current] = []
        else:
            sections[current].append(line)
    _finish(cases, sections)
    return cases


def _finish(cases: list[Case], sections: dict[str, list[str]]) -> None:
    if not cases:
        return
    case = cases[-1]
    lines = []
    for number, line in enumerate(sections["code"], 1):
        if match := _CLAIM.search(line):
            case.claims.extend((number, code) for code in match["codes"].split())
            line = line[: match.start()]
        lines.append(line)
    case.code = _text(lines)
    case.fixed = _text(sections["safe"]) if "safe" in sections else None
    case.fixed_unsafe = _text(sections["unsafe"]) if "unsafe" in sections else None

    case.beside = {
        key.removeprefix("beside "): _text(lines) for key, lines in sections.items() if key.startswith("beside ")
    }
    if case.beside:
        case.file = str(project_with(case.beside) / case.file)


def project_with(files: Mapping[str, str]) -> Path:
    """A folder of its own with these files (path in there -> text), for as long as the tests run."""
    return _project(tuple(files.items()))


def remove_projects() -> None:
    """Take the folders of ``project_with`` away again."""
    while _PROJECTS:
        rmtree(_PROJECTS.pop(), ignore_errors=True)


_PROJECTS: list[Path] = []


@cache
def _project(files: tuple[tuple[str, str], ...]) -> Path:
    root = Path(mkdtemp(prefix="case-"))
    _PROJECTS.append(root)
    for name, text in files:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def _text(lines: list[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"


def all_cases() -> Iterator[Case]:
    """Every case of every rule."""
    for path in sorted(FIXTURES.glob("*/dse*.py")):
        yield from read_cases(path)
