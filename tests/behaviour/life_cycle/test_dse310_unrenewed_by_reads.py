"""A user who only opens pages is logged out; one whose every request sets the expiry is not."""

from __future__ import annotations

from tests.behaviour.proving import ALL_ENGINES, Block, Site, proof


@proof("dse310_unrenewed_by_reads", engines=ALL_ENGINES)
def test_opening_pages_is_no_activity(site: Site, code: Block) -> None:
    from django.contrib.auth.models import User

    if "Middleware" in code.text:
        site.install(code, "IdleTimeoutMiddleware")
        site.login("ann")
    else:
        site.visit(code, kwargs={"user": User.objects.get(username="ann")})
    for _ in range(3):
        site.wait(12 * 60)
        active = site.user()
    assert active is None
