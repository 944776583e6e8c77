"""
The hooks as pre-commit runs them: installed from this repository into an environment of their own, each file named.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FALSE, ZERO = (f"request.session.set_expiry({value})\n" for value in ("False", "0"))
UNSAFE = (
    "from django.test import TestCase\n\n\nclass T(TestCase):\n    def test(self):\n       "
    " self.client.session['k'] = 1\n"
)

pytestmark = [
    pytest.mark.skipif(find_spec("pre_commit") is None, reason="pre-commit is not installed"),
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
]


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder."""
    who = ("-c", "user.name=n", "-c", "user.email=n@example.com", "-c", "commit.gpgsign=false")
    command = ["git", *who, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


class Project:
    """A project that uses both hooks. pre-commit installs them once, for all runs."""

    def __init__(self, place: Path) -> None:
        hooks = place / "hooks"
        hooks.mkdir()
        for name in (".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, hooks)
        left_out = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "flake8_session_expiry", hooks / "flake8_session_expiry", ignore=left_out)
        git(hooks, "init", "-q")
        git(hooks, "add", "-A")
        git(hooks, "commit", "-qm", "hooks")
        self.folder = place / "project"
        self.environment = {**os.environ, "PRE_COMMIT_HOME": str(place / "home"), "GIT_CONFIG_GLOBAL": os.devnull}
        self.environment.pop("PYTHONPATH", None)
        self.folder.mkdir()
        git(self.folder, "init", "-q")
        self.write(
            ".pre-commit-config.yaml",
            f"repos:\n- repo: {hooks}\n  rev: {git(hooks, 'rev-parse', 'HEAD').strip()}\n  hooks:\n"
            "  - id: session-expiry-fix\n  - id: flake8-session-expiry\n",
        )

    def write(self, name: str, text: str) -> None:
        """Write a file and add it to git's index."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        git(self.folder, "add", "-f", name)

    def read(self, name: str) -> str:
        """The text of a file."""
        return (self.folder / name).read_text(encoding="utf-8")

    def run(self, hook: str) -> subprocess.CompletedProcess[str]:
        """Run one hook on all files."""
        command = [sys.executable, "-m", "pre_commit", "run", hook, "--all-files", "--color=never"]
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )


# Each way to write an excluded folder, for a folder of its own, so that one run shows them all.
WRITINGS = ("old1", "old2/", "./old3", "old4/*", "{here}/old5")
EXCLUDED = [f"old{number}{below}/views.py" for number in range(1, 6) for below in ("", "/deep")]
# What lies in an environment is taken where it is named: it is in git, so it is part of the project.
TAKEN = ["views.py", "web/node_modules/views.py"]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with folders that are excluded."""
    project = Project(tmp_path)
    project.write("setup.cfg", f"[flake8]\nexclude = {','.join(WRITINGS).format(here=project.folder)}\n")
    for name in (*TAKEN, *EXCLUDED):
        project.write(name, FALSE)
    # A module of the project that a hook would import if it looked there.
    project.write("libcst.py", "raise SystemExit('imported from the project')\n")
    return project


def test_hooks_run_in_pre_commit(project: Project) -> None:
    done = project.run("flake8-session-expiry")
    reported = [line.partition(":")[0] for line in done.stdout.splitlines() if "DSE202" in line]
    assert (done.returncode, reported) == (1, TAKEN), done.stdout + done.stderr
    done = project.run("session-expiry-fix")
    assert done.returncode == 1, done.stdout + done.stderr
    assert [project.read(name) for name in (*TAKEN, *EXCLUDED)] == [ZERO] * len(TAKEN) + [FALSE] * len(EXCLUDED)
    # What only unsafe fixes would repair does not make the hook fail for ever.
    project.write("tests.py", UNSAFE)
    done = project.run("session-expiry-fix")
    assert done.returncode == 0, done.stdout + done.stderr
