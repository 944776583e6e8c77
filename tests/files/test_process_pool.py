"""Several processes: what each does, and what becomes of the files of one that dies."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator
from multiprocessing import resource_tracker, util
from pathlib import Path

import pytest

from flake8_session_expiry.configuration.flake8_config import Configuration
from flake8_session_expiry.files import process_pool
from flake8_session_expiry.files.process_pool import MOST_PROCESSES, Results, processes
from flake8_session_expiry.files.work import Job
from flake8_session_expiry.fix import one_file, repairing
from flake8_session_expiry.fix.arguments import configured
from flake8_session_expiry.fix.one_file import Outcome, Repaired
from flake8_session_expiry.fix.repairing import Repairing

FALSE, ZERO = b"request.session.set_expiry(False)\n", b"request.session.set_expiry(0)\n"
NAMES = [f"views{number}.py" for number in range(8)]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Files to repair; processes that are copies of this one, with all that a test has changed here."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(process_pool, "_BYTES_A_PROCESS", 1)
    fork, spawn = multiprocessing.get_context("fork"), multiprocessing.get_context("spawn")
    monkeypatch.setattr(multiprocessing, "get_context", lambda method=None: spawn if method == "spawn" else fork)
    for name in NAMES:
        (tmp_path / name).write_bytes(FALSE)
    yield tmp_path
    assert not multiprocessing.active_children()


def repairs(*argv: str) -> Results[Repaired, Outcome]:
    """Of all the files, in two processes."""
    return Results(Repairing(configured(argv)), argv, [Job(name, FALSE) for name in NAMES])


def written(outcomes: Results[Repaired, Outcome]) -> int:
    """How many files the run says that it has written."""
    assert isinstance(outcomes.work, Repairing)
    return outcomes.work.written


def repaired(project: Path) -> list[str]:
    """The names of the files that are repaired; the others are as they were."""
    texts = {path.name: path.read_bytes() for path in project.iterdir()}
    assert sorted(texts) == NAMES and set(texts.values()) <= {FALSE, ZERO}
    return sorted(name for name, text in texts.items() if text == ZERO)


def test_how_many_processes() -> None:
    def number(jobs: str, *sizes: int) -> int:
        return processes(configured([f"--jobs={jobs}"]), sizes)

    assert number("3", *[10] * 100) == 3
    assert number("300", *[10] * 100) == MOST_PROCESSES == 61
    assert number("300", 10, 10) == 2
    assert number("auto", *[10] * 1_000) == min(os.cpu_count() or 1, 61)


@pytest.mark.parametrize(("told", "number"), [(None, 1), (1, 1), (6, 6)])
def test_as_many_processes_as_there_are_processors(
    told: int | None, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some systems do not tell how many there are: then it is one."""
    monkeypatch.setattr(os, "cpu_count", lambda: told)
    assert processes(configured(["--jobs=auto"]), [10] * 1_000) == number


def test_small_amounts_of_code_are_done_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert processes(configured(["-j8"]), [400] * 1_000) < 2
    assert processes(configured(["-j8"]), [500] * 1_000) == 2


@pytest.mark.parametrize("jobs", ["-j1", "-j2", "-j5"])
def test_outcomes_come_in_order_and_are_counted(jobs: str, project: Path) -> None:
    (project / "views3.py").chmod(0o400)
    with repairs(jobs) as outcomes:
        found = list(outcomes)
    assert [outcome.name for outcome in found] == NAMES
    assert [outcome.name for outcome in found if not outcome.written] == ["views3.py"]
    assert written(outcomes) == 7
    (finding,) = found[0].applied
    assert (finding.code, finding.node, finding.facts) == ("DSE202", None, {})


def test_one_process_is_this_one() -> None:
    with repairs("-j1") as outcomes:
        assert len(list(outcomes)) == 8 and multiprocessing.active_children() == []


