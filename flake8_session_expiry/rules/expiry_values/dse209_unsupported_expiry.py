"""
DSE209: a value that is no expiry: another type, or less than a second.

Silent where:

- Django takes it: "an int is fine", "a float is fine", "zero is the browser-close value", "zero as a float too", "None
  is SESSION_COOKIE_AGE", "a timedelta is fine", "seconds of a timedelta are a float", "an aware datetime is fine",
  "whole seconds and more"
- it is a part or number of a container: "an item of a dict", "a number of them, or one of them", "a named tuple's
  field", "unpacked", "parentheses make no tuple"
- the container may be empty: "a list that may be empty", "a starred tuple that may be empty"
- it is converted, or computed with: "a Decimal that is converted", "the difference of two dates is a timedelta", "less
  than one in a part only"
- it is of no known kind: "a value of an unknown kind", "a parameter that is called date", "another date"
- it is another object's: "somebody else's set_expiry", "a Flask session"
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flake8_session_expiry.engine.needs import SET_EXPIRY
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import Kind

FAILS = (
    "saving the session fails with TypeError after the view has returned; pass an int of "
    "seconds, a timedelta or an aware datetime"
)
VANISHES = "the cookie gets Max-Age=0 and is gone at once; pass at least 1 second"
IGNORED = (
    "an empty one counts as none, so SESSION_COOKIE_AGE applies; pass a number of seconds, or None if that is intended"
)
KINDS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.DATE: "a date",
        Kind.TIME: "a time",
        Kind.DECIMAL: "a Decimal",
        Kind.BYTES: "a bytes value",
        Kind.CONTAINER: "a tuple, list, dict or set",
    }
)
SHORT_KINDS = frozenset({Kind.FLOAT, Kind.INT, Kind.NUMBER, Kind.TIMEDELTA})


class UnsupportedExpiry(Rule):
    """
    Something is passed to ``set_expiry()`` that is neither a number of seconds, a timedelta, a datetime nor ``None``.

    ## What Django does

    Django takes an int of seconds, a timedelta, an aware datetime or None. It does not check anything else: a date,
    a time, a ``Decimal``, bytes, a list, a tuple or a dict is put into the session, and ``SessionMiddleware`` fails
    with ``TypeError`` when it saves it, after the view has returned. The traceback does not show the line that is
    wrong. ``()`` and ``{}`` do not fail: they are taken for "no expiry", and the session lasts for
    ``SESSION_COOKIE_AGE``.

    A float works; but the cookie gets whole seconds, so less than one second is 0, which tells the browser to forget
    the cookie at once.

    ## Flagged

        from decimal import Decimal

        request.session.set_expiry(Decimal("300"))

    or

        request.session.set_expiry({"minutes": 5})

    or

        request.session.set_expiry(0.5)

    or

        request.session.set_expiry(())

    ## Use instead

        request.session.set_expiry(300)

    or, for a fixed end that activity does not move:

        from datetime import timedelta

        request.session.set_expiry(timedelta(minutes=5))

    or, for one second:

        request.session.set_expiry(1)

    or, for ``SESSION_COOKIE_AGE``:

        request.session.set_expiry(None)

    ## References

    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    """

    code = "DSE209"
    since = "0.1.0"
    needs = SET_EXPIRY("other")
    message = "{value} as the expiry: {effect}"

    def on_session_call(self, call: SessionCall) -> None:
        for value in call.expiries:
            if value.kind in SHORT_KINDS and value.seconds is not None and 0 < value.seconds < 1:
                self.report(value.node, value="less than one second", effect=VANISHES)
            elif value.kind in KINDS and (effect := _effect(value)):
                self.report(value.node, value=KINDS[value.kind], effect=effect)


def _effect(value: Occurrence) -> str | None:
    """
    What happens in Django with a value of the wrong type; None where that depends on whether it is empty, which is not
    known.
    """
    if value.kind is Kind.BYTES:
        return FAILS if value.constant != b"" else None
    if value.kind is not Kind.CONTAINER:
        return FAILS
    return (FAILS if value.constant else IGNORED) if value.known else None
