"""
The state of one session with an editor, and what it is sent without asking. What is done with its messages is in
``handlers``.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from flake8_session_expiry import __version__
from flake8_session_expiry.api import Diagnostic
from flake8_session_expiry.codes import names
from flake8_session_expiry.language_server.abilities import Abilities
from flake8_session_expiry.language_server.checker import Checker
from flake8_session_expiry.language_server.diagnostics import diagnostics
from flake8_session_expiry.language_server.open_documents import AT_ONCE, OpenDocument, OpenDocuments
from flake8_session_expiry.language_server.questions import PageOf
from flake8_session_expiry.language_server.server_options import SECTION

_LOG: Final = logging.getLogger(__name__)


class SessionExpiryServer(LanguageServer):
    """The state of one session with an editor, and what is sent to it without being asked for."""

    def __init__(self) -> None:
        # The whole text comes with each change: pygls ends lines at form feeds, too, so changes of parts would be put
        # into wrong places.
        super().__init__(SECTION, __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.checker = Checker()
        self.documents = OpenDocuments(self.checker, self.publish, self.say)
        self.documents.folders = lambda: [folder.uri for folder in self.workspace.folders.values()] or self._root()
        self.pages: str | None = None

    def _root(self) -> list[str]:
        return [self.workspace.root_uri] if self.workspace.root_uri is not None else []

    @property
    def can(self) -> Abilities:
        """What the editor can."""
        return Abilities(self.client_capabilities)

    def publish(self, document: OpenDocument, found: Sequence[Diagnostic]) -> None:
        """Show the findings of a document."""
        options = self.documents.options
        shown = diagnostics(found, document.places, options) if options.diagnostics else ()
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=document.uri, version=document.version, diagnostics=list(shown))
        )

    def say(self, text: str, details: str = "") -> None:
        """One message for the user, and what is behind it for the log."""
        warning = types.MessageType.Warning
        self.window_show_message(types.ShowMessageParams(type=warning, message=f"{SECTION}: {text}"))
        if details:
            self.window_log_message(types.LogMessageParams(type=types.MessageType.Error, message=details))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """A message that cannot be understood, or a bug in a handler, is something for the log."""
        _LOG.error("%s: %s", getattr(source, "__name__", source), error)

    def take_options(self, given: object, *, is_ours: bool = False) -> None:
        """The user has changed options in the editor."""
        problems: list[str] = []
        before = self.documents.options
        self.documents.options = before.updated(given, problems, is_ours=is_ours)
        for problem in problems:
            self.say(problem)
        if before != self.documents.options:
            self.refresh()

    def refresh(self, delay: float = AT_ONCE) -> None:
        """Check everything again."""
        self.documents.check_again(delay)
        if self.can.refresh_hints:
            self.workspace_inlay_hint_refresh(None)

    async def pull_options(self) -> None:
        """Ask the editor for the options, where it can be asked."""
        if self.can.configuration:
            wanted = types.ConfigurationParams(items=[types.ConfigurationItem(section=SECTION)])
            for given in await self.workspace_configuration_async(wanted):
                self.take_options(given, is_ours=True)

    async def show_page(self, code: str) -> None:
        """The page of a rule: as a document where the editor can show one, else as a message."""
        if code not in names():
            self.say(f"there is no rule {code!r}")
            return
        page = await self.checker.ask(PageOf(code))
        if self.can.show_document:
            self.pages = self.pages or tempfile.mkdtemp(prefix=f"{SECTION}-")
            path = Path(self.pages, f"{code}-{names()[code]}.md")
            path.write_text(page, encoding="utf-8")
            shown = await self.window_show_document_async(
                types.ShowDocumentParams(uri=path.as_uri(), external=False, take_focus=True)
            )
            if shown.success:
                return
        self.window_show_message(types.ShowMessageParams(type=types.MessageType.Info, message=page))

    def end(self) -> None:
        """End the process that checks, and remove the pages."""
        self.checker.close()
        if self.pages is not None:
            shutil.rmtree(self.pages, ignore_errors=True)
