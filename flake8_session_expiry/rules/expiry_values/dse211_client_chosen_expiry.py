"""
DSE211: the visitor chooses how long the session lives.

Silent where:

- the expression bounds it: "clamped by min", "clamped inside the arithmetic", "bounded by a remainder", "what tastypie
  parsed, bounded"
- the function tests it, or gives it to something that may refuse it: "tested with in before", "tested with a comparison
  before", "the read itself is tested", "what the name is made of is tested where it is made", "matched before", "a
  branch that is tested by its name", "checked by somebody else", "checked by a pattern", "within bounds by a helper, a
  sort, an assert, a validator"
- it only chooses from lengths of the project: "looked up in a mapping", "looked up with get", "an index, or a key, of
  lengths", "a switch only chooses", "one of two lengths by bool", "what the visitor sent is only looked at"
- a form or serializer has accepted it: "a form field has max_value or choices", "what a serializer accepted, and a part
  of the path"
- it is not the visitor's: "a number of our own", "data of something else than a request", "a form beside a bundle",
  "what the server signed, stored or fetched"
- the module is one of tests: "silent in a test module"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.range_checks import RangeChecks
from flake8_session_expiry.engine.needs import SET_EXPIRY
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import NUMERIC, Kind, Source

_LENGTHS = (NUMERIC - {Kind.BOOL}) | {Kind.TIMEDELTA}


class ClientChosenExpiry(Rule):
    """
    The lifetime is computed from what the visitor sent, and nothing limits it.

    ## What Django does

    Django accepts any length up to the year 9999, and both the cookie and the server copy get it. A visitor who
    sends ``3650`` as the number of days has a session for ten years; 0 makes the session last until the browser
    closes, a negative number ends it.

    ## Flagged

        def view(request):
            days = int(request.POST["days"])
            request.session.set_expiry(days * 86400)

    ## Use instead

        def view(request):
            days = int(request.POST["days"])
            request.session.set_expiry(min(max(days, 1), 30) * 86400)

    ## References

    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    - [CWE-613: Insufficient Session Expiration](https://cwe.mitre.org/data/definitions/613.html)
    """

    code = "DSE211"
    since = "0.1.0"
    needs = SET_EXPIRY("other")
    message = (
        "the visitor chooses this expiry, and Django accepts any length; limit it, e.g. with "
        "min(), or look it up in a dict"
    )
    in_tests = False

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._checks = RangeChecks(self.source, self.types)

    def on_session_call(self, call: SessionCall) -> None:
        """A number computed from data of the request."""
        for value in call.expiries:
            if _is_chosen(value) and not _is_bounded(value) and not self._checks.is_tested(value):
                self.report(value.node)


def _is_chosen(value: Occurrence) -> bool:
    return value.source is Source.REQUEST and value.kind in _LENGTHS and not value.known


def _is_bounded(value: Occurrence) -> bool:
    """Whether the expression itself limits it, by ``min``, ``max`` or ``%``."""
    for item in (value.written_as, *descendants(value.written_as)):
        if (
            isinstance(item, cst.Call)
            and isinstance(item.func, cst.Name)
            and item.func.value in {"min", "max", "clamp"}
        ):
            return True
        if isinstance(item, cst.BinaryOperation) and isinstance(item.operator, cst.Modulo):
            return True
    return False
