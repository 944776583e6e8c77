"""
Whether all keys of a session are deleted, by a loop or a comprehension, over a copy of the keys or over the keys
themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from enum import Enum, auto
from itertools import chain

import libcst as cst

from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.semantic.control_flow import ControlFlow
from flake8_session_expiry.semantic.literals import plain_string
from flake8_session_expiry.semantic.places import Places
from flake8_session_expiry.semantic.symbols import SymbolTable, dotted
from flake8_session_expiry.sessions.effects import Effect, Effects
from flake8_session_expiry.sessions.ending_calls import ENDING, EffectKind
from flake8_session_expiry.sessions.events import Access, PassedOn, SessionCall, SessionItem
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.sessions.inference import Inference


class Keys(Enum):
    """The iterable of a loop that deletes keys."""

    COPY = auto()
    """``list(session.keys())``: every key is deleted."""
    LIVE = auto()
    """``session.keys()``: after the first deletion ``RuntimeError: dictionary changed size during iteration``."""
    NONE = auto()
    """The session itself: it has no ``__iter__``, so Python reads its key 0 (``KeyError: 0``)."""


_ESCAPES = frozenset({EffectKind.ESCAPES})
_ENDING = ENDING | {EffectKind.CYCLE, EffectKind.REHASH, EffectKind.LOGIN}
_SAYS_END = re.compile(
    r"log_?out|sign_?out|log_?off|leave|flush|end|close|exit|destroy|invalidate|terminate|kill", re.I
)
_COPIERS = frozenset({"list", "tuple", "set", "frozenset", "sorted"})
_LAZY = frozenset({"iter", "reversed"})
_VIEWS = frozenset({"keys", "items"})
_COMPREHENSIONS = (cst.ListComp, cst.SetComp, cst.DictComp)
_LEAVES = (cst.Continue, cst.Break, cst.If, cst.Return)


class Emptied:
    """Finds such loops at the place of the walk."""

    def __init__(self, tree: Tree, symbols: SymbolTable, types: Inference) -> None:
        self._tree = tree
        self._symbols = symbols
        self._types = types

    def by(self, event: SessionCall | SessionItem, key: cst.BaseExpression) -> tuple[Keys, cst.CSTNode] | None:
        """
        The iterable of the loop around ``del session[key]`` or ``session.pop(key)``, and the loop; None where not all
        keys are deleted.
        """
        session = event.session.key
        if (loop := self._while_there_are_keys(event, session)) is not None:
            return Keys.COPY, loop
        if not isinstance(key, cst.Name):
            return None
        for above in self._tree.ancestors(event.node):
            if isinstance(above, cst.For) and (view := _view_for(above.target, key.value)) is not None:
                found = self._keys(above.iter, session, view) if self._is_all_it_does(above, event.node) else None
                return None if found is None else (found, above)
            if isinstance(above, _COMPREHENSIONS) and _view_for(above.for_in.target, key.value) is not None:
                found = self._looped(above.for_in, key.value, session)
                return None if found is None else (found, above)
            if isinstance(above, (cst.FunctionDef, cst.Lambda, cst.IfExp, cst.BooleanOperation)):
                return None
        return None

    def _is_all_it_does(self, loop: cst.For | cst.While, node: cst.CSTNode) -> bool:
        """Whether the deletion runs in each round: it is in the loop's own block, or in a ``try`` there."""
        block = self._tree.nearest(node, cst.IndentedBlock, cst.SimpleStatementSuite)
        while block is not None and block is not loop.body:
            around = self._tree.parents[block]
            if not isinstance(around, cst.Try) or around.body is not block:
                return False
            block = self._tree.nearest(around, cst.IndentedBlock, cst.SimpleStatementSuite)
        return block is not None and not self._tree.once(_may_leave, loop.body)

    def _while_there_are_keys(self, event: SessionCall | SessionItem, session: str) -> cst.While | None:
        """``while request.session.keys():`` around it."""
        loop = self._tree.nearest(event.node, cst.While)
        if loop is None or not self._is_all_it_does(loop, event.node):
            return None
        asked = [item for item in (loop.test, *descendants(loop.test)) if isinstance(item, cst.Call)]
        return loop if any(self._is_view(call, session, view) for call in asked for view in _VIEWS) else None

    def _keys(self, node: cst.BaseExpression, session: str, view: str) -> Keys | None:
        """Which keys an iterable has, if these are all keys of the session, or all pairs where ``view`` is "items"."""
        if isinstance(node, cst.Name) and (binding := self._symbols.reaching(node)) is not None:
            return None if binding.value is None else self._keys(binding.value, session, view)
        if self._is_session(node, session):
            return Keys.NONE
        if isinstance(node, (cst.List, cst.Tuple, cst.Set)):
            only = node.elements[0] if len(node.elements) == 1 else None
            return self._copied(only.value, session, view) if isinstance(only, cst.StarredElement) else None
        if isinstance(node, (cst.ListComp, cst.SetComp)):
            name = node.elt.value if isinstance(node.elt, cst.Name) else ""
            found = self._looped(node.for_in, name, session) if view == "keys" else None
            return Keys.COPY if found is Keys.LIVE else found
        return self._keys_of_call(node, session, view) if isinstance(node, cst.Call) else None

    def _looped(self, loop: cst.CompFor, key: str, session: str) -> Keys | None:
        """The keys that a comprehension calls ``key``."""
        view = _view_for(loop.target, key)
        return None if view is None or loop.ifs or loop.inner_for_in else self._keys(loop.iter, session, view)

    def _keys_of_call(self, node: cst.Call, session: str, view: str) -> Keys | None:
        if self._is_view(node, session, view):
            return Keys.LIVE
        if isinstance(node.func, cst.Attribute) and not node.args:
            owner, method = node.func.value, node.func.attr.value
            if method == view and isinstance(owner, cst.Call):  # dict(session.items()).keys()
                return self._copied(owner, session, view) or self._copied(owner, session, "items")
            return self._copied(owner, session, view) if method == "copy" else None
        first = node.args[0].value if len(node.args) == 1 else None
        if not isinstance(node.func, cst.Name) or first is None:
            return None
        if node.func.value == "dict":
            # dict() calls keys() of a session, and a loop over the dict has its keys.
            return Keys.COPY if self._is_session(first, session) else self._copied(first, session, "items")
        if node.func.value in _COPIERS:
            return self._copied(first, session, view)
        return self._keys(first, session, view) if node.func.value in _LAZY else None

    def _copied(self, node: cst.BaseExpression, session: str, view: str) -> Keys | None:
        found = self._keys(node, session, view)
        return Keys.COPY if found is Keys.LIVE else found

    def _is_view(self, node: cst.Call, session: str, view: str) -> bool:
        """``session.keys()``, ``session.items()``."""
        is_view = isinstance(node.func, cst.Attribute) and node.func.attr.value == view and not node.args
        return is_view and isinstance(node.func, cst.Attribute) and self._is_session(node.func.value, session)

    def _is_session(self, node: cst.BaseExpression, session: str) -> bool:
        if isinstance(node, cst.Attribute) and node.attr.value == "_session":
            return self._is_session(node.value, session)
        found = self._types.session(node)
        return found is not None and found.key == session


