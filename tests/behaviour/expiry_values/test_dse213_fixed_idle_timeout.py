"""A user who keeps changing the session is logged out at the fixed end all the same; seconds are renewed."""

from __future__ import annotations

from tests.behaviour.proving import ALL_ENGINES, Block, Site, proof


@proof("dse213_fixed_idle_timeout", engines=ALL_ENGINES)
def test_activity_does_not_move_the_end(site: Site, code: Block) -> None:
    from django.contrib.auth.models import User

    site.visit(code, kwargs={"user": User.objects.get(username="ann")})
    site.wait(20 * 60)
    site.remember(k=1)
    site.wait(20 * 60)
    assert site.user() is None
