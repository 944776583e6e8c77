"""
What flake8 reports is what ``check`` reports and the fixer repairs: the same files, the same codes, whatever the
configuration; and the two wanted differences.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest
from flake8.main.cli import main as flake8
from flake8.options import aggregator, config

from flake8_session_expiry.checking.cli import main as check
from flake8_session_expiry.configuration.pyproject import is_installed
from flake8_session_expiry.fix.cli import main

# Each finding in it has a fix, so that the fixer names it with its file: DSE104, DSE202 twice, and DSE302, which is
# opt-in.
CODE = """\
def view(request):
    request.session.cycle_key
    request.session.set_expiry(False)
    request.session.set_expiry(False)  # noqa: DSE202
    request.session.cycle_key  # noqa
    request.session.cycle_key  # noqa: DSE202


def sign_in(request, user):
    request.session.set_expiry(600)
    login(request, user)
"""
CODE = f"from django.contrib.auth import login\n\n\n{CODE}"
FILES = (
    *("a.py", "a.txt", "shop/views.py", "shop/v.py", "shop/cart/views.py"),
    *("legacy/views.py", "legacy/deep/views.py", "shop/legacy/views.py", "build/lib/b.py", ".git/hooks/h.py"),
)
Found = Counter[tuple[str, str]]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of these files, as the current folder; nothing above it has a configuration."""
    folder = tmp_path / "project"
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(CODE, encoding="utf-8")
    (folder / "b.py").write_text(f"# flake8: noqa\n{CODE}", encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(tmp_path))
    return folder


def of_flake8(capsys: pytest.CaptureFixture[str], *arguments: str) -> Found:
    """
    What flake8 reports of ours: (file, code). In this process, which takes a tenth of the time; what its plugins
    replace is put back.
    """
    replaced = aggregator.aggregate_options, config.parse_config
    try:
        assert flake8(["--format=%(path)s:%(code)s", "-j1", *arguments]) in {0, 1}
    finally:
        aggregator.aggregate_options, config.parse_config = replaced
    out, err = capsys.readouterr()
    assert not err
    pairs = (line.rpartition(":") for line in out.splitlines())
    return Counter((path, code) for path, _, code in pairs if code.startswith("DSE"))


def of_fix(capsys: pytest.CaptureFixture[str], *arguments: str) -> Found:
    """What the fixer would repair: (file, code)."""
    assert main(["--check", "--unsafe-fixes", "-j1", *arguments]) in {0, 1}
    out, err = capsys.readouterr()
    assert "cannot be fixed" not in out and "error" not in err
    return Counter(re.findall(r"^(.*):\d+:\d+: would fix (DSE\d+)", out, re.MULTILINE))


def of_check(capsys: pytest.CaptureFixture[str], *arguments: str) -> Found:
    """What ``check`` reports: (file, code)."""
    assert check(["-j1", *arguments]) in {0, 1}
    out, err = capsys.readouterr()
    assert "error" not in err
    return Counter(re.findall(r"^(.*):\d+:\d+: (DSE\d+)", out, re.MULTILINE))


def written(project: Path, files: dict[str, str]) -> None:
    """
    Write configuration files; ``{here}`` is the project's folder. What begins with an option is the ``[flake8]``
    section of an ini file.
    """
    for name, text in files.items():
        head = "" if name.endswith(".toml") or text.startswith("[") else "[flake8]\n"
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(head + text.replace("{here}", str(project)) + "\n", encoding="utf-8")


