"""
DSE312: the project's session engine does not enforce this expiry: only the browser does.

Silent where:

- the engine is not known, is one of the project's own, or differs by module: "the engine is not known", "an engine of
  the project's own", "several engines, by module"
- the engine enforces the value: "db enforces it", "cache enforces it", "file enforces a timedelta", "file enforces a
  moment", "signed, exactly the age that is checked"
- nothing is to be enforced: until the browser closes, the default, an end at once: "until the browser closes or the
  default", "signed, until the browser closes or the default"
- the value is not known: "a value that cannot be told", "signed, a value that cannot be told"
- the code makes the store itself, perhaps of another engine: "a store of another engine"
- it is a test: "silent in a test module"
"""

from __future__ import annotations

from flake8_session_expiry.engine.needs import SET_EXPIRY
from flake8_session_expiry.engine.project_needs import ENGINE
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.sessions.types import SessionOrigin
from flake8_session_expiry.text.length_format import in_words
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import Kind

_NUMBERS = frozenset({Kind.INT, Kind.FLOAT, Kind.NUMBER})
_ENDS = frozenset({Kind.TIMEDELTA, Kind.DATETIME})


class UnenforcedExpiry(Rule):
    """
    ``set_expiry()`` is called in a project whose session engine does not check that expiry on the server.

    ## What Django does

    The expiry is sent to the browser as the ``Max-Age`` of the cookie. Whether the server refuses the session
    afterwards depends on the engine:

    - ``db``, ``cache`` and ``cached_db`` do.
    - ``file`` does for a timedelta, a datetime, 0 and the default, but never for a positive number of seconds: after
      ``set_expiry(300)`` the old cookie was still accepted after a day, and ``clear_expired()`` leaves the file.
    - ``signed_cookies`` only checks ``SESSION_COOKIE_AGE``, counted from when the cookie was written: a shorter
      expiry is not enforced, and a longer one is cut short.

    A copy of the cookie (in the hands of a thief, in a backup of the browser) is therefore accepted long after the
    time that was set.

    ## Flagged

        request.session.set_expiry(300)

    ## Use instead

    With the engine ``file`` a timedelta, which ends at that moment, however active the visitor is:

        from datetime import timedelta

        request.session.set_expiry(timedelta(minutes=5))

    With ``signed_cookies`` nothing in this call helps. Use another engine where the end of a session matters, or let a
    middleware compare a time that is kept in the session, as the recipes "Idle timeout" and "Absolute limit" do: the
    server enforces these on every engine.

    ## Options

    The rule reports only where the engine is known, from the project's settings or from

        --session-expiry-engine=file

    ## References

    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    - [Using cookie-based sessions](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-cookie-based-sessions)
    - [Using file-based sessions](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-file-based-sessions)
    """

    code = "DSE312"
    since = "0.1.0"
    needs = SET_EXPIRY & ENGINE("file", "signed_cookies")
    message = "the {engine} engine {what}; {write}"
    in_tests = False

    def on_session_call(self, call: SessionCall) -> None:
        """
        Each value that the argument may have. Not for a store that the code makes, which may be of another engine than
        the project's.
        """
        engine = self.options.engine
        if engine not in {"file", "signed_cookies"} or call.session.origin is SessionOrigin.STORE:
            return
        for value in call.expiries:
            if engine == "file" and value.kind in _NUMBERS and _is_positive(value):
                what = "does not enforce seconds: only the browser ends this session, and a copied cookie stays valid"
                self.report(value.node, engine=engine, what=what, write="pass a timedelta")
            elif engine == "signed_cookies" and value.kind in _NUMBERS | _ENDS and not _is_over(value):
                self._check_signed(value)

    def _check_signed(self, value: Occurrence) -> None:
        age = self.options.known_settings.get("SESSION_COOKIE_AGE")
        limit = age if isinstance(age, int) and age > 0 else None
        checks = "checks only SESSION_COOKIE_AGE" + (f" ({in_words(limit)})" if limit is not None else "")
        what = f"{checks}: a shorter expiry is left to the browser, a longer one is cut short"
        if value.kind in _NUMBERS and (value.seconds is None or value.seconds == limit):
            return
        if limit is not None and value.seconds is not None:
            shorter = value.seconds < limit
            what = f"{checks}: " + ("a copied cookie outlives this expiry" if shorter else "this expiry is cut short")
        self.report(
            value.node,
            engine="signed_cookies",
            what=what,
            write="use db, cache or cached_db, which enforce it",
        )


def _is_positive(value: Occurrence) -> bool:
    return value.seconds is not None and value.seconds > 0


def _is_over(value: Occurrence) -> bool:
    """
    Whether a value is no length of time: 0 means until the browser is closed, and DSE203 is about those that end at
    once.
    """
    return value.seconds is not None and value.seconds <= 0
