"""If somebody else was logged in, login() flushes the session and with it the expiry that was just set."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof


@proof("dse302_expiry_before_login", asynchronous=True)
def test_lost_if_another_user_was_logged_in(site: Site, code: Block) -> None:
    from django.contrib.auth.models import User

    site.login("bob")
    user = User.objects.get(username="ann")
    user.backend = "django.contrib.auth.backends.ModelBackend"
    visit = site.visit(code, kwargs={"user": user})
    assert visit.max_age == 1209600
