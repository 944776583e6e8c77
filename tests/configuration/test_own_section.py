"""``[tool.flake8-session-expiry]`` of ``pyproject.toml``: the same effect as flake8's configuration; that wins."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_session_expiry.checking.cli import main as check
from flake8_session_expiry.configuration.flake8_config import Configuration
from flake8_session_expiry.configuration.flake8_options import ConfigurationError
from flake8_session_expiry.configuration.own_section import NAME
from flake8_session_expiry.fix.arguments import configured
from flake8_session_expiry.fix.cli import main as fix

HEAD = f"[tool.{NAME}]\n"
FALSE = "def view(request):\n    request.session.set_expiry(False)\n"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder; the one above it is the home folder."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(tmp_path))
    return folder


def put(folder: Path, text: str) -> None:
    """A ``pyproject.toml``."""
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")


def problem(*arguments: str) -> str:
    """The error about a configuration."""
    with pytest.raises(ConfigurationError) as raised:
        configured(arguments)
    return str(raised.value)


def reported(configuration: Configuration, name: str) -> list[str]:
    """Which of three codes are reported in a file."""
    return [code for code in ("DSE104", "DSE202", "DSE501") if configuration.reports(name)(code)]


def test_options_of_ours_and_of_flake8(project: Path) -> None:
    put(
        project,
        f"{HEAD}profile = 'nist-aal2'\nmax_age = 600\nuse-tz = true\nenable = ['DSE208', 'dse302']\n"
        "session-expiry-engine = 'cache'\nno-discovery = true\nexclude = ['legacy', 'shop/old']\n"
        "ignore = 'DSE104'\nextend-ignore = ['DSE501']\njobs = 2\n",
    )
    found = configured([])
    options = found.options
    assert (options.profile, options.max_age, options.use_tz, options.engine) == ("nist-aal2", 600, True, "cache")
    assert options.named == {"DSE208", "DSE302"} and not options.discovery
    assert [str(project / "shop" / "old"), "legacy"] == sorted(found.namespace.exclude)
    assert reported(found, "views.py") == ["DSE202"] and found.namespace.jobs.n_jobs == 2


@pytest.mark.parametrize(
    "text",
    [
        "per-file-ignores = {'shop/*.py' = ['DSE104', 'DSE202'], 'a.py' = 'DSE5'}",
        "[tool.flake8-session-expiry.per-file-ignores]\n'shop/*.py' = ['DSE104', 'DSE202']\n'a.py' = ['DSE501']",
        "per-file-ignores = ['shop/*.py:DSE104,DSE202', 'a.py: DSE5']",
        'per-file-ignores = """\nshop/*.py:DSE104,DSE202\na.py:DSE5"""',
    ],
)
def test_per_file_ignores(text: str, project: Path) -> None:
    put(project, text if text.startswith("[") else HEAD + text)
    found = configured([])
    assert reported(found, "shop/views.py") == ["DSE501"]
    assert reported(found, "a.py") == ["DSE104", "DSE202"]
    assert len(reported(found, "b.py")) == 3


def test_flake8s_own_configuration_wins_option_by_option(project: Path) -> None:
    put(project, f"{HEAD}ignore = 'DSE104'\nprofile = 'pci-dss'\n")
    (project / "setup.cfg").write_text("[flake8]\nignore = DSE202\n", encoding="utf-8")
    found = configured([])
    assert reported(found, "a.py") == ["DSE104", "DSE501"] and found.options.profile == "pci-dss"
    assert configured(["--session-expiry-profile=nist-aal1"]).options.profile == "nist-aal1"


@pytest.mark.parametrize("arguments", [["--isolated"], ["--config=other.cfg"]])
def test_other_files_that_are_named_stand_in_its_place(arguments: list[str], project: Path) -> None:
    put(project, f"{HEAD}ignore = 'DSE104'\n")
    (project / "other.cfg").write_text("[flake8]\n", encoding="utf-8")
    assert len(reported(configured(arguments), "a.py")) == 3


def test_it_is_found_from_a_folder_below_but_not_above_home(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(project, f"{HEAD}exclude = ['legacy']\nsettings = ['conf/site.py']\nignore = 'DSE104'\n")
    for folder in ("shop/legacy", "legacy", "conf"):
        (project / folder).mkdir(parents=True)
        (project / folder / "site.py").touch()
    monkeypatch.chdir(project / "shop")
    found = configured([])
    assert found.options.settings == (str(project / "conf" / "site.py"),)
    assert list(found.files(["../legacy/site.py", "legacy/site.py", "../conf/site.py"])) == ["../conf/site.py"]
    put(project, "[tool.black]\n")
    put(tmp_path, f"{HEAD}ignore = 'DSE104'\n")
    assert len(reported(configured([]), "a.py")) == 3


def test_the_same_for_check_and_fix(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(project, f"{HEAD}exclude = ['legacy']\nper-file-ignores = {{'a.py' = ['DSE202']}}\n")
    for name in ("a.py", "b.py", "legacy/c.py"):
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(FALSE, encoding="utf-8")
    assert check([]) == fix(["--check"]) == 1
    out = capsys.readouterr().out
    assert out.count("b.py:2:32:") == 2 and "a.py:" not in out and "c.py:" not in out


def test_what_switches_everything_off_is_named(project: Path) -> None:
    put(project, f"{HEAD}select = ['E']\n")
    assert [*configured([]).warnings()] == [
        "no DSE rule is selected: select in pyproject.toml leaves them out; add DSE to it, or set extend-select = DSE"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("profil = 'pci-dss'", "there is no 'profil' for [tool.flake8-session-expiry]; did you mean profile?"),
        ("session-expiry-enabel = 'all'", "there is no 'session-expiry-enabel'"),
        ("max-line-length = 100", "there is no 'max-line-length'"),
        ("profile = 'pci-ds'", "pyproject.toml: session-expiry-profile: 'pci-ds' is none of"),
        ("profile = ['pci-dss']", "profile in [tool.flake8-session-expiry] must be a string in quotes or a whole"),
        ("django-version = 5.2", "django-version in [tool.flake8-session-expiry] must be a string in quotes"),
        ("exclude = [1]", "exclude in [tool.flake8-session-expiry] must be a string or a list of strings"),
        ("exclude = ['a', 1]", "exclude in [tool.flake8-session-expiry] must be a string or a list of strings"),
        ("no-discovery = 'yes'", "must be true or false"),
        ("per-file-ignores = {'a.py' = 1}", "must be a table: pattern = [codes]"),
        ("ignore = ['?']", "pyproject.toml: Error code '?' supplied to 'ignore' option"),
        ("select = 'DSE777'", "there is no rule 'DSE777'"),
        ("exclude = [", "pyproject.toml: "),
    ],
)
def test_errors_are_one_line(text: str, said: str, project: Path) -> None:
    put(project, HEAD + text)
    found = problem()
    assert said in found and "\n" not in found
    if said.endswith(("strings", "[codes]", "or false")):
        assert found.endswith(said)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("select = ['DSE1']", ["DSE104"]),
        ("extend-select = ['DSE501']", ["DSE104", "DSE202", "DSE501"]),
        ("ignore = 'DSE104'", ["DSE202", "DSE501"]),
        ("extend-ignore = 'DSE2,DSE5'", ["DSE104"]),
    ],
)
def test_each_way_to_choose_rules(text: str, codes: list[str], project: Path) -> None:
    put(project, HEAD + text)
    assert reported(configured([]), "views.py") == codes


def test_a_section_that_is_no_table(project: Path) -> None:
    put(project, f"[tool]\n{NAME} = 1\n")
    assert problem() == f"pyproject.toml: [tool.{NAME}] is not a table"
