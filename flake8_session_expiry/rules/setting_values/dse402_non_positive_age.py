"""
DSE402: SESSION_COOKIE_AGE is 0 or negative.

Silent where:

- it is above 0: "a positive age"
- it is not known, or 0 only in a part: "an age that is not known", "0 only in a part", "replaced where it is 0"
- it is replaced later, or asked for in a test: "replaced later", "a default before a test of it"
- the side that gives it is not taken: "the side that is not taken", "a choice whose other side is the one from another
  module"
- it is another age, or set_expiry(), where 0 means the end of the browser: "another age", "0 means the end of the
  browser in set_expiry only"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, Remove, Replace, Safety
from flake8_session_expiry.engine.needs import ASSIGNED
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.values.value import Kind

_UNSET = " unless the environment sets it"
_CLOSE = "SESSION_EXPIRE_AT_BROWSER_CLOSE"


class NonPositiveAge(Rule):
    """
    ``SESSION_COOKIE_AGE`` is 0 or negative.

    ## What Django does

    Every session has expired before it is used: ``login()`` succeeds, and the next request is anonymous again.
    ``set_expiry(0)`` means "until the browser closes", but this setting has no such meaning, not even together with
    ``SESSION_EXPIRE_AT_BROWSER_CLOSE = True``.

    ## Flagged

        SESSION_COOKIE_AGE = 0

    ## Use instead

        SESSION_EXPIRE_AT_BROWSER_CLOSE = True

    ## Fix safety

    Unsafe: 0 probably stands for "until the browser closes". Where that is set already the line is removed. A
    negative number has no fix: write the seconds that a session may last, or remove the line for two weeks; no number
    means "never".

    ## References

    - [SESSION_COOKIE_AGE](https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-age)
    - [SESSION_EXPIRE_AT_BROWSER_CLOSE](https://docs.djangoproject.com/en/stable/ref/settings/#session-expire-at-browser-close)
    """

    code = "DSE402"
    since = "0.1.0"
    needs = ASSIGNED("SESSION_COOKIE_AGE")
    message = "SESSION_COOKIE_AGE is {age}: sessions expire at once, so nobody stays logged in; {write}"
    fixes = frozenset({Safety.UNSAFE})
    settings = frozenset({"SESSION_COOKIE_AGE"})

    def on_setting(self, setting: Setting) -> None:
        """A number that is known."""
        whole = setting.value.node if setting.value is not None else None
        for value in setting.values_at_end:
            if value.kind in {Kind.INT, Kind.FLOAT} and value.seconds is not None and value.seconds <= 0:
                write = "to end them with the browser, set SESSION_EXPIRE_AT_BROWSER_CLOSE = True"
                if value.seconds:
                    write = "write the number of seconds a session should last"
                closes = setting.module.of(_CLOSE)
                self.report(
                    value.node,
                    age=("0" if not value.seconds else "below 0") + _UNSET * setting.by_environment,
                    write=write,
                    statement=setting.statement if value.origin is whole and not value.seconds else None,
                    closes=[found.value.constant if found.value else None for found in closes],
                )

    def fix(self, finding: Finding) -> Fix | None:
        """0 becomes the setting that was meant."""
        statement, closes = finding.facts["statement"], finding.facts["closes"]
        if not isinstance(statement, cst.Assign) or len(statement.targets) != 1:
            return None
        if closes == [True]:
            return Fix.unsafe(Remove(statement))
        return None if closes else Fix.unsafe(Replace(statement, f"{_CLOSE} = True"))