def is_ended_beside(effects: Effects, event: SessionCall | SessionItem) -> bool:
    """
    Whether something on a path with ``event`` ends the session, or gives it a new key. A helper of another module may
    do so after it; before it, only one that is called so: what has ended a session leaves nothing to delete.
    """
    assert event.function is not None
    if effects.is_done(_ENDING, event.function, event.node):
        return True
    helpers = effects.places(event.function.node, _ESCAPES)
    enders = effects.places_where(event.function.node, _says_end)
    return helpers.any_other_after(event.node) or enders.any_other_before(event.node)


def _says_end(effect: Effect) -> bool:
    event = effect.event
    if effect.kind is not EffectKind.ESCAPES or not isinstance(event, PassedOn):
        return False
    return _SAYS_END.search(event.name) is not None


def _may_leave(_: Tree, block: cst.BaseSuite) -> bool:
    return any(isinstance(item, _LEAVES) for item in descendants(block))


class DeletedKeys:
    """
    Where the functions of a module delete a key of a session, or set it to None, False or "": it may be that of a login
    of the project's own. To be asked after the walk.
    """

    def __init__(self, effects: Effects) -> None:
        self._effects = effects
        self._in: dict[cst.FunctionDef, _Deletions] = {}
        self._own: dict[cst.FunctionDef | None, Set[str | None]] = {}
        self._by_callers: dict[cst.FunctionDef, Set[str | None]] = {}

    def has(self, function: FunctionContext, node: cst.CSTNode, but: Set[str] = frozenset()) -> bool:
        """Whether a key is deleted on a path with ``node`` or by a caller; not the keys ``but``."""
        body = function.node
        if body not in self._in:
            deletions = filter(_deletes, self._effects.of(body))
            self._in[body] = _Deletions(self._effects.flow(body), deletions)
        return self._in[body].any_beside(node, but) or not self._deleted_by_callers(body) <= but

    def _deleted_by_callers(self, function: cst.FunctionDef) -> Set[str | None]:
        if function not in self._by_callers:
            callers = {caller.function.node if caller.function else None for caller in self._effects.callers(function)}
            self._by_callers[function] = {key for caller in callers for key in self._deleted_by(caller)}
        return self._by_callers[function]

    def _deleted_by(self, function: cst.FunctionDef | None) -> Set[str | None]:
        if function not in self._own:
            self._own[function] = {_key(effect) for effect in self._effects.own(function) if _deletes(effect)}
        return self._own[function]


