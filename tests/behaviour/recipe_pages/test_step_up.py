"""Step-up: the password was given in the last five minutes, and a key from before it is dead."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User

from tests.behaviour.proving import ENGINES, Site
from tests.behaviour.proving.browser import Browser, Visit
from tests.behaviour.proving.site import site
from tests.recipe_blocks import blocks_of

CODE = blocks_of("step_up")
EVERY_ENGINE = pytest.mark.parametrize("engine", ENGINES)


def change(fresh: Site, browser: Browser | None = None) -> Visit:
    """Ask for the sensitive page."""
    return fresh.visit(
        CODE["accounts/recent.py"],
        "change_mail_address",
        data={"email": "new@example.com"},
        path="/mail/",
        browser=browser,
    )


def ask(fresh: Site, view: str, path: str) -> Visit:
    """Open a page by GET, as a browser does that follows a redirect."""
    return fresh.visit(CODE["accounts/recent.py"], view, path=path)


def confirm(fresh: Site, password: str = "p", target: str = "/mail/") -> Visit:
    """Give the password again."""
    return fresh.visit(
        CODE["accounts/recent.py"], "confirm", data={"password": password}, path=f"/confirm/?next={target}"
    )


@EVERY_ENGINE
def test_the_password_counts_for_five_minutes(engine: str) -> None:
    with site(engine) as fresh:
        fresh.login()
        assert change(fresh).headers["Location"] == "/confirm/?next=/mail/"
        assert User.objects.get(username="ann").email == ""
        assert confirm(fresh).headers["Location"] == "/mail/"
        fresh.wait(290)
        assert change(fresh).headers["Location"] == "/"
        assert User.objects.get(username="ann").email == "new@example.com"
        fresh.wait(20)
        assert change(fresh).headers["Location"] == "/confirm/?next=/mail/"
        assert fresh.user() == "ann"


@EVERY_ENGINE
def test_a_browser_gets_all_the_way_from_the_form_to_the_new_address(engine: str) -> None:
    with site(engine) as fresh:
        fresh.login()
        sent = ask(fresh, "change_mail_address", "/mail/")
        assert (sent.status, sent.headers["Location"]) == (302, "/confirm/?next=/mail/")
        assert ask(fresh, "confirm", sent.headers["Location"]).status == 200
        back = confirm(fresh)
        form = ask(fresh, "change_mail_address", back.headers["Location"])
        assert (form.status, form.body) == (200, "page")
        assert change(fresh).headers["Location"] == "/"
        assert User.objects.get(username="ann").email == "new@example.com"


@EVERY_ENGINE
def test_a_form_that_is_sent_too_late_is_shown_again_after_the_password(engine: str) -> None:
    with site(engine) as fresh:
        fresh.login()
        confirm(fresh)
        assert ask(fresh, "change_mail_address", "/mail/").status == 200
        fresh.wait(301)
        assert change(fresh).headers["Location"] == "/confirm/?next=/mail/"
        assert ask(fresh, "change_mail_address", confirm(fresh).headers["Location"]).status == 200
        assert User.objects.get(username="ann").email == ""


@EVERY_ENGINE
def test_an_incomplete_form_is_no_error_of_the_server(engine: str) -> None:
    with site(engine) as fresh:
        fresh.login()
        assert fresh.visit(CODE["accounts/recent.py"], "confirm", data={}, path="/confirm/").status == 200
        confirm(fresh)
        assert fresh.visit(CODE["accounts/recent.py"], "change_mail_address", data={}, path="/mail/").status == 200


@EVERY_ENGINE
def test_a_wrong_password_and_another_site_lead_nowhere(engine: str) -> None:
    with site(engine) as fresh:
        fresh.login()
        assert confirm(fresh, "wrong").status == 200
        assert change(fresh).headers["Location"] == "/confirm/?next=/mail/"
        assert confirm(fresh, target="https://evil.example/").headers["Location"] == "/"


@EVERY_ENGINE
def test_a_key_from_before_does_not_get_stronger(engine: str) -> None:
    with site(engine) as fresh:
        fresh.login()
        copied = fresh.cookie
        confirm(fresh)
        visit = change(fresh, fresh.other(copied))
        assert visit.headers["Location"].startswith("/confirm/" if engine == "signed_cookies" else "/login/")
        after = fresh.cookie
        fresh.get(lambda request: request.session.update({"page": 1}))
        assert change(fresh, fresh.other(after)).headers["Location"] == "/"


@EVERY_ENGINE
def test_an_outdated_hash_does_not_log_out(engine: str) -> None:
    with site(engine) as fresh:
        hashers = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", "django.contrib.auth.hashers.MD5PasswordHasher"]
        User.objects.filter(username="ann").update(password=make_password("p", hasher="md5"))
        fresh.login()
        fresh.configure(PASSWORD_HASHERS=hashers)
        confirm(fresh)
        assert User.objects.get(username="ann").password.startswith("pbkdf2_sha256$")
        assert fresh.user() == "ann"