TOML = "[tool.flake8]\n"
CONFIGURATIONS: dict[str, tuple[dict[str, str], list[str]]] = {
    "none": ({}, []),
    "setup.cfg": ({"setup.cfg": "ignore = DSE202"}, []),
    "tox.ini": ({"tox.ini": "extend-ignore = DSE1"}, []),
    ".flake8": ({".flake8": "ignore = DSE\nselect = DSE104,DSE202"}, []),
    "the first of three with a section": (
        {"setup.cfg": "[metadata]\nname = x", "tox.ini": "select = DSE104", ".flake8": "select = DSE202"},
        [],
    ),
    "our rules not selected": ({"setup.cfg": "select = C,E,F,W,B"}, []),
    "opt-in": ({"setup.cfg": "extend-select = DSE302"}, []),
    "opt-in by our option": ({"setup.cfg": "session-expiry-enable = DSE302\nignore = DSE1"}, []),
    "select on the command line": ({"setup.cfg": "select = E\nextend-select = DSE2"}, ["--select=DSE1"]),
    "ignore on the command line": ({"setup.cfg": "ignore = DSE104"}, ["--ignore=DSE202"]),
    "--config": ({"setup.cfg": "ignore = DSE104", "conf/other.cfg": "exclude = ../shop"}, ["--config=conf/other.cfg"]),
    "--append-config": (
        {"setup.cfg": "ignore = DSE104\nexclude = shop", "a.cfg": "ignore = DSE202"},
        ["--append-config=a.cfg"],
    ),
    "--isolated": ({"setup.cfg": "select = E"}, ["--isolated", "--extend-exclude=shop"]),
    "per-file-ignores": ({"setup.cfg": "per-file-ignores =\n    shop/*.py: DSE202\n    legacy/*: DSE"}, []),
    "per-file-ignores with ./": ({"tox.ini": "per-file-ignores = ./shop/v.py:DSE2,DSE104 legacy/deep/*:DSE1"}, []),
    "per-file-ignores on the command line": ({}, ["--per-file-ignores=views.py:DSE202"]),
    "noqa does not count": ({"setup.cfg": "disable-noqa = true"}, []),
    "filename": ({"setup.cfg": "filename = *v.py,*.txt"}, []),
    "exclude a name": ({"setup.cfg": "exclude = legacy"}, []),
    "exclude a name and a slash": ({"setup.cfg": "exclude = legacy/"}, []),
    "exclude a path": ({"setup.cfg": "exclude = ./legacy,shop/v.py"}, []),
    "exclude all in it": ({"setup.cfg": "exclude = legacy/*"}, []),
    "exclude absolute": ({"setup.cfg": "exclude = /nowhere,\n    /*/legacy,"}, []),
    "exclude a pattern": ({"setup.cfg": "extend-exclude = leg*,*/cart,*.txt"}, []),
    "exclude on the command line": ({"setup.cfg": "exclude = legacy"}, ["--exclude=shop,build"]),
    "files that are named": ({}, ["a.txt", "shop/v.py", "legacy"]),
    "files that are named and a folder, some excluded": (
        {"setup.cfg": "exclude = v.py,build"},
        ["shop/v.py", "build", "./shop", "a.py"],
    ),
    "from a folder below": ({"setup.cfg": "exclude = ../legacy\nignore = DSE1"}, ["shop/../legacy", "shop/cart/../"]),
    "pyproject": ({"pyproject.toml": f'{TOML}extend-ignore = "DSE104"\nexclude = ["legacy", "shop/v.py"]'}, []),
    "pyproject wins over setup.cfg": (
        {"setup.cfg": "ignore = DSE104", "pyproject.toml": f'{TOML}ignore = "DSE202"'},
        [],
    ),
    "pyproject without a section": (
        {"setup.cfg": "ignore = DSE104", "pyproject.toml": "[tool.black]\nline-length = 100"},
        [],
    ),
    "pyproject and --config": (
        {"other.cfg": "ignore = DSE104", "pyproject.toml": f'{TOML}ignore = "DSE202"'},
        ["--config=other.cfg"],
    ),
    "pyproject and --append-config": (
        {"other.cfg": "select = DSE104", "pyproject.toml": f'{TOML}ignore = "DSE104"'},
        ["--append-config=other.cfg"],
    ),
    "pyproject and --isolated": ({"pyproject.toml": f'{TOML}ignore = "DSE104"'}, ["--isolated"]),
    "pyproject and the command line": ({"pyproject.toml": f'{TOML}ignore = "DSE104"'}, ["--ignore=DSE202"]),
    "pyproject with lists, numbers and booleans": (
        {
            "pyproject.toml": f"{TOML}per-file-ignores = ['shop/*.py: DSE202', 'legacy/*: DSE']\njobs = 1\n"
            "disable-noqa = true\nmax_line_length = 90\nextend-select = ['DSE302']\n[tool.flake8.other]\na = 1"
        },
        [],
    ),
}


# What stands in our own section, and the same in an ini file of flake8, which cannot read that section.
OWN: dict[str, tuple[str, str]] = {
    "codes": ("ignore = ['DSE104']\nenable = ['DSE302']", "ignore = DSE104\nsession-expiry-enable = DSE302"),
    "files": (
        "exclude = ['legacy', 'shop/v.py']\nfilename = '*.py,*.txt'",
        "exclude = legacy,shop/v.py\nfilename = *.py,*.txt",
    ),
    "lines": ("disable-noqa = true", "disable-noqa = true"),
    "per-file-ignores": (
        "per-file-ignores = {'shop/*.py' = ['DSE202'], 'legacy/*' = 'DSE'}",
        "per-file-ignores =\n    shop/*.py: DSE202\n    legacy/*: DSE",
    ),
}