def test_processes_end_with_a_program_that_does_not_leave_the_block() -> None:
    with repairs("-j2"):
        assert [child.daemon for child in multiprocessing.active_children()] == [True, True]


@pytest.fixture
def methods(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """How each process was started; None is Python's own choice, a copy of this process here."""
    asked: list[str | None] = []
    get_context = multiprocessing.get_context

    def recorded(method: str | None = None) -> object:
        asked.append(method)
        return get_context(method)

    monkeypatch.setattr(multiprocessing, "get_context", recorded)
    return asked


def test_a_replacement_is_no_copy_of_a_process_that_has_threads(
    methods: list[str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def repair(configuration: Configuration, job: Job) -> Repaired:
        if job.name == NAMES[2]:
            os._exit(9)
        if NAMES.index(job.name) > 2:  # otherwise this process may do all the rest before the end of the other is seen
            is_replaced.wait(10)
        return real(configuration, job)

    def started(method: str | None = None) -> object:
        if method == "spawn":
            is_replaced.set()
        return get_context(method)

    real, get_context, is_replaced = one_file.repair, multiprocessing.get_context, multiprocessing.Event()
    monkeypatch.setattr(multiprocessing, "get_context", started)
    monkeypatch.setattr(repairing, "repair", repair)
    with repairs("-j2") as outcomes:
        assert len(list(outcomes)) == 8
    assert methods == [None, None, "spawn"]


def test_copies_need_no_tracker_of_resources(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> None:
        raise AssertionError("one process more")

    monkeypatch.setattr(process_pool, "start_resource_tracker", fails)
    with repairs("-j2") as outcomes:
        assert len(list(outcomes)) == 8


def test_a_process_that_hangs_is_killed_and_none_is_replaced_at_the_end(
    project: Path, methods: list[str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a disk that does not respond; the file that is being written is never left half done for Ctrl-C."""

    def repair(configuration: Configuration, job: Job) -> Repaired:
        if job.name == NAMES[1]:  # the process of this file can be stopped
            time.sleep(0.3)
            os.kill(os.getppid(), signal.SIGINT)
            time.sleep(600)
        return real(configuration, job)

    real = one_file.repair
    monkeypatch.setattr(repairing, "repair", repair)
    monkeypatch.setattr(Repairing, "finish", lambda self, stage: time.sleep(600))
    monkeypatch.setattr(process_pool, "_PATIENCE", 0.5)
    with pytest.raises(KeyboardInterrupt), repairs("-j2") as outcomes:
        list(outcomes)
    assert methods == [None, None]
    assert repaired(project) == []


def test_each_process_reads_the_same_configuration(project: Path) -> None:
    with repairs("-j2", "--unfixable=DSE202") as outcomes:
        assert [len(outcome.left_out) for outcome in outcomes] == [1] * 8
    assert repaired(project) == []


@pytest.mark.parametrize(
    ("name", "jobs"), [(NAMES[0], "-j2"), (NAMES[3], "-j2"), (NAMES[-1], "-j2"), (NAMES[3], "-j8")]
)
def test_a_file_that_ends_its_process_costs_no_other(
    name: str, jobs: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a crash of the parser or a full memory does."""

    def repair(configuration: Configuration, job: Job) -> Repaired:
        if job.name == name:
            os._exit(9)
        return real(configuration, job)

    real = one_file.repair
    monkeypatch.setattr(repairing, "repair", repair)
    with repairs(jobs) as outcomes:
        found = list(outcomes)
    assert [outcome.name for outcome in found] == NAMES
    assert [problem for outcome in found for problem in outcome.problems] == [
        f"{name}: perhaps not repaired: the process that checked it died; try it alone, with --jobs=1"
    ]
    assert repaired(project) == [each for each in NAMES if each != name]


def test_processes_that_cannot_begin(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files are repaired in this process then."""

    def fails(argv: object) -> None:
        os._exit(9)

    monkeypatch.setattr(repairing, "configured", fails)
    with repairs("-j2") as outcomes:
        assert not any(outcome.problems for outcome in outcomes)
    assert repaired(project) == NAMES


def test_a_configuration_that_has_changed_since_is_no_traceback(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fails(argv: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(repairing, "configured", fails)
    with repairs("-j2") as outcomes:
        assert len(list(outcomes)) == 8
    assert repaired(project) == NAMES
    assert capfd.readouterr().err == ""


def test_a_system_that_gives_no_process(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", fails)
    with repairs("-j2") as outcomes:
        assert len(list(outcomes)) == 8
    assert repaired(project) == NAMES


@pytest.mark.parametrize("jobs", ["-j1", "-j2"])
def test_an_interrupt_says_how_many_files_were_changed(jobs: str, project: Path) -> None:
    with pytest.raises(KeyboardInterrupt) as stopped, repairs(jobs) as outcomes:
        seen: Iterator[Outcome] = iter(outcomes)
        next(seen)
        next(seen)
        raise KeyboardInterrupt
    number = len(repaired(project))
    assert written(outcomes) == number >= 2
    assert stopped.value.__notes__ == [f"{number} files were changed"]


def test_what_is_left_early_is_stopped(project: Path) -> None:
    with repairs("-j2") as outcomes:
        next(iter(outcomes))
    assert 1 <= len(repaired(project)) <= 8


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_processes_never_look_for_modules_in_the_current_folder(
    method: str, project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """``python -c``, by which they are started, does: a ``multiprocessing.py`` of the user's would be run."""
    for name in ("multiprocessing", "pickle", "libcst", "tempfile"):
        (project / f"{name}.py").write_text("print('SHOUTS')\n", encoding="utf-8")
    program = (
        "import sys; sys.path.remove('')\n"
        "import multiprocessing, os\n"
        f"multiprocessing.set_start_method({method!r})\n"
        "from flake8_session_expiry.files import process_pool\n"
        "process_pool._BYTES_A_PROCESS = 1\n"
        "from flake8_session_expiry.fix.cli import main\n"
        f"code = main(['-j2', *{NAMES!r}])\n"
        "assert 'PYTHONSAFEPATH' not in os.environ\n"
        "sys.exit(code)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    assert os.spawnve(os.P_WAIT, sys.executable, [sys.executable, "-c", program], environment) == 1
    out, err = capfd.readouterr()
    assert err == "" and "SHOUTS" not in out and "Fixed 8 findings in 8 files" in out
    for path in project.glob("*.py"):
        if path.name not in NAMES:
            path.unlink()
    with contextlib.suppress(FileNotFoundError):
        (project / "__pycache__").rmdir()


def test_the_first_process_that_spawn_starts_does_not_get_ctrl_c(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python starts a tracker of resources before it, and lets the signals through after that."""
    spawn, blocked = multiprocessing.get_context("spawn"), []

    def launched(path: bytes, args: list[bytes], fds: list[int]) -> int:
        blocked.append(signal.pthread_sigmask(signal.SIG_BLOCK, []))
        return launch(path, args, fds)

    launch = util.spawnv_passfds
    tracker = resource_tracker.ResourceTracker()
    monkeypatch.setattr(util, "spawnv_passfds", launched)
    monkeypatch.setattr(multiprocessing, "get_context", lambda method=None: spawn)
    for name in ("ensure_running", "getfd"):
        monkeypatch.setattr(resource_tracker, name, getattr(tracker, name))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    with repairs("-j2") as outcomes:
        assert len(list(outcomes)) == len(NAMES)
    assert repaired(project) == NAMES
    assert len(blocked) == 3  # the tracker and two processes
    assert all({signal.SIGINT, signal.SIGTERM} <= mask for mask in blocked)
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == before


def test_the_variable_of_the_user_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONSAFEPATH", "")
    with repairs("-j2"):
        assert os.environ["PYTHONSAFEPATH"] == ""
