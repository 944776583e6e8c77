"""The other tools that the benchmark runs beside ours, where they are installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import Command

# Rules of semgrep about Django, without its registry, which is on the network.
SEMGREP_RULES = """\
rules:
  - id: bool-expiry
    languages: [python]
    severity: WARNING
    message: a bool as an expiry
    pattern: $X.session.set_expiry(True)
  - id: called-on-request
    languages: [python]
    severity: WARNING
    message: a method of the session
    pattern: request.set_expiry(...)
  - id: insecure-cookie
    languages: [python]
    severity: WARNING
    message: an insecure cookie
    pattern: SESSION_COOKIE_SECURE = False
  - id: replaced-session
    languages: [python]
    severity: WARNING
    message: a replaced session
    pattern: request.session = $X
"""


@dataclass(frozen=True)
class Peer:
    """A tool: ``program`` is its file, ``arguments`` are made for a tree and a folder for its own files."""

    name: str
    program: str
    arguments: Callable[[Path, Path], Sequence[str]]


def _semgrep(tree: Path, work: Path) -> Sequence[str]:
    rules = work / "semgrep.yml"
    rules.write_text(SEMGREP_RULES, encoding="utf-8")
    return [
        "scan",
        "--config",
        str(rules),
        "--metrics=off",
        "--disable-version-check",
        "-j1",
        "--no-git-ignore",
        str(tree),
    ]


def _django_upgrade(tree: Path, work: Path) -> Sequence[str]:
    """It changes files, so it is given a copy; files that it has changed it reads again, which takes as long."""
    copy = work / f"copy of {tree.name}"
    if not copy.exists():
        shutil.copytree(tree, copy, ignore=shutil.ignore_patterns("node_modules", ".git"), symlinks=True)
    return ["--target-version", "5.2", "--exit-zero-even-if-changed", *map(str, sorted(copy.rglob("*.py")))]


RUFF = Peer(
    "ruff --select DJ,S",
    "ruff",
    lambda tree, work: ["check", "--no-cache", "--isolated", "--quiet", "--exit-zero", "--select", "DJ,S", str(tree)],
)
PLAIN_FLAKE8 = Peer(
    "flake8 without the plugin",
    "flake8",
    lambda tree, work: ["--isolated", "-j1", "--exit-zero", str(tree)],
)
OTHERS = (
    Peer("django-upgrade", "django-upgrade", _django_upgrade),
    Peer("semgrep, four rules", "semgrep", _semgrep),
    Peer("Fixit, its own rules", "fixit", lambda tree, work: ["--quiet", "lint", str(tree)]),
)


def program(name: str, folder: Path | None) -> str | None:
    """The file of a program, in the given folder or on PATH; None where there is none."""
    path = None if folder is None else str(folder.resolve())
    return shutil.which(name, path=path) if path is not None else shutil.which(name)


def command(peer: Peer, tree: Path, work: Path, folder: Path | None) -> Command | None:
    """How a tool is run over a tree, or None where it is not installed, or has our plugin, too."""
    file = program(peer.program, folder)
    if file is None or (peer is PLAIN_FLAKE8 and "session-expiry" in _printed(file, "--version")):
        return None
    return Command(peer.name, [file, *peer.arguments(tree, work)])


def versions(folder: Path | None) -> dict[str, str]:
    """The first line that each tool prints of its version, and ours."""
    found = {"flake8 with the plugin": _first_line(_printed(sys.executable, "-m", "flake8", "--version"))}
    for peer in (RUFF, PLAIN_FLAKE8, *OTHERS):
        file = program(peer.program, folder)
        found[peer.name] = "not found" if file is None else _first_line(_printed(file, *_version_of(peer)))
    return found


def _version_of(peer: Peer) -> Sequence[str]:
    return ["--help"] if peer.program == "django-upgrade" else ["--version"]


def _printed(*arguments: str) -> str:
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def _first_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[0] if lines else ""
