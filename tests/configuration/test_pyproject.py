"""``[tool.flake8]``: what is not in the comparison with flake8 itself (``tests/integration/test_as_flake8.py``)."""

from __future__ import annotations

import argparse
import configparser
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from flake8.options import aggregator, config
from flake8.options.manager import OptionManager

from flake8_session_expiry.configuration.configuration_files import ConfigurationFiles
from flake8_session_expiry.configuration.pyproject import as_in_flake8, is_installed
from flake8_session_expiry.fix.cli import main as fix
from flake8_session_expiry.policy.cli import main as policy

ROOT = Path(__file__).parents[2]
FALSE = "request.session.set_expiry(False)\n"
SECTION = "[tool.flake8]\nignore = 'DSE202'\n"
Capture = pytest.CaptureFixture[str]


needs_the_plugin = pytest.mark.skipif(not is_installed(), reason="Flake8-pyproject is not installed")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file to repair, in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "views.py").write_text(FALSE, encoding="utf-8")
    (tmp_path / "settings.py").write_text("MIDDLEWARE = []\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if Flake8-pyproject were not installed."""
    real = metadata.distribution

    def distribution(name: str) -> metadata.Distribution:
        if name == "Flake8-pyproject":
            raise metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(metadata, "distribution", distribution)


def test_where_the_plugin_is_not_installed_one_warning_says_so(
    project: Path, capsys: Capture, not_installed: None
) -> None:
    (project / "pyproject.toml").write_text(SECTION, encoding="utf-8")
    warning = (
        "warning: pyproject.toml: [tool.flake8] is ignored, as by flake8 itself, unless Flake8-pyproject is installed\n"
    )
    assert fix(["--check", "--quiet"]) == 1
    assert capsys.readouterr().err == warning
    assert policy(["settings.py"]) == 0
    assert capsys.readouterr().err == warning
    for arguments in (["--isolated"], ["--config=setup.cfg"], ["--toml-config=x"]):
        (project / "setup.cfg").write_text("[flake8]\n", encoding="utf-8")
        fix(["--check", *arguments])
        assert "warning" not in capsys.readouterr().err


@pytest.mark.parametrize("text", ["[tool.black]\n", "[tool]\nflake8 = 1\n", "[tool.flake8\n", ""])
def test_without_the_plugin_any_other_pyproject_is_passed_over(
    text: str, project: Path, capsys: Capture, not_installed: None
) -> None:
    (project / "pyproject.toml").write_text(text, encoding="utf-8")
    assert fix(["--check"]) == 1
    assert capsys.readouterr().err == ""


@needs_the_plugin
def test_flake8_is_as_before_after_the_plugin(project: Path) -> None:
    before = aggregator.aggregate_options, config.parse_config
    (project / "pyproject.toml").write_text(SECTION, encoding="utf-8")
    assert fix(["--check"]) == 0
    assert (aggregator.aggregate_options, config.parse_config) == before


@needs_the_plugin
def test_where_rules_are_not_selected_the_file_is_named(project: Path, capsys: Capture) -> None:
    (project / "setup.cfg").write_text("[flake8]\nselect = DSE\n", encoding="utf-8")
    (project / "pyproject.toml").write_text("[tool.flake8]\nselect = ['E', 'F']\n", encoding="utf-8")
    assert fix(["--check"]) == 0
    assert "warning: no DSE rule is selected: select in pyproject.toml leaves them out" in capsys.readouterr().err


@needs_the_plugin
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.flake8\n", "pyproject.toml: Expected "),
        ("\udcff", "pyproject.toml: 'utf-8' codec can't decode byte 0xff"),
        ("[tool]\nflake8 = 1\n", "pyproject.toml: [tool.flake8] is not a table"),
        (
            "[tool.flake8]\nselect = {a = 1}\n",
            "pyproject.toml: select in [tool.flake8] must be a string or a list of strings",
        ),
        (
            "[tool.flake8]\nselect = ['E', 5]\n",
            "pyproject.toml: select in [tool.flake8] must be a string or a list of strings",
        ),
        (
            "[tool.flake8]\nmax-line-length = [80]\n",
            "pyproject.toml: max-line-length in [tool.flake8] must be one value",
        ),
        (
            "[tool.flake8.per-file-ignores]\n'a.py' = 'E1'\n",
            "pyproject.toml: per-file-ignores in [tool.flake8] must be a string or",
        ),
        (
            "[tool.flake8]\nignore = 'DSE101 # why'\n",
            "pyproject.toml: Error code '#' supplied to 'ignore' option does not",
        ),
        ("[tool.flake8]\nselect = 'DSE777'\n", "pyproject.toml: select: there is no rule 'DSE777'"),
    ],
)
def test_what_flake8_fails_on_is_one_clear_line(text: str, message: str, project: Path, capsys: Capture) -> None:
    (project / "pyproject.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert fix(["--check"]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"flake8-session-expiry-fix: error: {message}") and err.count("\n") == 1


@needs_the_plugin
def test_a_toml_file_without_the_section_is_no_reason_to_warn(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.flake8]\nselect = 'E'\n", encoding="utf-8")
    (project / "own.toml").write_text("[tool.black]\n", encoding="utf-8")
    arguments = argparse.Namespace(isolated=False, config=None, append_config=[], toml_config="own.toml")
    found = ConfigurationFiles.of(arguments, configparser.RawConfigParser(), str(project))
    assert (found.paths, found.warnings) == ((), [])


@needs_the_plugin
@pytest.mark.parametrize(
    ("argv", "loaded"),
    [([".", "--check"], False), (["--check", "--toml-config=own.toml", "."], True), (["--help"], True), (["-h"], True)],
)
def test_the_plugin_is_loaded_where_it_is_asked_for(argv: list[str], loaded: bool) -> None:
    manager = OptionManager(version="0", plugin_versions="", parents=[], formatter_names=[])
    with as_in_flake8(manager, argv):
        pass
    assert ("--toml-config" in manager.parser.format_help()) is loaded


@needs_the_plugin
def test_a_toml_file_that_is_named(project: Path) -> None:
    """In processes of their own: the plugin keeps the name until the process ends."""
    (project / "pyproject.toml").write_text("[tool.flake8]\nselect = 'E'\n", encoding="utf-8")
    (project / "conf").mkdir()
    (project / "conf" / "own.toml").write_text("[tool.flake8]\nexclude = '../views.py'\n", encoding="utf-8")
    (project / "forms.py").write_text(FALSE, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for name, code in (("conf/own.toml", 1), ("missing.toml", 2)):
        program = (
            "import sys; from flake8_session_expiry.fix.cli import main; sys.exit(main(['--check',"
            f" '--toml-config={name}']))"
        )
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == code
        if code == 1:
            assert done.stdout.startswith("./forms.py:1:28: would fix DSE202") and "views.py" not in done.stdout
            flake8 = [sys.executable, "-m", "flake8", f"--toml-config={name}", "--select=DSE"]
            assert "./forms.py" in (out := subprocess.run(flake8, capture_output=True, text=True, check=False).stdout)
            assert "views.py" not in out
        else:
            assert done.stderr == ("flake8-session-expiry-fix: error: --toml-config: there is no file 'missing.toml'\n")