@pytest.mark.parametrize("name", OWN)
def test_our_own_section_means_the_same(name: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own, of_ini = OWN[name]
    written(project, {"setup.cfg": of_ini})
    expected = of_flake8(capsys)
    (project / "setup.cfg").unlink()
    assert of_flake8(capsys) != expected
    written(project, {"pyproject.toml": f"[tool.flake8-session-expiry]\n{own}"})
    assert of_check(capsys) == of_fix(capsys) == expected


needs_the_plugin = pytest.mark.skipif(not is_installed(), reason="Flake8-pyproject is not installed")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=needs_the_plugin if "pyproject" in name else ()) for name in CONFIGURATIONS]
)
def test_the_same_files_and_codes(name: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files, arguments = CONFIGURATIONS[name]
    written(project, files)
    found = of_fix(capsys, *arguments)
    assert found == of_flake8(capsys, *arguments) == of_check(capsys, *arguments)
    assert bool(found) is (name != "our rules not selected")


@needs_the_plugin
def test_a_section_of_a_folder_above_does_not_count(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Flake8-pyproject looks into the current folder only, flake8 itself also above it."""
    written(project, {"pyproject.toml": f'{TOML}ignore = "DSE202"', "setup.cfg": "ignore = DSE104"})
    monkeypatch.chdir(project / "shop")
    assert (
        of_fix(capsys)
        == of_flake8(capsys)
        == Counter({(f"./{name}", "DSE202"): 1 for name in ("v.py", "views.py", "cart/views.py", "legacy/views.py")})
    )


NAMES = ["legacy", "leg*"]
PATHS = ["legacy/", "./legacy", "legacy/*", "{here}/legacy"]


@pytest.mark.parametrize("writing", [*NAMES, *PATHS])
@pytest.mark.parametrize("option", ["exclude", "extend-exclude"])
@pytest.mark.parametrize("file", ["setup.cfg", pytest.param("pyproject.toml", marks=needs_the_plugin)])
def test_an_excluded_folder_holds_for_files_that_are_named(
    writing: str, option: str, file: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first wanted difference: pre-commit names every file of a commit, whatever ``exclude`` says."""
    text = f"{option} = {writing}" if file == "setup.cfg" else f"{TOML}{option} = ['{writing}']"
    written(project, {file: text})
    below = ["legacy/views.py", "./legacy/deep/views.py", str(project / "legacy" / "views.py"), "legacy/deep"]
    found = {path for path, _ in of_fix(capsys, *below, "shop/legacy/views.py", "shop/views.py")}
    assert found == {"shop/views.py", "shop/legacy/views.py"} if writing in PATHS else {"shop/views.py"}


def test_flake8_takes_files_that_are_named_below_an_excluded_folder(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """So the test above shows a difference."""
    written(project, {"setup.cfg": "exclude = legacy,./legacy"})
    assert of_flake8(capsys, "legacy/views.py")
    assert not of_flake8(capsys, "legacy")


def test_an_excluded_name_counts_below_the_configuration_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A project may itself lie in a folder called ``build``; and from a folder in it, its configuration is the same."""
    project = tmp_path / "build" / "site [1]"
    for name in ("views.py", "build/views.py", "shop/views.py", "shop/build/views.py"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(CODE, encoding="utf-8")
    written(project, {"setup.cfg": "exclude = build"})
    for folder in (project, project / "shop"):
        monkeypatch.chdir(folder)
        paths = [os.path.relpath(path, folder) for path in sorted(project.rglob("*.py"))]
        expected = {os.path.relpath(project / name, folder) for name in ("views.py", "shop/views.py")}
        assert {path for path, _ in of_fix(capsys, *paths)} == expected


ENVIRONMENTS = (
    ".venv/pyvenv.cfg",
    "env/pyvenv.cfg",
    "site-packages/x.py",
    "web/node_modules/x.py",
    "__pypackages__/x.py",
)


@pytest.mark.parametrize("mark", ENVIRONMENTS)
def test_environments_are_left_out_of_folders(
    mark: str, project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second wanted difference: other people's code is not rewritten because somebody forgot to exclude it."""
    before = of_fix(capsys)
    environment = (project / mark).parent
    file = environment / "lib" / "p.py"
    file.parent.mkdir(parents=True)
    (project / mark).write_text("", encoding="utf-8")
    file.write_text(CODE, encoding="utf-8")
    assert of_fix(capsys) == of_fix(capsys, ".") == before
    name = os.path.relpath(file, project)
    if mark == ENVIRONMENTS[0]:
        assert set(of_flake8(capsys)) - set(before) == {(f"./{name}", "DSE104"), (f"./{name}", "DSE202")}
    # What is named is taken: the file, as pre-commit names it, the folder itself, and the folder as the current one.
    taken = of_fix(capsys, name)
    assert taken and of_fix(capsys, os.path.relpath(environment, project)) == taken
    monkeypatch.chdir(environment)
    assert of_fix(capsys) == Counter({("./lib/p.py", code): number for (_, code), number in taken.items()})


def test_an_environment_in_the_root_of_a_project(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Made by ``python -m venv .``: the folder that is named is never judged, what is installed in it is."""
    before = of_fix(capsys)
    (project / "pyvenv.cfg").touch()
    installed = project / "lib" / "python3.13" / "site-packages"
    installed.mkdir(parents=True)
    (installed / "p.py").write_text(CODE, encoding="utf-8")
    assert of_fix(capsys) == before
