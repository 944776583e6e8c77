"""
The values that a module stores in its sessions and that cannot be saved: under a key, in a container that it stores, in
one that is in the session already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from flake8_session_expiry.analysis.built_containers import ReplacedLater, put_into
from flake8_session_expiry.analysis.collected_changes import CertainlySaved, CollectedChanges
from flake8_session_expiry.analysis.key_reads import KeyReads
from flake8_session_expiry.analysis.serialization import Refused, has_another_store, holds_everything, refused
from flake8_session_expiry.reference.non_json_values import MOMENTS
from flake8_session_expiry.reference.session_api import SESSION_EXPIRY_KEY
from flake8_session_expiry.semantic.literals import plain_string
from flake8_session_expiry.semantic.places import Places
from flake8_session_expiry.sessions.effects import Effect
from flake8_session_expiry.sessions.ending_calls import ENDING, EffectKind
from flake8_session_expiry.sessions.events import Access, SessionCall, SessionItem
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.sessions.types import SessionOrigin

_EMPTYING = ENDING | {EffectKind.CLEAR}


@dataclass(frozen=True, eq=False)
class StoredRefusal:
    """
    A value that cannot be saved, the event that stores it under ``key``, and the change that puts it into a container
    there.

    ``alone``: it is the whole value of the key, not a part of it.
    """

    event: SessionItem | SessionCall
    refused: Refused
    key: str
    changed: cst.BaseExpression | None = None
    alone: bool = False


class StoredValues:
    """
    A rule calls it for each event of sessions and at the end of each function; it answers after the walk.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._tree = model.source.tree
        self._found: list[tuple[cst.CSTNode, Iterable[StoredRefusal]]] = []  # a value, and each time it is stored
        self._names: list[tuple[SessionItem | SessionCall, cst.Name, str]] = []
        self._changes = CollectedChanges(model)
        self._saved = CertainlySaved(model)
        self._reads = KeyReads(model)
        self._replaced = ReplacedLater(model)
        self._undone: dict[tuple[object, ...], Places] = {}
        self._by_key: dict[cst.FunctionDef | None, dict[str | None, list[Effect]]] = {}
        self._saves: dict[cst.FunctionDef | None, Places] = {}

    # -- during the walk -----------------------------------------------------------------------------------------------

    def item(self, item: SessionItem) -> None:
        """``session["key"] = value``."""
        self._reads.item(item)
        # Sessions of Channels are saved only when the connection is opened; the private key is reported by DSE109.
        if item.session.origin is SessionOrigin.CHANNELS or item.key == SESSION_EXPIRY_KEY:
            return
        if item.access is Access.READ:
            self._changes.read(item)
        elif item.access is Access.WRITE and item.value is not None:
            self._store(item, item.value, self._reads.keys[item.node])

    def call(self, call: SessionCall) -> None:
        """``setdefault(key, value)``, ``aset(key, value)``, ``update({key: value}, ...)``."""
        if not call.session.certain or call.session.origin is SessionOrigin.CHANNELS:
            return
        self._reads.call(call)
        self._changes.read(call)
        if call.method in {"setdefault", "asetdefault", "aset"} and len(call.node.args) == 2:
            if plain_string(call.node.args[0].value) != SESSION_EXPIRY_KEY:
                self._store(call, call.node.args[1].value, self._reads.keys[call.node])
        elif call.method in {"update", "aupdate"}:
            for argument in call.node.args:
                if argument.keyword is not None:
                    self._store(call, argument.value, repr(argument.keyword.value))
                elif isinstance(argument.value, cst.Dict):
                    self._store_items(call, argument.value)

    def _store_items(self, call: SessionCall, items: cst.Dict) -> None:
        for element in items.elements:
            if isinstance(element, cst.DictElement) and plain_string(element.key) != SESSION_EXPIRY_KEY:
                self._store(call, element.value, self._reads.key_of(element.key))

    def _store(self, event: SessionItem | SessionCall, node: cst.BaseExpression, key: str) -> None:
        """The value of a key."""
        of_another = event.session.origin is SessionOrigin.STORE and has_another_store(self._tree)
        if holds_everything(self._model.options) or of_another:
            return
        for found in refused(self._model, node):
            stored = StoredRefusal(event, found, key, alone=self._is_choice_of(node, found.node))
            self._found.append((found.node, (stored,)))
        if isinstance(node, cst.Name):
            self._names.append((event, node, key))

    def _is_choice_of(self, node: cst.BaseExpression, part: cst.CSTNode) -> bool:
        """Whether ``part`` is the whole of ``node``, or one of the values that it may have: ``now if x else None``."""
        while part is not node and isinstance(part := self._tree.parents[part], (cst.IfExp, cst.BooleanOperation)):
            pass
        return part is node

    def leave(self, function: cst.FunctionDef) -> None:
        """
        To be called at the end of a function, when all uses of its names are known and values can still be evaluated.
        """
        self._changes.leave(function)
        here = [row for row in self._names if row[0].function is not None and row[0].function.node is function]
        if here:
            self._names = [
                row for row in self._names if row[0].function is None or row[0].function.node is not function
            ]
        rows: dict[tuple[str, str, str | None], list[tuple[SessionItem | SessionCall, cst.Name, str]]] = {}
        for event, name, key in here:
            rows.setdefault((name.value, event.session.key, event.session.request), []).append((event, name, key))
        for (name_of, _, _), stored in rows.items():
            for changed, refusal, numbers in put_into(self._model, function, name_of, [row[1] for row in stored]):
                self._found.append((refusal.node, _by_key(map(stored.__getitem__, numbers), refusal, changed)))

    # -- when it is over -----------------------------------------------------------------------------------------------

    def found(self) -> Iterator[StoredRefusal]:
        """In the order of the source, each place once; not values that are replaced before the session is saved."""
        seen: set[cst.CSTNode] = set()
        changed = ((each.refused.node, (each,)) for each in self._changed())
        for node, alternatives in sorted([*self._found, *changed], key=lambda row: self._tree.order[row[0]]):
            for each in alternatives:
                if node in seen or self._is_replaced(each):
                    break  # under whichever key it is stored
                if not self._is_undone(each):
                    seen.add(node)
                    yield each
                    break

    def may_be_text(self, stored: StoredRefusal) -> bool:
        """
        Whether a text can be stored instead: the value is a date or time, and no code of the module would fail with a
        text.
        """
        if stored.refused.what not in MOMENTS or not stored.refused.whole:
            return False
        return self._reads.take_text(stored.key) if stored.alone else self._reads.only_change(stored.key)

    def _changed(self) -> Iterator[StoredRefusal]:
        """The values that changes put into containers that are in the session, where it is saved."""
        for collected in self._changes.found:
            read, node = collected.change.stored.read, collected.change.node
            # A number plus a Decimal may itself fail.
            is_sum = isinstance(self._tree.parents[node], cst.AugAssign)
            if collected.refused and not is_sum and self._saved.has(collected.change):
                key = self._reads.keys.get(read.node, "")
                yield from (StoredRefusal(read, each, key, node) for each in collected.refused)

    def _is_replaced(self, stored: StoredRefusal) -> bool:
        """Whether the item of the container that holds the value certainly gets another one."""
        return stored.changed is not None and self._replaced.has(_node_of(stored.event), stored.changed)

    def _is_undone(self, stored: StoredRefusal) -> bool:
        """
        Whether the function certainly writes or deletes the same key again, or ends the session, before it is saved.
        """
        function = _node_of(stored.event)
        place = stored.event.node if stored.changed is None else stored.changed
        if self._saves_of(function).any_after(place):
            return False
        may_end = self._undoing(function, stored, None).any_after(place)
        keys = (None, stored.key) if may_end else (stored.key,)
        return self._undoing(function, stored, *keys).other_always_after(place)

    def _undoing(self, function: cst.FunctionDef | None, stored: StoredRefusal, *keys: str | None) -> Places:
        """Where a function ends a session (None), or writes or deletes one of some keys of it."""
        session = stored.event.session
        asked = function, session.key, session.request, stored.changed is None, keys
        if asked not in self._undone:
            found = (effect for key in keys for effect in self._about(function, key) if self._undoes(effect, stored))
            self._undone[asked] = Places(self._model.effects.flow(function), (effect.node for effect in found))
        return self._undone[asked]

    def _about(self, function: cst.FunctionDef | None, key: str | None) -> Sequence[Effect]:
        """The effects of a function that end a session (None), or are about one key."""
        if function not in self._by_key:
            found: dict[str | None, list[Effect]] = {}
            for effect in self._model.effects.own(function):
                its_key = None if effect.kind in _EMPTYING else self._reads.keys.get(effect.node)
                if effect.kind in _EMPTYING or its_key is not None:
                    found.setdefault(its_key, []).append(effect)
            self._by_key[function] = found
        return self._by_key[function].get(key, ())

    def _saves_of(self, function: cst.FunctionDef | None) -> Places:
        if function not in self._saves:
            own = self._model.effects.own(function)
            nodes = (effect.node for effect in own if effect.kind is EffectKind.SAVE)
            self._saves[function] = Places(self._model.effects.flow(function), nodes)
        return self._saves[function]

    def _undoes(self, effect: Effect, stored: StoredRefusal) -> bool:
        session, event = stored.event.session, effect.event
        if effect.kind in _EMPTYING:
            return effect.session == session.key or (effect.request is not None and effect.request == session.request)
        if effect.session != session.key or self._reads.keys.get(effect.node) != stored.key:
            return False
        if isinstance(event, SessionItem):
            # Where a container was changed, this may store the changed one: session["cart"] = cart.
            return stored.changed is None or not isinstance(event.value, (cst.Name, cst.Subscript))
        return isinstance(event, SessionCall) and event.method in {"pop", "apop"}


def _node_of(event: SessionItem | SessionCall) -> cst.FunctionDef | None:
    """The function that an event is in."""
    return None if event.function is None else event.function.node


def _by_key(
    stored: Iterable[tuple[SessionItem | SessionCall, cst.Name, str]], found: Refused, changed: cst.BaseExpression
) -> Iterator[StoredRefusal]:
    """A value in a container that is stored several times: what is stored under one key is judged once."""
    seen: set[str] = set()
    for event, _, key in stored:
        if key not in seen:
            seen.add(key)
            yield StoredRefusal(event, found, key, changed)
