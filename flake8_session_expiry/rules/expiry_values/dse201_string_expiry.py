"""
DSE201: a string is passed to set_expiry.

Silent where:

- it is converted, parsed or only asked for: "converted by int", "an environment string converted by int", "an
  environment string converted by float", "a constant converted by int", "converted under try", "converted at the top of
  the module", "parsed", "only asked for"
- it is no string, or not known to be one: "a number", "a setting", "a cleaned form field", "what JSON holds", "bytes
  are another rule's"
- the text is a date in ISO format: "an ISO date", "an ISO moment", "other spellings of a date"
- the text may be a date: made of something that is not known to be a number: "what isoformat makes", "what strftime
  makes", "an f-string that may be a date", "an f-string of something unknown", "an f-string of a moment", "str of
  something unknown", "an f-string that is a date"
- the reader of the environment casts, or is the project's own: "django-environ casts", "django-environ casts to the
  type of the default", "decouple casts", "a reader of the project's own"
- it is, or may be, bound to a number since: "rebound to a number", "perhaps rebound to a number"
- the visitor only chooses from a mapping: "a mapping looked up by what the visitor sent"
- a test around or before it rules the text out: "a default that is asked for before it is used"
- it is another method's or another object's: "a string for another method", "somebody else's set_expiry", "a Flask
  session"
- AttributeError is expected: "expected to fail"
"""

from __future__ import annotations

from datetime import datetime

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import SET_EXPIRY
from flake8_session_expiry.rewrites.layout import in_int
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import NUMERIC, Kind, Source

# "20300101" is a date in ISO 8601 (datetime.fromisoformat reads it since Python 3.11); fewer digits are none.
LONGEST_FIGURE = 7
_MAY_BE_DATES = frozenset({"isoformat", "strftime"})
_DATES = frozenset({Kind.DATETIME, Kind.DATE, Kind.TIME, Kind.TIMEDELTA})


class StringExpiry(Rule):
    """
    A string is passed to ``set_expiry()``.

    ## What Django does

    A string is not read as a number of seconds: Django parses it as the end of the session, a date in ISO format.
    ``"300"`` is no such date and fails with ``ValueError: Invalid isoformat string`` when the session is saved, in
    ``SessionMiddleware``, after the view has returned, so that the traceback does not name the line. The empty
    string fails with the database engines, and with the others silently means the global ``SESSION_COOKIE_AGE``.
    Eight digits or more may be read as a date. What a form, a query string, a cookie or the environment gives is
    always a string.

    ## Flagged

        request.session.set_expiry("300")

    or

        import os

        request.session.set_expiry(os.environ["SESSION_LIFETIME"])

    ## Use instead

        request.session.set_expiry(300)

    or

        import os

        request.session.set_expiry(int(os.environ["SESSION_LIFETIME"]))

    ## Fix safety

    A literal of up to seven digits becomes a number: safe. Names and calls are wrapped in ``int(...)``: unsafe,
    because ``int()`` fails for anything that is not a number.

    ## References

    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    - [datetime.fromisoformat](https://docs.python.org/3/library/datetime.html#datetime.datetime.fromisoformat)
    """

    code = "DSE201"
    since = "0.1.0"
    needs = SET_EXPIRY("other")
    message = "a string is parsed as an ISO date, not as seconds: {what}"
    fixes = frozenset({Safety.SAFE, Safety.UNSAFE})

    def on_session_call(self, call: SessionCall) -> None:
        """Each value that the argument may have."""
        values = call.expiries
        said: list[cst.BaseExpression] = []
        for value in values:
            # The default in ``environ.get("X", "300")`` is inside of another string: one finding is enough, and one
            # int().
            if any(self.tree.contains(node, value.node) for node in said):
                continue
            if value.kind is Kind.STRING and not self._may_be_date(value):
                said.append(value.node)
                same = [other for other in values if self.tree.contains(value.node, other.node)]
                self.report(value.node, what=_effect(value), value=value, takes_int=all(map(_takes_int, same)))

    def _may_be_date(self, value: Occurrence) -> bool:
        if isinstance(value.constant, str):
            return not value.constant.isdigit() and _is_iso(value.constant)
        if value.source in {Source.REQUEST, Source.ENVIRONMENT}:
            return False
        if isinstance(value.origin, cst.FormattedString):
            return not all(self._is_part_of_a_number(part) for part in value.origin.parts)
        return not (
            isinstance(value.origin, cst.Call)
            and dotted(value.origin.func) == "str"
            and self._is_number(value.origin.args[0].value)
        )

    def _is_part_of_a_number(self, part: cst.BaseFormattedStringContent) -> bool:
        if isinstance(part, cst.FormattedStringText):
            return not set(part.value) & set("-:TWZ")
        return isinstance(part, cst.FormattedStringExpression) and self._is_number(part.expression)

    def _is_number(self, node: cst.BaseExpression) -> bool:
        """
        Whether an expression in a string certainly is no date or time: a number, a setting, a product, another string
        from outside.
        """
        value = self.values.at(node)
        is_product = isinstance(value.origin, cst.BinaryOperation) and isinstance(value.origin.operator, cst.Multiply)
        is_figure = value.kind in NUMERIC | {Kind.SETTING} or (is_product and value.kind not in _DATES)
        return is_figure or (value.kind is Kind.STRING and value.source in {Source.REQUEST, Source.ENVIRONMENT})

    def fix(self, finding: Finding) -> Fix | None:
        """Digits become a number; names and calls are converted."""
        value = finding.facts["value"]
        assert isinstance(value, Occurrence)
        digits = _digits(value)
        if digits and isinstance(value.node, (cst.SimpleString, cst.ConcatenatedString)):
            return Fix.safe(Replace(value.node, digits))
        is_convertible = isinstance(
            value.node, (cst.Name, cst.Attribute, cst.Call, cst.Subscript, cst.BooleanOperation)
        )
        if not is_convertible or not finding.facts["takes_int"]:
            return None
        return Fix.unsafe(Replace(value.node, in_int(self.source, value.node)))


def _takes_int(value: Occurrence) -> bool:
    """Whether ``int()`` may accept it."""
    if value.kind is Kind.STRING:
        return not value.known or bool(_digits(value))
    return value.kind in NUMERIC | {Kind.SETTING, Kind.UNKNOWN}


def _digits(value: Occurrence) -> str:
    """The digits of a string that is a number; empty for another string."""
    text = value.constant
    if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= LONGEST_FIGURE:
        return str(int(text))
    return ""


def _effect(value: Occurrence) -> str:
    if value.constant == "":
        return (
            "an empty one makes saving the session fail or means SESSION_COOKIE_AGE, depending on the"
            " engine; pass a number or None"
        )
    if digits := _digits(value):
        return f"saving the session fails; write {digits}"
    if isinstance(value.constant, str) and value.constant.isdigit():
        return "this one is taken for a date or makes saving the session fail; pass a number of seconds"
    if value.known:
        return "saving the session fails; pass a number of seconds"
    return "a number in it makes saving the session fail; convert it with int()"


def _is_iso(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
