"""The options as flake8 parses them."""

from __future__ import annotations

import pytest

from flake8_session_expiry.options import OptionError, Options
from tests.casefiles import parse_options


def test_nothing_given() -> None:
    assert parse_options([]) == Options()


def test_facts() -> None:
    options = parse_options(
        [
            "--session-expiry-django-version=5.2.1",
            "--session-expiry-engine=django.contrib.sessions.backends.cached_db",
            "--session-expiry-use-tz=False",
            "--session-expiry-profile=pci-dss",
            "--session-expiry-max-age=900",
            "--session-expiry-extra-members=touch,extend",
            "--session-expiry-no-discovery",
        ]
    )
    assert options.django_version == (5, 2)
    assert options.django_at_least(5, 1) and not options.django_at_least(6, 0)
    assert options.django_below(6, 0) and not options.django_below(5, 2)
    assert options.engine == "cached_db"
    assert options.use_tz is False
    assert (options.profile, options.max_age) == ("pci-dss", 900)
    assert options.extra_members == {"touch", "extend"}
    assert not options.discovery


def test_what_is_not_known_is_neither_old_nor_new() -> None:
    assert not Options().django_at_least(4, 2)
    assert not Options().django_below(9, 9)


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ([], False),
        (["--select=DSE"], False),
        (["--extend-select=DSE2"], False),
        (["--extend-select=DSE208"], True),
        (["--select=E,DSE208"], True),
        (["--session-expiry-enable=dse208"], True),
        (["--session-expiry-enable=all"], True),
        (["--ignore=E203"], False),
    ],
)
def test_opt_in_means_named(arguments: list[str], wanted: bool) -> None:
    options = parse_options(arguments)
    assert options.wants("DSE208", by_default=False) is wanted
    assert options.wants("DSE202", by_default=True)


@pytest.mark.parametrize(
    "argument",
    [
        "--select=DSE299",
        "--extend-select=DSE7",
        "--ignore=dse999",
        "--extend-ignore=DSE000",
        "--per-file-ignores=tests/*:DSE299",
        "--session-expiry-enable=E501",
        "--session-expiry-enable=everything",
        "--session-expiry-enable=DSE2",
        "--session-expiry-enable=DSE",
        "--session-expiry-django-version=newest",
        "--session-expiry-use-tz=1",
        "--session-expiry-profile=strict",
        "--session-expiry-max-age=0",
        "--session-expiry-max-age=1h",
    ],
)
def test_what_makes_no_sense_is_an_error_that_names_it(argument: str) -> None:
    with pytest.raises(OptionError, match=argument.partition("=")[0].lstrip("-")):
        parse_options([argument])


def test_settings_that_are_not_there() -> None:
    with pytest.raises(OptionError, match="--session-expiry-settings: there is no file '.*/nowhere/settings.py'"):
        parse_options(["--session-expiry-settings=nowhere/settings.py"])
