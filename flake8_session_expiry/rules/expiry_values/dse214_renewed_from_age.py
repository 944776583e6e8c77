"""DSE214: set_expiry is called with the result of get_expiry_age (opt-in)."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import SessionCall

GETTERS = frozenset({"get_expiry_age", "aget_expiry_age"})


class RenewedFromAge(Rule):
    """
    ``set_expiry()`` is given the session's own ``get_expiry_age()``.

    ## What Django does

    If the session has a fixed end (a timedelta or datetime was set), ``get_expiry_age()`` counts down to it: the number
    that is left becomes the new expiry, and a number of seconds is counted anew each time the session is saved. The
    fixed end is gone, and the session can be prolonged without limit. If the expiry was a number already, nothing
    changes but that the session is saved.

    To have a session saved, and so renewed where its expiry is a number, mark it as modified.

    ## Flagged

        request.session.set_expiry(request.session.get_expiry_age())

    ## Use instead

        request.session.modified = True

    ## References

    - [get_expiry_age](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.get_expiry_age)
    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    """

    code = "DSE214"
    message = (
        "the age of a fixed end becomes a length that every save renews; to have the session saved, and an expiry in"
        " seconds renewed, write {session}.modified = True"
    )
    enabled_by_default = False
    in_tests = False

    def on_session_call(self, call: SessionCall) -> None:
        for value in call.expiries:
            if self._age_of(value.node, call.session.key):
                self.report(value.node, session=self.source.code(call.receiver))

    def _age_of(self, node: cst.BaseExpression, key: str) -> bool:
        """
        Whether an expression is ``session.get_expiry_age()`` of that session, awaited or by a name; not with arguments,
        for another expiry.
        """
        if isinstance(node, cst.Name):
            binding = self.symbols.reaching(node)
            return binding is not None and binding.value is not None and self._age_of(binding.value, key)
        call = node.expression if isinstance(node, cst.Await) else node
        if not isinstance(call, cst.Call) or call.args or not isinstance(call.func, cst.Attribute):
            return False
        session = self.types.session(call.func.value)
        return call.func.attr.value in GETTERS and session is not None and session.key == key
