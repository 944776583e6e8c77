"""The next login of the same user, without remember-me, still gets the thirty days."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, Visit, proof

DAY = 24 * 60 * 60


def log_in(site: Site, code: Block, form: dict[str, str]) -> Visit:
    from django.contrib.auth.models import User

    user = User.objects.get(username="ann")
    user.backend = "django.contrib.auth.backends.ModelBackend"
    return site.visit(code, kwargs={"user": user}, data=form)


def the_next_login_has_the_length_of_the_settings(site: Site, code: Block) -> None:
    assert log_in(site, code, {"remember_me": "on"}).max_age == 30 * DAY
    assert site.user() == "ann"
    assert log_in(site, code, {"name": "ann"}).max_age == 14 * DAY
    assert log_in(site, code, {"remember_me": "on"}).max_age == 30 * DAY


@proof("dse313_sticky_expiry", asynchronous=True, promise=the_next_login_has_the_length_of_the_settings)
def test_the_expiry_outlives_the_next_login(site: Site, code: Block) -> None:
    site.login("ann")
    log_in(site, code, {"remember_me": "on"})
    assert site.user() == "ann"
    assert log_in(site, code, {"name": "ann"}).max_age == 30 * DAY


def the_next_login_ends_with_the_browser(site: Site, code: Block) -> None:
    assert log_in(site, code, {"remember_me": "on"}).max_age == 30 * DAY
    assert log_in(site, code, {"name": "ann"}).max_age is None
    site.close()
    assert site.user() is None


@proof(
    "dse313_sticky_expiry",
    settings={"SESSION_EXPIRE_AT_BROWSER_CLOSE": True},
    promise=the_next_login_ends_with_the_browser,
)
def test_it_outlives_the_closing_of_the_browser(site: Site, code: Block) -> None:
    site.login("ann")
    log_in(site, code, {"remember_me": "on"})
    assert log_in(site, code, {"name": "ann"}).max_age == 30 * DAY
    site.close()
    assert site.user() == "ann"
