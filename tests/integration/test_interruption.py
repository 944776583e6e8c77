"""A fixer that is interrupted stops at once, with one line, in every process, however these are started."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.terminals import CTRL_C, Terminal

ROOT = Path(__file__).parents[2]
# Without what lets coverage look into processes: a kill would leave it a broken file.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
ENVIRONMENT |= {"PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
FALSE, ZERO = "request.session.set_expiry(False)\n", "request.session.set_expiry(0)\n"
# As much code as several processes are started for; most of it is one string, which takes no time to look at.
FILLING = "# filling\n" * 200 + '"""' + "filling\n" * 900 + '"""\n'
FILES = 400
FIX = "from flake8_session_expiry.fix.__main__ import main; sys.exit(main())"
START_METHODS = ["fork", "spawn", "forkserver"]
# Seconds; the machine may be busy with something else.
PATIENCE = 600


def command(*arguments: str, method: str = "fork", before: str = "") -> list[str]:
    """The fixer, its processes started by one of Python's methods."""
    program = f"import multiprocessing, sys; multiprocessing.set_start_method({method!r}); {before}{FIX}"
    return [sys.executable, "-c", program, *arguments]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Enough files to repair for several processes and some time."""
    for number in range(FILES):
        (tmp_path / f"views{number:03}.py").write_text(FALSE + FILLING, encoding="utf-8")
    return tmp_path


def changed(project: Path) -> int:
    """
    How many files are repaired. Fails for one that is neither the old nor the new one, and for what lies beside them.
    """
    texts = [path.read_text(encoding="utf-8") for path in project.iterdir()]
    assert len(texts) == FILES and set(texts) <= {FALSE + FILLING, ZERO + FILLING}
    return texts.count(ZERO + FILLING)


def assert_stopped(terminal: Terminal, project: Path, code: int, pressed_at: int) -> None:
    """It has ended with this code, soon, and said once how many files it changed."""
    assert terminal.wait(time.monotonic() + PATIENCE) == code, terminal.seen
    number = changed(project)
    assert pressed_at <= number < FILES / 2
    text = re.sub(r"\x1b\[[\d;?]*[A-Za-z]|\^C", "", terminal.seen.decode())  # without colours, and what removes the bar
    assert [line for line in text.splitlines() if "interrupted" in line] == [
        f"interrupted: {number} files were changed"
    ]
    assert "Traceback" not in text and "Error" not in text and "Exception" not in text


@pytest.mark.parametrize("presses", [1, 3])
@pytest.mark.parametrize(("method", "jobs"), [*((method, 2) for method in START_METHODS), ("fork", 1)])
def test_ctrl_c_ends_the_fixer_at_once(project: Path, method: str, jobs: int, presses: int) -> None:
    deadline = time.monotonic() + PATIENCE
    with Terminal(command(f"-j{jobs}", method=method), project, ENVIRONMENT) as terminal:
        terminal.read_until(b"fixed DSE202", 10, deadline)
        terminal.press(CTRL_C)
        for _ in range(presses - 1):
            time.sleep(0.02)
            terminal.press(CTRL_C)
        assert_stopped(terminal, project, 130, pressed_at=10)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
@pytest.mark.parametrize("to_all", [False, True], ids=["to the fixer", "to all its processes"])
def test_signals_end_the_fixer_with_their_exit_codes(
    project: Path, number: signal.Signals, code: int, to_all: bool
) -> None:
    with Terminal(command("-j2"), project, ENVIRONMENT) as terminal:
        terminal.read_until(b"fixed DSE202", 10, time.monotonic() + PATIENCE)
        for _ in range(3):
            (os.killpg if to_all else os.kill)(terminal.process.pid, number)
        assert_stopped(terminal, project, code, pressed_at=10)


def test_the_first_signal_decides(project: Path) -> None:
    with Terminal(command("-j2"), project, ENVIRONMENT) as terminal:
        terminal.read_until(b"fixed DSE202", 10, time.monotonic() + PATIENCE)
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            os.kill(terminal.process.pid, number)
            time.sleep(0.05)
        assert_stopped(terminal, project, 143, pressed_at=10)


@pytest.mark.parametrize("method", START_METHODS)
def test_a_kill_leaves_no_process_behind(project: Path, method: str) -> None:
    with Terminal(command("-j2", method=method), project, ENVIRONMENT) as terminal:
        terminal.read_until(b"fixed DSE202", 4, time.monotonic() + PATIENCE)
        assert len(terminal.processes()) >= 3
        terminal.process.kill()
        assert terminal.wait(time.monotonic() + PATIENCE) == -signal.SIGKILL
    for path in project.glob(".session-expiry-fix-*.tmp"):
        path.unlink()  # of the process that was killed
    assert changed(project) < FILES / 2


def test_a_process_that_hangs_is_stopped(project: Path) -> None:
    """One file in the hands of each process never ends: a bug of ours, for example."""
    hanging = (
        "import flake8_session_expiry.fix.passes as p; real = p.fix_source\n"
        "def fix_source(name, *rest):\n"
        "    while '005' in name: pass\n"
        "    return real(name, *rest)\n"
        "p.fix_source = fix_source\n"
    )
    with Terminal(command("-j2", before=hanging), project, ENVIRONMENT) as terminal:
        terminal.read_until(b"fixed DSE202", 5, time.monotonic() + PATIENCE)
        terminal.press(CTRL_C)
        started = time.monotonic()
        terminal.wait(time.monotonic() + PATIENCE)
        assert terminal.process.returncode == 130 and time.monotonic() - started < PATIENCE / 2


def test_a_write_is_finished_first(project: Path) -> None:
    """SIGTERM in the middle of a write: the file is the new one, it counts, and nothing lies beside it."""
    slow = (
        "import os, time; real = os.fsync\n"
        "def fsync(handle): real(handle); print('writing', flush=True); time.sleep(1)\n"
        "os.fsync = fsync\n"
    )
    for jobs in ("-j1", "-j2"):
        before = changed(project)
        with Terminal(command(jobs, "-q", before=slow), project, ENVIRONMENT) as terminal:
            terminal.read_until(b"writing", 1, time.monotonic() + PATIENCE)
            os.kill(terminal.process.pid, signal.SIGTERM)
            assert terminal.wait(time.monotonic() + PATIENCE) == 143
            number = changed(project) - before
            assert 1 <= number <= 2
            word = "1 file was" if number == 1 else f"{number} files were"
            assert f"interrupted: {word} changed".encode() in terminal.seen


@pytest.mark.parametrize("arguments", [["--check", "-q"], ["--diff"]])
def test_interrupted_run_that_writes_nothing_prints_no_number(project: Path, arguments: list[str]) -> None:
    with Terminal(command("-j2", *arguments), project, ENVIRONMENT) as terminal:
        while len(terminal.processes()) < 3:
            time.sleep(0.05)
        terminal.press(CTRL_C)
        assert terminal.wait(time.monotonic() + PATIENCE) == 130
        assert terminal.seen.rstrip().endswith(b"interrupted")
    assert changed(project) == 0


def test_ctrl_c_while_standard_input_is_waited_for(tmp_path: Path) -> None:
    with Terminal(command("-"), tmp_path, ENVIRONMENT) as terminal:
        time.sleep(1)
        terminal.press(CTRL_C)
        assert terminal.wait(time.monotonic() + PATIENCE) == 130
        assert b"Traceback" not in terminal.seen


def test_signals_that_are_ignored_stay_so(project: Path) -> None:
    """``nohup``: the terminal may be closed."""
    text = f"trap '' HUP; exec \"$0\" -c '{FIX.replace('from', 'import sys; from', 1)}' -j2 -q views00*.py"
    with Terminal(["/bin/sh", "-c", text, sys.executable], project, ENVIRONMENT) as terminal:
        time.sleep(1)
        os.killpg(terminal.process.pid, signal.SIGHUP)
        assert terminal.wait(time.monotonic() + PATIENCE) == 1, terminal.seen
    assert changed(project) == 10


def test_output_that_nobody_takes(project: Path) -> None:
    """The pipe behind standard output is full, and stays so: it takes 64 kB, the diffs have four times as much."""
    for path in project.iterdir():
        path.write_text(FALSE * 8 + FILLING, encoding="utf-8")
    with subprocess.Popen(
        command("-j2", "--diff"), cwd=project, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.read(1)
        time.sleep(3)
        process.terminate()
        assert process.wait(PATIENCE) == 143
        assert process.stderr.read() == b"interrupted\n"


def test_the_report_on_policies_is_stopped_too(tmp_path: Path) -> None:
    (tmp_path / "settings.py").write_text("SESSION_COOKIE_AGE = 600\n", encoding="utf-8")
    program = (
        "import os, sys, time; import flake8_session_expiry.policy.project as p\n"
        "def report(configuration): print('started', flush=True); time.sleep(100)\n"
        "p.report = report\n"
        "from flake8_session_expiry.policy.__main__ import main; sys.exit(main())"
    )
    with Terminal([sys.executable, "-c", program, "settings.py"], tmp_path, ENVIRONMENT) as terminal:
        terminal.read_until(b"started", 1, time.monotonic() + PATIENCE)
        os.kill(terminal.process.pid, signal.SIGHUP)
        assert terminal.wait(time.monotonic() + PATIENCE) == 129
        assert terminal.seen.rstrip().endswith(b"interrupted")
