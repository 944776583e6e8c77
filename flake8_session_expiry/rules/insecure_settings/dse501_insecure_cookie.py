"""DSE501: SESSION_COOKIE_SECURE is false."""

from __future__ import annotations

from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import ASSIGNED
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.settings.production import false_in_production


class InsecureCookie(Rule):
    """
    ``SESSION_COOKIE_SECURE`` is false where the site runs in production.

    ## What Django does

    The session cookie is sent without its ``Secure`` attribute. A browser then adds it to plain ``http`` requests too,
    and whoever sees one such request on its way has the session of that visitor. ``check --deploy`` warns of it
    (security.W012).

    Settings of development and of tests are not reported, nor is what stands under ``if DEBUG``, and nor is a value
    that another module replaces, or may replace, for production.

    ## Flagged

        SESSION_COOKIE_SECURE = False

    ## Use instead

        SESSION_COOKIE_SECURE = True

    ## Fix safety

    Unsafe: on a site without HTTPS nobody can log in any more.

    ## Options

    - `--session-expiry-production-settings`: modules that run in production whatever they are called.

    ## References

    - [SESSION_COOKIE_SECURE](https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-secure)
    - [Deployment checklist: HTTPS](https://docs.djangoproject.com/en/stable/howto/deployment/checklist/#https)
    """

    code = "DSE501"
    needs = ASSIGNED("SESSION_COOKIE_SECURE", but=(True,))
    message = (
        "SESSION_COOKIE_SECURE is {value}: the session cookie is sent over plain http as well; write True, for a site"
        " on https"
    )
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})
    settings = frozenset({"SESSION_COOKIE_SECURE"})

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
