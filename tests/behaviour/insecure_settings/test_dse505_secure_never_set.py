"""Django's default for SESSION_COOKIE_SECURE is False, and the check for deployment says so."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, cookie_is, proof


@proof("dse505_secure_never_set", options={"production_settings": "settings.py"}, promise=cookie_is(secure=True))
def test_the_cookie_is_not_secure(site: Site, code: Block) -> None:
    site.configure(code)
    cookie = site.remember().cookie
    assert cookie is not None
    assert not cookie.secure
