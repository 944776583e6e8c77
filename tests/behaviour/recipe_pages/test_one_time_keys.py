"""One-time keys: five minutes, one try; on signed_cookies readable, and every try is the first."""

from __future__ import annotations

import zlib
from unittest import mock

import pytest
from django.core import signing

from tests.behaviour.proving import ENGINES, SERVER_ENGINES, Site
from tests.behaviour.proving.browser import Browser
from tests.behaviour.proving.site import site
from tests.recipe_blocks import blocks_of

CODE = blocks_of("one_time_keys")
EVERY_ENGINE = pytest.mark.parametrize("engine", ENGINES)


def send(fresh: Site) -> str:
    """Ask for a code; it, from the mail."""
    with mock.patch("django.core.mail.send_mail") as sent:
        fresh.visit(CODE["accounts/codes.py"], "send_code", data={"email": "ann@example.com"})
    return str(sent.call_args.args[1])


def check(fresh: Site, code: str, browser: Browser | None = None) -> int:
    """The status of the answer to a code."""
    return fresh.visit(CODE["accounts/codes.py"], "check_code", data={"code": code}, browser=browser).status


@EVERY_ENGINE
def test_the_code_is_good_once(engine: str) -> None:
    with site(engine) as fresh:
        fresh.remember(cart=[1])
        code = send(fresh)
        fresh.wait(290)
        assert check(fresh, code) == 302
        assert fresh.open().data == {"cart": [1], "mail_confirmed": True}
        assert check(fresh, code) == 410


@EVERY_ENGINE
def test_after_five_minutes_it_is_not_and_the_cart_stays(engine: str) -> None:
    with site(engine) as fresh:
        fresh.remember(cart=[1])
        code = send(fresh)
        fresh.wait(310)
        assert check(fresh, code) == 410
        assert fresh.open().data == {"cart": [1]}


@EVERY_ENGINE
def test_a_wrong_code_uses_it_up(engine: str) -> None:
    with site(engine) as fresh:
        code = send(fresh)
        assert check(fresh, "wrong") == 403
        assert check(fresh, code) == 410


@pytest.mark.parametrize("engine", SERVER_ENGINES)
def test_a_copied_cookie_has_no_second_try(engine: str) -> None:
    with site(engine) as fresh:
        code = send(fresh)
        copied = fresh.cookie
        assert check(fresh, "wrong") == 403
        assert check(fresh, code, fresh.other(copied)) == 410


def test_with_signed_cookies_it_has_and_the_code_can_be_read() -> None:
    with site("signed_cookies") as fresh:
        code = send(fresh)
        copied = fresh.cookie
        assert copied is not None
        payload = signing.b64_decode(copied.split(":")[0].lstrip(".").encode())
        if copied.startswith("."):
            payload = zlib.decompress(payload)
        assert code.encode() in payload  # without the key
        assert check(fresh, "wrong") == 403
        assert check(fresh, code, fresh.other(copied)) == 302
