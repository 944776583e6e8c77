"""
DSE403: SESSION_COOKIE_AGE is written in milliseconds.

Silent where:

- nothing states a thousandth of it, or a factor counts days: "a plain large number", "a count of days without evidence"
- the comment agrees, or states several durations: "seconds with a comment that agrees", "a comment that agrees with a
  large figure", "a comment with a second duration"
- the comment or name is about something else: "a comment about something else", "names that only begin like
  milliseconds"
- it is divided, or replaced later: "divided", "replaced later"
- it is another setting: "another setting"
"""

from __future__ import annotations

from flake8_session_expiry.engine.findings import Finding, Fix, Safety
from flake8_session_expiry.engine.needs import ASSIGNED
from flake8_session_expiry.rewrites.milliseconds import divided_by_1000
from flake8_session_expiry.rewrites.setting_repairs import fix_of_setting
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.text.length_format import in_words
from flake8_session_expiry.values.milliseconds import Milliseconds, is_beyond_doubt, milliseconds
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.stated import statements_about


class MillisecondsAge(Rule):
    """
    ``SESSION_COOKIE_AGE`` is written in milliseconds.

    ## What Django does

    The setting counts in seconds and takes a number of any size without a warning: ``3600000`` keeps sessions for
    nearly 42 days instead of an hour.

    A number is taken for milliseconds where the comment beside it, or its name, states a duration that is a
    thousandth of it, and where a factor of 1000 stands beside 60 or 3600. Large numbers alone, and counts of days
    (``24 * 60 * 60 * 1000``), are not reported.

    ## Flagged

        SESSION_COOKIE_AGE = 3600000  # 1 hour

    ## Use instead

        SESSION_COOKIE_AGE = 3600  # 1 hour

    ## Fix safety

    Safe where a comment or name states the duration that comes out and nothing else in the module reads the setting:
    the factor of 1000 is removed, a plain number is divided. Unsafe where there are only the factors to go by, where
    another comment or name beside the number may mean another length ("so basically forever"), and where a comment
    says that it is in milliseconds. A number that stands elsewhere under a name has no fix, as other code may count
    with it in milliseconds: divide it in this line (``TIMEOUT // 1000``) if it does.

    ## References

    - [SESSION_COOKIE_AGE](https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-age)
    """

    code = "DSE403"
    since = "0.1.0"
    needs = ASSIGNED("SESSION_COOKIE_AGE")
    message = "SESSION_COOKIE_AGE counts in seconds, not milliseconds: {what}"
    fixes = frozenset({Safety.SAFE, Safety.UNSAFE})
    settings = frozenset({"SESSION_COOKIE_AGE"})

    def on_setting(self, setting: Setting) -> None:
        """Each value that the setting may have at the end of the module."""
        for value in setting.values_at_end:
            reason = milliseconds(self.values.at, value, statements_about(self.source, value))
            if reason is not None:
                self.report(value.node, what=_what(value, reason), value=value, reason=reason)

    def fix(self, finding: Finding) -> Fix | None:
        """Safe where a comment or name states the result, and no other comment beside the number may contradict it."""
        value, reason = finding.facts["value"], finding.facts["reason"]
        assert isinstance(value, Occurrence) and isinstance(reason, Milliseconds)
        edit = divided_by_1000(value.origin) if value.node is value.origin and reason.name is None else None
        if edit is None:
            return None
        certain = is_beyond_doubt(self.source, value, reason)
        return fix_of_setting(self.tree, "SESSION_COOKIE_AGE", edit) if certain else Fix.unsafe(edit)


def _what(value: Occurrence, reason: Milliseconds) -> str:
    subject = reason.name or "this"
    if value.seconds is None:
        return f"{subject} lasts 1,000 times as long as intended; divide it by 1,000"
    if reason.stated is not None:
        return f"this is {in_words(value.seconds)}, 1,000 times the stated '{reason.stated.text}'; divide it by 1,000"
    return f"{subject} lasts {in_words(value.seconds)}; for {in_words(value.seconds / 1000)}, divide it by 1,000"
