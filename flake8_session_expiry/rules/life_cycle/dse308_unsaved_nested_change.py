"""
DSE308: a value inside of the session is changed, and nothing marks the session as modified.

Silent where:

- each path with the change marks or saves the session: ``modified = True``, ``save()``, a key that is written, deleted
  or put back, ``set_expiry()``, ``login()``, ``cycle_key()``: "marked after it", "marked before it", "saved", "another
  key is written", "another key is deleted", "pop and update at the top level", "pop of the changed key, which is
  there", "set_expiry marks", "login marks", "cycle_key marks", "a counter marks", "the container is put back", "put
  back in each branch", "self assignment", "both branches mark", "through the walrus, put back", "written at the top
  level", "setdefault, and a mark", "setdefault, and another key", "setdefault, put back"
- a branch that marks may depend on what is changed: "a flag that was set beside the change", "the same condition
  twice", "what is looped over is asked about", "put back if something was taken out", "nothing to change is no way
  out"
- an exception may be how it goes on: "in a try that may fail", "in the handler of a try that marks"
- a call on the path that is not known to be harmless gets the request, the session or ``self``: "a call that gets the
  request", "a call that gets the session", "a call that gets self", "a helper of the module marks", "the
  object of somebody's view", "the object of a view that finds it itself"
- the code around it marks: a caller, a function around it, a decorator, ``dispatch()``, a base class, a method of the
  object that keeps the session: "the caller marks", "a helper that only some callers mark for", "somebody's helper",
  "a helper of another module than that of the views", "the function around it marks", "a decorator of the module
  marks", "a method that runs around it marks", "a base class of the module marks", "a cart whose save marks", "a cart
  that is told to save by others", "the tutorial's cart", "a store of steps that keeps its request"
- a function of another module imports and calls it, and marks: "the view in another module writes a key of its own",
  "the view in another module logs in"
- each request saves the session, by the setting or by a middleware: "setdefault in a project that saves at every
  request", "a middleware of the module saves each session", "a middleware of the project saves each session", "a
  middleware of a package that renews sessions"
- what is changed is a copy, or a container that was made here: "a copy", "a slice is a copy", "other copies", "another
  dict of that name", "an empty first value is no loss", "setdefault of a dict of the code's own"
- other code gets the container and may store it: "given to somebody", "returned", "kept in an attribute"
- it is changed only for what is shown: "a context that is only shown", "made fit for a template", "made fit for an
  answer", "each value is made fit for being shown"
- nothing is changed: "reading", "setdefault that is only read"
- it is not certainly Django's session, or a test: "somebody else's session", "a Flask session", "in a test module"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.by_body import ByBody
from flake8_session_expiry.analysis.collected_changes import CertainlySaved, Collected, CollectedChanges
from flake8_session_expiry.analysis.nested_changes import Change, is_first_value
from flake8_session_expiry.analysis.request_cycle import is_helper, is_marked_around, is_saved_by_a_middleware
from flake8_session_expiry.analysis.unmarked_changes import NowAndThen, UnmarkedChanges
from flake8_session_expiry.engine.findings import Finding, Fix, Safety
from flake8_session_expiry.engine.needs import NESTED_CHANGE
from flake8_session_expiry.rewrites.nested_changes import kept, what_to_store
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.ending_calls import SAVING, EffectKind
from flake8_session_expiry.sessions.events import Access, SessionCall, SessionItem
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.sessions.outside_callers import mark_around
from flake8_session_expiry.settings.renewing_middleware import saves_sessions

_KEEPING = frozenset({EffectKind.MARK, EffectKind.SAVE})
_WHERE = {"setdefault": "missing", "asetdefault": "missing", "pop": "there", "apop": "there"}


class UnsavedNestedChange(Rule):
    """
    A list or dict inside the session is changed, but nothing marks the session as modified.

    ## What Django does

    The session notices when one of its own keys is written or deleted (``session["n"] += 1`` writes one), not when
    something inside a stored list or dict changes. Unless something else in the request marks it (``modified =
    True``, another key, ``set_expiry()``, ``login()``) or ``SESSION_SAVE_EVERY_REQUEST`` is true, the session is
    not saved: the change is lost, and neither cookie nor expiry is renewed. Setting a key only where it is missing,
    as ``setdefault()`` does, hides this on the first request.

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

    Unsafe: ``modified = True`` is added after the change; where the session may not hold the container yet
    (``get("cart", {})``), it is put there instead. The change could have been meant for this request only. Where it
    puts something there that cannot be saved (DSE314) there is no fix, as marking the session would make the request
    fail: store what JSON has, then mark it.

    ## References

    - [When sessions are saved](https://docs.djangoproject.com/en/stable/topics/http/sessions/#when-sessions-are-saved)
    """

    code = "DSE308"
    since = "0.1.0"
    needs = NESTED_CHANGE
    message = "this nested change is lost: nothing here marks the session as modified{but}; {cure}"
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._changes = CollectedChanges(model)
        self._of_body: dict[cst.FunctionDef | None, list[Change]] = {}
        self._unmarked: dict[cst.FunctionDef | None, frozenset[Change]] = {}
        self._now_and_then: dict[cst.FunctionDef | None, NowAndThen] = {}
        self._saved_around: dict[cst.FunctionDef, bool] = {}
        self._classes: dict[cst.ClassDef, tuple[bool, bool]] = {}

    def on_session_item(self, item: SessionItem) -> None:
        """``session["cart"]`` is read. Not ``session["n"] += 1``: that writes a key, so the session is saved."""
        if item.access is Access.READ:
            self._changes.read(item)

    def on_session_call(self, call: SessionCall) -> None:
        """``session.get("cart")``."""
        if call.session.certain:
            self._changes.read(call)

    def leave_FunctionDef(self, original_node: cst.FunctionDef) -> None:
        """All uses of the names of a function are known."""
        self._changes.leave(original_node)

    def leave_Module(self, original_node: cst.Module) -> None:
        """Effects are complete now."""
        if self.options.known_settings.get("SESSION_SAVE_EVERY_REQUEST") is True:
            return
        if self._changes.found and (is_saved_by_a_middleware(self.effects) or saves_sessions(self.options)):
            return
        found = sorted(self._changes.found, key=lambda each: self.tree.order[each.change.node])
        failing = [each for each in self._changes.found if not each.can_be_saved]
        fails = ByBody(self.effects, self.tree, ((each.change.node, each) for each in failing))
        reported = ByBody[Change](self.effects, self.tree)
        saved = CertainlySaved(self.model)
        for collected in found:
            self._of_body.setdefault(_body(collected.change), []).append(collected.change)
        for collected in found:
            change = collected.change
            if collected.refused and saved.has(change):
                continue  # DSE314: the request fails
            # One mark saves all changes on one path.
            again = reported.places(_body(change)).any_on_one_path(change.node)
            if not again and not is_first_value(self.tree, change) and not self._is_saved(change):
                reported.add(change.node, change)
                self._report(collected, fails)

    def _report(self, collected: Collected, failing: ByBody[Collected]) -> None:
        change = collected.change
        told, edits = kept(self.source, self.symbols, self.options, change)
        fails = failing.first_beside(_body(change), collected, change.node)
        if fails is not None:  # with a mark saving would fail, and with it a request that works now
            told, edits = f"{what_to_store(fails)}, then {told}", ()
        # Behind "except KeyError", too: that is for a missing key, and the change of one that is there is lost.
        self.report_even_guarded(change.node, cure=told, edits=edits, but=self._but(change))

    def _but(self, change: Change) -> str:
        """What a call on the path does to the session in some requests only, in words."""
        body = _body(change)
        if body not in self._now_and_then:
            self._now_and_then[body] = NowAndThen(self.source, self.effects, body)
        method = self._now_and_then[body].method_beside(change)
        return "" if method is None else f" ({method}() does so only if the key is {_WHERE[method]})"

    # -- excuses -------------------------------------------------------------------------------------------------------

    def _is_saved(self, change: Change) -> bool:
        function = change.stored.read.function
        body = _body(change)
        if body not in self._unmarked:
            self._unmarked[body] = frozenset(UnmarkedChanges(self.source, self.effects, body, self._of_body[body]))
        if change not in self._unmarked[body]:
            return True
        if function is None:
            return False
        if function.node not in self._saved_around:
            self._saved_around[function.node] = self._is_saved_around(function)
        return self._saved_around[function.node] or (function.class_ is not None and self._is_kept_by(function, change))

    def _is_saved_around(self, function: FunctionContext) -> bool:
        """Whether the code around a function saves the session, or may."""
        effects = self.effects
        if is_marked_around(self.symbols, self.effects, function):
            return True
        marking = [effects.is_done(SAVING, caller.function, caller.node) for caller in effects.callers(function.node)]
        if (function.name.startswith("_") and function.name[:2] != "__") or is_helper(function, self.source.name):
            if not marking or any(marking):
                return True  # a helper: the code that calls it may mark the session
        elif marking and all(marking):
            return True
        return not marking and function.class_ is None and mark_around(function.name, self.source.name)

    def _is_kept_by(self, function: FunctionContext, change: Change) -> bool:
        """Whether the change is in an object that keeps a session (a cart) and has a method that marks or saves it."""
        receiver = self.source.code(change.stored.read.receiver)
        assert function.class_ is not None
        class_ = function.class_.node
        if not receiver.startswith("self."):
            return False
        if class_ not in self._classes:
            written = (target for target in self.tree.inside(class_, cst.AssignTarget))
            methods = self.tree.inside(class_, cst.FunctionDef)
            self._classes[class_] = (
                any(dotted(target.target) == "self.request" for target in written),
                any(not _KEEPING.isdisjoint(self.effects.kinds(method)) for method in methods),
            )
        writes_request, keeps = self._classes[class_]
        return keeps and (receiver != "self.request.session" or writes_request)

    # -- repair --------------------------------------------------------------------------------------------------------

    def fix(self, finding: Finding) -> Fix | None:
        """Mark the session behind the change, or store what was changed."""
        edits, statement = finding.facts["edits"], self.tree.statement(finding.node) if finding.node else None
        if not isinstance(statement, (cst.Expr, cst.Assign, cst.AugAssign, cst.AnnAssign, cst.Del)):
            return None
        return Fix.unsafe(*edits) if isinstance(edits, tuple) and edits else None


def _body(change: Change) -> cst.FunctionDef | None:
    """The function that a change is in."""
    function = change.stored.read.function
    return function.node if function is not None else None
