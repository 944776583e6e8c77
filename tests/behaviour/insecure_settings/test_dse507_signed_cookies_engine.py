"""A session that only the cookie holds cannot be taken back, and everybody who has it can read it."""

from __future__ import annotations

import zlib

from django.contrib.auth import logout
from django.core.signing import b64_decode
from django.http import HttpRequest

from tests.behaviour.proving import Block, Site, proof

TWO_WEEKS = 14 * 24 * 60 * 60


def log_out(request: HttpRequest) -> None:
    logout(request)


def logout_revokes_a_copy(site: Site, code: Block) -> None:
    site.configure(code)
    copied = site.login("ann").key
    assert site.replay(copied).user == "ann"
    site.get(log_out)
    assert site.replay(copied).user is None


@proof("dse507_signed_cookies_engine", engines=("signed_cookies",), promise=logout_revokes_a_copy)
def test_logout_does_not_revoke_a_copy(site: Site, code: Block) -> None:
    site.configure(code)
    copied = site.login("ann").key
    site.get(log_out)
    assert site.user() is None
    assert site.replay(copied).user == "ann"


def expire_soon(request: HttpRequest) -> None:
    request.session.set_expiry(300)


def an_expiry_limits_a_copy(site: Site, code: Block) -> None:
    site.configure(code)
    site.login("ann")
    copied = site.get(expire_soon).key
    site.wait(290)
    assert site.replay(copied).user == "ann"
    site.wait(20)
    assert site.replay(copied).user is None


@proof("dse507_signed_cookies_engine", engines=("signed_cookies",), promise=an_expiry_limits_a_copy)
def test_only_the_age_of_the_setting_limits_a_copy(site: Site, code: Block) -> None:
    site.configure(code)
    site.login("ann")
    copied = site.get(expire_soon).key
    site.wait(TWO_WEEKS - 60)
    assert site.replay(copied).user == "ann"
    site.wait(120)
    assert site.replay(copied).user is None


def the_cookie_is_a_key_and_nothing_else(site: Site, code: Block) -> None:
    site.configure(code)
    cookie = site.remember(secret="hunter2").key or ""
    assert cookie.isalnum() and len(cookie) == 32
    assert site.open().data == {"secret": "hunter2"}


@proof("dse507_signed_cookies_engine", engines=("signed_cookies",), promise=the_cookie_is_a_key_and_nothing_else)
def test_the_content_can_be_read_without_the_key(site: Site, code: Block) -> None:
    site.configure(code)
    cookie = site.remember(secret="hunter2").key or ""
    payload, _, _ = cookie.rpartition(":")[0].rpartition(":")
    content = b64_decode(payload.lstrip(".").encode()) if payload else b""
    if payload.startswith("."):
        content = zlib.decompress(content)
    assert b"hunter2" in content


@proof("dse507_signed_cookies_engine", engines=("signed_cookies",), instead=None)
def test_a_change_of_the_password_ends_a_login_but_not_the_rest(site: Site, code: Block) -> None:
    from django.contrib.auth.models import User

    site.configure(code)
    site.login("ann")
    copied = site.cookie
    assert site.replay(copied).user == "ann"
    user = User.objects.get(username="ann")
    user.set_password("new")
    user.save()
    assert site.replay(copied).user is None
