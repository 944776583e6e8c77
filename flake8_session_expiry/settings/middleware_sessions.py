"""
What a middleware of the project does with ``request.session``, before and after the session middleware runs. Its source
is read, not imported.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from flake8_session_expiry.engine.python_nodes import last_name
from flake8_session_expiry.project.files import parsed
from flake8_session_expiry.project.module_files import module_file

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = ast.ClassDef | Function
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_CHANGES = frozenset(
    {"set_expiry", "aset_expiry", "aset", "pop", "apop", "update", "aupdate", "setdefault", "asetdefault"}
)
# With these methods a session is saved or ended on the server at once, although the browser gets no cookie for it.
_BY_HAND = frozenset(
    ["save", "asave", "create", "acreate", "flush", "aflush", "delete", "adelete", "cycle_key", "acycle_key",
     "login", "alogin", "logout", "alogout"]
)  # fmt: skip
_MAY_GIVE_SESSION = frozenset({"SessionStore", "SessionMiddleware", "process_request", "MiddlewareNotUsed"})
_HARMLESS = frozenset({"isinstance", "type", "str", "repr", "print", "id", "bool", "vars", "dir"})
_DEEPEST = 3


class When(Enum):
    """When a session is used, relative to the session middleware, which comes later in the list."""

    BEFORE = auto()
    """Before ``request.session`` is set."""
    AFTER = auto()
    """After it was saved."""


@dataclass(frozen=True)
class SessionUse:
    """The first use of a session that fails or has no effect; ``line`` in ``path``."""

    when: When
    path: str
    line: int


@dataclass(frozen=True, eq=False)
class Middleware:
    """
    A middleware of the project: its class, or the function that returns it; ``path`` is its file, ``text`` the text of
    that.
    """

    path: str
    text: str
    definition: Definition

    @property
    def is_plain(self) -> bool:
        """
        Whether all of its code is here (no base class), and that code neither sets ``request.session`` nor tests
        whether it is set.
        """
        bases = self.definition.bases if isinstance(self.definition, ast.ClassDef) else []
        if any(last_name(base) not in {"object", "MiddlewareMixin"} for base in bases):
            return False
        return not any(_may_give_session(node) for node in ast.walk(self.definition))

    def use(self) -> SessionUse | None:
        """Its first use of a session that fails or has no effect before the session middleware in the list."""
        for when, node in self._uses():
            return SessionUse(when, self.path, node.lineno)
        return None

    def _uses(self) -> Iterator[tuple[When, ast.expr]]:
        if not isinstance(self.definition, ast.ClassDef):
            for inner in self.definition.body:
                if isinstance(inner, _FUNCTIONS) and any(_asks_on(node) for node in ast.walk(inner)):
                    yield from _around(inner, 0)
            return
        methods = {node.name: node for node in self.definition.body if isinstance(node, _FUNCTIONS)}
        around = [methods[name] for name in ("__call__", "__acall__") if name in methods]
        for method in around:
            yield from _around(method, 1)
        if self.definition.bases and not around:
            if (early := methods.get("process_request")) is not None:
                yield from _before(early.body, _parameter(early, 1))
            if (late := methods.get("process_response")) is not None:
                yield from _after(late.body, _parameter(late, 1))


def find_middleware(dotted: str, settings: str, root: str) -> Middleware | None:
    """The middleware that a settings module (a path) names, if its source is below ``root``."""
    module, _, name = dotted.rpartition(".")
    return _find(name, module_file(module, 0, settings), os.path.join(root, ""))


def uses_session_early(dotted: str, settings: str, root: str | None) -> bool:
    """Whether it is the project's own and uses a session where that is not there yet, or is saved already."""
    found = find_middleware(dotted, settings, root) if root is not None else None
    return found is not None and found.use() is not None


def _find(name: str, path: str | None, below: str, depth: int = 0) -> Middleware | None:
    if path is None or not path.startswith(below) or depth > _DEEPEST or (source := parsed(path)[1]) is None:
        return None
    found: Middleware | None = None
    for statement in source.tree.body:
        if isinstance(statement, (ast.ClassDef, *_FUNCTIONS)) and statement.name == name:
            found = Middleware(path, source.text or "", statement)
        elif isinstance(statement, ast.ImportFrom):
            for alias in statement.names:
                if (alias.asname or alias.name) == name:
                    there = module_file(statement.module or "", statement.level, path)
                    found = _find(alias.name, there, below, depth + 1)
    return found