class _Deletions:
    """The deletions of keys in one function, those of one key after the other."""

    def __init__(self, flow: ControlFlow, effects: Iterable[Effect]) -> None:
        by_key: dict[str | None, list[cst.CSTNode]] = {}
        for effect in effects:
            by_key.setdefault(_key(effect), []).append(effect.node)
        self._keys = [key for key, nodes in by_key.items() for _ in nodes]
        self._places = Places(flow, chain(*by_key.values()))
        self._backwards = Places(flow, self._places.nodes[::-1])
        self._by_key = {key: Places(flow, nodes) for key, nodes in by_key.items()}

    def any_beside(self, node: cst.CSTNode, but: Set[str]) -> bool:
        """Whether one of another key than these is on a path with a node."""
        first, last = self._places.first_on_one_path(node), self._backwards.first_on_one_path(node)
        if first is None or last is None:
            return False
        ends = {self._keys[first], self._keys[-1 - last]}
        if not ends <= but:
            return True
        # All between two deletions of one key are of this key.
        others = (places for key, places in self._by_key.items() if key not in but)
        return len(ends) > 1 and any(places.any_on_one_path(node) for places in others)


def _key(effect: Effect) -> str | None:
    event = effect.event
    if isinstance(event, SessionItem):
        return event.key
    return plain_string(event.node.args[0].value) if isinstance(event, SessionCall) and event.node.args else None


def _deletes(effect: Effect) -> bool:
    event = effect.event
    if isinstance(event, SessionItem):
        return event.access is Access.DELETE or (event.value is not None and _is_nothing(event.value))
    if not isinstance(event, SessionCall):
        return False
    is_unset = event.method == "aset" and len(event.node.args) == 2 and _is_nothing(event.node.args[1].value)
    return is_unset or event.method in {"pop", "apop", "__delitem__"}


def _is_nothing(value: cst.BaseExpression) -> bool:
    """``session["logged_in"] = False``, ``session["member"] = ""``."""
    return dotted(value) in {"None", "False"} or plain_string(value) == ""


def _view_for(target: cst.BaseExpression, name: str) -> str | None:
    """Which view binds this name to the key in a loop: "keys" for ``for key in``, "items" for ``for key, value in``."""
    if isinstance(target, cst.Tuple) and len(target.elements) == 2:
        first = target.elements[0].value
        return "items" if isinstance(first, cst.Name) and first.value == name else None
    return "keys" if isinstance(target, cst.Name) and target.value == name else None
