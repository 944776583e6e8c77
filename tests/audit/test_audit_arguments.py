"""Arguments for processes in other folders."""

from __future__ import annotations

import os

import pytest

from flake8_session_expiry.audit.audit_arguments import configured, for_every_folder
from flake8_session_expiry.configuration.flake8_options import ConfigurationError


@pytest.mark.parametrize(
    ("given", "made"),
    [
        (["--config", "a.cfg", "x"], ["--config", "/here/a.cfg", "x"]),
        (["--append-config=a.cfg", "-q"], ["--append-config=/here/a.cfg", "-q"]),
        (
            ["--toml-config", "/b.toml", "--config", "--config"],
            ["--toml-config", "/b.toml", "--config", "/here/--config"],
        ),
        (["--select=DSE5", "--", "--config", "x"], ["--select=DSE5", "--", "--config", "x"]),
    ],
)
def test_paths_of_configuration_files_are_absolute(given: list[str], made: list[str]) -> None:
    here = os.getcwd()
    assert [*for_every_folder(given)] == [word.replace("/here", here) for word in made]


def test_defaults() -> None:
    namespace = configured([]).namespace
    assert (namespace.store, namespace.dask, namespace.since, namespace.fail_on) == (None, None, None, ())
    assert namespace.timeout == 600 and not namespace.json_lines
    assert configured(["--fail-on=worse, errors", "--since=3", "--store=x"]).namespace.fail_on == ("worse", "errors")


def test_folders_and_the_time_for_one() -> None:
    namespace = configured(["a", "b", "--timeout=2.5"]).namespace
    assert (namespace.filenames, namespace.timeout) == (["a", "b"], 2.5)


@pytest.mark.parametrize("option", ["--count", "--statistics", "--show-source"])
def test_options_of_flake8_that_have_no_effect_say_what_has(option: str) -> None:
    with pytest.raises(ConfigurationError, match="the summary counts; --json-lines has all of it"):
        configured([option])


def test_help_says_what_the_folders_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        configured(["--help"])
    words = " ".join(capsys.readouterr().out.split())
    assert "Folders with projects (the current one, if there are none): every manage.py below is one." in words
    assert "Print no summary and no progress." in words
