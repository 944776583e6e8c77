"""If somebody else was logged in, login() flushes the session and with it the expiry that was just set."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, Visit, proof


def log_ann_in(site: Site, code: Block) -> Visit:
    from django.contrib.auth.models import User

    user = User.objects.get(username="ann")
    user.backend = "django.contrib.auth.backends.ModelBackend"
    return site.visit(code, kwargs={"user": user})


def is_kept_by_the_new_user(site: Site, code: Block) -> None:
    site.login("bob")
    assert log_ann_in(site, code).max_age == 600
    site.wait(590)
    assert site.user() == "ann"
    site.wait(20)
    assert site.user() is None
    assert log_ann_in(site, code).max_age == 600


@proof("dse302_expiry_before_login", asynchronous=True, promise=is_kept_by_the_new_user)
def test_lost_if_another_user_was_logged_in(site: Site, code: Block) -> None:
    site.login("bob")
    assert log_ann_in(site, code).max_age == 1209600
