"""
DSE208: a timedelta or datetime is given to set_expiry: a fixed end (opt-in).

Silent where:

- it is a number: "an int slides", "seconds of a timedelta are a number"
- the function runs for every request: "a middleware moves the end on every request", "a function middleware moves it as
  well", "a middleware of the old style", "a decorator and dispatch move it as well"
- its kind is not known: "a value that cannot be told"
- it ends the session at once: "ended at once is another rule's"
- the module is one of tests: "silent in a test module"
"""

from __future__ import annotations

from flake8_session_expiry.engine.needs import SET_EXPIRY
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.values.value import Kind

_IN_SECONDS = "to have each save renew it, pass seconds"
_ANEW = "to renew it, call it on each request: the file engine does not enforce seconds"


class AbsoluteExpiry(Rule):
    """
    A timedelta or datetime is passed to ``set_expiry()``: a fixed end that activity does not move.

    ## What Django does

    A timedelta is turned into a datetime at once, when ``set_expiry()`` runs. From then on the session ends at that
    moment: neither reading nor writing the session nor ``SESSION_SAVE_EVERY_REQUEST`` moves it, only another
    ``set_expiry()``. An int is counted anew each time the session is saved.

    Often a fixed end is exactly what is wanted, so this rule is opt-in, for projects that want every session to
    slide. The engines ``file`` and ``signed_cookies`` leave a number of seconds to the browser (DSE312): with
    ``file`` a session slides where a timedelta is set again on each request.

    ## Flagged

        from datetime import timedelta

        request.session.set_expiry(timedelta(hours=1))

    ## Use instead

        request.session.set_expiry(60 * 60)

    ## References

    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    """

    code = "DSE208"
    since = "0.1.0"
    needs = SET_EXPIRY("other")
    message = "a {kind} is a fixed end: activity does not extend it unless set_expiry() is called again; {write}"
    enabled_by_default = False
    in_tests = False

    def on_session_call(self, call: SessionCall) -> None:
        """Not where set_expiry runs on every request: there the end moves with each one."""
        if call.function is not None and call.function.runs_on_every_request:
            return
        write = _ANEW if self.options.engine == "file" else _IN_SECONDS
        for value in call.expiries:
            ended = value.seconds is not None and value.seconds <= 0
            if value.kind in {Kind.TIMEDELTA, Kind.DATETIME} and not ended:
                self.report(value.node, kind=value.kind.name.lower(), write=write)
