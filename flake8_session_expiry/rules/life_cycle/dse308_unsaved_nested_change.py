"""DSE308: a value inside the session is changed, and nothing tells the session."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.branches import related_branches
from flake8_session_expiry.analysis.nested_changes import (
    Change,
    Naming,
    Stored,
    bound_to,
    change_of,
    changes_through,
    fills_a_gap,
    is_first_value,
    stored,
)
from flake8_session_expiry.analysis.request_cycle import is_marked_around
from flake8_session_expiry.engine.findings import Finding, Fix, Safety
from flake8_session_expiry.rewrites.nested_changes import kept
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.effects import SAVING, EffectKind
from flake8_session_expiry.sessions.events import Access, SessionCall, SessionItem
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.sessions.types import SessionOrigin


class UnsavedNestedChange(Rule):
    """
    A list or dict inside the session is changed, but nothing marks the session as modified.

    ## What Django does

    The session notices when one of its own keys is written or deleted, not when something inside a stored list or dict changes. Unless
    something else in the request marks it (``modified = True``, another key, ``set_expiry()``, ``login()``) or
    ``SESSION_SAVE_EVERY_REQUEST`` is true, the session is not saved: the change is lost, and neither cookie nor expiry is renewed. A key
    that is only set where it was missing hides this on the first request.

    ## Flagged

        def view(request):
            if "cart" not in request.session:
                request.session["cart"] = {}
            request.session["cart"]["tea"] = 2

    ## Use instead

        def view(request):
            if "cart" not in request.session:
                request.session["cart"] = {}
            request.session["cart"]["tea"] = 2
            request.session.modified = True

    ## Fix safety

    Unsafe: ``modified = True`` is added behind the change; where the session may not hold the container yet (``get("cart", {})``), it is put
    there instead. The change could have been meant for this request only.

    ## References

    - [When sessions are saved](https://docs.djangoproject.com/en/stable/topics/http/sessions/#when-sessions-are-saved)
    """

    code = "DSE308"
    message = (
        "this changes a value inside the session, which the session does not notice, and nothing on this path marks it: "
        "the change is lost; {cure}"
    )
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._changes: list[Change] = []
        self._bound: dict[tuple[cst.FunctionDef, str], dict[Naming, Stored]] = {}

    def on_session_item(self, item: SessionItem) -> None:
        """``session["cart"]`` read."""
        if item.access is Access.READ:
            self._read(item)

    def on_session_call(self, call: SessionCall) -> None:
        """``session.get("cart")``."""
        if call.session.certain:
            self._read(call)

    def _read(self, event: SessionItem | SessionCall) -> None:
        found = stored(self.source, event)
        if found is None or event.session.origin is not SessionOrigin.REQUEST:
            return
        if (change := change_of(self.tree, found)) is not None:
            self._changes.append(change)
        elif event.function is not None and (bound := bound_to(self.tree, found)) is not None:
            assign, name = bound
            self._bound.setdefault((event.function.node, name), {})[assign] = found

    def leave_Module(self, original_node: cst.Module) -> None:
        """All functions are known."""
        if self.options.known_settings.get("SESSION_SAVE_EVERY_REQUEST") is True:
            return
        for (function, name), bound in self._bound.items():
            self._changes.extend(changes_through(self.symbols, self.effects, function, name, bound))
        reported: list[Change] = []
        for change in sorted(self._changes, key=lambda change: self.tree.order[change.node]):
            function_context = change.stored.read.function
            flow = self.effects.flow(function_context.node if function_context else None)
            # Where several changes are lost on one path, one mark saves them all.
            again = any(flow.on_one_path(other.node, change.node) for other in reported)
            if not again and not is_first_value(self.tree, change) and not self._is_saved(change):
                reported.append(change)
                told, edits = kept(self.source, self.symbols, self.options, change)
                self.report(change.node, cure=told, edits=edits)

    # -- excuses -------------------------------------------------------------------------------------------------------

    def _is_saved(self, change: Change) -> bool:
        function, effects = change.stored.read.function, self.effects
        if self._is_marked(change, function):
            return True
        if function is None:
            return False
        if is_marked_around(self.symbols, self.effects, function):
            return True
        marking = [effects.is_done(SAVING, caller.function, caller.node) for caller in effects.callers(function.node)]
        if function.name.startswith("_") and not function.name.startswith("__"):
            if not marking or any(marking):
                return True  # somebody's helper: whoever calls it may mark the session
        elif marking and all(marking):
            return True
        return function.class_ is not None and self._is_kept_by(function, change)

    def _is_marked(self, change: Change, function: FunctionContext | None) -> bool:
        """Whether every path through the change has a mark, or a branch that may depend on what the change depends on."""
        effects = self.effects
        body = function.node if function else None
        marks = [
            effect.node
            for effect in effects.of(body)
            if (effect.kind in SAVING or effect.kind is EffectKind.ESCAPES)
            and effect.node is not change.node
            and not fills_a_gap(self.source, self.tree, effect, change)
        ]
        taken = {
            header: branch
            for mark in marks
            for header, branch in related_branches(self.tree, mark, change.node, change.name)
        }
        return not effects.flow(body).avoids(change.node, marks, taken)

    def _is_kept_by(self, function: FunctionContext, change: Change) -> bool:
        """Whether an object that keeps a session (a cart) can mark it when it is told to."""
        receiver = self.source.code(change.stored.read.receiver)
        assert function.class_ is not None
        written = (target for target in self.tree.of(cst.AssignTarget) if dotted(target.target) == "self.request")
        of_view = receiver == "self.request.session" and not any(
            self.tree.contains(function.class_.node, target) for target in written
        )
        if of_view or not receiver.startswith("self."):
            return False
        effects = self.effects
        methods = [node for node in effects.functions() if node and self.tree.contains(function.class_.node, node)]
        return any(
            effect.kind in {EffectKind.MARK, EffectKind.SAVE} for method in methods for effect in effects.own(method)
        )

    # -- repair --------------------------------------------------------------------------------------------------------

    def fix(self, finding: Finding) -> Fix | None:
        """Mark the session behind the change, or store what was changed."""
        edits, statement = finding.facts["edits"], self.tree.statement(finding.node) if finding.node else None
        if not isinstance(statement, (cst.Expr, cst.Assign, cst.AugAssign, cst.AnnAssign, cst.Del)):
            return None
        return Fix.unsafe(*edits) if isinstance(edits, tuple) and edits else None
