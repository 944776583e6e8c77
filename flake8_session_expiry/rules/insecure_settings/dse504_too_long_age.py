"""
DSE504: SESSION_COOKIE_AGE is longer than the policy allows.

Silent where:

- it is within the limit: 400 days, those of the profile, or the number given: "two weeks", "a year", "just what a
  browser may keep", "a year from another module", "within the profile", "exactly as long as the figure that was given"
- the value is not known, or may be set otherwise: "by the environment", "a length from the environment, which may be
  set otherwise"
- it has no effect in production: "in development", "in tests", "under DEBUG", "production is shorter", "ten years on
  the side that is not taken"
- it is no number of seconds, or one that another rule is about: "a timedelta is DSE401's", "a moment is no number of
  seconds", "beyond the year 9999 is DSE401's", "what has no date any more is DSE401's", "milliseconds are DSE403's"
- it is another setting: "another setting"
"""

from __future__ import annotations

from flake8_session_expiry.analysis.longest_expiry import limit_of
from flake8_session_expiry.engine.needs import ASSIGNED
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.settings.production import values_in_production
from flake8_session_expiry.text.length_format import told_apart
from flake8_session_expiry.values.value import NUMERIC, Source


class TooLongAge(Rule):
    """
    ``SESSION_COOKIE_AGE`` is longer than the policy of the project allows.

    ## What Django does

    Django accepts any number of seconds up to the year 9999. The cookie and the server copy live that long after
    the last response that saved the session, and with ``SESSION_EXPIRE_AT_BROWSER_CLOSE`` the server copy still
    does. How long a session may last is a matter of policy, and this rule compares the setting with one. Without a
    profile it is 400 days: the draft that is to replace RFC 6265 tells browsers not to keep a cookie for longer.

    ## Flagged

        SESSION_COOKIE_AGE = 10 * 365 * 24 * 60 * 60

    ## Use instead

        SESSION_COOKIE_AGE = 30 * 24 * 60 * 60

    ## Options

    - `--session-expiry-profile`: the limits of a published document; the [profiles](../profiles.md) are those of
      DSE206. The setting counts from the last response that saved the session, so it is compared with the idle limit,
      where the profile has one, and otherwise with the overall limit.
    - `--session-expiry-max-age`: a number of seconds that replaces both limits.
    - `--session-expiry-production-settings`: modules that run in production whatever they are called.

    ## References

    - [SESSION_COOKIE_AGE](https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-age)
    - [RFC 6265bis, cookie lifetime limits](https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-cookie-lifetime-limits)
    """

    code = "DSE504"
    since = "0.1.0"
    needs = ASSIGNED("SESSION_COOKIE_AGE")
    message = (
        "SESSION_COOKIE_AGE is {length}, which Django accepts, but exceeds the {most} of {reason}; set {most} or less"
    )
    in_tests = False
    settings = frozenset({"SESSION_COOKIE_AGE"})

    def on_setting(self, setting: Setting) -> None:
        """A number of seconds that the setting has in production."""
        if not setting.last:
            return
        for value in values_in_production(setting):
            limit = limit_of(value.kind, self.options)
            if (
                limit is None
                or value.kind not in NUMERIC
                or value.seconds is None
                or value.source is Source.ENVIRONMENT
            ):
                continue
            if value.seconds > limit.seconds:
                length, most = told_apart(value.seconds, limit.seconds)
                self.report(value.node, length=length, most=most, reason=limit.reason)
