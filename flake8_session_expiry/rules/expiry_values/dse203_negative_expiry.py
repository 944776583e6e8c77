"""
DSE203: a lifetime that is over before it begins.

Silent where:

- it is positive, 0 or None: "a positive number", "zero is the browser's length", "a negative sign before zero", "None",
  "the shortest lengths above zero"
- it is negative in a part only: "a difference above zero", "a timedelta with a negative part", "what is negative only
  in a part", "a timedelta", "a moment", "a moment later than a day ago"
- it is not known: "a difference that is not known", "minus something unknown", "a timedelta that is not known", "a
  default of a parameter"
- a test around or before it rules the constant out, or a class of the module overrides it: "a default that is asked for
  before it is used", "a default that is left before it is used", "the other side of a test", "one of two, tested", "a
  default that a class of the module overrides"
- the moment fails for another reason: "a moment in the past that fails for another reason", "an aware moment in the
  past, where Django wants naive ones"
- it is one of tests: "in a test", "a test case in a module that is not called a test"
- it is another method's or another object's: "a negative number for another method", "somebody else's set_expiry"
"""

from __future__ import annotations

from flake8_session_expiry.engine.needs import SET_EXPIRY
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import NUMERIC, Kind

# Before this there is no datetime, and Django fails to compute it.
EARLIEST = -2000 * 365 * 24 * 60 * 60


class NegativeExpiry(Rule):
    """
    A negative lifetime, a timedelta of zero, or a moment in the past is passed to ``set_expiry()``.

    ## What Django does

    It is not an error, and it does not mean "never". The cookie is sent with a negative ``Max-Age`` and the server
    copy has already expired: the next request starts with an empty session. In the request that made the call
    ``request.user`` stays logged in, and no ``user_logged_out`` signal is sent. With the database engines the
    expired row stays until ``clearsessions`` runs; with the ``signed_cookies`` engine a copy of the old cookie is
    still accepted.

    ## Flagged

        request.session.set_expiry(-1)

    ## Use instead

        request.session.flush()

    ## References

    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    - [flush](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.flush)
    - [logout](https://docs.djangoproject.com/en/stable/topics/auth/default/#django.contrib.auth.logout)
    """

    code = "DSE203"
    since = "0.1.0"
    needs = SET_EXPIRY("other")
    message = (
        "{what} ends the session with this response, and the next request starts with an empty "
        "one; if that is intended, call flush(), or logout() for a logged-in user"
    )
    in_tests = False

    def on_session_call(self, call: SessionCall) -> None:
        """Each value that the argument may have."""
        for value in call.expiries:
            if what := _over_at_once(value):
                self.report(value.node, what=what)


def _over_at_once(value: Occurrence) -> str | None:
    if value.seconds is None or value.seconds < EARLIEST:
        return None
    if value.kind in NUMERIC and value.seconds < 0:
        return "a negative lifetime"
    if value.kind is Kind.TIMEDELTA and value.seconds <= 0:
        return "a negative timedelta" if value.seconds else "a timedelta of zero"
    # A naive datetime fails (DSE205).
    if value.kind is Kind.DATETIME and value.aware is not False and value.seconds <= 0:
        return "a moment in the past"
    return None
