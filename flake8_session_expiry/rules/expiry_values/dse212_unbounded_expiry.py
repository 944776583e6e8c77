"""
DSE212: a computed lifetime can be 0, which does not end the session (opt-in).

Silent where:

- it is bounded from below, or replaced when it is 0: "bounded by max", "replaced when it is 0"
- the function compares it, or asks for its truth: "0 is looked at before", "tested by its truth", "tested on the way"
- it is known, or a setting: "a known length", "a known difference", "a setting"
- it is neither a subtraction of numbers nor total_seconds(): "a difference of what may be datetimes", "other
  arithmetic"
- the module is one of tests: "silent in a test module"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.range_checks import RangeChecks
from flake8_session_expiry.engine.needs import SET_EXPIRY
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import Kind

_NUMBERS = frozenset({Kind.INT, Kind.FLOAT, Kind.NUMBER})


class UnboundedExpiry(Rule):
    """
    A lifetime is computed without a lower bound.

    ## What Django does

    A remaining time that has become 0 does not end the session: ``set_expiry(0)`` makes it last until the browser
    closes, and the copy on the server stays valid for ``SESSION_COOKIE_AGE``. A negative one ends the session with this
    response.

    ## Flagged

        import time

        def view(request):
            request.session.set_expiry(int(request.session["ends_at"] - time.time()))

    ## Use instead

        import time

        def view(request):
            request.session.set_expiry(max(1, int(request.session["ends_at"] - time.time())))

    ## References

    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    """

    code = "DSE212"
    since = "0.1.0"
    needs = SET_EXPIRY("other")
    message = (
        "this computed expiry can become 0, which does not end the session but makes it last "
        "until the browser closes; write max(1, ...)"
    )
    enabled_by_default = False
    in_tests = False

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._checks = RangeChecks(self.source, self.types)

    def on_session_call(self, call: SessionCall) -> None:
        """A number that is not known, computed by a subtraction or by total_seconds()."""
        for value in call.expiries:
            if not value.known and self._can_shrink(value) and not self._checks.is_tested(value, by_truth=True):
                self.report(value.node)

    def _can_shrink(self, value: Occurrence) -> bool:
        node = _unwrapped(value.written_as)
        if isinstance(node, cst.Call):
            if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "total_seconds" or node.args:
                return False
            return self.values.at(node.func.value).kind is not Kind.SETTING
        if not isinstance(node, cst.BinaryOperation) or not isinstance(node.operator, cst.Subtract):
            return False
        sides = {self.values.at(node.left).kind, self.values.at(node.right).kind}
        return node is not value.written_as or not _NUMBERS.isdisjoint(sides)


def _unwrapped(node: cst.BaseExpression) -> cst.BaseExpression:
    """An expression without ``int()``, ``float()`` and ``round()`` around it."""
    while (
        isinstance(node, cst.Call)
        and isinstance(node.func, cst.Name)
        and node.func.value in {"int", "float", "round"}
        and node.args
    ):
        node = node.args[0].value
    return node
