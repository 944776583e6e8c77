"""
All changes inside of values that the sessions of a module store, collected during the walk; each with the values that
cannot be saved.
"""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from flake8_session_expiry.analysis.local_containers import keys_in, put_by
from flake8_session_expiry.analysis.nested_changes import (
    Change,
    Naming,
    Stored,
    bound_to,
    change_of,
    changes_through,
    popped_if_there,
    stored,
)
from flake8_session_expiry.analysis.serialization import (
    Refused,
    holds_everything,
    is_refused_key,
    refused,
    refused_items,
)
from flake8_session_expiry.semantic.places import Places
from flake8_session_expiry.sessions.ending_calls import SAVING
from flake8_session_expiry.sessions.events import SessionCall, SessionItem
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.sessions.types import SessionOrigin


@dataclass(frozen=True, eq=False)
class Collected:
    """A change, and the values in it with which saving the session fails."""

    change: Change
    refused: tuple[Refused, ...]
    has_refused_key: bool

    @property
    def can_be_saved(self) -> bool:
        """Whether nothing in it is known to make saving fail."""
        return not self.refused and not self.has_refused_key


class CertainlySaved:
    """Whether the request of a change certainly saves the session; to be asked after the walk."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._places: dict[cst.FunctionDef | None, tuple[Places, dict[str, Places]]] = {}

    def has(self, change: Change) -> bool:
        """On one path with it; ``setdefault()`` does so the first time."""
        if self._model.options.known_settings.get("SESSION_SAVE_EVERY_REQUEST") is True:
            return True
        context = change.stored.read.function
        saved, popped = self._places_of(context.node if context else None)
        if saved.any_other_on_one_path(change.node):
            return True
        return change.stored.key in popped and popped[change.stored.key].any_other_on_one_path(change.node)

    def _places_of(self, function: cst.FunctionDef | None) -> tuple[Places, dict[str, Places]]:
        """Where a function saves the session, and where it does by ``pop(key, None)``, by the code of the key."""
        if function not in self._places:
            flow = self._model.effects.flow(function)
            saved, popped = Places(flow), dict[str, Places]()
            for effect in self._model.effects.of(function):
                if effect.kind in SAVING and effect.certain:
                    key = popped_if_there(self._model.source, effect)
                    (saved if key is None else popped.setdefault(key, Places(flow))).add(effect.node)
            self._places[function] = saved, popped
        return self._places[function]


class CollectedChanges:
    """A rule calls it for each read of a session, and at the end of each function."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._functions: list[tuple[cst.FunctionDef, dict[str, dict[Naming, Stored]]]] = []
        self.found: list[Collected] = []

    def read(self, event: SessionItem | SessionCall) -> None:
        """``session["cart"]``, ``session.get("cart")``."""
        tree, found = self._model.source.tree, stored(self._model.source, event)
        if found is None or event.session.origin is not SessionOrigin.REQUEST:
            return
        if (change := change_of(tree, found)) is not None:
            self.found.append(self._judged(change))
        elif event.function is not None and (bound := bound_to(tree, found)) is not None:
            assign, name = bound
            self._names(event.function.node).setdefault(name, {})[assign] = found

    def _names(self, function: cst.FunctionDef) -> dict[str, dict[Naming, Stored]]:
        """The names of a function that are bound to stored values; the function that began last ends first."""
        if not self._functions or self._functions[-1][0] is not function:
            self._functions.append((function, {}))
        return self._functions[-1][1]

    def leave(self, function: cst.FunctionDef) -> None:
        """
        To be called at the end of a function, when all uses of its local names are known and values can still be
        evaluated.
        """
        if self._functions and self._functions[-1][0] is function:
            own = self._model.effects.own(function)
            kept = {effect.event.node for effect in own if isinstance(effect.event, SessionItem)}
            for name, bound in self._functions.pop()[1].items():
                for change in changes_through(self._model.symbols, function, name, bound, kept):
                    self.found.append(self._judged(change))

    def _judged(self, change: Change) -> Collected:
        model, tree = self._model, self._model.source.tree
        if holds_everything(model.options):
            return Collected(change, (), has_refused_key=False)
        found: list[Refused] = []
        for put in put_by(tree, change.node):
            found += refused_items(model, put.value) if put.is_items else refused(model, put.value)
        keys = any(is_refused_key(model, key) for key in keys_in(change.node))
        return Collected(change, tuple(found), has_refused_key=keys)
