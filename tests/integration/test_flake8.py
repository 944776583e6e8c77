"""The real flake8 with our plugin in it, as a user runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flake8_session_expiry import __version__

# DSE202 is on by default, DSE208 is opt-in.
CODE = """\
from datetime import timedelta


def view(request):
    request.session.set_expiry(True)
    request.session.set_expiry(timedelta(days=1))
"""
DEFAULT = ["DSE202"]
WITH_OPT_IN = ["DSE202", "DSE208"]


def flake8(folder: Path, *arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run flake8 in a folder."""
    command = [sys.executable, "-m", "flake8", *arguments]
    return subprocess.run(command, cwd=folder, input=text, capture_output=True, text=True, check=False)


def our_codes(output: str) -> list[str]:
    """The DSE codes printed, in order."""
    return [word for line in output.splitlines() for word in line.split()[1:2] if word.startswith("DSE")]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one file and no configuration."""
    (tmp_path / "views.py").write_text(CODE, encoding="utf-8")
    return tmp_path


def test_reports_in_a_plain_project(project: Path) -> None:
    done = flake8(project)
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("./views.py:5:32: DSE202 ")
    assert our_codes(done.stdout) == DEFAULT


def test_standard_input_under_its_display_name(project: Path) -> None:
    (project / "views.py").write_text("", encoding="utf-8")
    done = flake8(project, "-", "--stdin-display-name", "views.py", text=CODE)
    assert our_codes(done.stdout) == DEFAULT, "the text that was handed over counts, not the file"
    # DSE203 is silent in tests: the display name decides.
    negative = "request.session.set_expiry(-1)\n"
    assert our_codes(flake8(project, "-", "--stdin-display-name", "views.py", text=negative).stdout) == ["DSE203"]
    assert our_codes(flake8(project, "-", "--stdin-display-name", "tests/test_views.py", text=negative).stdout) == []


def test_a_path_in_a_configuration_file_is_seen_from_there(project: Path) -> None:
    (project / ".flake8").write_text("[flake8]\nsession-expiry-settings = ./config/a.py\n", encoding="utf-8")
    (project / "config").mkdir()
    (project / "config" / "a.py").write_text("USE_TZ = False\n", encoding="utf-8")
    (project / "shop").mkdir()
    naive = "from datetime import datetime\nrequest.session.set_expiry(datetime.now())\n"
    (project / "shop" / "views.py").write_text(naive, encoding="utf-8")
    for folder, name in ((project, "shop/views.py"), (project / "shop", "views.py")):
        done = flake8(folder, "--config", str(project / ".flake8"), name)
        assert our_codes(done.stdout) == [] and not done.stderr
    assert our_codes(flake8(project, "--isolated", "shop/views.py").stdout) == ["DSE205"]


def test_noqa_silences_a_finding(project: Path) -> None:
    (project / "views.py").write_text("request.session.set_expiry(True)  # noqa: DSE202\n", encoding="utf-8")
    assert our_codes(flake8(project).stdout) == []
    (project / "views.py").write_text("request.session.set_expiry(True)  # noqa: DSE201\n", encoding="utf-8")
    assert our_codes(flake8(project).stdout) == DEFAULT


@pytest.mark.parametrize(
    ("configuration", "expected"),
    [
        ("", DEFAULT),
        ("ignore = E203", DEFAULT),
        ("select = E,F,DSE", DEFAULT),
        ("extend-select = DSE", DEFAULT),
        ("extend-select = DSE2", DEFAULT),
        ("extend-select = DSE208", WITH_OPT_IN),
        ("select = DSE202,DSE208", WITH_OPT_IN),
        ("session-expiry-enable = DSE208", WITH_OPT_IN),
        ("session-expiry-enable = all", WITH_OPT_IN),
        ("ignore = DSE202", []),
        ("extend-ignore = DSE\nsession-expiry-enable = DSE208", []),
    ],
)
def test_opt_in_rules_come_on_only_when_named(project: Path, configuration: str, expected: list[str]) -> None:
    (project / ".flake8").write_text(f"[flake8]\n{configuration}\n", encoding="utf-8")
    done = flake8(project)
    assert our_codes(done.stdout) == expected, done.stderr


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--select=DSE299"], "there is no rule 'DSE299'"),
        (["--session-expiry-enable=E501"], "there is no rule 'E501'"),
        (["--session-expiry-django-version=five"], "'five' is not a version such as 5.2"),
        (["--session-expiry-use-tz=maybe"], "'maybe' is neither true nor false"),
        (["--session-expiry-profile=bank"], "'bank' is none of browser, "),
        (["--session-expiry-max-age=-1"], "'-1' is not a positive number of seconds"),
        (["--per-file-ignores=a.py:DSE299"], "there is no rule 'DSE299'"),
    ],
)
def test_a_wrong_option_is_one_clear_line(project: Path, arguments: list[str], complaint: str) -> None:
    done = flake8(project, *arguments)
    assert done.returncode == 2
    assert complaint in done.stderr.splitlines()[-1]


def test_other_plugins_codes_are_not_ours_to_judge(project: Path) -> None:
    assert our_codes(flake8(project, "--extend-select=XYZ999,B9").stdout) == DEFAULT


def test_version_lists_the_plugin(project: Path) -> None:
    shown = " ".join(flake8(project, "--version").stdout.split())  # lines are broken where there are many plugins
    assert f"flake8-session-expiry: {__version__}" in shown


def test_broken_code_is_flake8s_to_report(project: Path) -> None:
    (project / "views.py").write_text("def f(:\n    request.session.set_expiry(True)\n", encoding="utf-8")
    done = flake8(project)
    assert "E999" in done.stdout
    assert our_codes(done.stdout) == []


def test_many_files_in_parallel(project: Path) -> None:
    for number in range(12):
        (project / f"views{number}.py").write_text(CODE, encoding="utf-8")
    done = flake8(project, "-j2", "--session-expiry-enable=DSE208")
    assert sorted(our_codes(done.stdout)) == sorted(WITH_OPT_IN * 13)


@pytest.mark.parametrize("writing", ["legacy", "leg*", "legacy/", "./legacy", "legacy/*"])
def test_an_excluded_folder_holds_for_named_files_where_that_is_wanted(project: Path, writing: str) -> None:
    (project / "legacy" / "deep").mkdir(parents=True)
    names = ["views.py", "legacy/views.py", "legacy/deep/views.py"]
    for name in names:
        (project / name).write_text(CODE, encoding="utf-8")
    (project / "setup.cfg").write_text(f"[flake8]\nexclude = {writing}\n", encoding="utf-8")
    assert len(our_codes(flake8(project, *names).stdout)) == (1 if "/*" in writing else 3)
    done = flake8(project, "--session-expiry-force-exclude", "-j1", *names)
    assert our_codes(done.stdout) == DEFAULT and done.stdout.startswith("views.py:")
