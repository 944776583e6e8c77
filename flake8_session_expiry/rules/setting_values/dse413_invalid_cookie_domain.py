"""
DSE413: SESSION_COOKIE_DOMAIN is no name of a host, and browsers drop the session cookie.

Silent where:

- browsers keep a cookie with it on some host: "the name of a host", "a leading dot", "blanks around the name", "capital
  letters", "other letters", "one host without a dot", "an address of a network", "what stands behind a semicolon is no
  part of it"
- it is not known what browsers make of it: "an address of IPv6"
- it is not sent: "None", "the empty text"
- it is, or may be, from the environment: "by the environment", "the environment, or a part of it"
- it is not known, or cut: "by a function", "with a part that is not known", "cut out of an address", "cut in another
  way", "one of the hosts"
- a template is filled in before, or the module replaces it later: "a template that is filled in before", "replaced
  later"
- code of the project reads the setting: "domains that a session middleware of the project chooses from", "domains that
  the project asks for by their name"
- it is another setting, or no settings module: "another setting", "not a settings module"
"""

from __future__ import annotations

import re

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import ASSIGNED
from flake8_session_expiry.project.mentions import reads_setting
from flake8_session_expiry.reference.cookie_scope import domain_fault
from flake8_session_expiry.rewrites.layout import quote_of
from flake8_session_expiry.rewrites.setting_repairs import fix_of_setting
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.literals import container_name
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import Kind

_ADDRESS = re.compile(r"(?:https?:)?(?://)?(?P<host>\.?[a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::[0-9]+)?/?", re.IGNORECASE)


class InvalidCookieDomain(Rule):
    """
    ``SESSION_COOKIE_DOMAIN`` is a URL, has a port, is a list, or is something else that is not a host name.

    ## What Django does

    Django sends ``str(value)`` as the ``Domain`` of the session cookie, whatever it is: ``localhost:8000``,
    ``https://example.org``, ``['a.example', 'b.example']``. Browsers reject a cookie whose domain is not the host
    that sends it or a name above that (seen in Chromium, in curl and in Python's ``http.cookiejar``). So the login
    page answers as if all were well, and the next request is anonymous: nobody can log in, and each attempt leaves
    a session behind on the server.

    Django's test client does not look at the domain, so tests pass; ``manage.py check`` does not report it.

    Reported are a scheme, a port, a slash, a space, a comma, quotes, ``*``, two dots in front or one at the end,
    and anything that is not a string (``False`` and ``0`` are sent as text; the string ``"None"`` is not ``None``).
    A leading dot, spaces around the name and capital letters do no harm; ``None`` and ``""`` send no domain.
    Nothing is reported where the environment gives the value, and where another module of the project reads the
    setting: a session middleware of your own may choose one of several domains.

    ## Flagged

        SESSION_COOKIE_DOMAIN = "https://example.org"

    or

        SESSION_COOKIE_DOMAIN = ["shop.example.org", "www.example.org"]

    ## Use instead

        SESSION_COOKIE_DOMAIN = "example.org"

    for that host and all below it; without the setting the cookie is for the one host that sent it.

    ## Fix safety

    Scheme, port and a slash at the end are removed: safe, unless the setting is read elsewhere in the module. Other
    values have no fix: write the one domain that all hosts of the site are below; where they share none, remove the
    line, and each host has a cookie of its own.

    ## References

    - [SESSION_COOKIE_DOMAIN](https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-domain)
    - [RFC 6265, the Domain attribute](https://datatracker.ietf.org/doc/html/rfc6265#section-5.2.3)
    """

    code = "DSE413"
    since = "0.1.0"
    needs = ASSIGNED("SESSION_COOKIE_DOMAIN", but=(None,))
    message = "SESSION_COOKIE_DOMAIN {what}: browsers reject the session cookie, so nobody can log in; {write}"
    fixes = frozenset({Safety.SAFE, Safety.UNSAFE})
    settings = frozenset({"SESSION_COOKIE_DOMAIN"})

    def on_setting(self, setting: Setting) -> None:
        """
        Each value that the setting may have at the end of the module; none where the environment may have another one.
        """
        if setting.by_environment:
            return
        for value in setting.values_at_end:
            what = _fault(value)
            if what and not reads_setting(self.options.project_root, setting.name, setting.module.path):
                host = _host(value)
                self.report(value.node, what=what, write=_remedy(value, host), value=value, host=host)

    def fix(self, finding: Finding) -> Fix | None:
        """The host alone."""
        value, host = finding.facts["value"], finding.facts["host"]
        assert isinstance(value, Occurrence)
        if not isinstance(host, str) or not isinstance(value.node, cst.SimpleString):
            return None
        quote = quote_of(self.source, value.node)
        return fix_of_setting(self.tree, "SESSION_COOKIE_DOMAIN", Replace(value.node, f"{quote}{host}{quote}"))


def _fault(value: Occurrence) -> str | None:
    """What is wrong with a value, as the middle of the message; None if it is a host, or not known."""
    if value.kind is Kind.CONTAINER:
        return f"is {container_name(value.origin)}, sent as one string"
    if not value.known or (fault := domain_fault(value.constant)) is None:
        return None
    shown = repr(value.constant)
    return f"is {shown}, sent as a string" if not isinstance(value.constant, str) else f"{shown} {fault}"


def _host(value: Occurrence) -> str | None:
    """The host in the address of a page: ``example.org`` of ``https://example.org:8000/``."""
    match = _ADDRESS.fullmatch(value.constant.strip()) if isinstance(value.constant, str) else None
    host = match["host"] if match is not None else None
    return host if host is not None and domain_fault(host) is None else None


def _remedy(value: Occurrence, host: str | None) -> str:
    if host is not None:
        return f"write {host!r}"
    if value.kind is Kind.CONTAINER:
        return "write the common parent domain ('example.org') or remove the setting"
    if value.constant in ("None", "False", "True") or isinstance(value.constant, (int, float)):
        return "write None or remove the setting"
    return "write a host name or remove the setting"
