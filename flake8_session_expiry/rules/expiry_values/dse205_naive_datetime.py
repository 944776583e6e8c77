"""
DSE205: a naive datetime is given to set_expiry (or, with USE_TZ off, an aware one).

Silent where:

- it is aware: "timezone.now() is right", "timezone.now imported by name is right", "now(tz=...) is aware", "now with a
  positional zone is aware", "replace(tzinfo=...) makes it aware", "fromtimestamp with a zone is aware", "datetime with
  tzinfo", "make_aware", "made aware in another way", "only the timedelta out of django.utils.timezone"
- it may be aware: "a combined moment with a time zone, or with a time that may have one", "a date in a text that may
  tell its time zone", "a zone that is given, or may be", "made aware in a second step"
- it is not known, or another library's: "a datetime out of nowhere", "a name datetime that was not imported from the
  standard library", "another library's moments"
- it only goes into a difference: "the difference of two naive datetimes is a timedelta", "the time until a moment that
  is not known", "only a difference of it"
- USE_TZ is known to be False: "naive is right when USE_TZ is known to be false"
- the function asks for USE_TZ: "one for each value of USE_TZ", "asks for USE_TZ before"
- a fallback is only for an import that fails: "a now() for Djangos that have none"
- it is another method's: "a naive datetime for another method"
- the module is one of tests: "silent in a test module"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, NeededImport, Replace, Safety
from flake8_session_expiry.engine.needs import SET_EXPIRY
from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import Kind

_ZONE = "django.utils.timezone"
_UTCNOW = (
    "utcnow() is taken for local time if USE_TZ is False: the expiry is wrong by the UTC "
    "offset of TIME_ZONE; pass a timedelta"
)


class NaiveDatetime(Rule):
    """
    A naive datetime is passed to ``set_expiry()``.

    ## What Django does

    Django subtracts ``timezone.now()`` from the datetime when it saves the session. With ``USE_TZ = True`` (the default
    since Django 5.0) that fails for a naive datetime:
    ``TypeError: can't subtract offset-naive and offset-aware datetimes``, raised in ``SessionMiddleware`` after the
    view has returned, so that the traceback does not name the line. With ``USE_TZ = False`` a naive ``datetime.now()``
    works and an aware datetime fails; ``datetime.utcnow()`` is then wrong by the offset of ``TIME_ZONE``.

    A ``timedelta`` and ``django.utils.timezone.now()`` are right under both settings.

    ## Flagged

        from datetime import datetime, timedelta

        request.session.set_expiry(datetime.now() + timedelta(hours=1))

    ## Use instead

        from datetime import timedelta

        request.session.set_expiry(timedelta(hours=1))

    ## Fix safety

    ``datetime.now() + timedelta(...)`` becomes the timedelta, which ends at the same moment. Every other repair is
    unsafe: ``datetime.now()`` and ``utcnow()`` become ``timezone.now()``, a ``datetime(...)`` is wrapped in
    ``timezone.make_aware()``, which assumes the current time zone.

    ## Options

    ``--session-expiry-use-tz=true|false`` says what the project has; without it the message is conditional.

    ## References

    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    - [USE_TZ](https://docs.djangoproject.com/en/stable/ref/settings/#use-tz)
    """

    code = "DSE205"
    since = "0.1.0"
    needs = SET_EXPIRY("other")
    message = (
        "{what} makes saving the session fail{condition}; pass a timedelta, or django.utils.timezone.now() plus one"
    )
    in_tests = False
    fixes = frozenset({Safety.SAFE, Safety.UNSAFE})

    def on_session_call(self, call: SessionCall) -> None:
        """Each value that the argument may have."""
        for value in call.expiries:
            if value.kind is Kind.DATETIME and value.aware is not None and not self._asks_use_tz(value.node):
                self._decide(value)

    def _asks_use_tz(self, node: cst.CSTNode) -> bool:
        """Whether the function asks for USE_TZ anywhere, and so is written for both of its values."""
        around = self.symbols.function_of(node) or self.tree.module
        return bool(self.tree.within(around, self.tree.once(_mentions_of_use_tz, self.tree.module)))

    def _decide(self, value: Occurrence) -> None:
        if self.options.use_tz is False:
            if value.aware:
                self._report(value, None, "an aware datetime", " if USE_TZ is False")
            elif value.maker == "utcnow":
                self._report(value, _UTCNOW, "", "")
        elif not value.aware:
            self._report(value, None, "a naive datetime", "" if self.options.use_tz else " if USE_TZ is True")

    def _report(self, value: Occurrence, message: str | None, what: str, condition: str) -> None:
        is_free = self.types.qualified(cst.Name("timezone")) in {None, _ZONE}
        delta = self._delta(value)
        self.report(
            value.node,
            message=message,
            what=what,
            condition=condition,
            value=value,
            timezone_is_free=is_free,
            delta=delta,
        )

    def _delta(self, value: Occurrence) -> cst.BaseExpression | None:
        """The timedelta of ``datetime.now() + timedelta(...)``."""
        if not isinstance(value.node, cst.BinaryOperation) or not isinstance(value.node.operator, cst.Add):
            return None
        left, right = self.values.at(value.node.left), self.values.at(value.node.right)
        moment, delta = (left, right) if left.kind is Kind.DATETIME else (right, left)
        return delta.node if isinstance(moment.node, cst.Call) and delta.kind is Kind.TIMEDELTA else None

    def fix(self, finding: Finding) -> Fix | None:
        """For now plus a timedelta the timedelta, which is safe; else an aware datetime."""
        value, delta = finding.facts["value"], finding.facts["delta"]
        assert isinstance(value, Occurrence)
        if value.aware or value.node is not value.origin:
            return None
        if isinstance(delta, cst.BaseExpression) and value.maker in {"now", "today", "utcnow"}:
            make = Fix.unsafe if value.maker == "utcnow" else Fix.safe
            return make(Replace(value.node, delta))
        return self._made_aware(value) if finding.facts["timezone_is_free"] else None

    def _made_aware(self, value: Occurrence) -> Fix | None:
        needed = (NeededImport("django.utils", "timezone"),)
        if value.maker in {"now", "today", "utcnow"}:
            call = _maker_call(value.node, value.maker)
            return None if call is None else Fix.unsafe(Replace(call, "timezone.now()"), imports=needed)
        if value.maker in {"datetime", "combine", "strptime"} and isinstance(value.node, cst.Call):
            return Fix.unsafe(
                Replace(value.node, f"timezone.make_aware({self.source.code(value.node)})"), imports=needed
            )
        return None


def _maker_call(node: cst.BaseExpression, maker: str) -> cst.Call | None:
    for item in (node, *descendants(node)):
        if isinstance(item, cst.Call) and isinstance(item.func, cst.Attribute) and item.func.attr.value == maker:
            return item
    return None


def _mentions_of_use_tz(tree: Tree, _: cst.Module) -> list[cst.CSTNode]:
    """In the order of the source."""
    found: list[cst.CSTNode] = [*tree.of(cst.Name), *tree.of(cst.SimpleString)]
    mentions = (node for node in found if isinstance(node, (cst.Name, cst.SimpleString)) and "USE_TZ" in node.value)
    return sorted(mentions, key=tree.order.__getitem__)
