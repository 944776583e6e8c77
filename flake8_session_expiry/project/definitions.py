"""
What a name at the top of a module is bound to: a definition of the project, in its file, or something of a package.
Nothing is imported.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from flake8_session_expiry.project.files import Parsed, parsed
from flake8_session_expiry.project.module_files import module_file

_DEEPEST = 8


@dataclass(frozen=True, eq=False)
class ProjectModule:
    """
    A module of the project. ``bound`` are its top-level names, each with its bindings (a statement, or the assigned
    value), also under ``if`` and ``try``.
    """

    path: str
    tree: ast.Module
    bound: dict[str, list[ast.AST]] = field(default_factory=dict)
    stars: list[ast.ImportFrom] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Variable:
    """A name in the module of the project that binds it, other than by an import."""

    module: ProjectModule
    name: str

    @property
    def value(self) -> ast.AST | None:
        """The function, the class or the assigned expression; None where it is bound several times."""
        bound = self.module.bound[self.name]
        return bound[0] if len(bound) == 1 else None


@dataclass(frozen=True)
class External:
    """Something of a package, by its full name."""

    name: str


Found: TypeAlias = Variable | ProjectModule | External


def project_module(path: str) -> ProjectModule | None:
    """A module of the project by its path; None if Python cannot parse it."""
    file = parsed(path)[1]
    return None if file is None else _module(path, file)


@lru_cache(maxsize=512)
def _module(path: str, file: Parsed) -> ProjectModule:
    return module_of_tree(path, file.tree)


def module_of_tree(path: str, tree: ast.Module) -> ProjectModule:
    """A module by its tree, as of the linted file: what is at ``path`` may be older, or not be there."""
    module = ProjectModule(path, tree)
    for name, node in (pair for statement in statements(tree.body) for pair in _bindings(statement)):
        if name == "*" and isinstance(node, ast.ImportFrom):
            module.stars.append(node)
        else:
            module.bound.setdefault(name, []).append(node)
    return module


def _bindings(statement: ast.stmt) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield statement.name, statement
    elif isinstance(statement, ast.Import):
        yield from ((alias.asname or alias.name.partition(".")[0], statement) for alias in statement.names)
    elif isinstance(statement, ast.ImportFrom):
        yield from ((alias.asname or alias.name, statement) for alias in statement.names)
    elif isinstance(statement, ast.Assign):
        yield from ((target.id, statement.value) for target in statement.targets if isinstance(target, ast.Name))
    elif isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
        yield statement.target.id, statement
    elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value:
        yield statement.target.id, statement.value


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a block, also in blocks inside of it, but not in functions and classes."""
    for statement in body:
        yield statement
        if isinstance(statement, (ast.If, ast.Try, ast.TryStar, ast.With, ast.For, ast.While)):
            for name in ("body", "orelse", "finalbody"):
                yield from statements(getattr(statement, name, []))
            for handler in getattr(statement, "handlers", []):
                yield from statements(handler.body)


def dotted_parts(node: ast.AST) -> list[str]:
    """``a.b.c`` -> ["a", "b", "c"]; [] for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return [node.id, *reversed(parts)] if isinstance(node, ast.Name) else []


def find(module: ProjectModule, expression: ast.AST) -> Found | None:
    """What a name, or a dotted one, in a module is bound to; None if that is not known."""
    parts = dotted_parts(expression)
    return _find(module, parts, 0) if parts else None


def external_name(module: ProjectModule, expression: ast.AST) -> str:
    """The full name of something of a package; "" for anything else."""
    found = find(module, expression)
    return found.name if isinstance(found, External) else ""


def _find(module: ProjectModule, parts: list[str], depth: int) -> Found | None:
    if depth > _DEEPEST:
        return None
    name, rest = parts[0], parts[1:]
    bound = module.bound.get(name, [])
    if not bound:
        return _from_star(module, parts, depth)
    if any(isinstance(node, (ast.Import, ast.ImportFrom)) for node in bound):
        return _the_same([_imported(module, node, parts, depth) for node in bound])
    if rest:
        return None
    found = Variable(module, name)
    alias = dotted_parts(found.value) if found.value is not None else []
    return _find(module, alias, depth + 1) if alias else found


def _the_same(found: list[Found | None]) -> Found | None:
    """What several imports of one name import, if it is always the same."""
    return found[0] if len({_key(each) for each in found}) == 1 else None


def _key(found: Found | None) -> object:
    if isinstance(found, Variable):
        return found.module.path, found.name
    return found.path if isinstance(found, ProjectModule) else found


def _imported(module: ProjectModule, node: ast.AST, parts: list[str], depth: int) -> Found | None:
    name, rest = parts[0], parts[1:]
    if not isinstance(node, (ast.Import, ast.ImportFrom)):
        return None
    if isinstance(node, ast.ImportFrom):
        alias = next(each for each in node.names if (each.asname or each.name) == name)
        return _in_modules(module, [*(node.module or "").split("."), alias.name, *rest], node.level, depth)
    alias = next(each for each in node.names if (each.asname or each.name.partition(".")[0]) == name)
    return _in_modules(module, [*(alias.name.split(".") if alias.asname else [name]), *rest], 0, depth)


def _in_modules(module: ProjectModule, parts: list[str], level: int, depth: int) -> Found | None:
    """What a dotted name is: its longest beginning is a module of the project, and the rest a name in it."""
    parts = [part for part in parts if part]
    for length in range(len(parts), -1 if level else 0, -1):
        path = module_file(".".join(parts[:length]), level, module.path)
        if path is None:
            continue
        inner = project_module(path)
        if inner is None or length == len(parts):
            return inner
        return _find(inner, parts[length:], depth + 1)
    return None if level else External(".".join(parts))


def _from_star(module: ProjectModule, parts: list[str], depth: int) -> Found | None:
    """A name that is not bound comes from a star import: of a module of the project, or of the only package."""
    packages: list[str] = []
    for star in module.stars:
        path = module_file(star.module or "", star.level, module.path)
        inner = project_module(path) if path is not None else None
        if inner is None:
            packages.append("" if star.level else star.module or "")
        elif (found := _find(inner, parts, depth + 1)) is not None:
            return found
    return External(".".join([packages[0], *parts])) if len(packages) == 1 and packages[0] else None
