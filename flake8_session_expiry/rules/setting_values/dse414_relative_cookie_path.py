"""
DSE414: SESSION_COOKIE_PATH does not begin with a slash, and browsers use another path.

Silent where:

- it begins with a slash: "the whole site", "a part of the site", "blanks around", "put together", "what stands behind a
  semicolon"
- it, or the prefix in front, may be empty or is not known: "with a part that is not known", "or the whole site", "a
  prefix that may be empty", "made by other functions"
- it is, or may be, from the environment: "by the environment"
- the module replaces or completes it later, or a template is filled in before: "replaced later", "completed later", "a
  template that is filled in before"
- code of the project reads the setting: "paths that a middleware of the project chooses from"
- it is another setting: "another setting"
"""

from __future__ import annotations

import re

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import ASSIGNED
from flake8_session_expiry.project.mentions import reads_setting
from flake8_session_expiry.reference.cookie_scope import is_absolute_path, is_sent
from flake8_session_expiry.rewrites.layout import quote_of
from flake8_session_expiry.rewrites.setting_repairs import fix_of_setting
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.literals import container_name
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import Kind

_RELATIVE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_/-]*")
_EFFECT = "browsers use the login page's folder, and the login works only there"


class RelativeCookiePath(Rule):
    """
    ``SESSION_COOKIE_PATH`` does not start with a slash.

    ## What Django does

    Django sends ``str(value)`` as the ``Path`` of the session cookie, and nothing for ``None`` and ``""``. Browsers
    ignore a path that does not start with a slash and use the folder of the page that sets the cookie instead (seen
    in Chromium). Whoever logs in at ``/accounts/login/`` is logged in below ``/accounts/login`` and anonymous on
    every other page. Pages in two folders give the visitor two sessions, and a logout ends one of them.

    Django's test client does not look at the path, so tests pass; ``manage.py check`` does not report it.

    Nothing is reported where the environment gives the value, and where another module of the project reads the
    setting.

    ## Flagged

        SESSION_COOKIE_PATH = "inventory/"

    or

        SESSION_COOKIE_PATH = None

    ## Use instead

        SESSION_COOKIE_PATH = "/inventory/"

    or, for the whole site, which is the default,

        SESSION_COOKIE_PATH = "/"

    ## Fix safety

    A slash is put in front of a path of letters, digits, ``-``, ``_`` and slashes: safe, unless the setting is read
    elsewhere in the module. Other values have no fix: write ``"/"``, or the path below which the project answers,
    with a slash in front.

    ## References

    - [SESSION_COOKIE_PATH](https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-path)
    - [RFC 6265, the Path attribute](https://datatracker.ietf.org/doc/html/rfc6265#section-5.2.4)
    """

    code = "DSE414"
    since = "0.1.0"
    needs = ASSIGNED("SESSION_COOKIE_PATH", but=("/",))
    message = "SESSION_COOKIE_PATH {what}: {effect}; write {write}"
    fixes = frozenset({Safety.SAFE, Safety.UNSAFE})
    settings = frozenset({"SESSION_COOKIE_PATH"})

    def on_setting(self, setting: Setting) -> None:
        """
        Each value that the setting may have at the end of the module; none where the environment may have another one.
        """
        if setting.by_environment:
            return
        for value in setting.values_at_end:
            what = _fault(value)
            if what and not reads_setting(self.options.project_root, setting.name, setting.module.path):
                path = _path(value)
                write = repr(path) if path is not None else "'/' or an absolute path"
                self.report(value.node, what=what, effect=_EFFECT, write=write, value=value, path=path)

    def fix(self, finding: Finding) -> Fix | None:
        """The slash in front."""
        value, path = finding.facts["value"], finding.facts["path"]
        assert isinstance(value, Occurrence)
        if not isinstance(path, str) or not isinstance(value.node, cst.SimpleString):
            return None
        quote = quote_of(self.source, value.node)
        return fix_of_setting(self.tree, "SESSION_COOKIE_PATH", Replace(value.node, f"{quote}{path}{quote}"))


def _fault(value: Occurrence) -> str | None:
    """What is wrong with a value, as the middle of the message; None if it is a path, or not known."""
    if value.kind is Kind.CONTAINER:
        return f"is {container_name(value.origin)}, not a path"
    if not value.known or is_absolute_path(value.constant):
        return None
    shown = repr(value.constant)
    if not is_sent(value.constant):
        return f"is {shown}, which is not sent"
    return f"{shown} does not start with a slash" if isinstance(value.constant, str) else f"is {shown}, not a path"


def _path(value: Occurrence) -> str | None:
    """The path that is meant by a plain relative one."""
    text = value.constant.strip() if isinstance(value.constant, str) else ""
    return f"/{text}" if _RELATIVE.fullmatch(text) else None
