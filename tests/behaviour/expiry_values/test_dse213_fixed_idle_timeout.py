"""A user who keeps changing the session is logged out at the fixed end all the same; seconds are renewed."""

from __future__ import annotations

from tests.behaviour.proving import ALL_ENGINES, Block, Site, proof


def activity_moves_the_end(site: Site, code: Block) -> None:
    from django.contrib.auth.models import User

    assert site.visit(code, kwargs={"user": User.objects.get(username="ann")}).max_age == 30 * 60
    for number in range(3):
        site.wait(20 * 60)
        site.remember(k=number)
    assert site.user() == "ann"
    site.wait(31 * 60)
    assert site.user() is None


@proof("dse213_fixed_idle_timeout", engines=ALL_ENGINES, promise=activity_moves_the_end)
def test_activity_does_not_move_the_end(site: Site, code: Block) -> None:
    from django.contrib.auth.models import User

    site.visit(code, kwargs={"user": User.objects.get(username="ann")})
    site.wait(20 * 60)
    site.remember(k=1)
    site.wait(20 * 60)
    assert site.user() is None
