"""
DSE112: a SessionStore made and changed in a function, and never saved.

Silent where:

- it is saved, created or ended, on any path: "saved", "created", "saved in one branch", "saved in an async function",
  "deleted", "ended"
- something else may save it: it is returned, yielded, passed on, kept, or has another name: "returned", "yielded",
  "passed on", "passed on by keyword", "kept in an attribute", "an attribute from the beginning", "a store that an
  attribute keeps too", "a store that is passed on where it is named", "put into a container", "part of what is
  returned, or of a request", "another name for it", "a name of the module"
- save is handed on, or called later: "save is handed on", "saved by a nested function", "saved later"
- it becomes the session of a request: "made the session of a request, which the middleware saves", "either the
  request's or a store", "the session of a request is saved by the middleware"
- what was written is read afterwards, so that memory is all that is wanted: "used as an object in memory", "what was
  written is read", "looked at in memory"
- nothing is changed, or the result of the change is used: "only read", "decoding only", "a popped value is used"
- it is bound at the level of the module: "at the level of the module"
- the engine, or the class, is not Django's: "the project's own store", "the project's own engine", "another library's
  store", "Werkzeug's store", "another class that is found by its path"
- it is saved with an annotation as well, or is Channels' session: "a store with an annotation that is saved", "the
  session of Channels' scope"
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, Insert, Safety
from flake8_session_expiry.engine.needs import STORE_CHANGED, STORE_MADE
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.rewrites.session_calls import advised_call, session_call
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import Access, SessionCall, SessionItem, SessionRead, SessionWrite
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.sessions.types import Session, SessionOrigin

_STORED = frozenset({"save", "create", "cycle_key", "flush", "delete", "clear_expired"})
CHANGES = frozenset(name for name in session_api.CHANGES if session_api.SYNC_TWINS.get(name, name) not in _STORED)


class StoreUse(Enum):
    """What one mention of the store does."""

    CHANGE = auto()
    READ = auto()
    KEY = auto()
    OTHER = auto()
    """It may save, or it cannot be told: nothing is reported."""


@dataclass
class StoreUses:
    """What a function does with one name that stands for a store, by the mention of the name."""

    function: FunctionContext
    by_mention: dict[cst.CSTNode, StoreUse] = field(default_factory=dict)


class UnsavedSessionStore(Rule):
    """
    A ``SessionStore(...)`` is created and changed, but never saved.

    ## What Django does

    ``SessionMiddleware`` saves ``request.session`` and no other store. What is written to a ``SessionStore`` that the code made itself stays in
    that object until ``save()`` is called; without it the change is gone when the function returns.

    ## Flagged

        from importlib import import_module

        from django.conf import settings

        def view(request):
            store = import_module(settings.SESSION_ENGINE).SessionStore(request.session.session_key)
            store["step"] = 2

    ## Use instead

        from importlib import import_module

        from django.conf import settings

        def view(request):
            store = import_module(settings.SESSION_ENGINE).SessionStore(request.session.session_key)
            store["step"] = 2
            store.save()

    With the signed_cookies engine the data lives in the cookie: no ``save()`` can reach the browser, and only
    ``request.session`` can be changed.

    ## Fix safety

    Unsafe: ``save()`` is added after the last change, and the code begins to write to the session store. In ``async def`` it is
    ``await ….asave()``, and only if Django 5.1 or later is known.

    ## References

    - [Using sessions out of views](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-sessions-out-of-views)
    """

    code = "DSE112"
    since = "0.1.0"
    needs = STORE_MADE & STORE_CHANGED
    message = "this SessionStore is never saved: the change is lost when the function returns; {remedy}"
    fixes = frozenset({Safety.UNSAFE})

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._stores: dict[tuple[cst.FunctionDef, str], StoreUses] = {}

    def on_session_call(self, call: SessionCall) -> None:
        statement = call.statement
        is_statement = isinstance(statement, cst.Expr) and statement.value in {
            call.node,
            self.tree.parents[call.node],
        }
        if call.method in CHANGES and (is_statement or call.method in session_api.SETTERS):
            use = StoreUse.CHANGE
        else:
            use = (
                StoreUse.READ
                if call.method in session_api.METHODS and call.method not in session_api.CHANGES - CHANGES
                else StoreUse.OTHER
            )
        self._note(call.node, call.session, call.receiver, call.function, use)

    def on_session_item(self, item: SessionItem) -> None:
        use = StoreUse.READ if item.access is Access.READ else StoreUse.CHANGE
        self._note(item.node, item.session, item.receiver, item.function, use)

    def on_session_write(self, write: SessionWrite) -> None:
        use = StoreUse.CHANGE if write.name == "modified" else StoreUse.OTHER
        self._note(write.node, write.session, write.receiver, write.function, use)

    def on_session_read(self, name: SessionRead) -> None:
        use = StoreUse.KEY if name.name == "session_key" else StoreUse.OTHER
        self._note(name.node, name.session, name.receiver, name.function, use)

    def _note(
        self,
        node: cst.CSTNode,
        session: Session,
        receiver: cst.BaseExpression,
        function: FunctionContext | None,
        use: StoreUse,
    ) -> None:
        if session.origin is not SessionOrigin.STORE or function is None or not self.model.shows_django:
            return
        if isinstance(receiver, cst.Name):
            uses = self._stores.setdefault((function.node, receiver.value), StoreUses(function))
            uses.by_mention[receiver] = use
        elif use is StoreUse.CHANGE and isinstance(receiver, cst.Call) and not self._is_own_engine(function):
            self.report(node, remedy="assign it to a name and save it", last=None, in_async=False, name="")

    def leave_FunctionDef(self, original_node: cst.FunctionDef) -> None:
        """All mentions are known: was there one that could have saved it?"""
        for (function, name), uses in list(self._stores.items()):
            if function is original_node:
                del self._stores[function, name]
                if not self._is_own_engine(uses.function) and self._is_lost(function, name, uses):
                    self._report(name, uses)

    def _is_own_engine(self, function: FunctionContext) -> bool:
        """Whether the store is one of the project's own making, which may save by itself."""
        return (
            self._makes_engine
            or (function.class_ is not None and function.class_.is_store)
            or not self.model.members.is_djangos_own("save")
        )

    @cached_property
    def _makes_engine(self) -> bool:
        return any(isinstance(b.node, cst.ClassDef) for b in self.symbols.bindings_of(self.tree.module, "SessionStore"))

    def _is_lost(self, function: cst.FunctionDef, name: str, uses: StoreUses) -> bool:
        """Made here once, mentioned here only as a receiver, changed, and afterwards neither saved nor read."""
        bindings = self.symbols.bindings_of(function, name)
        if len(bindings) != 1 or not isinstance(bindings[0].value, cst.Call) or self._has_other_owner(bindings[0].node):
            return False
        mentions = [node for node in self.symbols.mentions_of(function, name) if not self._is_bound(node)]
        if any(uses.by_mention.get(node, StoreUse.OTHER) is StoreUse.OTHER for node in mentions):
            return False
        kinds = [uses.by_mention[node] for node in mentions]
        return StoreUse.CHANGE in kinds and StoreUse.READ not in kinds[kinds.index(StoreUse.CHANGE) :]

    def _has_other_owner(self, binding: cst.CSTNode) -> bool:
        """Whether the store is put somewhere else too: ``self.store = store = SessionStore()``, ``f(store := SessionStore())``."""
        if isinstance(binding, cst.NamedExpr):
            return isinstance(self.tree.parents[binding], (cst.Arg, cst.BaseElement, cst.Return, cst.Assign, cst.Yield))
        return isinstance(binding, cst.Assign) and len(binding.targets) > 1

    def _is_bound(self, node: cst.Name) -> bool:
        return isinstance(self.tree.parents[node], (cst.AssignTarget, cst.AnnAssign, cst.NamedExpr))

    def _report(self, name: str, uses: StoreUses) -> None:
        changes = [node for node, use in uses.by_mention.items() if use is StoreUse.CHANGE]
        first, last = (choose(changes, key=self.tree.order.__getitem__) for choose in (min, max))
        remedy = f"call {advised_call(self.options, uses.function.is_async, name, 'save')}"
        if self.options.engine == "signed_cookies":
            remedy = "with signed_cookies, change request.session instead"
        self.report(first, remedy=remedy, last=last, in_async=uses.function.is_async, name=name)

    def fix(self, finding: Finding) -> Fix | None:
        """``save()`` after the last change, if that is sure to be run after the others."""
        last, name = finding.facts["last"], str(finding.facts["name"])
        if not isinstance(last, cst.CSTNode) or self.options.engine == "signed_cookies":
            return None
        line = self.tree.parents[self.tree.statement(last)]
        made = self.symbols.function_of(last)
        binding = self.symbols.bindings_of(made, name)[0].node if made is not None else None
        if binding is None or not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
            return None
        if self.tree.parents[line] is not self.tree.parents[self.tree.parents[binding]]:
            return None
        code = session_call(self.options, finding.facts["in_async"] is True, name, "save")
        return None if code is None else Fix.unsafe(Insert(line.body[0], code))
