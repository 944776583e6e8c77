"""
Flake8's options on our command lines: each means something there or is refused, before anything is read or written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from flake8.main.options import register_default_options, stage1_arg_parser
from flake8.options.manager import OptionManager

from flake8_session_expiry.fix.arguments import COMMAND as FIX
from flake8_session_expiry.fix.cli import main as fix
from flake8_session_expiry.policy.cli import COMMAND as POLICY
from flake8_session_expiry.policy.cli import main as policy

FALSE = "request.session.set_expiry(False)\n"
Main = Callable[[Sequence[str]], int]
COMMANDS = [pytest.param(fix, FIX, id="fix"), pytest.param(policy, POLICY, id="policy")]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file to repair, in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "views.py").write_text(FALSE, encoding="utf-8")
    (tmp_path / "settings.py").write_text("MIDDLEWARE = []\n", encoding="utf-8")
    return tmp_path


def options_of_flake8() -> dict[str, str]:
    """Every option of the flake8 that is installed, as it is written on a command line -> its name in argparse."""
    first = stage1_arg_parser()
    manager = OptionManager(version="0", plugin_versions="", parents=[first], formatter_names=[])
    register_default_options(manager)
    return {option: action.dest for action in manager.parser._actions for option in action.option_strings}


REFUSED_BY_BOTH = [
    "-v",
    "--verbose",
    "--output-file",
    "--tee",
    "--enable-extensions",
    "--require-plugins",
    "--count",
    "--statistics",
    "--format",
    "--show-source",
    "--no-show-source",
    "--benchmark",
    "--bug-report",
    "--hang-closing",
    "--max-line-length",
    "--max-doc-length",
    "--indent-size",
]
TAKEN_BY_BOTH = [
    "-h",
    "--help",
    "--version",
    "--color",
    "--config",
    "--append-config",
    "--isolated",
    "--exclude",
    "--extend-exclude",
    "--filename",
]
REFUSED_BY_POLICY = [
    "-q",
    "--quiet",
    "--exit-zero",
    "-j",
    "--jobs",
    "--stdin-display-name",
    "--select",
    "--extend-select",
    "--ignore",
    "--extend-ignore",
    "--per-file-ignores",
    "--disable-noqa",
]


def test_no_option_of_flake8_is_forgotten() -> None:
    assert sorted(options_of_flake8()) == sorted({*REFUSED_BY_BOTH, *TAKEN_BY_BOTH, *REFUSED_BY_POLICY})


@pytest.mark.parametrize(
    ("main", "program", "options"),
    [
        pytest.param(fix, FIX.program, REFUSED_BY_BOTH, id="fix"),
        pytest.param(
            policy, POLICY.program, [*REFUSED_BY_BOTH, *REFUSED_BY_POLICY, "--session-expiry-enable"], id="policy"
        ),
    ],
)
def test_what_has_no_effect_is_refused_before_anything_is_read(
    main: Main, program: str, options: list[str], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "setup.cfg").write_text("[flake8\nbroken", encoding="utf-8")
    for option in options:
        long = option.startswith("--")
        for arguments in ([option], [option, "x"], [f"{option}=x"] if long else [f"{option}v"], ["views.py", option]):
            assert main(arguments) == 2, arguments
            out, err = capsys.readouterr()
            assert out == "" and err.startswith(f"{program}: error: {option} has no effect here: "), arguments
            assert (
                err.count("\n") == 1 and not err.endswith("leave it out\n") or "not checked" in err or "plugin" in err
            )
    assert (project / "views.py").read_text(encoding="utf-8") == FALSE
    assert sorted(path.name for path in project.iterdir()) == ["settings.py", "setup.cfg", "views.py"]


@pytest.mark.parametrize(("main", "command"), COMMANDS)
def test_an_option_of_a_later_flake8_is_refused(
    main: Main, command: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def register(manager: OptionManager) -> None:
        register_default_options(manager)
        manager.add_option("--new", action="store_true")

    monkeypatch.setattr("flake8_session_expiry.configuration.flake8_config.register_default_options", register)
    assert main(["--new", "settings.py"]) == 2
    assert "error: --new has no effect here: leave it out\n" in capsys.readouterr().err


@pytest.mark.parametrize(("main", "command"), COMMANDS)
def test_in_a_configuration_file_they_stay_allowed(main: Main, command: object, project: Path) -> None:
    (project / "setup.cfg").write_text(
        "[flake8]\nstatistics = true\ncount = true\nshow-source = true\nformat = json\noutput-file = x\ntee ="
        " true\nverbose = 1\n"
        "max-line-length = 100\nquiet = 1\njobs = 2\nselect = E,DSE\nsession-expiry-enable = DSE208\n",
        encoding="utf-8",
    )
    assert main(["settings.py"]) == 0
    assert not (project / "x").exists()


@pytest.mark.parametrize(
    ("main", "option"),
    [
        (fix, "--unsafe"),
        (fix, "--unsafe-fix"),
        (fix, "--dif"),
        (fix, "--conf=other.cfg"),
        (fix, "--isol"),
        (fix, "--fix=DSE1"),
        (policy, "--htm=x"),
        (policy, "--session-expiry-prof=nist-aal2"),
        (policy, "--append=other.cfg"),
    ],
)
def test_no_abbreviations(main: Main, option: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "other.cfg").write_text("[flake8]\n", encoding="utf-8")
    assert main([option]) == 2
    assert f"error: unrecognized arguments: {option}" in capsys.readouterr().err
    assert (project / "views.py").read_text(encoding="utf-8") == FALSE
