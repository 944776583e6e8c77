"""The next login of the same user, without remember-me, still gets the thirty days."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof


@proof("dse313_sticky_expiry", asynchronous=True)
def test_the_expiry_outlives_the_next_login(site: Site, code: Block) -> None:
    from django.contrib.auth.models import User

    site.login("ann")
    user = User.objects.get(username="ann")
    user.backend = "django.contrib.auth.backends.ModelBackend"
    site.visit(code, kwargs={"user": user}, data={"remember_me": "on"})
    assert site.user() == "ann"
    again = site.visit(code, kwargs={"user": user}, data={"name": "ann"})
    assert again.max_age == 30 * 24 * 60 * 60
