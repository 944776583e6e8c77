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
WRITING: Final = frozenset({"set", "setdefault", "__setitem__"})
"""Those that write it."""
_MOST_AROUND = 100
"""Around more expressions than these a container is taken for changed."""


@dataclass
class ContainerShapes:
    """
    The containers of one module. ``put`` has the names of those that are changed anywhere in it, with the values that
    are put into them; None stands for a value that JSON may not hold.
    """

    found: Shapes
    nodes: PythonNodes
    bindings: BoundNames
    put: dict[str, list[ast.expr | None]] = field(default_factory=dict)
    plain: StorableValues = field(init=False)

    def __post_init__(self) -> None:
        self.plain = StorableValues(self.bindings, self.put)

    def stored_value(self, value: ast.expr | None) -> None:
        """Note a value that is stored, if JSON may not hold it."""
        if value is not None and not self.plain.is_value(value):
            self.found.note(needs.ODD_VALUE)

    def key(self, key: ast.expr | None, *, is_written: bool) -> None:
        """Note a key that may be no text."""
        if key is not None and not self.plain.is_text(key):
            self.found.note(needs.ODD_KEY, "written" if is_written else "read")

    def outermost(self, node: ast.expr) -> tuple[ast.expr, bool]:
        """
        The largest expression around a container that is a value inside of it, and whether it is changed there; notes
        odd keys and values on the way.
        """
        around, change = self._around(node, notes=True)
        if isinstance(change, ast.expr):
            for value in self._values_of(change):
                if value is None:
                    self.found.note(needs.ODD_VALUE)
                else:
                    self.stored_value(value)
        return around, change is not None

    def _around(self, node: ast.expr, *, notes: bool) -> tuple[ast.expr, ast.expr | bool | None]:
        """
        The largest expression around a container, and what changes it: a target, a call, True where that is not known,
        None if nothing does.
        """
        current = node
        for _ in range(_MOST_AROUND):
            parent = self.nodes.parents[current]
            if isinstance(parent, ast.Subscript) and parent.value is current:
                if notes:
                    self.key(parent.slice, is_written=isinstance(parent.ctx, ast.Store))
                if not isinstance(parent.ctx, ast.Load):
                    return current, parent
                current = parent
            elif isinstance(parent, ast.Attribute) and parent.value is current:
                call = self.nodes.parents[parent]
                if not isinstance(call, ast.Call) or call.func is not parent:
                    return current, None
                if notes:
                    self._keys_of_method(parent.attr, call)
                if parent.attr != "get":
                    return current, call if parent.attr in MUTATORS else None
                current = call
            elif isinstance(parent, (ast.Await, ast.BoolOp, ast.IfExp)):
                current = parent
            else:
                return current, None
        return current, True

    def _values_of(self, change: ast.expr) -> list[ast.expr | None]:
        """The values that a change puts into a container; None for a key that JSON cannot have."""
        if isinstance(change, ast.Call):
            return [*change.args, *(keyword.value for keyword in change.keywords)]
        parent = self.nodes.parents[change]
        value = parent.value if isinstance(parent, ast.AugAssign) else self.nodes.value_of_target(change)
        values = [] if value is None else [value]
        is_tuple = isinstance(change, ast.Subscript) and isinstance(change.slice, ast.Tuple)
        return [*values, None] if is_tuple else [*values]

    def _keys_of_method(self, name: str, call: ast.Call) -> None:
        if name in KEYED and call.args:
            self.key(call.args[0], is_written=name in WRITING)
        elif name == "update":
            for argument in call.args:
                for key in argument.keys if isinstance(argument, ast.Dict) else ():
                    self.key(key, is_written=True)

    def find_changed_names(self) -> None:
        """Which local containers are changed anywhere in the module."""
        for node in self.nodes.of(ast.Name):
            assert isinstance(node, ast.Name)
            parent = self.nodes.parents[node]
            if isinstance(parent, ast.AugAssign) and parent.target is node:
                self.put.setdefault(node.id, []).append(parent.value)
            elif isinstance(node.ctx, ast.Load) and isinstance(parent, (ast.Subscript, ast.Attribute)):
                change = self._around(node, notes=False)[1]
                if change is not None:
                    values = self._values_of(change) if isinstance(change, ast.expr) else [None]
                    self.put.setdefault(node.id, []).extend(values)
