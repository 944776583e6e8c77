"""Files, codes and lines are chosen as flake8 chooses them, and nothing of the project is imported."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flake8_session_expiry.configuration.flake8_config import Configuration, load
from flake8_session_expiry.configuration.flake8_options import ConfigurationError
from flake8_session_expiry.engine.findings import Finding
from flake8_session_expiry.fix.arguments import COMMAND


def configured(*arguments: str) -> Configuration:
    """The configuration of the current folder with some options of flake8's."""

    def add(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--own", action="store_true")

    return load(arguments, add, COMMAND)


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project, as the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path.parent))
    return tmp_path


def write(project: Path, **files: str) -> None:
    """Write files: ``setup_cfg`` is ``setup.cfg``."""
    for name, text in files.items():
        (project / name.replace("_", ".")).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", ["setup.cfg", "tox.ini", ".flake8"])
def test_finds_the_configuration_file(project: Path, name: str) -> None:
    (project / name).write_text("[flake8]\nignore = DSE101\nsession-expiry-django-version = 5.2\n", encoding="utf-8")
    configuration = configured()
    assert not configuration.reports("views.py")("DSE101")
    assert configuration.reports("views.py")("DSE102")
    assert configuration.options.django_version == (5, 2)


def test_options_of_the_command_line_win(project: Path) -> None:
    write(project, setup_cfg="[flake8]\nignore = DSE101\nselect = E,F,DSE\nsession-expiry-engine = db\n")
    configuration = configured("--ignore=DSE102", "--session-expiry-engine", "cache", "--own", "a.py")
    reports = configuration.reports("a.py")
    assert [reports(code) for code in ("DSE101", "DSE102")] == [True, False]
    assert configuration.options.engine == "cache"
    assert configuration.namespace.own and configuration.namespace.filenames == ["a.py"]


@pytest.mark.parametrize(
    ("text", "arguments", "expected"),
    [
        ("", [], True),
        ("select = E,F", [], False),
        ("select = E,F", ["--extend-select=DSE1"], True),
        ("extend-ignore = DSE1", [], False),
        ("ignore = E203", [], True),
        ("ignore = DSE\nselect = DSE101", [], True),
        ("per-file-ignores =\n    shop/*.py: DSE101", [], False),
        ("per-file-ignores =\n    other/*.py: DSE101", [], True),
        ("select = E,F", ["--isolated"], True),
        ("select = E,F", ["--config=other.cfg"], True),
        ("", ["--append-config=strict.cfg"], False),
    ],
)
def test_codes_as_flake8_has_them(project: Path, text: str, arguments: list[str], expected: bool) -> None:
    write(project, setup_cfg=f"[flake8]\n{text}\n", other_cfg="[flake8]\n", strict_cfg="[flake8]\nselect = E\n")
    assert configured(*arguments).reports("shop/views.py")("DSE101") is expected


def test_opt_in_rules_come_on_when_named(project: Path) -> None:
    write(project, setup_cfg="[flake8]\nextend-select = DSE208\n")
    options = configured().options
    assert options.wants("DSE208", by_default=False) and not options.wants("DSE302", by_default=False)


def test_files_as_flake8_finds_them(project: Path) -> None:
    for name in ("a.py", "b.txt", ".git/c.py", "build/d.py", "old/e.py"):
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).touch()
    write(project, setup_cfg="[flake8]\nextend-exclude = build/*,old\n")
    configuration = configured()
    assert list(configuration.files([])) == ["./a.py"]
    assert list(configuration.files(["build/d.py", "b.txt", "missing.py", "-"])) == ["b.txt", "missing.py", "-"]
    assert list(configured("--exclude=a.py", "--stdin-display-name=build/x.py").files([".", "-"])) == ["./.git/c.py"]


def at(line: int) -> Finding:
    """A finding on a line."""
    return Finding("DSE101", "text", line, 4)


@pytest.mark.parametrize(
    ("text", "silenced"),
    [
        ("a = 1\n", False),
        ("a = 1  # noqa\n", True),
        ("a = 1  # noqa: DSE101\n", True),
        ("a = 1  # NOQA:DSE1\n", True),
        ("a = 1  # noqa: E501\n", False),
        ("a = 1\nb = 2  # noqa\n", False),
        ("f(\n  1)  # noqa\n", False),
        ('f("""\n""")  # noqa\n', True),
        ("a = 1 + \\\n    2  # noqa\n", True),
        ("a = 1  # noqa\r\n", True),
        ("a = (  # noqa\n", False),
    ],
)
def test_noqa_as_flake8_counts_it(text: str, silenced: bool) -> None:
    assert configured().silenced("views.py", text)(at(1)) is silenced
    assert configured("--disable-noqa").silenced("views.py", text)(at(1)) is False


