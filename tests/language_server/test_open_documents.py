"""When a document is checked, what is dropped, and what is said once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

pytest.importorskip("pygls", reason="pygls is not installed: the extra [lsp]")

from flake8_session_expiry.api import Diagnostic
from flake8_session_expiry.language_server.checker import Checker, NoAnswer, RefusedByConfiguration
from flake8_session_expiry.language_server.open_documents import OpenDocument, OpenDocuments
from flake8_session_expiry.language_server.questions import WhatIsFound
from flake8_session_expiry.language_server.text_checks import Findings

FOUND = Diagnostic("DSE202", "bool-expiry", "", 1, 1, 1, 2)


@dataclass
class Answers:
    """In the place of the process that checks: what it answers is decided by the text; ``asked`` are the texts."""

    asked: list[str] = field(default_factory=list)
    waits: asyncio.Event | None = None

    async def ask(self, question: WhatIsFound) -> Findings:
        """``crash`` and ``configuration`` raise, ``(`` is no Python, the rest has a finding."""
        text = question.document.text
        self.asked.append(text)
        if self.waits is not None:
            await self.waits.wait()
        if "crash" in text:
            raise NoAnswer("the process that checks has crashed", "details")
        if "configuration" in text:
            raise RefusedByConfiguration("setup.cfg: wrong")
        return Findings(is_python=False) if "(" in text else Findings((FOUND,))


@dataclass
class Screen:
    """What the user sees: ``shown`` are texts with the number of findings."""

    answers: Answers = field(default_factory=Answers)
    shown: list[tuple[str, int]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    documents: OpenDocuments = field(init=False)

    def __post_init__(self) -> None:
        def show(document: OpenDocument, found: tuple[Diagnostic, ...]) -> None:
            self.shown.append((document.text, len(found)))

        self.documents = OpenDocuments(cast(Checker, self.answers), show, lambda text, _details: self.said.append(text))
        self.documents.options = replace(self.documents.options, debounce=0)

    def open(self, name: str, text: str) -> None:
        """Open a document."""
        self.documents.open(f"file:///site/{name}", text, 1, "utf-16")

    async def type(self, name: str, *texts: str) -> None:
        """Change its text, again and again, with a pause after each."""
        for number, text in enumerate(texts, 2):
            self.documents.change(f"file:///site/{name}", text, number)
            await pause()


async def pause() -> None:
    """Time for what is waiting."""
    for _ in range(20):
        await asyncio.sleep(0)
    await asyncio.sleep(0.01)


def run(work: Callable[[Screen], Coroutine[Any, Any, None]]) -> Screen:
    """The screen after somebody has worked."""
    screen = Screen()
    asyncio.run(work(screen))
    return screen


def test_a_crash_is_said_once_until_the_text_could_be_checked() -> None:
    async def work(screen: Screen) -> None:
        screen.open("a.py", "crash")
        await pause()
        await screen.type("a.py", "crash 1", "crash 2", "well", "crash 3")

    screen = run(work)
    assert screen.said == ["a.py: the process that checks has crashed"] * 2
    assert screen.shown == [("well", 1)]


def test_configuration_is_said_once_for_all_documents() -> None:
    async def work(screen: Screen) -> None:
        screen.open("a.py", "configuration")
        screen.open("b.py", "configuration")
        await pause()
        await screen.type("a.py", "configuration 1")

    assert run(work).said == ["setup.cfg: wrong"]


def test_result_of_a_text_that_has_changed_is_dropped() -> None:
    async def work(screen: Screen) -> None:
        screen.answers.waits = asyncio.Event()
        screen.open("a.py", "old")
        await pause()
        screen.documents.change("file:///site/a.py", "new", 2)
        await pause()
        screen.answers.waits.set()
        await pause()

    assert run(work).shown == [("new", 1)]


def test_text_that_is_typed_fast_is_checked_once() -> None:
    async def work(screen: Screen) -> None:
        screen.documents.options = replace(screen.documents.options, debounce=50)
        screen.open("a.py", "x")
        await pause()
        for number in range(50):
            screen.documents.change("file:///site/a.py", f"x{number}", number)
            await asyncio.sleep(0)
        await asyncio.sleep(0.2)

    assert run(work).answers.asked == ["x", "x49"]


def test_closed_document_is_not_shown_and_not_checked() -> None:
    async def work(screen: Screen) -> None:
        screen.answers.waits = asyncio.Event()
        screen.open("a.py", "x")
        await pause()
        assert screen.documents.close("file:///site/a.py")
        assert not screen.documents.close("file:///site/a.py")
        screen.answers.waits.set()
        await pause()
        screen.documents.change("file:///site/a.py", "y", 2)
        await pause()

    screen = run(work)
    assert (screen.shown, screen.answers.asked) == ([], ["x"])


def test_half_typed_text_keeps_what_is_shown_and_an_opened_one_shows_nothing() -> None:
    async def work(screen: Screen) -> None:
        screen.open("a.py", "x")
        screen.open("b.py", "(")
        await pause()
        await screen.type("a.py", "x(", "y")

    assert run(work).shown == [("x", 1), ("(", 0), ("y", 1)]


def test_another_file_that_changes_is_a_reason_to_ask_again() -> None:
    async def work(screen: Screen) -> None:
        screen.open("a.py", "x")
        await pause()
        document = screen.documents.all["file:///site/a.py"]
        assert (await screen.documents.findings(document)).found == (FOUND,)
        assert screen.answers.asked == ["x"]
        screen.documents.check_again(0)
        await pause()
        assert (await screen.documents.findings(document)).found == (FOUND,)

    assert run(work).answers.asked == ["x", "x"]


def test_text_that_changes_while_it_is_asked_about_has_no_findings() -> None:
    async def work(screen: Screen) -> None:
        screen.open("a.py", "x")
        await pause()
        screen.answers.waits = asyncio.Event()
        document = screen.documents.all["file:///site/a.py"]
        asked = asyncio.ensure_future(screen.documents.findings(document, fixes=True))
        await pause()
        document.take("y", 2)
        screen.answers.waits.set()
        assert (await asked) == Findings(is_python=False)

    run(work)
