"""
DSE202: a bool is given to set_expiry.

Silent where:

- it is a number: "an int is fine", "zero is fine", "a conditional expression between numbers"
- a bool only decides, counts or is looked up: "x or 0 is the left side, or a number", "x and 300 is the right side, or
  something falsy", "a bool in arithmetic, as an index or a key"
- it is not known to be a bool, or is bound to something else since: "what may be a bool, and is not known to be one",
  "a bool that is something else by then"
- a test around or before it rules the bool out: "a default that is asked for before it is used", "a default that is
  left before it is used"
- it is another method's or another object's: "a bool for another method", "somebody else's set_expiry", "a Flask
  session"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import SET_EXPIRY
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import Kind

EFFECT = {
    True: "the session expires after one second; pass a number of seconds",
    False: (
        "the cookie ends with the browser, the server copy lives on for SESSION_COOKIE_AGE; if "
        "that is intended, write 0"
    ),
}


class BoolExpiry(Rule):
    """
    A bool is passed to ``set_expiry()``.

    ## What Django does

    A bool is an int in Python, and Django counts it as one: ``True`` ends the session after one second. ``False`` is 0:
    the cookie ends with the browser, and the copy on the server stays valid for ``SESSION_COOKIE_AGE`` (two weeks by
    default).

    ## Flagged

        request.session.set_expiry(False)

    or, if ten minutes are meant:

        request.session.set_expiry(True)

    ## Use instead

        request.session.set_expiry(0)

    or

        request.session.set_expiry(600)

    ## Fix safety

    ``False`` becomes ``0``, which means the same. ``True`` and comparisons have no fix, as it has to be decided how
    long the session should be: write the seconds, ``None`` for ``SESSION_COOKIE_AGE``, or ``1209600 if remember else
    0``.

    ## References

    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    """

    code = "DSE202"
    since = "0.1.0"
    needs = SET_EXPIRY("other")
    message = "a bool passed as the expiry counts as {seconds}: {effect}"
    fixes = frozenset({Safety.SAFE})

    def on_session_call(self, call: SessionCall) -> None:
        for value in call.expiries:
            if value.kind is Kind.BOOL:
                self._report(value)

    def _report(self, value: Occurrence) -> None:
        if isinstance(value.constant, bool):
            self.report(value.node, seconds=int(value.constant), effect=EFFECT[value.constant], constant=value.constant)
        else:
            effect = "True ends the session after one second, False when the browser closes; pass a number of seconds"
            self.report(value.node, seconds="1 or 0", effect=effect, constant=None)

    def fix(self, finding: Finding) -> Fix | None:
        if (
            finding.facts["constant"] is not False
            or not isinstance(finding.node, cst.Name)
            or finding.node.value != "False"
        ):
            return None
        return Fix.safe(Replace(finding.node, "0"))
