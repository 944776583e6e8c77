"""
DSE210: an expiry that no date can hold.

Silent where:

- there is such a date: "ten thousand days are accepted", "ten to the tenth is accepted", "two to the thirty-first is
  accepted", "a hundred years are accepted", "just below the end of time", "the last datetime is accepted", "long ago,
  but a date"
- it is bounded, or only compared with: "the least of two", "an infinity that is never the result", "never so far"
- the name is the project's own: "a name of the project's own"
- it is another object's: "somebody else's set_expiry"
"""

from __future__ import annotations

import math

from flake8_session_expiry.engine.needs import SET_EXPIRY
from flake8_session_expiry.reference.date_range import AFTER_YEAR_9999, BEFORE_YEAR_1
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import Kind

IN_THIS_LINE = "this line fails with OverflowError"
WHEN_SAVED = "saving the session fails after the view has returned"


class OverflowingExpiry(Rule):
    """
    An expiry that ends after the year 9999 or before the year 1, or that is no number at all: ``sys.maxsize``,
    ``float("inf")``, ``timedelta.max``, ``-10**12``.

    ## What Django does

    Django adds the expiry to the current time, and Python's dates are those of the years 1 to 9999. ``sys.maxsize``,
    infinity, nan, ``10**12`` and ``-10**12`` are accepted silently; ``SessionMiddleware`` fails with ``ValueError`` or
    ``OverflowError`` when it saves the session, after the view has returned. ``timedelta.max`` and ``timedelta.min``
    fail in the line itself.

    A large number as such is not an error: ``10**10`` seconds are accepted. There is no value for "never": None means
    ``SESSION_COOKIE_AGE``. So pass the length that you really want.

    ## Flagged

        import sys

        request.session.set_expiry(sys.maxsize)

    or

        request.session.set_expiry(float("nan"))

    or

        from datetime import timedelta

        request.session.set_expiry(timedelta.max)

    ## Use instead

        request.session.set_expiry(365 * 24 * 60 * 60)

    or, with a unit and a fixed end:

        from datetime import timedelta

        request.session.set_expiry(timedelta(days=365))

    ## References

    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    - [datetime.MAXYEAR](https://docs.python.org/3/library/datetime.html#datetime.MAXYEAR)
    """

    code = "DSE210"
    since = "0.1.0"
    needs = SET_EXPIRY("other")
    message = "{value}: {effect}; pass the number of seconds you mean"

    def on_session_call(self, call: SessionCall) -> None:
        for value in call.expiries:
            if problem := _problem(value):
                effect = IN_THIS_LINE if value.kind is Kind.TIMEDELTA else WHEN_SAVED
                self.report(value.node, value=problem, effect=effect)


def _problem(value: Occurrence) -> str | None:
    """Why there is no date so far away; a datetime itself is one."""
    if value.kind not in {Kind.INT, Kind.FLOAT, Kind.NUMBER, Kind.TIMEDELTA} or value.seconds is None:
        return None
    if isinstance(value.constant, float) and math.isnan(value.constant):
        return "nan is not a number of seconds"
    if value.seconds <= BEFORE_YEAR_1:
        return "an expiry before the year 1 is not a valid date"
    return "an expiry after the year 9999 is not a valid date" if value.seconds >= AFTER_YEAR_9999 else None
