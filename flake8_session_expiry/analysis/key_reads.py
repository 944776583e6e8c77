"""
How a module uses the values that it reads under one key of its sessions: whether it would still work with a text in the
place of a datetime.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import cached_property

import libcst as cst

from flake8_session_expiry.analysis.local_containers import outermost
from flake8_session_expiry.semantic.literals import plain_string, subscript_key
from flake8_session_expiry.semantic.symbols import ScopeNode, dotted
from flake8_session_expiry.sessions.effects import is_harmless
from flake8_session_expiry.sessions.events import Access, SessionCall, SessionItem
from flake8_session_expiry.sessions.model import Model

_READERS = frozenset({"get", "aget", "pop", "apop", "setdefault", "asetdefault"})
_KEYED = _READERS | {"aset"}
_TAKES_TEXT = frozenset({"fromisoformat", "parse_datetime", "parse_date", "parse_time", "str", "bool", "isinstance"})
"""Functions that also accept a text, or need one."""
_TESTED = (cst.If, cst.While, cst.IfExp, cst.Assert)


class KeyReads:
    """
    To be called for each event about an item of a session; answers after the walk. ``keys`` are the keys of the events,
    by their nodes: the text of a key where it is known, also by the name of a constant, else its code.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._tree = model.source.tree
        self._reads: dict[str, list[cst.BaseExpression]] = {}
        self.keys: dict[cst.CSTNode, str] = {}
        self._refusing_uses: dict[tuple[ScopeNode, str], Sequence[cst.Name]] = {}
        self._text_taken: dict[str, bool] = {}
        self._only_changed: dict[str, bool] = {}

    def item(self, item: SessionItem) -> None:
        """``session[key]``."""
        self.keys[item.node] = key = self._key_of_item(item)
        if item.access in {Access.READ, Access.AUGMENTED}:
            self._reads.setdefault(key, []).append(item.node)

    def call(self, call: SessionCall) -> None:
        """``session.get(key)``."""
        if call.method in _KEYED and call.node.args:
            self.keys[call.node] = key = self.key_of(call.node.args[0].value)
            if call.method in _READERS:
                self._reads.setdefault(key, []).append(call.node)

    def _key_of_item(self, item: SessionItem) -> str:
        index = item.node.slice[0].slice
        return self.key_of(index.value) if len(item.node.slice) == 1 and isinstance(index, cst.Index) else ""

    def key_of(self, node: cst.BaseExpression) -> str:
        """The text or the code of a key, at the place of the walk."""
        constant = self._model.values.at(node).constant
        return repr(constant) if isinstance(constant, str) else self._model.source.code(node)

    def take_text(self, key: str) -> bool:
        """Whether no read of the value calculates or compares with it, or passes it to code that may do so."""
        if key not in self._text_taken:
            reads = self._reads.get(key, ())
            self._text_taken[key] = key not in self._read_elsewhere and all(map(self._takes_text, reads))
        return self._text_taken[key]

    def only_change(self, key: str) -> bool:
        """Whether the value of the key, where it is read, is only changed in place or read by a key of its own."""
        if key not in self._only_changed:
            self._only_changed[key] = key not in self._read_elsewhere and all(
                outermost(self._tree, read)[1] is not None or self._is_container_of_test(read)
                for read in self._reads.get(key, ())
            )
        return self._only_changed[key]

    @cached_property
    def _read_elsewhere(self) -> Set[str]:
        """The keys that are read from an object that is not certainly a session."""
        items = (subscript_key(item) for item in self._tree.of(cst.Subscript) if item not in self.keys)
        found = {repr(text) for text in items if text is not None}
        calls = (call for call in self._tree.of(cst.Call) if call not in self.keys and call.args)
        return found | {
            repr(plain_string(call.args[0].value))
            for call in calls
            if isinstance(call.func, cst.Attribute) and call.func.attr.value in _READERS
        }

    def _is_container_of_test(self, read: cst.BaseExpression) -> bool:
        target = self._tree.parents[read]
        return isinstance(target, cst.ComparisonTarget) and isinstance(target.operator, (cst.In, cst.NotIn))

    def _takes_text(self, node: cst.BaseExpression, *, follows: bool = True) -> bool:
        parent = self._tree.parents[node]
        if isinstance(parent, (cst.Await, cst.BooleanOperation)):
            return self._takes_text(parent, follows=follows)
        if isinstance(parent, cst.IfExp) and node is not parent.test:
            return self._takes_text(parent, follows=follows)
        if isinstance(parent, cst.NamedExpr) and not self._takes_text(parent, follows=False):
            return False
        if isinstance(parent, (cst.Assign, cst.NamedExpr, cst.AnnAssign)):
            return follows and self._all_take_text(parent)
        if isinstance(parent, cst.UnaryOperation):
            return isinstance(parent.operator, cst.Not)
        if isinstance(parent, cst.Comparison):
            return all(_asks_for_none(target) for target in parent.comparisons)
        if isinstance(parent, cst.Arg):
            call = self._tree.parents[parent]
            name = dotted(call.func) if isinstance(call, cst.Call) else ""
            return name.rpartition(".")[2] in _TAKES_TEXT or (name != "" and is_harmless(name))
        return isinstance(parent, (*_TESTED, cst.DictElement, cst.FormattedStringExpression, cst.Expr))

    def _all_take_text(self, statement: cst.Assign | cst.NamedExpr | cst.AnnAssign) -> bool:
        """
        Whether all uses of the name that a statement binds do, in its scope; the expression itself where its name
        cannot be followed.
        """
        targets = (
            [each.target for each in statement.targets] if isinstance(statement, cst.Assign) else [statement.target]
        )
        scope = self._model.symbols.scope_of(statement)
        for target in targets:
            if not isinstance(target, cst.Name):
                if not self._takes_text(target, follows=False):
                    return False
            elif any(use is not target for use in self._refusing(scope, target.value)):
                return False
        return True

    def _refusing(self, scope: ScopeNode, name: str) -> Sequence[cst.Name]:
        """The uses of a name that do not."""
        if (scope, name) not in self._refusing_uses:
            self._refusing_uses[scope, name] = [
                use
                for use in self._model.symbols.mentions_of(scope, name)
                if not isinstance(self._tree.parents[use], (cst.AssignTarget, cst.Param))
                and not self._takes_text(use, follows=False)
            ]
        return self._refusing_uses[scope, name]


def _asks_for_none(target: cst.ComparisonTarget) -> bool:
    is_none = isinstance(target.comparator, cst.Name) and target.comparator.value == "None"
    return is_none and isinstance(target.operator, (cst.Is, cst.IsNot, cst.Equal, cst.NotEqual))
