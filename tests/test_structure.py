"""The structure of the package: which module may import which, and what keeps modules findable."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tokenize import COMMENT

import pytest

import flake8_session_expiry

NAME = "flake8_session_expiry"
PACKAGE = Path(flake8_session_expiry.__file__).parent
TESTS = Path(__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
_BELOW_RULES = {
    "engine", "options", "project", "reference", "semantic", "sessions", "settings", "text", "values", "analysis",
    "rewrites"
}  # fmt: skip
# Which packages (and modules at the top) each of them may import, lowest first. CONTRIBUTING.md says what each of them
# knows.
MAY_IMPORT = {
    "codes": set[str](),
    "near_names": set[str](),
    "interruption": set[str](),
    "console": {"interruption"},
    "argument_parser": {"", "console", "near_names"},
    "import_path": set[str](),
    "reference": set[str](),
    "text": set[str](),
    "engine": {"reference", "text"},
    "rule_names": {"codes", "near_names"},
    "options": {"codes", "near_names", "reference", "rule_names"},
    "semantic": {"engine"},
    "project": {"engine", "options"},
    "values": {"engine", "semantic", "text"},
    "sessions": {"engine", "options", "project", "reference", "semantic", "text", "values"},
    "settings": {"engine", "options", "project", "reference", "semantic", "text", "values"},
    "analysis": {"engine", "options", "reference", "semantic", "sessions", "text", "values"},
    "rewrites": {"analysis", "engine", "options", "reference", "semantic", "sessions", "text", "values"},
    "rules": {"codes", *_BELOW_RULES},
    "runner": {"console", "rules", *_BELOW_RULES},
    "check": {"console", "engine", "options", "project", "rules", "runner", "settings"},
    "configuration": {"", "argument_parser", "codes", "engine", "near_names", "options"},
    "files": {"check", "configuration", "engine", "interruption", "options", "project"},
    "fix": {
        *("", "check", "codes", "configuration", "console", "engine", "files", "import_path", "interruption"),
        *("options", "rules", "runner"),
    },
    "api": {"check", "codes", "configuration", "engine", "fix"},
    "pages_online": {"codes"},
    "output": {"", "api", "codes", "console", "pages_online", "rules"},
    "checking": {"api", "codes", "configuration", "console", "engine", "files", "output"},
    "policy": {
        "",
        "check",
        "configuration",
        "console",
        "files",
        "fix",
        "import_path",
        "rules",
        "runner",
        *_BELOW_RULES,
    },
    "audit": {
        *("", "checking", "codes", "configuration", "console", "engine", "files", "interruption", "near_names"),
        *("options", "output", "pages_online", "policy", "project", "reference", "settings"),
    },
    "language_server": {
        *("", "api", "argument_parser", "checking", "codes", "configuration", "engine", "files", "fix"),
        *("interruption", "near_names"),
        *("pages_online", "policy", "project", "reference", "rules", "runner", "values"),
    },
    # The entries on top.
    "plugin": {"", "check", "codes", "engine", "options", "project"},
    "rule_table": {"argument_parser", "codes", "console", "rule_names", "rules"},
    "explain": {
        "argument_parser",
        "codes",
        "console",
        "import_path",
        "pages_online",
        "rule_names",
        "rule_table",
        "rules",
    },
    "codemod": {"console", "engine", "fix", "options"},
    "commands": {"", "console", "near_names"},
    "__main__": {"commands", "import_path"},
    "": set[str](),
}
# Packages that do not load LibCST: they are also used for files that no rule is about, with Python's own tree.
_LIGHT = ("reference", "text", "project", "values", "settings")
# What a file passes before it is known whether a rule could report anything in it.
_FRONT = (
    "plugin",
    "check",
    "api",
    "fix.cli",
    "fix.one_file",
    "checking.cli",
    "checking.findings_of_files",
    "audit.cli",
    "commands",
)
# But modules about the assignments of the linted file, with the nodes to report and repair.
_LOADS_LIBCST = frozenset(
    {
        "values.lowering",
        "values.occurrence",
        "values.stated",
        "values.milliseconds",
        "values.randomness",
        "settings.event_emitter",
        "settings.events",
        "settings.middleware_list",
        "settings.production",
    }
)
_FIGURES_OF_SPEECH = re.compile(
    r"\b(?:worth|hears?|heard|told|comes? to|came to|speaks? of|whoever|somebody)\b", re.IGNORECASE
)
_QUOTED = re.compile(r'"[^"]*"')
# Tests of a package, not of one of its modules.
_OF_A_WHOLE_PACKAGE = frozenset({"agreement", "command_line"})
# Names that modules of two packages have, for their halves of one subject.
_ONE_SUBJECT = frozenset({"cli", "event_emitter", "events", "milliseconds", "nested_changes"})


def dotted(path: Path) -> str:
    """``sessions.values``; ``sessions`` for its ``__init__``, "" for the package's own."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {dotted(path) for path in MODULES}
NAMES_IN_A_PACKAGE = {name.partition(".")[2] for name in NAMES if name.count(".") == 1}


