"""
The documents that are open in the editor: their texts, what was found in each, and when it is checked again.

A text is checked when the user has stopped typing; what is found in one that has changed meanwhile is dropped. While a
text cannot be parsed the last findings stay: the editor moves them with the text, and they do not come and go with each
half of a word.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from flake8_session_expiry.api import Diagnostic
from flake8_session_expiry.language_server.checker import Checker, NoAnswer, RefusedByConfiguration
from flake8_session_expiry.language_server.document_paths import document_path
from flake8_session_expiry.language_server.questions import WhatIsFound
from flake8_session_expiry.language_server.server_options import ServerOptions
from flake8_session_expiry.language_server.text_checks import Document, Findings
from flake8_session_expiry.language_server.text_places import TextPlaces

AT_ONCE: Final = 0.0
AFTER_OTHER_FILES: Final = 0.2
"""Seconds after another file has changed: several are written at once when a branch is checked out."""


@dataclass(eq=False)
class OpenDocument:
    """One document; ``version`` is the editor's number of the text, ``changes`` our own, of texts and of all else."""

    uri: str
    text: str
    version: int | None
    places: TextPlaces
    changes: int = 0
    found: Findings | None = None
    """What was found in this text; None where it is not checked yet."""
    repaired: Findings | None = None
    """The same with the fixes."""
    shown: tuple[Diagnostic, ...] | None = None
    task: asyncio.Task[None] | None = None
    problem: str = ""
    """What was said of it last; empty, if it could be checked."""

    def take(self, text: str, version: int | None) -> None:
        """A new text."""
        self.text, self.version = text, version
        self.places = TextPlaces(text, self.places.encoding)
        self.forget()

    def forget(self) -> None:
        """Something has changed on which the findings depend."""
        self.changes += 1
        self.found = self.repaired = None


@dataclass(eq=False)
class OpenDocuments:
    """
    All of them, by their addresses. ``show`` is called with a document and its findings, ``say`` with a line for the
    user and details for the log.
    """

    checker: Checker
    show: Callable[[OpenDocument, tuple[Diagnostic, ...]], None]
    say: Callable[[str, str], None]
    options: ServerOptions = field(default_factory=ServerOptions)
    folders: Callable[[], Iterable[str]] = tuple
    all: dict[str, OpenDocument] = field(default_factory=dict)

    def open(self, uri: str, text: str, version: int | None, encoding: str) -> None:
        """A document was opened; it is checked at once."""
        self.close(uri)
        self.all[uri] = OpenDocument(uri, text, version, TextPlaces(text, encoding))
        self._check(self.all[uri], AT_ONCE)

    def change(self, uri: str, text: str, version: int | None) -> None:
        """A text has changed; it is checked when the user has stopped typing."""
        if (document := self.all.get(uri)) is not None:
            document.take(text, version)
            self._check(document, self.options.debounce / 1000)

    def close(self, uri: str) -> bool:
        """A document was closed; whether it was one of ours."""
        document = self.all.pop(uri, None)
        if document is not None and document.task is not None:
            document.task.cancel()
        return document is not None

    def check_again(self, delay: float = AFTER_OTHER_FILES) -> None:
        """Check all documents again: another file has changed, or an option."""
        for document in self.all.values():
            document.forget()
            self._check(document, delay)

    def as_document(self, document: OpenDocument) -> Document:
        """What the process that checks is sent."""
        path, folder = document_path(document.uri, self.folders())
        return Document(path, folder, document.text, self.options.arguments)

    async def findings(self, document: OpenDocument, *, fixes: bool = False) -> Findings:
        """
        The findings in the text as it is now; with their fixes, if these are wanted. Raises NoAnswer.

        Where the text changes meanwhile, there are none; where something else does, it is asked for again.
        """
        text = document.text
        while document.text is text:
            known = document.repaired or (None if fixes else document.found)
            if known is not None:
                return known
            before = document.changes
            found = await self.checker.ask(WhatIsFound(self.as_document(document), fixes))
            if document.changes == before and fixes:
                document.repaired = found
            elif document.changes == before:
                document.found = found
        return Findings(is_python=False)

    def _check(self, document: OpenDocument, delay: float) -> None:
        if document.task is not None:
            document.task.cancel()
        document.task = asyncio.get_running_loop().create_task(self._checked(document, delay))

    async def _checked(self, document: OpenDocument, delay: float) -> None:
        await asyncio.sleep(delay)
        before = document.changes
        try:
            found = await self.findings(document)
        except NoAnswer as reason:
            self._say_once(document, reason)
            return
        if document.changes != before or self.all.get(document.uri) is not document:
            return
        document.problem = ""
        if found.is_python or document.shown is None:
            document.shown = found.found
            self.show(document, found.found)

    def _say_once(self, document: OpenDocument, reason: NoAnswer) -> None:
        """A problem of a document is said once, one of the configuration once for all of them."""
        name = "" if isinstance(reason, RefusedByConfiguration) else f"{document.uri.rpartition('/')[2]}: "
        problem = f"{name}{reason}"
        is_known = any(each.problem == problem for each in self.all.values())
        document.problem = problem
        if not is_known:
            self.say(problem, reason.details)
