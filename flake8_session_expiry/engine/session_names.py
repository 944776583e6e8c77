"""
Which expressions of a module may be sessions, or classes of them: by their names, their owners, and by what the names
are bound to. Wider than ``sessions/inference``, which knows scopes and the order of the code: an expression that may be
a session there may be one here.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from enum import IntEnum

from flake8_session_expiry.engine.python_nodes import BoundNames, last_name, text_of

_STORE = "SessionStore"
_CLASSES = frozenset({_STORE, "SessionBase"})
_OWN = frozenset({"self", "cls"})
_DEEPEST = 20


class Likely(IntEnum):
    """How much shows that an expression is a session."""

    NO = 0
    BY_METHOD = 1
    """It is one if a method is used on it that only Django's sessions have."""
    YES = 2


class SessionNames:
    """The names and attributes of one module that are bound to sessions, and to their classes."""

    def __init__(self, bindings: BoundNames, session_names: Collection[str]) -> None:
        self._bindings = bindings
        self._given = session_names
        self._names: dict[str, Likely] = {}
        self._attributes: dict[str, Likely] = {}
        self._stores = {name for name, full in bindings.imported.items() if any(f.endswith(_STORE) for f in full)}
        self._store_attributes: set[str] = set()
        for name, written in bindings.annotations.items():
            if any(_names_class(annotation) for annotation in written):
                self._names[name] = self._attributes[name] = Likely.YES
        self._follow()

    def _follow(self) -> None:
        """Names that are assigned sessions are sessions, too, whatever the order; each name is looked at again once."""
        users: dict[str, list[tuple[str, bool, ast.expr]]] = {}
        for is_attribute, table in ((False, self._bindings.values), (True, self._bindings.attributes)):
            for name, values in table.items():
                for value in values:
                    for source in _sources(value):
                        users.setdefault(source, []).append((name, is_attribute, value))
        changed = [*self._names, *self._stores]
        for is_attribute, table in ((False, self._bindings.values), (True, self._bindings.attributes)):
            for name, values in table.items():
                changed += [name for value in values if self._bind(name, value, is_attribute=is_attribute)]
        while changed:
            for name, is_attribute, value in users.get(changed.pop(), ()):
                if self._bind(name, value, is_attribute=is_attribute):
                    changed.append(name)

    def _bind(self, name: str, value: ast.expr, *, is_attribute: bool) -> bool:
        """Whether the value says something new of the name."""
        table, stores = (self._attributes, self._store_attributes) if is_attribute else (self._names, self._stores)
        likely, is_store = self.session(value), self.is_store(value)
        is_new = likely > table.get(name, Likely.NO) or (is_store and name not in stores)
        if is_new:
            table[name] = max(likely, table.get(name, Likely.NO))
            if is_store:
                stores.add(name)
        return is_new

    def session(self, node: ast.AST | None, depth: int = 0) -> Likely:
        """Whether an expression may be a session."""
        if depth > _DEEPEST:
            return Likely.YES
        if isinstance(node, ast.Name):
            return self._of_name(node.id)
        if isinstance(node, ast.Attribute):
            return self._of_attribute(node)
        if isinstance(node, ast.Call):
            return self._of_call(node, depth)
        if isinstance(node, ast.NamedExpr):
            return self.session(node.value, depth + 1)
        if isinstance(node, ast.IfExp):  # request.session if request else None
            return max(self.session(node.body, depth + 1), self.session(node.orelse, depth + 1))
        if isinstance(node, ast.Subscript):
            is_channels = text_of(node.slice) == "session" and last_name(node.value) == "scope"
            return Likely.YES if is_channels else Likely.NO
        if isinstance(node, ast.Await) and isinstance(node.value, ast.Call):
            return Likely.YES if self._is_of_client(node.value.func) else Likely.NO
        return Likely.NO

    def _is_of_client(self, function: ast.expr) -> bool:
        """``client.asession`` of a test client; ``self`` is none: it is the client's own class."""
        if not isinstance(function, ast.Attribute) or function.attr != "asession":
            return False
        owner = function.value.id if isinstance(function.value, ast.Name) else None
        return owner not in _OWN or (owner is not None and self._bindings.is_typed(owner))

    def _of_name(self, name: str) -> Likely:
        if name in self._given:
            return Likely.YES
        by_name = Likely.BY_METHOD if name.lower().endswith("session") else Likely.NO
        return max(by_name, self._names.get(name, Likely.NO))

    def _of_attribute(self, node: ast.Attribute) -> Likely:
        if node.attr in self._given:
            return Likely.YES
        owner = node.value.id if isinstance(node.value, ast.Name) else None
        if owner in _OWN:
            of_self = self._attributes.get(node.attr, Likely.NO)
            return max(of_self, Likely.BY_METHOD if node.attr == "session" else Likely.NO)
        if node.attr != "session":
            return Likely.NO
        return Likely.NO if owner is not None and self._bindings.is_imported_only(owner) else Likely.YES

    def _of_call(self, node: ast.Call, depth: int) -> Likely:
        if last_name(node.func) == "getattr" and len(node.args) > 1 and text_of(node.args[1]) == "session":
            return Likely.YES
        return Likely.YES if self.is_store(node.func, depth + 1) else Likely.NO

    def is_store(self, node: ast.AST | None, depth: int = 0) -> bool:
        """Whether an expression may be a class of sessions: ``SessionStore``, ``import_string("...SessionStore")``."""
        if depth > _DEEPEST:
            return True
        if isinstance(node, ast.Name):
            return node.id == _STORE or node.id in self._stores
        if isinstance(node, ast.Attribute):
            return node.attr == _STORE or (last_name(node.value) in _OWN and node.attr in self._store_attributes)
        if isinstance(node, ast.NamedExpr):
            return self.is_store(node.value, depth + 1)
        if isinstance(node, ast.IfExp):
            return self.is_store(node.body, depth + 1) or self.is_store(node.orelse, depth + 1)
        if not isinstance(node, ast.Call):
            return False
        return any(text.endswith(_STORE) for argument in node.args for text in _texts(argument))


def _names_class(annotation: ast.expr) -> bool:
    """Whether a class of sessions is named in an annotation, also between quotes."""
    for part in ast.walk(annotation):
        text = text_of(part)
        if last_name(part) in _CLASSES or (text is not None and any(name in text for name in _CLASSES)):
            return True
    return False


def _texts(node: ast.expr) -> Iterator[str]:
    """The texts in an argument: of ``f"{settings.SESSION_ENGINE}.SessionStore"``, ``engine + ".SessionStore"``."""
    waiting: list[ast.expr] = [node]
    while waiting:
        part = waiting.pop()
        if (text := text_of(part)) is not None:
            yield text
        elif isinstance(part, ast.JoinedStr):
            waiting += part.values
        elif isinstance(part, ast.BinOp):
            waiting += [part.left, part.right]


def _sources(value: ast.expr) -> Iterator[str]:
    """The names that decide whether a value is a session: ``s`` of ``s``, ``S`` of ``S()``, ``x`` of ``self.x``."""
    waiting: list[ast.expr] = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.NamedExpr, ast.Await)):
            waiting.append(node.value)
        elif isinstance(node, ast.Call):
            waiting.append(node.func)
        elif isinstance(node, ast.IfExp):
            waiting += [node.body, node.orelse]
        elif (name := last_name(node)) is not None:
            yield name
