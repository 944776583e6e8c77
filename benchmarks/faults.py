"""
Which files a run of the fixer leaves that is killed, stopped, or disturbed:
``python benchmarks/faults.py [--kills 1000] [--seed 1] [--only NAME]``.

Run by hand, not in CI: a thousand kills take half an hour. Printed is a line for each fault: how many files were the
old ones afterwards, the new ones, torn (neither), and how many others there were (stray). "torn" must be 0 everywhere;
only a ``kill -9`` may leave "stray" files, and a later run removes them.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from flake8_session_expiry.fix.printing import files_changed  # noqa: E402
from tests.terminals import CTRL_C, Terminal  # noqa: E402

# Enough code to start several processes, in one string, which is parsed fast.
OLD = b'request.session.set_expiry(False)\n"""' + b"filling\n" * 7_000 + b'"""\n'
NEW = OLD.replace(b"False", b"0")
FILES = 60
SAVED = b"# saved "
PREFIX = ".session-expiry-fix-"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"}
MAIN = "from flake8_session_expiry.fix.__main__ import main; sys.exit(main())"
PATIENCE = 60.0  # seconds


@dataclass
class Row:
    """
    One line of the table. ``slowest`` is the longest time in seconds from a signal to the end of the last process.
    """

    fault: str
    runs: int = 0
    found: Counter[str] = field(default_factory=Counter)
    codes: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    remarks: list[str] = field(default_factory=list)

    def count(self, folder: Path) -> None:
        """Count what is in a folder."""
        self.runs += 1
        for path in sorted(folder.iterdir()):
            if path.name.startswith(PREFIX):
                self.found["stray"] += 1
            else:
                data = path.read_bytes().partition(SAVED)[0]
                self.found["old" if data == OLD else "new" if data == NEW else "torn"] += 1

    def __str__(self) -> str:
        numbers = "".join(f"{self.found[name]:>8}" for name in ("old", "new", "torn", "stray"))
        codes = " ".join(f"{code}×{number}" for code, number in sorted(self.codes.items()))
        slowest = f"{self.slowest:.1f}" if self.slowest else ""
        return f"{self.fault:<34}{self.runs:>6}{numbers}{slowest:>9}  {codes:<22}{'; '.join(self.remarks)}".rstrip()


HEAD = f"{'fault':<34}{'runs':>6}{'old':>8}{'new':>8}{'torn':>8}{'stray':>8}{'seconds':>9}  {'exit codes':<22}remarks"


def command(*arguments: str, method: str = "fork", before: str = "") -> list[str]:
    """The fixer, its processes started by one of Python's methods; ``before`` is run first."""
    program = f"import multiprocessing, sys; multiprocessing.set_start_method({method!r})\n"
    return [sys.executable, "-c", program + before + MAIN, *arguments]


def fill(folder: Path) -> None:
    """Fill a folder with old files."""
    for path in folder.iterdir():
        if path.name.startswith(PREFIX):
            path.unlink()
    for number in range(FILES):
        path = folder / f"views{number:02}.py"
        if not path.exists() or path.read_bytes() != OLD:
            path.write_bytes(OLD)


def duration(folder: Path, *arguments: str, method: str = "fork") -> float:
    """How many seconds a whole run takes."""
    fill(folder)
    started = time.monotonic()
    subprocess.run(
        command(*arguments, method=method), cwd=folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL, check=False
    )
    return time.monotonic() - started


