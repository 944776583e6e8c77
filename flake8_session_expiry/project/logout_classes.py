"""Classes that derive from Django's LogoutView, and which of its methods they replace."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from flake8_session_expiry.project.definitions import External, ProjectModule, Variable, find

LOGOUT_VIEWS = frozenset({"django.contrib.auth.views.LogoutView"})
# Bases that do not answer requests themselves, except those of visitors who are not logged in.
_HARMLESS = ("django.contrib.auth.mixins.", "django.contrib.messages.views.", "builtins.object")
_ANSWERING = frozenset({"get", "head", "dispatch", "setup", "http_method_not_allowed", "as_view", "__init__"})
_DEEPEST = 6


@dataclass(frozen=True, eq=False)
class LogoutClass:
    """
    A subclass of LogoutView. ``own`` are the names that it and its bases in the project bind; ``is_whole`` is whether
    all its bases could be read.
    """

    own: dict[str, ast.stmt]
    is_whole: bool

    @property
    def keeps_get(self) -> bool:
        """Whether it certainly answers a GET as LogoutView does: with status 405 since Django 5.0."""
        refuses = self._methods is None or allows_get(self._methods) is False
        return self.is_whole and not self.answers_itself and refuses

    @property
    def answers_itself(self) -> bool:
        """Whether one of its own methods decides what comes of a GET."""
        return bool(self.own.keys() & _ANSWERING)

    @property
    def lets_get_through(self) -> bool:
        """Whether it certainly accepts a GET, which LogoutView itself does not since Django 5.0."""
        return self._methods is not None and allows_get(self._methods) is True

    @property
    def _methods(self) -> ast.AST | None:
        """What it binds to ``http_method_names``."""
        found = self.own.get("http_method_names")
        return None if found is None else getattr(found, "value", found)


def allows_get(node: ast.AST | None) -> bool | None:
    """Whether "get" is in a literal list of methods; None where that is not known."""
    if not isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return None
    names = [item.value if isinstance(item, ast.Constant) else None for item in node.elts]
    if "get" in names:  # Django compares in lower case: "GET" allows nothing
        return True
    return False if all(isinstance(name, str) for name in names) else None


def logout_class(variable: Variable) -> LogoutClass | None:
    """A class of the project as a subclass of LogoutView; None if it is no subclass of it."""
    found = _Bases()
    found.follow(variable, 0)
    return LogoutClass(found.own, found.is_whole) if found.is_logout else None


class _Bases:
    """Collects the names of a class and its bases."""

    def __init__(self) -> None:
        self.own: dict[str, ast.stmt] = {}
        self.is_logout = False
        self.is_whole = True

    def follow(self, variable: Variable, depth: int) -> None:
        """Add the names that a class binds, and those of its bases."""
        class_ = variable.value
        if not isinstance(class_, ast.ClassDef) or depth > _DEEPEST:
            self.is_whole = False
            return
        for name, statement in _members(class_):
            self.own.setdefault(name, statement)
        for base in class_.bases:
            self._base(variable.module, base, depth)

    def _base(self, module: ProjectModule, base: ast.expr, depth: int) -> None:
        found = find(module, base)
        if isinstance(found, Variable):
            self.follow(found, depth + 1)
        elif isinstance(found, External) and found.name in LOGOUT_VIEWS:
            self.is_logout = True
        elif not (isinstance(base, ast.Name) and base.id == "object"):
            self.is_whole = self.is_whole and isinstance(found, External) and found.name.startswith(_HARMLESS)


def _members(class_: ast.ClassDef) -> Iterator[tuple[str, ast.stmt]]:
    for statement in reversed(class_.body):
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield statement.name, statement
        elif isinstance(statement, ast.Assign):
            yield from ((target.id, statement) for target in statement.targets if isinstance(target, ast.Name))
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id, statement
        elif isinstance(statement, (ast.If, ast.Try)):
            yield "dispatch", statement  # bound under a condition: not known
