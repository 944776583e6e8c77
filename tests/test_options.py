"""The options as flake8 parses them."""

from __future__ import annotations

import pytest

from flake8_session_expiry.options import OptionError, Options
from tests.casefiles import parse_options


def test_options_that_are_not_given() -> None:
    assert parse_options([]) == Options()


def test_facts_that_are_given() -> None:
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


def test_unknown_version_is_neither_old_nor_new() -> None:
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
def test_opt_in_rule_runs_if_its_whole_code_is_named(arguments: list[str], wanted: bool) -> None:
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
        "--session-expiry-engine=my engine",
        "--session-expiry-engine=my_site.1st",
        "--session-expiry-engine=django.contrib.sessions.backends.base",
        "--session-expiry-engine=django.contrib.sessions.backends.db.SessionStore",
        "--session-expiry-engine=django.contrib.session.backends.db",
    ],
)
def test_wrong_value_is_an_error_that_names_it(argument: str) -> None:
    with pytest.raises(OptionError, match=argument.partition("=")[0].lstrip("-")):
        parse_options([argument])


def test_missing_settings_are_an_error() -> None:
    with pytest.raises(OptionError, match="--session-expiry-settings: there is no file '.*/nowhere/settings.py'"):
        parse_options(["--session-expiry-settings=nowhere/settings.py"])


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("cached-db", "cached_db"),
        ("cache_db", "cached_db"),
        ("cacheddb", "cached_db"),
        ("DB", "db"),
        ("database", "db"),
        ("cookies", "signed_cookies"),
        ("signed-cookies", "signed_cookies"),
        ("files", "file"),
        ("redis", "cache"),
        ("django.contrib.sessions.backends.cached-db", "cached_db"),
        ("django.contrib.sessions.backends.database", "db"),
    ],
)
def test_mistyped_engine_is_an_error_with_a_hint(text: str, meant: str) -> None:
    """It was taken for a module of the project's own, and the rules about engines reported nothing."""
    with pytest.raises(OptionError, match=rf"--session-expiry-engine: '{text}' is none of .*; did you mean {meant}\?$"):
        parse_options([f"--session-expiry-engine={text}"])


@pytest.mark.parametrize(
    "text", ["mysite.sessions", "redis_sessions.session", "mysite.cached_dbs", "mysessions", "größe.db"]
)
def test_engine_of_the_project_is_accepted(text: str) -> None:
    """Also one at the top of the import path, which has no dot in its name: Django imports whatever is named."""
    assert parse_options([f"--session-expiry-engine= {text} "]).engine == text


def test_text_that_is_no_engine_is_an_error() -> None:
    assert parse_options(["--session-expiry-engine="]).engine is None
