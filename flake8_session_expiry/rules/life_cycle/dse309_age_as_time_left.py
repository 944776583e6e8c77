"""
DSE309: the length of a session is read as the time that is left of it.

Silent where:

- nothing says that it is the time that is left: the name, the key or the function that gets the result, or a
  comparison with 0 or now: "the age of a cookie", "a name that is used for a cookie", "the length as what it is",
  "passed on to another session", "passed on to another call under a name that says so", "compared with something",
  "compared with a length", "another date compared with now", "something computed from it by others"
- the time since the last change is subtracted or given: "minus what has passed", "minus what has passed, through
  names", "with the moment of the last change"
- the module sets a timedelta or datetime, which do count down: "a timedelta is set in the module", "a timedelta is set
  in the function", "compared where a timedelta is set"
- the session is saved before it on every path, or by what runs around it, so that all of its time is left: "the
  session was saved just now", "saved before it on every path", "created before it", "a helper of the module saves the
  session", "a login function", "a decorator of the module marks", "a project that saves at every request", "a
  middleware of the module saves each session", "a middleware of the project saves each session"
- the stored end is read: "the stored end is given"
- it is outside of any function, or in a test: "outside of any function", "silent in a test module", "a test case in
  another module"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.length_comparisons import compared_as_time_left, uses_of_result
from flake8_session_expiry.analysis.request_cycle import is_marked_around, is_saved_by_a_middleware
from flake8_session_expiry.engine.needs import CALLED
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.literals import subscript_key
from flake8_session_expiry.semantic.places import Places
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.ending_calls import SAVING, EffectKind
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.settings.renewing_middleware import saves_sessions
from flake8_session_expiry.text.identifiers import words_of_name
from flake8_session_expiry.values.value import Kind

_GIVES = {"get_expiry_age": "the full length", "get_expiry_date": "now plus the full length"}
_LEFT = frozenset({"left", "remaining", "remains"})
_RENEWING = SAVING - {EffectKind.LOGOUT, EffectKind.FLUSH, EffectKind.CLEAR}
"""Effects that save the session, so that the time that is left is its whole length."""
_COMPUTES = frozenset({"int", "float", "round", "str", "max", "min", "timedelta", "ceil", "floor", "total_seconds"})


class AgeAsTimeLeft(Rule):
    """
    The result of ``get_expiry_age()`` or ``get_expiry_date()`` is used as the time that the session has left.

    ## What Django does

    For an expiry in seconds, for 0 and for the default ``get_expiry_age()`` returns the configured length, at any
    moment of the session: 300 at its start and 300 a minute before its end. ``get_expiry_date()`` is now plus that
    length. Only an expiry that was set as a timedelta or datetime counts down. So a comparison with 0 (or of the
    date with now) is never true: a session that has ended is not there any more, the visitor has a new, empty one,
    for which the methods return ``SESSION_COOKIE_AGE``.

    ## Flagged

        from django.http import JsonResponse

        def view(request):
            return JsonResponse({"time_left": request.session.get_expiry_age()})

    ## Use instead

    With the engines ``db`` and ``cached_db`` the row of the session, if there is one, has its end:

        from django.contrib.sessions.models import Session
        from django.http import JsonResponse
        from django.utils import timezone

        def view(request):
            stored = Session.objects.filter(pk=request.session.session_key).first()
            left = None if stored is None else int((stored.expire_date - timezone.now()).total_seconds())
            return JsonResponse({"time_left": left})

    ``cached_db`` writes this row at each save as well as the cache. The other engines store no end that you could
    read. There, keep a time in the session yourself, as the recipe "Idle timeout" does: what is left is its limit minus
    the seconds since then.

    ## References

    - [get_expiry_age](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.get_expiry_age)
    - [get_expiry_date](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.get_expiry_date)
    """

    code = "DSE309"
    since = "0.1.0"
    needs = CALLED(*_GIVES, "aget_expiry_age", "aget_expiry_date")
    message = "{method}() does not count down unless a timedelta or datetime was set: {consequence}"
    in_tests = False

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._read: list[SessionCall] = []
        self._renewing: dict[cst.FunctionDef, Places] = {}

    def on_session_call(self, call: SessionCall) -> None:
        """A getter without arguments whose result is assigned to a name like ``time_left``."""
        if session_api.SYNC_TWINS.get(call.method, call.method) in _GIVES and not call.node.args:
            self._read.append(call)

    def leave_Module(self, original_node: cst.Module) -> None:
        """Effects, and so each expiry that the module sets, are complete now."""
        effects = self.effects
        expiries = [
            effect
            for function in effects.functions()
            for effect in effects.own(function)
            if effect.kind is EffectKind.EXPIRY
        ]
        kinds = {value.kind for effect in expiries for value in effect.expiries}
        is_saved_always = self.options.known_settings.get("SESSION_SAVE_EVERY_REQUEST") is True
        if kinds & {Kind.TIMEDELTA, Kind.DATETIME} or is_saved_always or not self._read:
            return
        if is_saved_by_a_middleware(effects) or saves_sessions(self.options):
            return
        for call in self._read:
            method = session_api.SYNC_TWINS.get(call.method, call.method)
            consequence = None if self._renews(call) else self._consequence(call, _GIVES[method])
            if consequence is not None:
                self.report(call.node, method=call.method, consequence=consequence)

    def _cure(self) -> str:
        """What to read: only the engines with a row in the database store the end of a session where it can be read."""
        if self.options.engine is None:
            return "read the row's expire_date (db, cached_db)"
        is_stored = self.options.engine in {"db", "cached_db"}
        return "read the row's expire_date" if is_stored else "store the end time in the session yourself"

    def _consequence(self, call: SessionCall, gives: str) -> str | None:
        if self._says_left(call):
            return f"it returns {gives}, not the time left; {self._cure()}"
        compared = compared_as_time_left(self.model, call)
        if compared is None:
            return None
        return f"this comparison is {compared} true; an expired session is empty: test for one of its keys"

    def _renews(self, call: SessionCall) -> bool:
        """Whether the same request has certainly saved the session before: then all of its time is left."""
        function = call.function
        if function is None or function.is_login or is_marked_around(self.symbols, self.effects, function):
            return True
        if function.node not in self._renewing:
            done = (e.node for e in self.effects.of(function.node) if e.kind in _RENEWING and e.certain)
            self._renewing[function.node] = Places(self.effects.flow(function.node), done)
        return self._renewing[function.node].always_before(call.node)

    def _says_left(self, call: SessionCall, node: cst.CSTNode | None = None) -> bool:
        """
        Whether the result is assigned to a name or key, or passed to a function, like ``time_left``; also by another
        name.
        """
        below: cst.CSTNode = call.node if node is None else node
        for above in self.tree.ancestors(below):
            if isinstance(above, (cst.Assign, cst.AnnAssign, cst.NamedExpr)):
                followed = node is None and any(
                    self._says_left(call, use) for use in uses_of_result(self.model, above, call)
                )
                return followed or any(_names_left(target) for target in _targets(above))
            if isinstance(above, cst.DictElement):
                return below is above.value and _names_left(above.key)
            if isinstance(above, cst.Return):
                return call.function is not None and _left(call.function.name)
            if isinstance(above, cst.Call):
                name = dotted(above.func).rpartition(".")[2]
                if isinstance(below, cst.Arg) and below.keyword is not None and name != "timedelta":
                    return name == "dict" and _left(below.keyword.value)
                if name not in _COMPUTES and not (isinstance(above.func, cst.Attribute) and above.func is below):
                    return False
            elif isinstance(above, cst.BinaryOperation):
                if not _keeps_meaning(above, below, call.method):
                    return False
            elif not isinstance(above, (cst.Await, cst.Arg, cst.IfExp, cst.Attribute)):
                return False
            below = above
        return False


def _keeps_meaning(operation: cst.BinaryOperation, operand: cst.CSTNode, method: str) -> bool:
    """
    Whether the result of an operation still is the length (``/ 60``), or the end minus now.

    A length minus the time since the last save is the time that is left, which is right.
    """
    if method.endswith("date"):
        return isinstance(operation.operator, cst.Subtract) and operation.left is operand
    other = operation.right if operation.left is operand else operation.left
    return isinstance(other, (cst.Integer, cst.Float))


def _targets(node: cst.Assign | cst.AnnAssign | cst.NamedExpr) -> list[cst.BaseExpression]:
    return [target.target for target in node.targets] if isinstance(node, cst.Assign) else [node.target]


def _names_left(node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.Subscript):
        return _left(subscript_key(node) or "")
    if isinstance(node, cst.SimpleString):
        return _left(str(node.evaluated_value))
    return _left(dotted(node).rpartition(".")[2])


def _left(name: str) -> bool:
    """``time_left``, ``remainingSeconds``, ``expires_in``."""
    words = words_of_name(name)
    return bool(_LEFT & set(words)) or "expires in" in " ".join(words) or "expire in" in " ".join(words)
