"""What is done with dicts and lists: with those that a session stores, and with local ones that it may be given."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Final

from flake8_session_expiry.engine import needs
from flake8_session_expiry.engine.needs import Shapes
from flake8_session_expiry.engine.python_nodes import BoundNames, PythonNodes
from flake8_session_expiry.engine.storable_values import StorableValues
from flake8_session_expiry.reference.mutating_methods import MUTATORS

KEYED: Final = frozenset(
    ["get", "pop", "has_key", "setdefault", "set", "__contains__", "__getitem__", "__setitem__", "__delitem__"]
)
"""Methods of a dict, and of a session, whose first argument is a key."""
_MOST_AROUND = 100
"""Around more expressions than these a container is taken for changed."""


@dataclass
class ContainerShapes:
    """The containers of one module; ``changed`` are the names of those that are changed anywhere in it."""

    found: Shapes
    nodes: PythonNodes
    bindings: BoundNames
    changed: set[str] = field(default_factory=set)
    plain: StorableValues = field(init=False)

    def __post_init__(self) -> None:
        self.plain = StorableValues(self.bindings, self.changed.__contains__)

    def stored_value(self, value: ast.expr | None) -> None:
        """Note a value that is stored, if JSON may not hold it."""
        if value is not None and not self.plain.is_value(value):
            self.found.note(needs.ODD_VALUE)

    def outermost(self, node: ast.expr, *, notes: bool = True) -> tuple[ast.expr, bool]:
        """
        The largest expression around a container that is a value inside of it, and whether it is changed there; notes
        odd keys and values on the way.
        """
        current = node
        for _ in range(_MOST_AROUND):
            parent = self.nodes.parents[current]
            if isinstance(parent, ast.Subscript) and parent.value is current:
                if notes and not self.plain.is_text(parent.slice):
                    self.found.note(needs.ODD_KEY)
                if not isinstance(parent.ctx, ast.Load):
                    if notes:
                        self._put(parent)
                    return current, True
                current = parent
            elif isinstance(parent, ast.Attribute) and parent.value is current:
                call = self.nodes.parents[parent]
                if not isinstance(call, ast.Call) or call.func is not parent:
                    return current, False
                if notes:
                    self._keys_of_method(parent.attr, call)
                if parent.attr != "get":
                    if parent.attr in MUTATORS and notes:
                        self._put(call)
                    return current, parent.attr in MUTATORS
                current = call
            elif isinstance(parent, (ast.Await, ast.BoolOp, ast.IfExp)):
                current = parent
            else:
                return current, False
        return current, True

    def _put(self, changed: ast.expr) -> None:
        """A change puts values into a container."""
        if isinstance(changed, ast.Call):
            values = [*changed.args, *(keyword.value for keyword in changed.keywords)]
        else:
            parent = self.nodes.parents[changed]
            value = parent.value if isinstance(parent, ast.AugAssign) else self.nodes.value_of_target(changed)
            values = [] if value is None else [value]
            if isinstance(changed, ast.Subscript) and isinstance(changed.slice, ast.Tuple):
                self.found.note(needs.ODD_VALUE)
        for each in values:
            self.stored_value(each)

    def _keys_of_method(self, name: str, call: ast.Call) -> None:
        if name in KEYED and call.args and not self.plain.is_text(call.args[0]):
            self.found.note(needs.ODD_KEY)
        elif name == "update":
            for argument in call.args:
                keys = argument.keys if isinstance(argument, ast.Dict) else []
                if not all(self.plain.is_text(key) for key in keys):
                    self.found.note(needs.ODD_KEY)

    def find_changed_names(self) -> None:
        """Which local containers are changed anywhere in the module."""
        for node in self.nodes.of(ast.Name):
            assert isinstance(node, ast.Name)
            parent = self.nodes.parents[node]
            if isinstance(node.ctx, ast.Load) and isinstance(parent, (ast.Subscript, ast.Attribute, ast.AugAssign)):
                if self.outermost(node, notes=False)[1]:
                    self.changed.add(node.id)
            elif isinstance(parent, ast.AugAssign):
                self.changed.add(node.id)
