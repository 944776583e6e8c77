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
