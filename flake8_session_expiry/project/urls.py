"""
Reads the URLs of a project, beginning with its ``ROOT_URLCONF``: ``urlpatterns`` of modules, ``path()``, ``re_path()``,
``include()``.

By Python's own tree; nothing is imported. For routes that cannot be read there is a Gap at their place.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from flake8_session_expiry.project.definitions import ProjectModule, Variable, external_name, find, project_module
from flake8_session_expiry.project.included_urls import (
    ADMIN_SITES,
    Include,
    argument,
    constant,
    included,
    is_include,
    pattern_text,
    site_of,
)
from flake8_session_expiry.project.known_routes import routes_of_admin, routes_of_package
from flake8_session_expiry.project.module_files import module_file
from flake8_session_expiry.project.routes import Entry, Gap, Part, Place, Route, Urls
from flake8_session_expiry.project.views import view_of

_PATHS = {
    "django.urls.path": False,
    "django.urls.conf.path": False,
    "django.urls.re_path": True,
    "django.urls.conf.re_path": True,
    "django.conf.urls.url": True,
}
"""Functions that return a route, and whether their pattern is a regular expression."""
# Functions that return routes of files, not of views of the project.
_STATIC = frozenset({"django.conf.urls.static.static", "django.contrib.staticfiles.urls.staticfiles_urlpatterns"})
_TRANSLATED = "django.conf.urls.i18n.i18n_patterns"
_AS_GIVEN = frozenset({"rest_framework.urlpatterns.format_suffix_patterns"})
_DEEPEST = 12
_MOST = 20_000


def urls_of(path: str) -> Urls | None:
    """The URLs of a project by the path of its root module; None if that cannot be read."""
    module = project_module(path)
    return None if module is None else Urls(tuple(_Reader().variable(Variable(module, "urlpatterns"), Place(), 1)))


class _Reader:
    """Follows lists of routes from module to module."""

    def __init__(self) -> None:
        self._following: list[str] = []
        self._left = _MOST

    def variable(self, variable: Variable, place: Place, line: int) -> list[Entry]:
        """The routes of a list that a module binds to a name, at a place."""
        key = f"{variable.module.path}:{variable.name}"
        if key in self._following or len(self._following) > _DEEPEST or self._left < 0:
            return [Gap(place, variable.module.path, line)]
        self._following.append(key)
        patterns = _Patterns(self, variable, place)
        patterns.follow(variable.module.tree.body, place)
        self._following.pop()
        self._left -= len(patterns.entries)
        return patterns.entries if patterns.is_bound else [Gap(place, variable.module.path, line)]

    def values(self, node: ast.expr, module: ProjectModule, place: Place) -> list[Entry]:
        """The routes in an expression that is used as a list of routes."""
        if isinstance(node, (ast.List, ast.Tuple)):
            return [entry for item in node.elts for entry in self.item(item, module, place)]
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return [*self.values(node.left, module, place), *self.values(node.right, module, place)]
        if isinstance(node, ast.IfExp):
            perhaps = replace(place, is_conditional=True)
            return [*self.values(node.body, module, perhaps), *self.values(node.orelse, module, perhaps)]
        if isinstance(node, ast.Call):
            return self._called(node, module, place)
        if isinstance(node, (ast.Name, ast.Attribute)):
            if isinstance(found := find(module, node), Variable):
                return self.variable(found, place, node.lineno)
            if (inner := self._of_site(node, module, place)) is not None:
                return inner
        return [Gap(place, module.path, node.lineno)]

    def _called(self, node: ast.Call, module: ProjectModule, place: Place) -> list[Entry]:
        name = external_name(module, node.func)
        if name in _STATIC:
            return []
        if name == _TRANSLATED:
            behind = place.below(Part(None))
            return [entry for item in node.args for entry in self.item(item, module, behind)]
        is_plain = isinstance(node.func, ast.Name) and node.func.id in {"list", "tuple"}
        if node.args and (name in _AS_GIVEN or is_plain):
            return self.values(node.args[0], module, place)
        return [Gap(place, module.path, node.lineno, name or None)]

    def _of_site(self, node: ast.expr, module: ProjectModule, place: Place) -> list[Entry] | None:
        """``admin.site.urls``, ``router.urls``; None for anything else."""
        site = site_of(node, module)
        if site is None:
            return None
        if site.package in ADMIN_SITES:
            return [*routes_of_admin(place, site.name, module.path, node.lineno)]
        return [Gap(place, module.path, node.lineno, site.package)]

    def item(self, node: ast.expr, module: ProjectModule, place: Place) -> Iterator[Entry]:
        """The routes of one item of a list."""
        if isinstance(node, ast.Starred):
            yield from self.values(node.value, module, place)
            return
        found = find(module, node)
        if isinstance(found, Variable) and isinstance(value := found.value, ast.Call):
            yield from self.item(value, found.module, place)
            return
        is_regex = _PATHS.get(external_name(module, node.func)) if isinstance(node, ast.Call) else None
        view = argument(node, 1, "view") if isinstance(node, ast.Call) else None
        if not isinstance(node, ast.Call) or is_regex is None or view is None:
            yield Gap(place, module.path, node.lineno)
            return
        behind = place.below(Part(pattern_text(node, module), is_regex))
        if is_include(view, module):
            yield from self._included(included(view, module), behind)
        elif (inner := self._of_site(view, module, behind)) is not None:
            yield from inner
        else:
            name = argument(node, 3, "name")
            text = constant(name, module)
            view_ = view_of(view, module)
            yield Route(behind, view_, module.path, node.lineno, text, name is not None and text is None)

    def _included(self, include: Include, place: Place) -> list[Entry]:
        path, line = include.module.path, include.line
        if include.package is not None:
            known = routes_of_package(include.package, place, include.namespace, path, line)
            return [*known] if known is not None else [Gap(include.behind(place), path, line, include.package)]
        if include.variable is not None:
            return self.variable(include.variable, include.behind(place), line)
        if include.values is not None:
            return self.values(include.values, include.module, include.behind(place))
        return [Gap(include.behind(place), path, line)]


class _Patterns:
    """
    Follows the statements that make a list: ``urlpatterns = [...]``, ``urlpatterns += [...]``,
    ``urlpatterns.append(...)``.
    """

    def __init__(self, reader: _Reader, variable: Variable, place: Place) -> None:
        self._reader = reader
        self._module = variable.module
        self._name = variable.name
        self.entries: list[Entry] = []
        self.is_bound = False

    def follow(self, body: list[ast.stmt], place: Place) -> None:
        """Add the routes of each statement; those under a condition may be missing."""
        perhaps = replace(place, is_conditional=True)
        for statement in body:
            if isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
                targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
                if any(self._is_it(target) for target in targets):
                    self._replace(self._values(statement.value, place), place)
            elif isinstance(statement, ast.AugAssign) and self._is_it(statement.target):
                self._add(self._values(statement.value, place))
            elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
                self._change(statement.value, place)
            elif isinstance(statement, ast.ImportFrom):
                self._import(statement, place)
            elif isinstance(statement, (ast.If, ast.Try, ast.TryStar)):
                for block in ("body", "orelse", "finalbody"):
                    self.follow(getattr(statement, block, []), perhaps)
                for handler in getattr(statement, "handlers", []):
                    self.follow(handler.body, perhaps)
            elif isinstance(statement, ast.With):
                self.follow(statement.body, place)
            elif not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                self._gap_if_mentioned(statement, place)

    def _is_it(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id == self._name

    def _values(self, node: ast.expr, place: Place) -> list[Entry]:
        """The routes of a list; ``urlpatterns = urlpatterns + [...]`` has those that were there before."""
        if self._is_it(node):
            return list(self.entries)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return [*self._values(node.left, place), *self._values(node.right, place)]
        if isinstance(node, (ast.List, ast.Tuple)):
            parts = [self._starred(item, place) for item in node.elts]
            return [entry for part in parts for entry in part]
        return self._reader.values(node, self._module, place)

    def _starred(self, node: ast.expr, place: Place) -> list[Entry]:
        if isinstance(node, ast.Starred):
            return self._values(node.value, place)
        return list(self._reader.item(node, self._module, place))

    def _add(self, entries: list[Entry], *, first: bool = False) -> None:
        self.is_bound = True
        self.entries = [*entries, *self.entries] if first else [*self.entries, *entries]

    def _replace(self, entries: list[Entry], place: Place) -> None:
        """Replace the list; under a condition, the routes of before may still be there."""
        before = [perhaps(entry) for entry in self.entries if entry not in entries] if place.is_conditional else []
        self.is_bound = True
        self.entries = [*before, *entries]

    def _change(self, call: ast.Call, place: Place) -> None:
        if not isinstance(call.func, ast.Attribute) or not self._is_it(call.func.value):
            self._gap_if_mentioned(call, place)
            return
        method, arguments = call.func.attr, call.args
        if method == "append" and len(arguments) == 1:
            self._add(self._starred(arguments[0], place))
        elif method in {"extend", "__iadd__"} and len(arguments) == 1:
            self._add(self._values(arguments[0], place))
        elif method == "insert" and len(arguments) == 2:
            # The position need not be known: as the first one it may come before any other route.
            self._add([perhaps(entry) for entry in self._starred(arguments[1], place)], first=True)
        else:
            self._add([Gap(place, self._module.path, call.lineno)])

    def _import(self, statement: ast.ImportFrom, place: Place) -> None:
        """``from shop.urls import *``, ``from shop.urls import urlpatterns as routes``."""
        for alias in statement.names:
            is_star = alias.name == "*"
            if not is_star and (alias.asname or alias.name) != self._name:
                continue
            path = module_file(statement.module or "", statement.level, self._module.path)
            source = project_module(path) if path is not None else None
            name = self._name if is_star else alias.name
            if source is not None and (name in source.bound or source.stars):
                self._replace(self._reader.variable(Variable(source, name), place, statement.lineno), place)
            elif not is_star:
                self._replace([Gap(place, self._module.path, statement.lineno)], place)

    def _gap_if_mentioned(self, node: ast.AST, place: Place) -> None:
        """A loop, ``del`` or a call that gets the list may change it."""
        if any(isinstance(inner, ast.Name) and inner.id == self._name for inner in ast.walk(node)):
            self._add([Gap(place, self._module.path, getattr(node, "lineno", 1))])


def perhaps(entry: Entry) -> Entry:
    """The same, but it may be missing."""
    return replace(entry, place=replace(entry.place, is_conditional=True))
