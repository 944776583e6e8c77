"""DSE502: SESSION_COOKIE_HTTPONLY is false."""

from __future__ import annotations

from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import ASSIGNED
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.settings.production import false_in_production


class ScriptReadableCookie(Rule):
    """
    ``SESSION_COOKIE_HTTPONLY`` is false where the site runs in production.

    ## What Django does

    The session cookie is sent without its ``HttpOnly`` attribute: every script in a page, an injected one included, can
    read the key of the session. True is the default, so somebody switched this off. ``check --deploy`` warns of it
    (security.W015).

    Settings of development and of tests are not reported.

    ## Flagged

        SESSION_COOKIE_HTTPONLY = False

    ## Use instead

        SESSION_COOKIE_HTTPONLY = True

    ## Fix safety

    Unsafe: a script of your own may read the cookie.

    ## Options

    - `--session-expiry-production-settings`: modules that run in production whatever they are called.

    ## References

    - [SESSION_COOKIE_HTTPONLY](https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-httponly)
    """

    code = "DSE502"
    needs = ASSIGNED("SESSION_COOKIE_HTTPONLY", but=(True,))
    message = "SESSION_COOKIE_HTTPONLY is {value}: every script in a page can read the key of the session; write True"
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})
    settings = frozenset({"SESSION_COOKIE_HTTPONLY"})

    def on_setting(self, setting: Setting) -> None:
        """False, 0 or None in production; DSE404 reports strings and tuples."""
        if not setting.last:
            return
        for value in false_in_production(setting):
            self.report(value.node, value=value.constant, literal=value.node is value.origin)

    def fix(self, finding: Finding) -> Fix | None:
        """True in the place of a literal."""
        if finding.node is None or not finding.facts["literal"]:
            return None
        return Fix.unsafe(Replace(finding.node, "True"))