def kills(folder: Path, number: int) -> Iterator[Row]:
    """``kill -9`` of the fixer at a random moment; processes that it started have to end by themselves."""
    for jobs in (1, 2):
        row = Row(f"kill -9, {jobs} process{'es' * (jobs > 1)}")
        longest = duration(folder, "-q", f"-j{jobs}")
        for _ in range(number // 2):
            fill(folder)
            with Terminal(command("-q", f"-j{jobs}"), folder, ENVIRONMENT) as terminal:
                time.sleep(random.uniform(0, longest))
                started = time.monotonic()
                terminal.process.kill()
                row.codes[terminal.wait(started + PATIENCE)] += 1
                row.slowest = max(row.slowest, time.monotonic() - started)
            row.count(folder)
        if row.found["stray"]:
            row.remarks.append(
                f"{row.found['stray']} stray files are gone after a later run: {stray_are_removed(folder)}"
            )
        yield row


def stray_are_removed(folder: Path) -> bool:
    """Whether a run removes the files that a killed one left two days ago."""
    fill(folder)
    for number in range(3):
        path = folder / f"{PREFIX}abcdef_{number}.tmp"
        path.write_bytes(NEW[:100])
        os.utime(path, (time.time() - 2 * 86_400,) * 2)
    subprocess.run(command("-q", "-j2"), cwd=folder, env=ENVIRONMENT, check=False)
    return not list(folder.glob(f"{PREFIX}*"))


def stops(folder: Path, number: int) -> Iterator[Row]:
    """Ctrl-C on a terminal, one to three times, and the other signals, at random moments."""
    kinds = [("Ctrl-C", method, 2) for method in ("fork", "spawn", "forkserver")] + [("Ctrl-C", "fork", 1)]
    kinds += [("SIGTERM", "fork", 2), ("SIGHUP", "fork", 2)]
    for kind, method, jobs in kinds:
        row = Row(f"{kind}, {f'{jobs} processes, {method}' if jobs > 1 else '1 process'}")
        longest = duration(folder, f"-j{jobs}", method=method)
        for _ in range(number):
            fill(folder)
            with Terminal(command(f"-j{jobs}", method=method), folder, ENVIRONMENT) as terminal:
                wait(terminal, random.uniform(0.3, longest))
                started = time.monotonic()
                for _ in range(random.randint(1, 3)):
                    if kind == "Ctrl-C":
                        terminal.press(CTRL_C)
                    elif terminal.process.poll() is None:
                        terminal.process.send_signal(getattr(signal, kind))
                    wait(terminal, 0.02)
                row.codes[terminal.wait(started + PATIENCE)] += 1
                row.slowest = max(row.slowest, time.monotonic() - started)
                judge(row, terminal, folder)
            row.count(folder)
        yield row


def wait(terminal: Terminal, seconds: float) -> None:
    """Read what is printed meanwhile, so that the processes need not wait for us."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if not terminal.read(left):
            return


def judge(row: Row, terminal: Terminal, folder: Path) -> None:
    """Count whether a run ended without a traceback, and printed the right number."""
    text = terminal.seen.decode()
    if "Traceback" in text or "Exception" in text:
        row.remarks.append("TRACEBACK" if "flake8_session_expiry" in text else "traceback before our first line")
    changed = sum(path.read_bytes() == NEW for path in folder.glob("*.py"))
    if "interrupted: " in text and f"interrupted: {files_changed(changed)}" not in text:
        row.remarks.append("WRONG NUMBER")


def disk_full(folder: Path, number: int) -> Iterator[Row]:
    """A file system of its own without room for one more file; needs root."""
    row = Row("disk full")
    mounted = folder / "full"
    mounted.mkdir()
    size = FILES * (len(OLD) + 4_096) + 20_000
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(mounted)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        row.remarks.append(f"skipped: no file system can be mounted ({done.stderr.strip()})")
        yield row
        return
    try:
        for room in (0, 4_096, len(OLD) // 2):
            fill(mounted)
            with contextlib.suppress(OSError), open(mounted / f"{PREFIX}.ballast", "wb", buffering=0) as ballast:
                while True:
                    ballast.write(b"x" * 4_096)
            os.truncate(mounted / f"{PREFIX}.ballast", os.path.getsize(mounted / f"{PREFIX}.ballast") - room)
            row.codes[run(mounted, "-q", "-j2").returncode] += 1
            (mounted / f"{PREFIX}.ballast").unlink()
            row.count(mounted)
    finally:
        subprocess.run(["umount", str(mounted)], check=False)
        mounted.rmdir()
    yield row


def run(folder: Path, *arguments: str, before: str = "") -> subprocess.CompletedProcess[bytes]:
    """A whole run."""
    return subprocess.run(
        command(*arguments, before=before), cwd=folder, env=ENVIRONMENT, capture_output=True, check=False
    )


# Root may write everywhere, so it becomes another user; after all imports, as that user may not be able to read this
# Python.
AS_NOBODY = (
    "import os\n"
    "from flake8_session_expiry.fix.cli import main\n"
    "main(['--check', '-q', '-j2', '.'])\n"
    "if os.geteuid() == 0: os.setgroups([]), os.setgid(65534), os.setuid(65534)\n"
)


def no_permission(folder: Path, number: int) -> Iterator[Row]:
    """Read-only files, files of another user, and folders in which no file can be made."""
    folder.chmod(0o777)
    for name, of_files, of_folder in (("read-only files", 0o444, 0o777), ("read-only folder", 0o666, 0o555)):
        row = Row(name)
        fill(folder)
        for path in folder.iterdir():
            path.chmod(of_files)
        folder.chmod(of_folder)
        done = run(folder, "-q", "-j2", before=AS_NOBODY)
        folder.chmod(0o777)
        row.codes[done.returncode] += 1
        row.remarks.append(f"{done.stderr.count(b'error: ')} lines")
        row.count(folder)
        yield row


def two_fixers(folder: Path, number: int) -> Iterator[Row]:
    """Two fixers, started in the same moment, over the same files."""
    row = Row("two fixers at once")
    for _ in range(number):
        fill(folder)
        both = [
            subprocess.Popen(command("-q", "-j2"), cwd=folder, env=ENVIRONMENT, stderr=subprocess.DEVNULL)
            for _ in range(2)
        ]
        for process in both:
            row.codes[process.wait()] += 1
        row.count(folder)
    yield row


def changed_underneath(folder: Path, number: int) -> Iterator[Row]:
    """An editor that saves half of the files again and again while they are repaired: its last text must be in them."""
    row = Row("file changed underneath")
    lost = 0
    for turn in range(number):
        fill(folder)
        saved: dict[Path, bytes] = {}
        is_over = threading.Event()

        def save(turn: int = turn, saved: dict[Path, bytes] = saved, is_over: threading.Event = is_over) -> None:
            count = 0
            while not is_over.is_set():
                path = folder / f"views{random.randrange(FILES // 2):02}.py"
                saved[path] = OLD + SAVED + f"{turn} {(count := count + 1)}\n".encode()
                path.with_suffix(".saving").write_bytes(saved[path])
                os.replace(path.with_suffix(".saving"), path)
                time.sleep(0.01)

        editor = threading.Thread(target=save)
        editor.start()
        row.codes[run(folder, "-q", "-j2").returncode] += 1
        is_over.set()
        editor.join()
        lost += sum(path.read_bytes() not in (data, data.replace(b"False", b"0")) for path, data in saved.items())
        row.count(folder)
    row.remarks.append(f"{lost} saved versions were lost")
    yield row


FAULTS: dict[str, Callable[[Path, int], Iterator[Row]]] = {
    "kills": kills,
    "stops": stops,
    "disk": disk_full,
    "permission": no_permission,
    "fixers": two_fixers,
    "editor": changed_underneath,
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1_000, help="How often kill -9.")
    parser.add_argument("--times", type=int, default=20, help="How often each of the others.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=FAULTS, action="append")
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    print(HEAD)
    for name in arguments.only or FAULTS:
        with tempfile.TemporaryDirectory(prefix="faults-") as folder:
            for row in FAULTS[name](Path(folder), arguments.kills if name == "kills" else arguments.times):
                print(row, flush=True)


if __name__ == "__main__":
    main()
