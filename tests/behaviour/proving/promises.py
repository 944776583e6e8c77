"""
What pages promise most often, for ``@proof(…, promise=lasts(300))``. Each logs ann in, runs the code and checks what
happens to her session.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings

from tests.behaviour.pages import Block
from tests.behaviour.proving.browser import Visit
from tests.behaviour.proving.site import Site
from tests.behaviour.versions import EXPIRING_ENGINES

Promise = Callable[[Site, Block], None]


def lasts(seconds: int, *, fixed_end: bool = False, **how: Any) -> Promise:
    """
    The code is a view that gives the session of the visitor a length.

    Args:
        seconds: the length: the cookie has it as Max-Age, the visitor is known until then, and where the server
            enforces it, a copy of the cookie is refused afterwards.
        fixed_end: it is a moment; a second of it may have gone by when the cookie is made.
        how: as for ``Site.visit``.
    """

    def promise(site: Site, code: Block) -> None:
        site.login("ann")
        _lasts(site, site.visit(code, **how), seconds, 1 if fixed_end else 0)

    return promise


def ends_with_the_browser(**how: Any) -> Promise:
    """The code is a view, and the session of its visitor is there until the browser is closed."""

    def promise(site: Site, code: Block) -> None:
        site.login("ann")
        _ends_with_the_browser(site, site.visit(code, **how))

    return promise


def logs_out(**how: Any) -> Promise:
    """
    The code is a view: it deletes cookie and stored session, and a copy of the cookie is refused (but for
    signed_cookies, which stores none).
    """

    def promise(site: Site, code: Block) -> None:
        site.login("ann")
        site.remember(cart=[1])
        copied = site.cookie
        visit = site.visit(code, **how)
        assert visit.cookie is not None and visit.cookie.deleted
        assert (site.open().user, site.open().data) == (None, {})
        if site.engine != "signed_cookies":
            assert not site.exists(copied)
            assert site.replay(copied).user is None

    return promise


def sessions_last(seconds: int, *, environ: Mapping[str, str] | None = None) -> Promise:
    """The code is settings; the cookie of a login says this length, and the user is known until then."""

    def promise(site: Site, code: Block) -> None:
        site.configure(code, environ=environ)
        _lasts(site, site.login("ann"), seconds, 0)

    return promise


def sessions_end_with_the_browser(site: Site, code: Block) -> None:
    """The code is settings; users are known until they close the browser."""
    site.configure(code)
    _ends_with_the_browser(site, site.login("ann"))


def cookie_is(**attributes: object) -> Promise:
    """The code is settings; the session cookie has these attributes: ``secure``, ``httponly``, ``samesite``."""

    def promise(site: Site, code: Block) -> None:
        site.configure(code)
        cookie = site.login("ann").cookie
        assert cookie is not None
        assert {name: getattr(cookie, name) for name in attributes} == attributes

    return promise


def _lasts(site: Site, visit: Visit, seconds: int, late: int) -> None:
    assert not visit.failed
    assert visit.max_age is not None and seconds - late <= visit.max_age <= seconds
    copied = site.cookie
    # signed_cookies enforces only SESSION_COOKIE_AGE (DSE312).
    known = 0.9 * (min(seconds, settings.SESSION_COOKIE_AGE) if site.engine == "signed_cookies" else seconds)
    site.wait(known)
    assert site.user() == "ann"
    site.wait(seconds - known + 1)
    assert site.user() is None
    if site.engine in EXPIRING_ENGINES:
        assert site.replay(copied).user is None


def _ends_with_the_browser(site: Site, visit: Visit) -> None:
    assert visit.cookie is not None and visit.cookie.value and visit.max_age is None
    assert site.user() == "ann"
    site.close()
    assert site.user() is None
