"""
DSE503: the session cookie is sent without a SameSite attribute, or with SameSite=None but not Secure.

Silent where:

- the attribute is sent: "Django's default", "Strict"
- the text None is sent and the cookie is Secure, or may be: "the text None with Secure", "the text None, and Secure is
  not known", "the text None, and Secure comes from a module that cannot be read", "the text None, and production is
  Secure", "the text None with Secure outside of development", "the text None with Secure in a frame"
- the value is not known: "by the environment", "by a function of the project"
- it has no effect in production: "in development", "under DEBUG", "replaced"
- with that value each response fails, which DSE411 reports: "a value that fails is DSE411's"
"""

from __future__ import annotations

from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import ASSIGNED
from flake8_session_expiry.rewrites.layout import quote_of
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.comments import comments_beside
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.settings.linted_settings import says_production
from flake8_session_expiry.settings.production import seen_in_production, values_in_production
from flake8_session_expiry.settings.shown_in_frames import allows_frames, speaks_of_other_sites
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import UNSET, Source

_DROPPED = (
    "no SameSite is sent, and each browser decides (Chromium: Lax, except for cross-site "
    "POSTs in the first two minutes)"
)
_FRAMED = "Chromium sends no such cookie in another site's frame, which is intended here"
_REFUSED = "Chromium rejects such a cookie unless it is Secure, so nobody can log in"
_OR_LAX = ", or 'Lax' if no site frames this one"


class LaxSamesite(Rule):
    """
    ``SESSION_COOKIE_SAMESITE`` drops the attribute, or is ``"None"`` for a cookie that is not ``Secure``.

    ## What Django does

    With ``None``, ``False`` or ``""`` the session cookie has no ``SameSite`` attribute, and each browser decides.
    Chromium-based ones take it as ``Lax``, but in its first two minutes they also send it with a form that another
    site posts. In a frame on another site they do not send it.

    Only the string ``"None"`` sends ``SameSite=None``. Django does so as well where ``SESSION_COOKIE_SECURE`` is
    false, but Chromium-based browsers reject such a cookie: nobody can log in there. With ``SESSION_COOKIE_SECURE =
    True``, and over https, they keep it, and send it in a frame on another site if the user allows third-party
    cookies.

    Where the settings let other sites show this one in a frame (``X_FRAME_OPTIONS``, ``frame-ancestors`` of a content
    security policy), or a comment beside the setting speaks of that, the message advises ``"None"`` with ``Secure``,
    since ``"Lax"`` would not be sent there either.

    ``"None"`` together with ``SESSION_COOKIE_SECURE = True`` is not reported. Nor are settings of development and of
    tests.

    ## Flagged

        SESSION_COOKIE_SAMESITE = None

    or, where nothing sets ``SESSION_COOKIE_SECURE`` to True,

        SESSION_COOKIE_SAMESITE = "None"

    or, on a site that others show in a frame,

        X_FRAME_OPTIONS = "ALLOWALL"
        SESSION_COOKIE_SAMESITE = None

    ## Use instead

        SESSION_COOKIE_SAMESITE = "Lax"

    or

        SESSION_COOKIE_SECURE = True
        SESSION_COOKIE_SAMESITE = "None"

    or, on a site that others show in a frame,

        X_FRAME_OPTIONS = "ALLOWALL"
        SESSION_COOKIE_SECURE = True
        SESSION_COOKIE_SAMESITE = "None"

    ## Fix safety

    Unsafe: the value becomes ``"Lax"``, and a site that is shown inside another one may want the cookie there. Not
    offered where something says that it is shown so, and for ``"None"`` where ``SESSION_COOKIE_SECURE`` is false in
    the settings themselves, or missing in settings of production: setting that to True (DSE501, DSE505) repairs
    both.

    ## Options

    - `--session-expiry-production-settings`: modules that run in production whatever they are called.

    ## References

    - [SESSION_COOKIE_SAMESITE](https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-samesite)
    - [RFC 6265bis, storage model](https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-storage-model)
    """

    code = "DSE503"
    since = "0.1.0"
    needs = ASSIGNED("SESSION_COOKIE_SAMESITE", but=("Lax", "Strict"))
    message = "SESSION_COOKIE_SAMESITE is {value}: {what}; {remedy}"
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})
    settings = frozenset({"SESSION_COOKIE_SAMESITE"})

    def on_setting(self, setting: Setting) -> None:
        """Each value with which there is no attribute; "None" only where the cookie certainly is not Secure."""
        if not setting.last:
            return
        for value in values_in_production(setting):
            if value.source is Source.ENVIRONMENT or not value.known:
                continue
            drops = value.constant is None or value.constant is False or value.constant == ""
            if drops or (str(value.constant).lower() == "none" and _is_insecure(setting)):
                self._tell(setting, value, drops)

    def _tell(self, setting: Setting, value: Occurrence, drops: bool) -> None:
        views = seen_in_production(setting)
        framed = any(map(speaks_of_other_sites, comments_beside(self.source, value.node))) or any(
            map(allows_frames, views)
        )
        secure = all(view.get("SESSION_COOKIE_SECURE").value is True for view in views)
        if drops:
            what = _FRAMED if framed else _DROPPED
            remedy = _write_none(secure) if framed else "write 'Lax'"
            repaired_by_secure = False
        else:
            what = _REFUSED
            remedy = "set SESSION_COOKIE_SECURE = True" + ("" if framed else _OR_LAX)
            is_written = any(view.get("SESSION_COOKIE_SECURE").origin is not None for view in views)
            repaired_by_secure = is_written or says_production(setting.module, self.options)
        repairable = value.node is value.origin and not framed and not repaired_by_secure
        self.report(value.node, value=repr(value.constant), what=what, remedy=remedy, repairable=repairable)

    def fix(self, finding: Finding) -> Fix | None:
        """Lax, Django's default, in the place of a literal."""
        if finding.node is None or not finding.facts["repairable"]:
            return None
        quote = quote_of(self.source, finding.node)
        return Fix.unsafe(Replace(finding.node, f"{quote}Lax{quote}"))


def _write_none(secure: bool) -> str:
    return "write the string 'None'" + ("" if secure else ", with SESSION_COOKIE_SECURE = True")


def _is_insecure(setting: Setting) -> bool:
    secure = [view.get("SESSION_COOKIE_SECURE").value for view in seen_in_production(setting)]
    return all(found is not UNSET and not found for found in secure)
