"""
The hooks as pre-commit runs them: installed from this repository into an environment of their own, each file named.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.integration.clones import ENVIRONMENT, ROOT, clone, git

FALSE, ZERO = (f"request.session.set_expiry({value})\n" for value in ("False", "0"))
UNFIXABLE = "request.session.set_expiry(-5)\n"
UNSAFE = (
    "from django.test import TestCase\n\n\nclass T(TestCase):\n    def test(self):\n       "
    " self.client.session['k'] = 1\n"
)
HOOKS = ("session-expiry-fix", "session-expiry-check", "flake8-session-expiry")

pytestmark = [
    pytest.mark.skipif(find_spec("pre_commit") is None, reason="pre-commit is not installed"),
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
]


@dataclass(frozen=True)
class Hooks:
    """A clone with the hooks, and the folder in which pre-commit installs them once, for all tests."""

    repository: Path
    home: Path

    def pre_commit(self, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run pre-commit in a project."""
        command = [sys.executable, "-m", "pre_commit", *arguments, "--color=never"]
        environment = {**ENVIRONMENT, "PRE_COMMIT_HOME": str(self.home)}
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)

    def configuration(self, more: str = "") -> str:
        """What a project writes into ``.pre-commit-config.yaml``; ``more`` belongs to each hook."""
        revision = git(self.repository, "rev-parse", "HEAD").strip()
        hooks = "".join(f"  - id: {name}\n{more}" for name in HOOKS)
        return f"repos:\n- repo: {self.repository}\n  rev: {revision}\n  hooks:\n{hooks}"


class Project:
    """A project in git that uses the hooks."""

    def __init__(self, folder: Path, hooks: Hooks) -> None:
        self.folder = folder
        self.hooks = hooks
        folder.mkdir()
        git(folder, "init", "-q")

    def write(self, name: str, text: str) -> None:
        """Write a file and add it to git's index."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        git(self.folder, "add", "-f", name)

    def read(self, *names: str) -> list[str]:
        """The texts of files."""
        return [(self.folder / name).read_text(encoding="utf-8") for name in names]

    def run(self, *hook: str) -> tuple[int, list[str], str]:
        """Run one hook or all of them on all files: the exit code, the files with findings, by each hook, all text."""
        done = self.hooks.pre_commit(self.folder, "run", *hook, "--all-files")
        reported = [line.partition(":")[0] for line in done.stdout.splitlines() if ": DSE" in line]
        return done.returncode, reported, done.stdout + done.stderr


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Hooks:
    """The hooks of this repository."""
    place = tmp_path_factory.mktemp("hooks")
    return Hooks(clone(place / "repository"), place / "home")


# Each way to write an excluded folder, for a folder of its own, so that one run shows them all.
WRITINGS = ("old1", "old2/", "./old3", "old4/*", "{here}/old5")
EXCLUDED = [f"old{number}{below}/views.py" for number in range(1, 6) for below in ("", "/deep")]
# What lies in an environment is taken where it is named: it is in git, so it is part of the project.
TAKEN = ["views.py", "web/node_modules/views.py"]


def test_hooks_run_in_pre_commit(tmp_path: Path, hooks: Hooks) -> None:
    project = Project(tmp_path / "project", hooks)
    project.write(".pre-commit-config.yaml", hooks.configuration())
    exclude = ",".join(WRITINGS).format(here=project.folder)
    project.write("setup.cfg", f"[flake8]\nexclude = {exclude}\nper-file-ignores =\n    known.py: DSE202\n")
    for name in (*TAKEN, *EXCLUDED, "known.py"):
        project.write(name, FALSE)
    # A module of the project that a hook would import if it looked there.
    project.write("libcst.py", "raise SystemExit('imported from the project')\n")
    for hook in ("session-expiry-check", "flake8-session-expiry"):
        code, reported, text = project.run(hook)
        assert (code, [name.removeprefix("./") for name in reported]) == (1, TAKEN), text
    code, _, text = project.run("session-expiry-fix")
    assert code == 1, text
    assert project.read(*TAKEN, *EXCLUDED) == [ZERO] * len(TAKEN) + [FALSE] * len(EXCLUDED)
    assert project.read("known.py") == [FALSE]
    # What only unsafe fixes would repair does not make the hook fail for ever.
    project.write("tests.py", UNSAFE)
    code, _, text = project.run("session-expiry-fix")
    assert code == 0, text


def test_in_their_order_only_what_is_left_is_reported(tmp_path: Path, hooks: Hooks) -> None:
    project = Project(tmp_path / "project", hooks)
    project.write(".pre-commit-config.yaml", hooks.configuration())
    project.write("a.py", FALSE)
    project.write("b.py", UNFIXABLE)
    code, reported, text = project.run()
    assert (code, reported) == (1, ["b.py"] * 2), text
    assert "files were modified by this hook" in text and project.read("a.py", "b.py") == [ZERO, UNFIXABLE]
    project.write("b.py", ZERO)
    assert project.run()[:2] == (0, [])


def test_configuration_in_pyproject(tmp_path: Path, hooks: Hooks) -> None:
    project = Project(tmp_path / "project", hooks)
    names = ("views.py", "old/views.py", "known.py")
    for name in names:
        project.write(name, FALSE)
    table = '[tool.flake8-session-expiry]\nexclude = ["old"]\nper-file-ignores = {"known.py" = ["DSE202"]}\n'
    project.write("pyproject.toml", table)
    project.write(".pre-commit-config.yaml", hooks.configuration())
    # Our own table: read by our own commands, not by flake8.
    assert project.run("session-expiry-check")[:2] == (1, ["views.py"])
    assert len(project.run("flake8-session-expiry")[1]) == 3
    # flake8's table, with the package that README names.
    project.write("pyproject.toml", '[tool.flake8]\nexclude = ["old"]\nper-file-ignores = ["known.py:DSE202"]\n')
    project.write(".pre-commit-config.yaml", hooks.configuration("    additional_dependencies: [Flake8-pyproject]\n"))
    for hook in HOOKS[1:]:
        assert project.run(hook)[:2] == (1, ["views.py"]), hook
    assert project.run("session-expiry-fix")[0] == 1
    assert project.read(*names) == [ZERO, FALSE, FALSE]


def test_try_repo(tmp_path: Path, hooks: Hooks) -> None:
    project = Project(tmp_path / "project", hooks)
    project.write("a.py", FALSE)
    done = hooks.pre_commit(project.folder, "try-repo", str(hooks.repository), "--all-files")
    assert done.returncode == 1 and project.read("a.py") == [ZERO], done.stdout + done.stderr
    shown = [line.partition("....")[0] for line in done.stdout.splitlines() if "...." in line]
    assert shown == sorted(HOOKS)  # pre-commit's order here


def test_readme_names_them_in_this_order() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text.index("- id: session-expiry-fix") < text.index("- id: flake8-session-expiry")
    assert "additional_dependencies: [Flake8-pyproject]" in text and "session-expiry-check" in text
