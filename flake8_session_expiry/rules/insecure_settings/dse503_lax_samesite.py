"""DSE503: the session cookie goes out without a SameSite attribute, or with SameSite=None but not Secure."""

from __future__ import annotations

from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.settings.production import seen_in_production, values_in_production
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import UNSET, Source


class LaxSamesite(Rule):
    """
    ``SESSION_COOKIE_SAMESITE`` drops the attribute, or is ``"None"`` for a cookie that is not ``Secure``.

    ## What Django does

    With ``None``, ``False`` or ``""`` the session cookie has no ``SameSite`` attribute, and each browser does with it what it thinks best. Only the string
    ``"None"`` sends ``SameSite=None``. Django does so as well where ``SESSION_COOKIE_SECURE`` is false; the draft that is to replace RFC 6265 tells
    browsers to throw such a cookie away, so that nobody stays logged in there.

    ``"None"`` together with ``SESSION_COOKIE_SECURE = True`` is not reported. Nor are settings of development and of tests.

    ## Flagged

        SESSION_COOKIE_SAMESITE = None

    or, where nothing sets ``SESSION_COOKIE_SECURE`` to True,

        SESSION_COOKIE_SAMESITE = "None"

    ## Use instead

        SESSION_COOKIE_SAMESITE = "Lax"

    or

        SESSION_COOKIE_SECURE = True
        SESSION_COOKIE_SAMESITE = "None"

    ## Fix safety

    Unsafe: a site that is shown inside another one may want the cookie there.

    ## Options

    - `--session-expiry-production-settings`: modules that run in production whatever they are called.

    ## References

    - [SESSION_COOKIE_SAMESITE](https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-samesite)
    - [RFC 6265bis, storage model](https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-storage-model)
    """

    code = "DSE503"
    message = "SESSION_COOKIE_SAMESITE is {value}: {what}; write 'Lax'{or_}"
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})
    settings = frozenset({"SESSION_COOKIE_SAMESITE"})

    def on_setting(self, setting: Setting) -> None:
        """Every value that drops the attribute; "None" only where the cookie is certainly not Secure."""
        if not setting.last:
            return
        for value in values_in_production(setting):
            if value.source is Source.ENVIRONMENT or not value.known:
                continue
            if _drops(value):
                self._tell(value, "the session cookie is sent without a SameSite attribute", "or 'Strict'")
            elif str(value.constant).lower() == "none" and _is_insecure(setting):
                self._tell(
                    value, "browsers refuse such a cookie if it is not Secure", "or set SESSION_COOKIE_SECURE = True"
                )

    def _tell(self, value: Occurrence, what: str, or_: str) -> None:
        literal = value.node is value.origin
        self.report(value.node, value=repr(value.constant), what=what, or_=f" {or_}", literal=literal)

    def fix(self, finding: Finding) -> Fix | None:
        """Lax, Django's default, in the place of a literal."""
        if finding.node is None or not finding.facts["literal"]:
            return None
        return Fix.unsafe(Replace(finding.node, '"Lax"'))


def _drops(value: Occurrence) -> bool:
    return value.constant is None or value.constant is False or value.constant == ""


def _is_insecure(setting: Setting) -> bool:
    secure = [view.get("SESSION_COOKIE_SECURE").value for view in seen_in_production(setting)]
    return all(found is not UNSET and not found for found in secure)
