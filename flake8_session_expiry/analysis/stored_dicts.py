"""
The uses of items of dicts that the sessions of a module store: ``session["cart"][key] = 1``, ``cart.get(key)``,
``key in self.cart``. Collected during the walk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import libcst as cst

from flake8_session_expiry.analysis.local_containers import is_fresh, is_target
from flake8_session_expiry.analysis.nested_changes import stored
from flake8_session_expiry.analysis.text_keys import OtherKey, other_key
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.events import Access, SessionCall, SessionItem
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.sessions.types import SessionOrigin

_READ_BY = frozenset({"get", "pop", "__contains__", "__getitem__"})
_OF_DICTS = frozenset({"get", "items", "keys", "values", "setdefault", "update", "popitem"})
"""Methods that a list does not have."""
_DICTS = frozenset({"dict", "defaultdict", "OrderedDict", "Counter"})
_WRITTEN_BY = frozenset({"setdefault", "__setitem__"})


@dataclass(frozen=True, eq=False)
class ItemAccess:
    """A use of an item with a key that JSON changes, in the dict under ``dict_key`` of the session."""

    dict_key: str
    key: OtherKey
    is_read: bool
    is_written: bool


class StoredDicts:
    """
    To be called for each read and write of a session, and at the end of functions and classes; answers after the walk.
    """

    def __init__(self, model: Model, has_number_as_key: Callable[[str], bool]) -> None:
        self._model = model
        self._tree = model.source.tree
        self._has_number_as_key = has_number_as_key
        self._names: dict[cst.FunctionDef, dict[str, str]] = {}
        self._attributes: dict[cst.ClassDef, dict[str, str]] = {}
        self._containers: set[cst.CSTNode] = set()
        self.accesses: list[ItemAccess] = []
        self._shown: set[str] = set()  # the keys under which a dict is stored for certain, no list

    def is_dict(self, access: ItemAccess) -> bool:
        """
        Whether what the key is used in is a dict for certain: a list has numbers for its items, and may contain one.
        """
        return access.dict_key in self._shown or access.key.what not in {"number", "bool"}

    # -- during the walk -----------------------------------------------------------------------------------------------

    def read(self, event: SessionItem | SessionCall) -> None:
        """``session["cart"]``, ``session.get("cart", {})``."""
        found = stored(self._model.source, event)
        if found is None or event.session.origin is SessionOrigin.CHANNELS:
            return
        key = self._key(event)
        value = self._whole(found.node)
        self._containers.add(value)
        default = event.node.args[1].value if isinstance(event, SessionCall) and len(event.node.args) > 1 else None
        if _makes_dict(default) or (isinstance(value, cst.BooleanOperation) and _makes_dict(value.right)):
            self._shown.add(key)
        self.accesses += self._of(value, key, from_session=True)
        for target in self._targets(value):
            self._named(target, key, event.function)

    def written(self, item: SessionItem) -> None:
        """``session["cart"] = cart``: the value with that name is stored."""
        if item.access is Access.WRITE and _makes_dict(item.value):
            self._shown.add(self._key(item))
        if isinstance(item.value, cst.Name) and item.function is not None and item.access is Access.WRITE:
            self._names.setdefault(item.function.node, {}).setdefault(item.value.value, self._key(item))
            self._containers.add(item.value)

    def leave_function(self, function: cst.FunctionDef, context: FunctionContext | None) -> None:
        """The end of a function: all uses of its names are known."""
        for name, key in self._names.pop(function, {}).items():
            bindings = self._model.symbols.bindings_of(function, name)
            from_session = [binding.value in self._containers for binding in bindings]
            if not all(own or _is_plain(binding.value) for own, binding in zip(from_session, bindings, strict=True)):
                continue
            if any(_makes_dict(binding.value) for binding in bindings):
                self._shown.add(key)
            for use in self._model.symbols.mentions_of(function, name):
                self.accesses += self._of(use, key, from_session=any(from_session))
                for target in self._targets(use) if any(from_session) or use in self._containers else ():
                    if not isinstance(target, cst.Name):
                        self._containers.add(use)
                        self._named(target, key, context)

    def leave_class(self, class_: cst.ClassDef) -> None:
        """The end of a class: all uses of its attributes are known."""
        keys = self._attributes.pop(class_, {})
        uses_of: dict[str, list[cst.Attribute]] = {text: [] for text in keys}
        for node in self._tree.inside(class_, cst.Attribute) if keys else ():
            if (text := dotted(node)) in uses_of:
                uses_of[text].append(node)
        for text, uses in uses_of.items():
            key = keys[text]
            values = [self._assigned(use) for use in uses]
            if not all(value is None or value in self._containers or _is_plain(value) for value in values):
                continue
            if any(map(_makes_dict, values)):
                self._shown.add(key)
            for use in uses:
                self.accesses += self._of(use, key, from_session=True)

    # -- what is found -------------------------------------------------------------------------------------------------

    def _key(self, event: SessionItem | SessionCall) -> str:
        found = event.node.slice[0].slice if isinstance(event, SessionItem) else event.node.args[0].value
        node = found.value if isinstance(found, cst.Index) else found
        constant = self._model.values.at(node).constant if isinstance(node, cst.BaseExpression) else None
        return repr(constant) if isinstance(constant, str) else self._model.source.code(node)

    def _whole(self, node: cst.BaseExpression) -> cst.BaseExpression:
        """The expression that still is the dict: ``await session.aget("cart") or {}``."""
        parent = self._tree.parents[node]
        is_choice = (isinstance(parent, cst.BooleanOperation) and parent.left is node and is_fresh(parent.right)) or (
            isinstance(parent, cst.IfExp) and parent.body is node and is_fresh(parent.orelse)
        )
        is_whole = isinstance(parent, cst.Await) or is_choice
        return self._whole(parent) if isinstance(parent, cst.BaseExpression) and is_whole else node

    def _targets(self, value: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
        """The names and attributes that an expression is assigned to."""
        parent = self._tree.parents[value]
        if isinstance(parent, cst.Assign) and parent.value is value:
            yield from (target.target for target in parent.targets)
        elif isinstance(parent, (cst.AnnAssign, cst.NamedExpr)) and parent.value is value:
            yield parent.target

    def _named(self, target: cst.BaseExpression, key: str, function: FunctionContext | None) -> None:
        if isinstance(target, cst.Name) and function is not None:
            self._names.setdefault(function.node, {})[target.value] = key
        elif dotted(target).startswith("self.") and function is not None and function.class_ is not None:
            self._attributes.setdefault(function.class_.node, {})[dotted(target)] = key

    def _assigned(self, use: cst.Attribute) -> cst.BaseExpression | None:
        """The value that is assigned to an attribute, if it is a target."""
        parent = self._tree.parents[use]
        if isinstance(parent, cst.AssignTarget):
            assign = self._tree.parents[parent]
            return assign.value if isinstance(assign, cst.Assign) else None
        return parent.value if isinstance(parent, cst.AnnAssign) and parent.target is use else None

    def _of(self, node: cst.BaseExpression, dict_key: str, *, from_session: bool) -> Iterator[ItemAccess]:
        """
        The uses of items of a dict. In a dict that is made here, a key is found as it was written.
        """
        parent = self._tree.parents[node]
        if isinstance(parent, cst.Attribute) and parent.value is node and parent.attr.value in _OF_DICTS:
            self._shown.add(dict_key)
        for key, is_read, is_written in self._items(node):
            other = other_key(self._model, key, self._has_number_as_key)
            if other is not None:
                yield ItemAccess(dict_key, other, is_read and from_session, is_written)

    def _items(self, node: cst.BaseExpression) -> Iterator[tuple[cst.BaseExpression, bool, bool]]:
        """The key of each item, whether it is searched for, and whether it is written."""
        parent = self._tree.parents[node]
        if isinstance(parent, cst.Subscript) and parent.value is node:
            index = parent.slice[0].slice
            if len(parent.slice) == 1 and isinstance(index, cst.Index):
                around = self._tree.parents[parent]
                is_plain_write = is_target(self._tree, parent) and isinstance(around, (cst.AssignTarget, cst.AnnAssign))
                is_written = is_plain_write or (isinstance(around, cst.AugAssign) and around.target is parent)
                yield index.value, not is_plain_write, is_written
        elif isinstance(parent, cst.ComparisonTarget) and isinstance(parent.operator, (cst.In, cst.NotIn)):
            comparison = self._tree.parents[parent]
            if isinstance(comparison, cst.Comparison) and len(comparison.comparisons) == 1:
                yield comparison.left, True, False
        elif isinstance(parent, cst.Attribute) and parent.value is node:
            yield from self._items_of_method(parent)

    def _items_of_method(self, function: cst.Attribute) -> Iterator[tuple[cst.BaseExpression, bool, bool]]:
        call, name = self._tree.parents[function], function.attr.value
        if not isinstance(call, cst.Call) or call.func is not function or not call.args:
            return
        first = call.args[0].value
        if name in _READ_BY or name in _WRITTEN_BY:
            yield first, name in _READ_BY or name == "setdefault", name in _WRITTEN_BY
        elif name == "update" and isinstance(first, cst.Dict):
            yield from ((item.key, False, True) for item in first.elements if isinstance(item, cst.DictElement))


def _is_plain(value: cst.BaseExpression | None) -> bool:
    """``{}``, ``dict()``: not one with converted keys, ``{int(key): value for ...}``."""
    return is_fresh(value) and not isinstance(value, cst.DictComp)


def _makes_dict(value: cst.BaseExpression | None) -> bool:
    """``{}``, ``dict()``, ``{key: 1 for key in keys}``."""
    is_call = isinstance(value, cst.Call) and dotted(value.func).rpartition(".")[2] in _DICTS
    return is_call or isinstance(value, (cst.Dict, cst.DictComp))
