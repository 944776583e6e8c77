"""
What an audit costs: ``python -m benchmarks.audit [--projects 2000] [--jobs 2]``, on Linux.

It generates projects (the example shop with varied settings, engines, versions and mistakes), audits them with a store,
kills a process that makes results after a quarter and the command itself after half, goes on, and audits the unchanged
projects again. Printed are the rates, the memory of the command and of its processes by tenths of the run, and whether
anything was lost or done twice.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

SHOP = Path(__file__).resolve().parent.parent / "examples" / "shop"
_AGES = ("1800", "60 * 60", "60 * 60 * 24 * 365 * 3", "int(os.environ['AGE'])", "'3600'", "86400 * 1000", "None")
_ENGINES = ("db", "cache", "cached_db", "file", "signed_cookies")
_DJANGOS = ("4.2.11", "5.0.6", "5.2.1", "6.0")
_MISTAKES = (
    "request.session.set_expiry = 600",
    "request.session.set_expiry(True)",
    "request.session.set_expiry('600')",
    "request.session.set_expiry(600_000)  # ten minutes",
    "request.session.flush",
    "request.session.expire()",
    "request.session.set_expiry(-1)",
    "request.session['cart']['items'] = 1",
)


def write_project(folder: Path, seed: int) -> None:
    """One project, the same for the same seed."""
    chance = random.Random(seed)
    shutil.copytree(SHOP, folder, ignore=shutil.ignore_patterns("__pycache__"))
    lines = ["", "import os", f"DEBUG = {chance.random() < 0.2}"]
    if chance.random() < 0.7:
        lines.append(f"SESSION_COOKIE_AGE = {chance.choice(_AGES)}")
    if chance.random() < 0.6:
        lines.append(f"SESSION_ENGINE = 'django.contrib.sessions.backends.{chance.choice(_ENGINES)}'")
    lines += [f"{name} = {chance.random() < 0.7}" for name in ("SESSION_COOKIE_SECURE", "SESSION_SAVE_EVERY_REQUEST")]
    with (folder / "config" / "settings.py").open("a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    (folder / "requirements.txt").write_text(f"Django=={chance.choice(_DJANGOS)}\n", encoding="utf-8")
    chosen = chance.sample(_MISTAKES, chance.randrange(len(_MISTAKES)))
    views = [f"def view{number}(request):\n    {code}\n" for number, code in enumerate(chosen)]
    (folder / "views.py").write_text("\n\n".join(views), encoding="utf-8")
    if seed % 50 == 0:
        (folder / "broken.py").write_text("request.session.set_expiry(\n", encoding="utf-8")
    if seed % 100 == 0:
        (folder / "again").symlink_to(folder)


@dataclass
class Memory:
    """The largest memory of the command, and of the largest of its processes, in MB, by tenths of a run."""

    command: dict[int, float] = field(default_factory=dict)
    largest: dict[int, float] = field(default_factory=dict)

    def look(self, pid: int, part: int) -> None:
        """Now."""
        self.command[part] = max(self.command.get(part, 0), _megabytes(pid))
        others = [_megabytes(child) for child in children(pid)]
        self.largest[part] = max(self.largest.get(part, 0), *others, 0)

    def lines(self) -> Iterator[str]:
        for what, by_part in (("command", self.command), ("largest process", self.largest)):
            yield f"{what:<16} " + " ".join(f"{by_part.get(part, 0):4.0f}" for part in range(10)) + " MB"


def _megabytes(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0.0


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text(encoding="ascii").split())
    return found


def stored(store: Path) -> int:
    """How many results the last run has."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(store, timeout=30)) as connection:
        statement = "SELECT count(*) FROM run_project WHERE run = (SELECT max(id) FROM run)"
        return int(connection.execute(statement).fetchone()[0])
    return 0


@dataclass
class Run:
    """One call of the command. ``kills`` are what is killed, and after how many results."""

    folder: Path
    store: Path
    jobs: int
    number: int
    memory: Memory = field(default_factory=Memory)

    def seconds(self, *, kill_command_at: int | None = None, kill_child_at: int | None = None) -> float:
        """How long it took, until its end or its kill."""
        command = [sys.executable, "-m", "flake8_session_expiry", "audit", f"--store={self.store}", str(self.folder)]
        begun = time.monotonic()
        with subprocess.Popen([*command, "--quiet", f"--jobs={self.jobs}"]) as audit:
            while audit.poll() is None:
                done = stored(self.store)
                self.memory.look(audit.pid, min(9, done * 10 // self.number))
                if kill_child_at is not None and done >= kill_child_at:
                    os.kill(children(audit.pid)[0], signal.SIGKILL)
                    kill_child_at = None
                if kill_command_at is not None and done >= kill_command_at:
                    audit.kill()
                time.sleep(0.25)
        return time.monotonic() - begun


def main() -> None:
    """Print what it costs."""
    parser = argparse.ArgumentParser(description=__doc__.strip().partition("\n")[0] if __doc__ else None)
    parser.add_argument("--projects", type=int, default=2000)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    number: int = given.projects
    with tempfile.TemporaryDirectory(prefix="audit-benchmark-") as place:
        folder, store = Path(place) / "projects", Path(place) / "audit.db"
        for seed in range(number):
            write_project(folder / f"group{seed // 100:02}" / f"shop{seed:05}", seed)
        run = Run(folder, store, given.jobs, number)
        first = run.seconds(kill_command_at=number // 2, kill_child_at=number // 4)
        kept = stored(store)
        print(f"{kept} results in {first:.0f} s, then killed: {kept / first:.1f} a second", flush=True)
        print(*run.memory.lines(), sep="\n", flush=True)
        second = run.seconds()
        print(f"{number} projects, {given.jobs} jobs: {number / (first + second):.1f} a second")
        print(*run.memory.lines(), sep="\n")
        with closing(sqlite3.connect(store)) as connection:
            runs, results, folders, lost = connection.execute(
                "SELECT (SELECT count(*) FROM run), count(*), count(DISTINCT folder), sum(fingerprint IS NULL)"
                " FROM project"
            ).fetchone()
        print(f"{runs} run, {results} results of {folders} projects, {lost} given up")
        unchanged = Run(folder, store, given.jobs, number)
        print(f"unchanged: {number / unchanged.seconds():.1f} a second")
        print(*unchanged.memory.lines(), sep="\n")
        print(f"store: {store.stat().st_size / 1e6:.1f} MB, {store.stat().st_size / number / 1e3:.1f} kB a project")


if __name__ == "__main__":
    main()
