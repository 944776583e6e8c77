"""
DSE214: set_expiry is called with the result of get_expiry_age (opt-in).

Silent where:

- the age is read for something else: "the age is only read", "the age of the cookie"
- it is another number, or computed from it: "a number", "the cookie age of the settings", "an age that is prolonged",
  "bounded", "a name that was bound to something else since"
- it is the end, or the age at another moment or of another expiry: "the date is a fixed end and stays one", "the age
  that another expiry would have", "the age at another moment"
- it is another session's: "the age of another session"
- the session may have ended since, so that the age is kept over a login: "kept over a login, or another end of the
  session"
- the module is one of tests: "in a test module"
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import libcst as cst

from flake8_session_expiry.engine.needs import CALLED, SET_EXPIRY
from flake8_session_expiry.rewrites.session_calls import advised_call
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.ending_calls import ENDING, EffectKind
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.sessions.types import SessionOrigin
from flake8_session_expiry.values.occurrence import Occurrence

_MAY_END = ENDING | {EffectKind.CLEAR, EffectKind.LOGIN, EffectKind.ESCAPES}
GETTERS = frozenset({"get_expiry_age", "aget_expiry_age"})


class RenewedFromAge(Rule):
    """
    ``set_expiry()`` is given the session's own ``get_expiry_age()``.

    ## What Django does

    If the session has a fixed end (a timedelta or datetime was set), ``get_expiry_age()`` counts down to it: the
    time left becomes the new expiry, and a number of seconds is counted anew each time the session is saved. The
    fixed end is gone, and the session can be prolonged without limit. If the expiry was a number already, nothing
    changes except that the session is saved.

    To have a session saved, and so renewed where its expiry is a number, mark it as modified. A
    ``SessionStore`` that the code has made is saved by its ``save()`` alone.

    ## Flagged

        request.session.set_expiry(request.session.get_expiry_age())

    ## Use instead

        request.session.modified = True

    ## References

    - [get_expiry_age](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.get_expiry_age)
    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    """

    code = "DSE214"
    since = "0.1.0"
    needs = SET_EXPIRY("other") & CALLED(*GETTERS)
    message = (
        "this turns a fixed end into a length that every save renews; to save the session and "
        "renew an expiry in seconds, {remedy}"
    )
    enabled_by_default = False
    in_tests = False

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._found: list[tuple[SessionCall, Occurrence, cst.BaseExpression]] = []
        self._ends: dict[cst.FunctionDef, list[int]] = {}  # where in the source the session may end

    def on_session_call(self, call: SessionCall) -> None:
        """Kept: what was done between the question and the answer is known when the walk is over."""
        for value in call.expiries:
            if (age := self._age_of(value.node, call.session.key)) is not None:
                self._found.append((call, value, age))

    def leave_Module(self, original_node: cst.Module) -> None:
        """All effects are known."""
        for call, value, age in self._found:
            if not self._is_carried_over(call, age):
                self.report(value.node, remedy=self._remedy(call))

    def _remedy(self, call: SessionCall) -> str:
        """A store that the code has made is saved by nobody else."""
        session = self.source.code(call.receiver)
        if call.session.origin is not SessionOrigin.STORE:
            return f"write {session}.modified = True"
        in_async = call.function is not None and call.function.is_async
        return f"just call {advised_call(self.options, in_async, session, 'save')}"

    def _is_carried_over(self, call: SessionCall, age: cst.BaseExpression) -> bool:
        """Whether the session may have ended since: the expiry is kept over a login, a ``flush()`` or ``clear()``."""
        if call.function is None:
            return False
        order, function = self.tree.order, call.function.node
        if function not in self._ends:
            found = self.effects.of(function)
            self._ends[function] = sorted(order[effect.node] for effect in found if effect.kind in _MAY_END)
        ends = self._ends[function]
        return bisect_right(ends, order[age]) < bisect_left(ends, order[call.node])

    def _age_of(self, node: cst.BaseExpression, key: str) -> cst.BaseExpression | None:
        """
        ``session.get_expiry_age()`` of that session, if an expression is that, awaited or by a name; not with
        arguments, for another expiry.
        """
        if isinstance(node, cst.Name):
            binding = self.symbols.reaching(node)
            return None if binding is None or binding.value is None else self._age_of(binding.value, key)
        call = node.expression if isinstance(node, cst.Await) else node
        if not isinstance(call, cst.Call) or call.args or not isinstance(call.func, cst.Attribute):
            return None
        session = self.types.session(call.func.value)
        return call if call.func.attr.value in GETTERS and session is not None and session.key == key else None
