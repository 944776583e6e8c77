"""A clone of this repository as it is now, committed or not: what other programs install it from."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "NO_COLOR", "FORCE_COLOR"}}
ENVIRONMENT["GIT_CONFIG_GLOBAL"] = os.devnull
_INSTALLED = (".pre-commit-hooks.yaml", "action.yml", "pyproject.toml", "README.md", "LICENSE")


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder."""
    who = ("-c", "user.name=n", "-c", "user.email=n@example.com", "-c", "commit.gpgsign=false")
    command = ["git", *who, *arguments]
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, check=True, capture_output=True, text=True)
    return done.stdout


def clone(place: Path) -> Path:
    """A repository with one commit: what is installed of this one."""
    place.mkdir()
    for name in _INSTALLED:
        shutil.copy(ROOT / name, place)
    package = place / "flake8_session_expiry"
    shutil.copytree(ROOT / package.name, package, ignore=shutil.ignore_patterns("__pycache__"))
    git(place, "init", "-q")
    git(place, "add", "-A")
    git(place, "commit", "-qm", "as it is")
    return place
