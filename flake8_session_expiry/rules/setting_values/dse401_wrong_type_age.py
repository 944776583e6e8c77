"""
DSE401: SESSION_COOKIE_AGE is not a number of seconds.

Silent where:

- it is a number, also a float: "an int", "floats are fine", "parentheses are no tuple", "ten thousand days", "other
  arithmetic that gives numbers", "a number out of a dict", "a number from another module"
- it is not known, or an import that cannot be read may have bound the name again: "a value that cannot be told", "a
  string that an import which cannot be read may have replaced", "a string here is another thing after the import of all
  names"
- the module replaces it later, computes with it or asks for it in a test: "replaced later", "converted later in the
  module", "converted later under a condition", "a default before a test of it", "converted together with others"
- the side that gives it is not taken: "a string that is given by the side which is not taken"
- it is from the environment, which is DSE409's: "a default of the environment in another module"
- Dynaconf converts the text, a reader does, or a template is filled in before: "a value that Dynaconf casts", "a reader
  with its own conversion", "a template that is filled in before"
- the module, or class, has no settings of Django: "a module that is no settings module", "the configuration of Flask",
  "a class that is no configuration"
- it is a timedelta on signed_cookies, where sessions end with the browser: "a timedelta on signed_cookies with sessions
  that end with the browser"
- it is another setting: "another setting"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import ASSIGNED
from flake8_session_expiry.reference.date_range import AFTER_YEAR_9999
from flake8_session_expiry.rewrites.layout import in_seconds
from flake8_session_expiry.rewrites.setting_repairs import fix_of_setting
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.age_failures import AgeFailure, failure_of_age
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import Kind, Source

_DIGITS = 18
_EFFECTS = {
    AgeFailure.SAVING: "saving a session fails with TypeError",
    AgeFailure.SAVING_ON_MOST: "on most engines, saving a session fails with TypeError",
    AgeFailure.READING: "reading a session fails with TypeError",
    AgeFailure.LOST: "every request loses its session",
    AgeFailure.ENDLESS: "on this engine, sessions never expire",
}


class WrongTypeAge(Rule):
    """
    ``SESSION_COOKIE_AGE`` is set to something that is not a number of seconds.

    ## What Django does

    A string, a timedelta, a tuple (a comma at the end of the line makes one), a Decimal or ``None`` fails with a
    TypeError as soon as a session is saved: at the first login, or in the session middleware after the view. Pages that
    only read an existing session go on working, which hides it (with the ``file`` engine they fail as well). ``None``
    is not "never". ``True`` counts as one second and ``False`` as 0; a number that ends after the year 9999 fails when
    the end is computed. A float is fine.

    With ``SESSION_EXPIRE_AT_BROWSER_CLOSE = True`` some engines fail in another way: with ``signed_cookies`` each
    request loses its session (a timedelta works there), with ``file`` the next read fails, and with ``None`` no
    session of ``signed_cookies`` or ``cache`` ever ends.

    ## Flagged

        from datetime import timedelta

        SESSION_COOKIE_AGE = timedelta(hours=1)

    ## Use instead

        from datetime import timedelta

        SESSION_COOKIE_AGE = int(timedelta(hours=1).total_seconds())

    ## Fix safety

    A timedelta is turned into its seconds, a string of digits into the number, a tuple of one element into the
    element: safe, unless the setting is read elsewhere in the module. ``None``, ``True`` and a Decimal have no fix:
    write the seconds that a session may last, or remove the line for two weeks.

    ## References

    - [SESSION_COOKIE_AGE](https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-age)
    """

    code = "DSE401"
    since = "0.1.0"
    needs = ASSIGNED("SESSION_COOKIE_AGE")
    message = "SESSION_COOKIE_AGE is {what}"
    fixes = frozenset({Safety.SAFE, Safety.UNSAFE})
    settings = frozenset({"SESSION_COOKIE_AGE"})

    def on_setting(self, setting: Setting) -> None:
        """Each value that the setting may have at the end of the module."""
        for value in setting.values_at_end:
            if what := _wrong(value, failure_of_age(self.options, setting.module.effective, value.kind)):
                self.report(value.node, what=what, value=value)

    def fix(self, finding: Finding) -> Fix | None:
        """Only for values that have one meaning as a number of seconds."""
        value = finding.facts["value"]
        assert isinstance(value, Occurrence)
        code = None if value.origin is None else self._seconds(value)
        return None if code is None else fix_of_setting(self.tree, "SESSION_COOKIE_AGE", Replace(value.node, code))

    def _seconds(self, value: Occurrence) -> str | None:
        node = value.node
        if value.kind is Kind.TIMEDELTA:
            return in_seconds(self.source, node)
        if _is_digits(value) and value.node is value.origin:
            return str(int(str(value.constant)))
        if isinstance(node, cst.Tuple) and len(node.elements) == 1:
            inner = self.values.at(node.elements[0].value)
            return (
                None
                if _wrong(inner, AgeFailure.SAVING) or not inner.known
                else self.source.code(node.elements[0].value)
            )
        return None


def _is_digits(value: Occurrence) -> bool:
    text = value.constant
    return isinstance(text, str) and text.isascii() and text.isdecimal() and len(text) <= _DIGITS


def _wrong(value: Occurrence, failure: AgeFailure | None) -> str | None:
    """
    What is wrong with a value, as the end of the message; None if it is a number, or not known. ``failure`` is what
    happens with another type; None where that works.
    """
    if value.source is Source.ENVIRONMENT or (failure is None and value.kind in {Kind.TIMEDELTA, Kind.DECIMAL}):
        return None
    fails = _EFFECTS[failure or AgeFailure.SAVING]
    if value.kind is Kind.STRING:
        write = f"write {int(str(value.constant))}" if _is_digits(value) else "write the number of seconds"
        return f"a string: {fails}; {write}"
    if value.kind is Kind.TIMEDELTA:
        return f"a timedelta: {fails}; write its total_seconds() as an int"
    if value.kind is Kind.CONTAINER:
        made = "a tuple (the comma makes it one)" if isinstance(value.origin, cst.Tuple) else "a list, dict or set"
        return f"{made}: {fails}; write the number of seconds"
    if value.kind is Kind.NONE:
        never = "" if failure is AgeFailure.ENDLESS else "; it does not mean 'never'"
        return f"None: {fails}{never}; write the number of seconds"
    if value.kind is Kind.DECIMAL:
        return f"a Decimal: {fails}; write an int"
    if value.kind is Kind.BOOL and value.known:
        effect = (
            "sessions expire after one second"
            if value.constant
            else ("sessions expire at once, so nobody stays logged in")
        )
        return f"{value.constant}, which counts as {int(bool(value.constant))}: {effect}; write the number of seconds"
    if value.seconds is not None and value.seconds >= AFTER_YEAR_9999:
        return "too large: it reaches beyond the year 9999, so saving a session fails; write fewer seconds"
    return None