@pytest.mark.parametrize(
    ("text", "skipped"),
    [
        ("a = 1\n# flake8: noqa\n", True),
        ("# FLAKE8: NOQA\n", True),
        ("a = 1  # flake8: noqa\n", False),
        ("# flake8: noqa: E123\n", True),
        ("# about flake8\n", False),
        ("\ufeff# flake8: noqa\n", True),
    ],
)
def test_a_file_may_opt_out(text: str, skipped: bool) -> None:
    assert configured().skips("views.py", text) is skipped
    assert not configured("--disable-noqa").skips("views.py", text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[flake8]\nignore = DSE101 # why\n", "setup.cfg: Error code '#' supplied to 'ignore' option does not match"),
        ("[flake8]\nmax-line-length = wide\n", "setup.cfg: invalid literal for int() with base 10: 'wide'"),
        ("[flake8]\njobs = many\n", "argument -j/--jobs: 'many' must be 'auto' or an integer."),
        ("[flake8]\nselect = E\nselect = F\n", "While reading from"),
        ("[flake8]\nper-file-ignores = DSE101\n", "setup.cfg: Expected `per-file-ignores` to be a mapping"),
        ("[flake8]\nselect = DSE777\n", "setup.cfg: select: there is no rule 'DSE777'"),
        ("[flake8]\nsession-expiry-profile = strict\n", "setup.cfg: session-expiry-profile: 'strict' is none of"),
    ],
)
def test_a_broken_configuration_is_one_clear_line(project: Path, text: str, message: str) -> None:
    write(project, setup_cfg=text)
    with pytest.raises(ConfigurationError) as caught:
        configured()
    assert str(caught.value).startswith(message) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--config=missing.cfg"], "The specified config file does not exist: missing.cfg"),
        (["--append-config=missing.cfg"], "The specified config file does not exist: missing.cfg"),
        (["--config"], "argument --config: expected one argument"),
        (["--unknown"], "unrecognized arguments: --unknown"),
        (["--isolate"], "unrecognized arguments: --isolate"),
        (["--session-expiry-enable=DSE777"], "--session-expiry-enable: there is no rule 'DSE777'"),
    ],
)
def test_a_bad_command_line_is_one_clear_line(arguments: list[str], message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        configured(*arguments)
    assert message in str(caught.value) and "\n" not in str(caught.value)


def test_a_broken_file_is_named_wherever_it_is(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(project, setup_cfg="[metadata]\n", tox_ini="[flake8]\nignore = DSE101 # why\n")
    (project / "below").mkdir()
    monkeypatch.chdir(project / "below")
    with pytest.raises(ConfigurationError, match=r"^\.\./tox\.ini: "):
        configured()
    with pytest.raises(ConfigurationError, match=r"^\.\./tox\.ini: "):
        configured("--config=../tox.ini")


def test_plugins_of_the_project_are_not_loaded(project: Path) -> None:
    write(
        project,
        setup_cfg=(
            "[flake8]\nrequire-plugins = flake8-nowhere\nmax-complexity = 3\n"
            "[flake8:local-plugins]\nextension = X = evil:check\npaths = .\n"
        ),
        evil_py="open('imported', 'w').close()\n",
    )
    configured()
    program = "import sys; from flake8_session_expiry.fix.cli import main; sys.exit(main(['--check']))"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    assert subprocess.run([sys.executable, "-c", program], env=environment, check=False).returncode == 0
    assert not (project / "imported").exists()


def test_help_leaves_out_what_is_flake8s_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        configured("--help")
    out = capsys.readouterr().out
    assert left.value.code == 0
    assert (
        "usage: flake8-session-expiry-fix [options]" in out
        and "--session-expiry-engine" in out
        and "--extend-exclude" in out
    )
    assert "--max-line-length" not in out and "--benchmark" not in out


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("session-expiry-profil", "; did you mean session-expiry-profile?"),
        ("session_expiry_enabel", "; did you mean session-expiry-enable?"),
        ("session-cookies", ""),
    ],
)
def test_a_mistyped_option_of_ours_is_said(
    key: str, meant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """flake8 itself is silent about names that it does not know."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "setup.cfg").write_text(f"[flake8]\n{key} = x\nsome-plugin = 1\nsession-expiry-profile = browser\n")
    assert list(configured().warnings()) == [f"setup.cfg: there is no option {key.replace('_', '-')}{meant}"]


def test_a_wrong_value_is_said_of_the_command_line_where_it_stands_there(project: Path) -> None:
    write(project, setup_cfg="[flake8]\nsession-expiry-profile = strict\nsession_expiry_engine = databse\n")
    with pytest.raises(ConfigurationError, match=r"^--session-expiry-profile: 'lax' is none of"):
        configured("--session-expiry-profile=lax", "--session-expiry-engine=db")
    with pytest.raises(ConfigurationError, match=r"^--session-expiry-profile: 'lax' is none of"):
        configured("--session-expiry-engine=db", "--session-expiry-profile", "lax")
    with pytest.raises(ConfigurationError, match=r"^setup\.cfg: session-expiry-engine: 'databse' is none of"):
        configured("--session-expiry-profile=pci-dss")
