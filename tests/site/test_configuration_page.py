"""The reference of the options: complete, and its examples are accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_session_expiry import api
from flake8_session_expiry.commands import COMMANDS
from scripts.site_pages.configuration import configuration_page, in_ini, in_toml, plugin_options
from scripts.site_pages.option_examples import EXAMPLES

_FILES = ("config/settings/production.py", "config/settings/eu.py")  # an option with a path wants the file


def test_each_option_has_an_example_and_a_heading() -> None:
    assert set(EXAMPLES) == set(plugin_options())
    page = configuration_page()
    for name in plugin_options():
        assert f"### session-expiry-{name}\n" in page
    for name in COMMANDS:
        assert f"### flake8-session-expiry {name}\n" in page


@pytest.mark.parametrize("name", sorted(EXAMPLES))
@pytest.mark.parametrize("kind", ["ini", "toml"])
def test_an_example_is_accepted(name: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in _FILES:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    monkeypatch.chdir(tmp_path)
    if kind == "ini":
        (tmp_path / "setup.cfg").write_text(f"[flake8]\nsession-expiry-{name} = {in_ini(EXAMPLES[name])}\n")
    else:
        text = f"[tool.flake8-session-expiry]\n{name} = {in_toml(EXAMPLES[name])}\n"
        (tmp_path / "pyproject.toml").write_text(text)
    api.read_configuration()


def test_a_wrong_example_would_be_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "setup.cfg").write_text("[flake8]\nsession-expiry-profile = nist-aal9\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(api.ConfigurationError):
        api.read_configuration()


@pytest.mark.parametrize(
    "row",
    [
        "| `--unsafe-fixes` | Make fixes, too, that are only probably what was meant. |",
        "| `--baseline=FILE` | ",
        "| `--add-noqa[=REASON]` | ",
        "| `--html=FILE` | ",
        "| `--fixable` | ",
        "### session-expiry-profile\n",
        "Default: `browser`.",
        "session-expiry-force-exclude = true",
    ],
)
def test_options_are_written_as_they_are_given(row: str) -> None:
    assert row in configuration_page()


def test_what_a_command_takes_from_flake8_is_named_and_nothing_else() -> None:
    check = configuration_page().partition("### flake8-session-expiry check\n")[2].partition("\n### ")[0]
    assert "`--extend-select`" in check and "`--max-line-length`" not in check and "--session-expiry" not in check