@cache
def imports(path: Path) -> frozenset[str]:
    """The modules of ours that a module imports anywhere, also for type checking and in functions."""
    return frozenset(_imports(ast.parse(path.read_text(encoding="utf-8"))))


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == NAME:
            module = (node.module or "").partition(".")[2]
            for alias in node.names:
                inner = f"{module}.{alias.name}".removeprefix(".")
                yield inner if inner in NAMES else module
        elif isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[2] for alias in node.names if alias.name.partition(".")[0] == NAME)


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_dependencies_point_one_way(path: Path) -> None:
    package = dotted(path).partition(".")[0]
    assert {name.partition(".")[0] for name in imports(path)} <= MAY_IMPORT[package] | {package}


def test_every_package_is_in_the_table() -> None:
    assert {dotted(path).partition(".")[0] for path in MODULES} == set(MAY_IMPORT)
    order = list(MAY_IMPORT)
    above = [(name, other) for name, others in MAY_IMPORT.items() for other in others if other]
    assert all(order.index(other) < order.index(name) for name, other in above)


def test_contributing_shows_them_all_in_this_order() -> None:
    text = (TESTS.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = [re.findall(r"`(\w+)(?:/|\.py)`", row) for row in re.findall(r"^\| (`.+?) \|", text, re.MULTILINE)]
    row_of = {name: number for number, names in enumerate(rows) for name in names if name in MAY_IMPORT}
    assert set(row_of) == set(MAY_IMPORT) - {""}
    assert all(row_of[other] <= row_of[name] for name in row_of for other in MAY_IMPORT[name] - {""})


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    assert circles() == []


def circles() -> list[frozenset[str]]:
    """The modules that reach each other over imports (Tarjan's strongly connected components of more than one)."""
    graph = {dotted(path): imports(path) for path in MODULES}
    index: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: list[frozenset[str]] = []

    def visit(name: str) -> None:
        index[name] = lowest[name] = len(index)
        stack.append(name)
        for other in graph[name] - {name}:
            if other not in index:
                visit(other)
                lowest[name] = min(lowest[name], lowest[other])
            elif other in stack:
                lowest[name] = min(lowest[name], index[other])
        if lowest[name] == index[name]:
            place = stack.index(name)
            component = frozenset(stack[place:])
            del stack[place:]
            if len(component) > 1:
                found.append(component)

    for name in graph:
        if name not in index:
            visit(name)
    return found


def test_public_classes_have_names_of_their_own() -> None:
    names = Counter(
        node.name
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, number in names.items() if number > 1] == []


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_modules_are_short(path: Path) -> None:
    """Without the docstring of a rule's module, the list of what the rule is silent about."""
    text = path.read_text(encoding="utf-8")
    is_rule = path.match("rules/*/dse*.py")
    about = (ast.parse(text).body[0].end_lineno or 0) if is_rule else 0
    assert len(text.splitlines()) - about <= (200 if is_rule else 350)


@pytest.mark.parametrize(
    "path",
    sorted(path for path in TESTS.glob("*/test_*.py") if (PACKAGE / path.parent.name).is_dir()),
    ids=lambda path: f"{path.parent.name}.{path.stem}",
)
def test_tests_are_called_after_their_module(path: Path) -> None:
    stem = path.stem.removeprefix("test_")
    assert f"{path.parent.name}.{stem}" in NAMES or stem in _OF_A_WHOLE_PACKAGE


def test_modules_of_different_packages_have_names_of_their_own() -> None:
    stems = Counter(path.stem for path in MODULES if not path.stem.startswith("__"))
    assert {stem for stem, number in stems.items() if number > 1} <= _ONE_SUBJECT


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("*/__init__.py")), ids=lambda path: path.parent.name)
def test_packages_say_in_which_module_a_question_is_answered(path: Path) -> None:
    page = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    modules = {other.stem for other in path.parent.glob("*.py") if not other.stem.startswith("__")}
    listed = set(re.findall(r"``(\w+)``", page[page.index("\n- ") :]))
    assert modules == listed & NAMES_IN_A_PACKAGE
    assert re.search(r"\bknows? ", page, re.IGNORECASE)  # what it knows, and what not


def comments_and_docstrings(path: Path) -> Iterator[str]:
    """All prose of a module but the pages of rules."""
    text = path.read_text(encoding="utf-8")
    yield from (token.string for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type == COMMENT)
    for node in ast.walk(ast.parse(text)):
        is_page = isinstance(node, ast.ClassDef) and [ast.unparse(base) for base in node.bases] == ["Rule"]
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) and not is_page else []:
            value = statement.value if isinstance(statement, ast.Expr) else None
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value


@pytest.mark.parametrize(
    "path", [path for path in MODULES if not dotted(path).startswith("rules.session_calls")], ids=dotted
)
def test_comments_have_plain_verbs(path: Path) -> None:
    """Code does not hear, tell or speak."""
    texts = (_QUOTED.sub("", prose) for prose in comments_and_docstrings(path))  # names of cases are quoted
    assert [found for text in texts for found in _FIGURES_OF_SPEECH.findall(text)] == []


def test_no_drawers() -> None:
    drawers = {"utils", "helpers", "common", "misc"}
    assert not [path for path in MODULES if path.stem in drawers]


def test_light_packages_do_not_load_libcst() -> None:
    light = sorted(name for name in NAMES if name.partition(".")[0] in _LIGHT and name not in _LOADS_LIBCST)
    light += _FRONT
    program = f"import sys, {', '.join(f'{NAME}.{name}' for name in light)}; print('libcst' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
