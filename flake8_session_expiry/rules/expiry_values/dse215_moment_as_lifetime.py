"""
DSE215: a point in time is passed to set_expiry as a number of seconds.

Silent where:

- it is a length or a datetime: "a length", "a datetime", "a length of a token", "lengths by their names"
- it may be a datetime: "what may be a datetime"
- something is subtracted from it: "differences of moments", "differences within bounds", "a difference as a timedelta",
  "what is left under the name of the end", "what is left in a second step", "left by a helper"
- the default that stands in for it is a length: "a length stands in for what is missing"
- it is a figure or a setting: "a figure", "settings, which are lengths"
- it is another clock, other arithmetic, or added to something that is not known: "another clock", "other arithmetic",
  "what is added is not known"
- exp is that of no token: "exp of something that is no token"
- it is no expiry: "another argument"
- the module is one of tests: "in a test"
"""

from __future__ import annotations

from typing import TypeGuard

import libcst as cst

from flake8_session_expiry.analysis.moments import Moments
from flake8_session_expiry.engine.findings import Finding, Fix, NeededImport, Replace, Safety
from flake8_session_expiry.engine.needs import SET_EXPIRY
from flake8_session_expiry.rewrites.timestamps import from_timestamp
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.literals import one_line
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import Kind

_KEPT = "the cookie lasts as long as the browser allows"
_STORED = "the session is kept for over 50 years"


class MomentAsLifetime(Rule):
    """
    A point in time, as seconds since 1970, is passed to ``set_expiry()`` as if it were a length of time.

    ## What Django does

    Django counts every number as seconds from now: ``time.time() + 3600`` and the ``exp`` of a token make a session
    of more than 50 years. It is stored for that long, and the browser keeps the cookie for as long as it allows
    (400 days in Chromium). ``timedelta(seconds=...)`` around it changes nothing. With the engine ``signed_cookies``
    a cookie is refused after ``SESSION_COOKIE_AGE`` all the same.

    Reported are ``.timestamp()``, ``time.time()`` with a number added, ``token["exp"]``, and what is called
    ``expires_at``, ``exp`` or ``..._timestamp`` where it is used as a number (``int(...)``). A difference of two
    moments is a length and is left alone; so is an ``expires_at`` that may be a datetime, which Django takes for what
    it is.

    ## Flagged

        import time

        request.session.set_expiry(time.time() + 3600)

    or

        import time

        token = {"exp": int(time.time()) + 3600}
        request.session.set_expiry(token["exp"])

    ## Use instead

        import time

        request.session.set_expiry(3600)

    or

        import time
        from datetime import datetime, timezone

        token = {"exp": int(time.time()) + 3600}
        request.session.set_expiry(datetime.fromtimestamp(token["exp"], tz=timezone.utc))

    ## Fix safety

    Unsafe: the session gets another length. What is added to ``time.time()`` becomes the expiry, any other point in
    time a datetime; ``timestamp()`` of one goes.

    ## Options

    ``--session-expiry-use-tz=false`` says that the project's datetimes are naive.

    ## References

    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    - [RFC 7519, the exp claim](https://datatracker.ietf.org/doc/html/rfc7519#section-4.1.4)
    """

    code = "DSE215"
    since = "0.1.0"
    needs = SET_EXPIRY("other")
    message = "{what} is a point in time, taken for seconds from now: {effect}; {write}"
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._moments = Moments(model.symbols, model.values)

    def on_session_call(self, call: SessionCall) -> None:
        """Each value that the argument may have."""
        for value in call.expiries:
            moment = self._moments.within(value)
            if moment is None:
                continue
            plain = self._length(value.node) or self._datetime(value.node)
            write = "pass a datetime, or the seconds left"
            self.report(
                value.node,
                what=one_line(self.source.code(moment), "this"),
                effect=_KEPT if self.options.engine == "signed_cookies" else _STORED,
                write=write if plain is None else f"write {plain}",
                plain=plain,
                made=self._made(value, moment),
            )

    def _made(self, value: Occurrence, moment: cst.BaseExpression) -> tuple[str, tuple[NeededImport, ...]] | None:
        """
        The moment as a datetime in the place of the value; None for a timedelta that is made elsewhere, and where the
        value may also be a number of seconds.
        """
        is_inside = moment is value.node or value.node in self.tree.ancestors(moment)
        is_bounded = isinstance(moment, cst.Call) and self.source.code(moment.func) == "max"
        if (not is_inside and value.kind is Kind.TIMEDELTA) or is_bounded or isinstance(moment, cst.BooleanOperation):
            return None
        code = self.source.code(moment if is_inside else value.node)
        return from_timestamp(self.types, code, aware=self.options.use_tz is not False)

    def _length(self, node: cst.BaseExpression) -> str | None:
        """``3600`` of ``time.time() + 3600``."""
        if not isinstance(node, cst.BinaryOperation) or not isinstance(node.operator, cst.Add):
            return None
        for clock, length in ((node.left, node.right), (node.right, node.left)):
            call = clock.args[0].value if self._is_int(clock) else clock
            if isinstance(call, cst.Call) and self.types.qualified(call.func) == "time.time":
                return self.source.code(length)
        return None

    def _datetime(self, node: cst.BaseExpression) -> str | None:
        """``moment`` of ``moment.timestamp()``, if Django accepts it."""
        call = node.args[0].value if self._is_int(node) else node
        if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
            return None
        moment = self.values.at(call.func.value)
        if moment.kind is not Kind.DATETIME or not (moment.aware or moment.maker == "timezone.now"):
            return None
        return self.source.code(call.func.value.with_changes(lpar=[], rpar=[]))

    def _is_int(self, node: cst.BaseExpression) -> TypeGuard[cst.Call]:
        return isinstance(node, cst.Call) and self.source.code(node.func) == "int" and len(node.args) == 1

    def fix(self, finding: Finding) -> Fix | None:
        """The length or the datetime alone, or the moment as a datetime."""
        plain, made = finding.facts["plain"], finding.facts["made"]
        assert isinstance(finding.node, cst.BaseExpression)
        if isinstance(plain, str):
            return Fix.unsafe(Replace(finding.node, plain))
        if not isinstance(made, tuple):
            return None
        code, imports = made
        return Fix.unsafe(Replace(finding.node, code), imports=imports)
