"""Django's default for SESSION_COOKIE_SECURE is False, and the check for deployment says so."""

from __future__ import annotations

from django.conf import global_settings
from django.core.checks import run_checks

from tests.behaviour.proving import Block, Site, cookie_is, proof
from tests.behaviour.proving.site import site


@proof("dse505_secure_never_set", options={"production_settings": "settings.py"}, promise=cookie_is(secure=True))
def test_the_cookie_is_not_secure(site: Site, code: Block) -> None:
    site.configure(code)
    cookie = site.remember().cookie
    assert cookie is not None
    assert not cookie.secure


def test_the_check_for_deployment_warns_of_the_default() -> None:
    assert global_settings.SESSION_COOKIE_SECURE is False
    with site("db"):
        warned = {message.id for message in run_checks(include_deployment_checks=True)}
        assert "security.W012" in warned
