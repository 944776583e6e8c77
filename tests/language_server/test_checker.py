"""The process that checks: it is asked without waiting, replaced when it ends, and imports nothing of the user."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import TypeVar

import pytest

from flake8_session_expiry.language_server import checker as checker_module
from flake8_session_expiry.language_server.checker import Checker, NoAnswer, RefusedByConfiguration
from flake8_session_expiry.language_server.questions import PageOf, Question, Readiness, WhatIsFound
from flake8_session_expiry.language_server.text_checks import Document, TextChecks

VIEW = "def view(request):\n    request.session.set_expiry(False)\n"
T = TypeVar("T")


@dataclass(frozen=True)
class Dies(Question[None]):
    """As where a parser crashes."""

    def answer(self, checks: TextChecks) -> None:
        """Ends the process."""
        os._exit(139)


@dataclass(frozen=True)
class Sleeps(Question[float]):
    """Takes so many seconds."""

    seconds: float

    def answer(self, checks: TextChecks) -> float:
        """The time at its end."""
        time.sleep(self.seconds)
        return time.time()


@dataclass(frozen=True)
class Raises(Question[None]):
    """A bug of ours."""

    def answer(self, checks: TextChecks) -> None:
        """Raises."""
        raise KeyError("a bug")


@dataclass(frozen=True)
class Inside(Question[tuple[str, list[str], int]]):
    """What is the process like?"""

    def answer(self, checks: TextChecks) -> tuple[str, list[str], int]:
        """Its current folder, its import path, its number."""
        print("printed")
        return os.getcwd(), sys.path, os.getpid()


@pytest.fixture(scope="module")
def checker() -> Iterator[Checker]:
    """One for all tests, which also shows that it goes on after each."""
    made = Checker()
    yield made
    made.close()


def run(work: Callable[[], Awaitable[T]]) -> T:
    """The result of a coroutine."""

    async def main() -> T:
        return await work()

    return asyncio.run(main())


def found(checker: Checker, text: str = VIEW) -> list[str]:
    """The codes of what is found in a text."""
    return [each.code for each in run(lambda: checker.ask(WhatIsFound(Document(None, None, text)))).found]


def test_answers(checker: Checker) -> None:
    assert found(checker) == ["DSE202"]
    assert run(lambda: checker.ask(Readiness())) is True
    assert run(lambda: checker.ask(PageOf("DSE202"))).startswith("# DSE202 bool-expiry\n")
    assert run(lambda: checker.ask(PageOf("DSE900"))).startswith("# DSE900\n")


@pytest.mark.parametrize(
    ("question", "reason"),
    [(Dies(), "the process that checks has crashed"), (Raises(), "this is a bug of flake8-session-expiry")],
)
def test_goes_on_after_a_crash(checker: Checker, question: Question[None], reason: str) -> None:
    for _ in range(2):
        with pytest.raises(NoAnswer, match=reason):
            run(lambda: checker.ask(question))
        assert found(checker) == ["DSE202"]


def test_bugs_have_their_traceback_for_the_log(checker: Checker) -> None:
    with pytest.raises(NoAnswer) as caught:
        run(lambda: checker.ask(Raises()))
    assert "KeyError: 'a bug'" in caught.value.details


def test_question_that_takes_too_long_ends_with_its_process() -> None:
    checker = Checker()
    try:
        assert found(checker) == ["DSE202"]  # to start takes long on a machine that does much else
        checker.patience = 1
        with pytest.raises(NoAnswer, match="it took longer than 1 seconds"):
            run(lambda: checker.ask(Sleeps(600)))
        checker.patience = 60
        assert found(checker) == ["DSE202"]
    finally:
        checker.close()


def test_wrong_option_is_said_in_one_line(checker: Checker) -> None:
    question = WhatIsFound(Document(None, None, VIEW, ("--no-such-option",)))
    with pytest.raises(RefusedByConfiguration, match="--no-such-option") as caught:
        run(lambda: checker.ask(question))
    assert "\n" not in str(caught.value)


def test_loop_goes_on_while_a_question_is_answered(checker: Checker) -> None:
    async def main() -> bool:
        asked = asyncio.ensure_future(checker.ask(Sleeps(1)))
        await asyncio.sleep(0.2)
        return asked.done()

    assert found(checker) == ["DSE202"]
    assert run(main) is False


def test_question_that_nobody_waits_for_is_not_sent(checker: Checker) -> None:
    async def main() -> float:
        first = asyncio.ensure_future(checker.ask(Sleeps(0.5)))
        dropped = [asyncio.ensure_future(checker.ask(Sleeps(30))) for _ in range(3)]
        await asyncio.sleep(0.1)
        for each in dropped:
            each.cancel()
        before = await first
        return await checker.ask(Sleeps(0)) - before

    assert found(checker) == ["DSE202"]
    assert run(main) < 10


def test_it_imports_nothing_of_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    for folder in (tmp_path, site):
        for name in ("libcst", "flake8", "rich", "ast", "config", "zipfile"):
            (folder / f"{name}.py").write_text("raise SystemExit('imported')\n")
    (site / "manage.py").write_text("import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config')\n")
    monkeypatch.chdir(tmp_path)
    checker = Checker()
    try:
        document = Document(str(site / "views.py"), str(site), VIEW)
        assert [each.code for each in run(lambda: checker.ask(WhatIsFound(document))).found] == ["DSE202"]
        folder_of_it, path, _ = run(lambda: checker.ask(Inside()))
    finally:
        checker.close()
    assert folder_of_it == str(site)
    assert all(os.path.isabs(each) for each in path)
    assert not {str(tmp_path), str(site)} & set(path)
    assert "imported" not in capfd.readouterr().err


def test_closed_is_closed() -> None:
    checker = Checker()
    assert found(checker) == ["DSE202"]
    process = run(lambda: checker.ask(Inside()))[2]
    checker.close()
    checker.close()
    deadline = time.monotonic() + 20
    while _is_running(process) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_running(process)


def test_a_process_that_is_being_started_while_the_server_ends_ends_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the server would not end: Python waits for its child processes, and this one waits for the server's end."""
    checker = Checker()
    start = SpawnProcess.start

    def closed_meanwhile(process: SpawnProcess) -> None:
        start(process)
        checker.close()

    monkeypatch.setattr(SpawnProcess, "start", closed_meanwhile)
    with pytest.raises(NoAnswer, match="the server is ending"):
        found(checker)
    assert checker._process is not None
    checker._process.join(20)
    assert not checker._process.is_alive()


def _is_running(process: int) -> bool:
    """Not as a zombie, which is what remains until its end is asked for."""
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_process_that_ends_between_two_questions_costs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """As one that the system kills where memory is short. For why there is a tracker see its function."""
    trackers: list[int] = []
    monkeypatch.setattr(checker_module, "start_resource_tracker", lambda: trackers.append(1))
    made = Checker()
    try:
        first = run(lambda: made.ask(Inside()))[2]
        os.kill(first, signal.SIGKILL)
        while made._process is not None and made._process.is_alive():
            time.sleep(0.01)
        assert run(lambda: made.ask(Inside()))[2] != first
    finally:
        made.close()
    assert trackers == [1, 1]
