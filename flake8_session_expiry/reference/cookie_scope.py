"""
How browsers read the Domain and the Path of a cookie. Django sends ``SESSION_COOKIE_DOMAIN`` and
``SESSION_COOKIE_PATH`` as ``str(value)``, without a check.

As seen in Chromium 156, curl and Python's http.cookiejar (Django 4.2, 5.2 and 6.1); RFC 6265, sections 5.1.3, 5.1.4
and 5.2.3.
"""

from __future__ import annotations

import re
from typing import Final

_ADDRESS: Final = re.compile(r"\d+(?:\.\d+){3}")
# Names below which others register their own: no browser keeps a cookie for all of them
# (https://publicsuffix.org/list/).
SHARED_DOMAINS: Final = frozenset(
    [
        "appspot.com",
        "azurewebsites.net",
        "co.in",
        "co.jp",
        "co.nz",
        "co.uk",
        "co.za",
        "com.ar",
        "com.au",
        "com.br",
        "com.cn",
        "com.mx",
        "com.tr",
        "firebaseapp.com",
        "fly.dev",
        "github.io",
        "gitlab.io",
        "herokuapp.com",
        "netlify.app",
        "ngrok-free.app",
        "ngrok.io",
        "onrender.com",
        "org.uk",
        "pages.dev",
        "pythonanywhere.com",
        "vercel.app",
        "web.app",
        "workers.dev",
    ]
)
"""The commonest of them; a name that is not here may be one, too."""
_FAULTS: Final = (
    # A slash counts before a colon: "https://example.org:8000/" is an address of a page.
    (re.compile(r"//"), "is a URL, not a host name"),
    (re.compile(r"/"), "contains a slash"),
    (re.compile(r":"), "has a port"),
    (re.compile(r","), "contains a comma"),
    (re.compile(r"\s"), "contains a space"),
    (re.compile(r"[\"']"), "contains quotes"),
    (re.compile(r"\*"), "contains a star"),
    (re.compile(r"^\.\."), "starts with two dots"),
    (re.compile(r"\.$"), "ends in a dot"),
    (re.compile(r"^None$|^False$|^True$"), "is a string, not the value"),
)


def is_sent(value: object) -> bool:
    """Whether Django sends the attribute at all: not for None and the empty text."""
    return value is not None and value != ""


def domain_fault(value: object) -> str | None:
    """
    Why browsers drop a cookie with this Domain, whatever host sends it, as a phrase ("has a port"); None where some
    host may set it.

    What stands behind a semicolon is read as other attributes of the cookie: only what is before it is the domain.
    Blanks around the name, one leading dot and capital letters are harmless.
    """
    if not isinstance(value, str):
        return "is not a text" if is_sent(value) else None
    name = value.partition(";")[0].strip()
    if name.startswith("["):
        return None  # an address of IPv6, of which it is not known what browsers make
    return next((words for pattern, words in _FAULTS if pattern.search(name)), None)


def domain_host(value: str) -> str:
    """The host that a Domain without a fault means: ``" .Example.org"`` is ``example.org``."""
    return value.partition(";")[0].strip().lower().removeprefix(".")


def is_one_host(host: str) -> bool:
    """Whether a Domain is kept only where the site is visited under this name: ``localhost``, an address."""
    return "." not in host or _ADDRESS.fullmatch(host) is not None


def is_absolute_path(value: object) -> bool:
    """
    Whether browsers use a Path. In the place of any other, and of none, they use the folder of the page that sets it.
    """
    return isinstance(value, str) and value.strip().startswith("/")
