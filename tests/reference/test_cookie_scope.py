"""What browsers make of a cookie's domain; tests/policy/test_plain_values.py has each fault in words."""

from __future__ import annotations

import re

import pytest

from flake8_session_expiry.reference.cookie_scope import (
    SHARED_DOMAINS,
    domain_fault,
    domain_host,
    is_absolute_path,
    is_one_host,
)


@pytest.mark.parametrize(
    "value",
    [*sorted(SHARED_DOMAINS), ".example.org", "Example.ORG ", "localhost", "127.0.0.1", "a.org; Secure", None, ""],
)
def test_domain_that_some_host_may_set_has_no_fault(value: object) -> None:
    assert domain_fault(value) is None


@pytest.mark.parametrize("domain", sorted(SHARED_DOMAINS))
def test_a_shared_domain_is_one_of_a_country_or_of_a_host(domain: str) -> None:
    assert re.fullmatch(r"(?:co|com|org)\.[a-z]{2}|[a-z-]+\.(?:app|com|dev|io|net)", domain)


@pytest.mark.parametrize("value", ["[::1]", "[2001:db8::1]:8000"])
def test_of_addresses_of_ipv6_nothing_is_known(value: str) -> None:
    assert domain_fault(value) is None


@pytest.mark.parametrize(
    ("value", "absolute"),
    [("/", True), ("/shop/", True), (" /shop", True), ("shop/", False), ("", False), (None, False), (b"/", False)],
)
def test_a_path_that_browsers_use(value: object, absolute: bool) -> None:
    assert is_absolute_path(value) is absolute


@pytest.mark.parametrize("value", [0, False, True, b"example.org", ("example.org",), {"example.org"}, "//example.org"])
def test_domain_that_no_host_may_set_has_a_fault(value: object) -> None:
    assert domain_fault(value) is not None


@pytest.mark.parametrize(
    ("value", "host", "alone"),
    [(" .A.org", "a.org", False), ("LOCALHOST", "localhost", True), (".10.0.0.1", "10.0.0.1", True)],
)
def test_domain_of_one_host_or_of_several(value: str, host: str, alone: bool) -> None:
    assert (domain_host(value), is_one_host(host)) == (host, alone)
