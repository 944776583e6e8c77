"""Where the environment has no SECRET_KEY the site starts, and forgets its visitors at the next start."""

from __future__ import annotations

from tests.behaviour.proving import Block, Site, proof

KEPT = {"DJANGO_SECRET_KEY": "the key that the environment keeps over a restart: 0123456789abcdefghijklmnop"}


def starts(site: Site, code: Block) -> bool:
    """Whether the settings can be loaded without the variable."""
    try:
        site.configure(code)
    except KeyError:
        return False
    return True


def starts_only_with_the_variable(site: Site, code: Block) -> None:
    assert not starts(site, code)
    site.configure(code, environ=KEPT)
    site.login("ann")
    site.configure(code, environ=KEPT)
    assert site.user() == "ann"


@proof("dse513_random_secret_key_default", promise=starts_only_with_the_variable)
def test_without_the_variable_a_restart_ends_every_login(site: Site, code: Block) -> None:
    assert starts(site, code)
    site.login("ann")
    assert site.user() == "ann"
    assert starts(site, code)
    assert site.user() is None


@proof("dse513_random_secret_key_default", same=True)
def test_with_the_variable_nothing_happens(site: Site, code: Block) -> None:
    site.configure(code, environ=KEPT)
    site.login("ann")
    site.configure(code, environ=KEPT)
    assert site.user() == "ann"


@proof("dse513_random_secret_key_default", case="where none is set", instead=None)
def test_an_if_does_the_same(site: Site, code: Block) -> None:
    assert starts(site, code)
    site.login("ann")
    assert starts(site, code)
    assert site.user() is None
