"""Frames of another site: the headers that browsers ask for."""

from __future__ import annotations

import pytest
from django.conf import settings

from tests.behaviour.proving import ENGINES
from tests.behaviour.proving.site import site
from tests.recipe_blocks import blocks_of

CODE = blocks_of("frames")
CLICKJACKING = "django.middleware.clickjacking.XFrameOptionsMiddleware"


@pytest.mark.parametrize("engine", ENGINES)
def test_the_cookie_may_be_sent_to_a_frame(engine: str) -> None:
    with site(engine) as fresh:
        before = fresh.login().cookie
        fresh.configure(CODE["project/settings.py"])
        after = fresh.login("bob").cookie
        assert before is not None and after is not None
        assert (before.samesite, before.secure) == ("Lax", False)
        assert (after.samesite, after.secure) == ("None", True)


@pytest.mark.parametrize("engine", ENGINES)
def test_one_site_may_show_the_page_and_others_may_not(engine: str) -> None:
    with site(engine) as fresh:
        fresh.configure(MIDDLEWARE=[*settings.MIDDLEWARE, CLICKJACKING])
        assert fresh.open().headers["X-Frame-Options"] == "DENY"
        fresh.login()
        visit = fresh.visit(CODE["widget/views.py"])
        assert "X-Frame-Options" not in visit.headers
        assert visit.headers["Content-Security-Policy"] == "frame-ancestors https://partner.example"
        assert visit.body == "Hello ann"