def _may_give_session(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in _MAY_GIVE_SESSION or (node.attr == "session" and not isinstance(node.ctx, ast.Load))
    if isinstance(node, ast.Name):
        return node.id in _MAY_GIVE_SESSION
    return isinstance(node, ast.Constant) and node.value == "session"  # hasattr, getattr, setattr


def _around(function: Function, position: int) -> Iterator[tuple[When, ast.expr]]:
    """
    The uses in a function that calls the rest of the chain (``get_response``): all uses before that call, and the
    changes after it.
    """
    statements: dict[When, list[ast.stmt]] = {when: [] for when in When}
    when = When.BEFORE
    for statement in function.body:
        asks = [node for node in ast.walk(statement) if _asks_on(node)]
        if not asks or _only_returns(statement, asks):
            statements[when].append(statement)
        elif isinstance(statement, (ast.Assign, ast.AnnAssign, ast.Expr, ast.With, ast.AsyncWith)):
            when = When.AFTER
        else:
            break
    request = _parameter(function, position)
    yield from _before(statements[When.BEFORE], request)
    yield from _after(statements[When.AFTER], request)


def _only_returns(statement: ast.stmt, asks: list[ast.AST]) -> bool:
    """
    Whether a statement calls the rest of the chain only to return from the function:
    ``if exempt(request): return self.get_response(request)``.
    """
    if isinstance(statement, (ast.With, ast.AsyncWith)):
        return False
    returned = {node for inner in _nodes(statement) if isinstance(inner, ast.Return) for node in _nodes(inner)}
    return all(node in returned for node in asks)


def _asks_on(node: ast.AST) -> bool:
    """
    Whether a call runs the rest of the chain: ``self.get_response(request)``, ``get_response(request)``,
    ``super().__call__(request)``.
    """
    return isinstance(node, ast.Call) and last_name(node.func) in {"get_response", "__call__"}


def _before(statements: list[ast.stmt], request: str | None) -> Iterator[tuple[When, ast.expr]]:
    """Every use of the session, up to a call with the request that may set one."""
    for node in (node for statement in statements for node in _nodes(statement)):
        if _hands_on(node, request):
            return
        if _is_session(node, request):
            assert isinstance(node, ast.expr)
            yield When.BEFORE, node


def _hands_on(node: ast.AST, request: str | None) -> bool:
    if not isinstance(node, ast.Call) or _asks_on(node) or last_name(node.func) in _HARMLESS:
        return False
    own = (
        isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and node.func.value.id == "self"
    )
    given = [*node.args, *(keyword.value for keyword in node.keywords)]
    return not own and any(isinstance(value, ast.Name) and value.id == request for value in given)


def _after(statements: list[ast.stmt], request: str | None) -> Iterator[tuple[When, ast.expr]]:
    """Every change of the session, if none of these statements saves or ends it by hand."""
    nodes = [node for statement in statements for node in _nodes(statement)]
    if any(isinstance(node, (ast.Name, ast.Attribute)) and last_name(node) in _BY_HAND for node in nodes):
        return
    for node in nodes:
        owner: ast.expr | None = None
        if isinstance(node, (ast.Subscript, ast.Attribute)) and not isinstance(node.ctx, ast.Load):
            owner = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGES:
            owner = node.func.value
        if owner is not None and _is_session(owner, request):
            assert isinstance(node, ast.expr)
            yield When.AFTER, node


def _is_session(node: ast.AST, request: str | None) -> bool:
    """Whether a node is ``request.session``; ``request`` is the name that it has there."""
    if not isinstance(node, ast.Attribute) or node.attr != "session" or request is None:
        return False
    return isinstance(node.value, ast.Name) and node.value.id == request


def _nodes(statement: ast.stmt) -> Iterator[ast.expr | ast.stmt]:
    """
    A statement and all nodes in it, in source order; without functions, which run later, and ``try``, where a failure
    is expected.
    """
    yield statement
    waiting: list[ast.AST] = [*ast.iter_child_nodes(statement)][::-1]
    if isinstance(statement, (ast.Try, ast.TryStar, *_FUNCTIONS, ast.ClassDef)):
        waiting = []
    while waiting:
        node = waiting.pop()
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef, ast.Lambda, ast.GeneratorExp, ast.Try, ast.TryStar)):
            continue
        if isinstance(node, (ast.expr, ast.stmt)):
            yield node
        waiting += [*ast.iter_child_nodes(node)][::-1]


def _parameter(function: Function, position: int) -> str | None:
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    return names[position] if len(names) > position else None
