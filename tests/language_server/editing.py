"""An editor for tests: a session with the server, in the words of a user."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lsprotocol import types
from pytest_lsp import LanguageClient, client_capabilities

COMMAND = [sys.executable, "-m", "flake8_session_expiry", "lsp"]
_DEFAULTS = {
    **{"diagnostics": True, "severity": "warning", "inlayHints": True, "unsafeFixes": True},
    **{"debounce": 0, "arguments": []},
}
_PATIENCE = 60
"""Seconds, on a machine that does much else."""


@dataclass
class Editor:
    """``client`` is pytest-lsp's, ``folder`` that of the workspace."""

    client: LanguageClient
    folder: Path
    versions: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    published: list[types.PublishDiagnosticsParams] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.answer("textDocument/publishDiagnostics", self._take)
        self.answer("workspace/inlayHint/refresh", lambda params: None)

    def answer(self, method: str, handler: Any) -> None:
        """Call this for messages of the server, in the place of what pytest-lsp does."""
        self.client.protocol.fm.features.pop(method, None)
        self.client.feature(method)(lambda params: handler(params))  # a bound method takes no attributes

    def _take(self, params: types.PublishDiagnosticsParams) -> None:
        self.published.append(params)

    async def join(self, **options: Any) -> None:
        """Take part in a session that has begun: with a folder, and with options, of one's own."""
        self.client.messages.clear()
        self.client.shown_documents.clear()
        for uri in [*self.versions]:
            self.close(uri)
        folder = types.WorkspaceFolder(self.folder.as_uri(), self.folder.name)
        added = types.WorkspaceFoldersChangeEvent(added=[folder], removed=[])
        self.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(added))
        self.set({**_DEFAULTS, **options})

    def set(self, options: dict[str, Any]) -> None:
        """Change options of the editor."""
        given = {"flake8-session-expiry": options}
        self.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(given))

    async def start(
        self,
        capabilities: types.ClientCapabilities | str = "neovim",
        folders: Sequence[Path] | None = None,
        **options: Any,
    ) -> types.InitializeResult:
        """Start the server as an editor does, with options in the editor."""
        if isinstance(capabilities, str):
            capabilities = client_capabilities(capabilities)
        places = [self.folder] if folders is None else folders
        return await self.client.initialize_session(
            types.InitializeParams(
                capabilities=capabilities,
                workspace_folders=[types.WorkspaceFolder(each.as_uri(), each.name) for each in places],
                initialization_options=options or None,
            )
        )

    def uri(self, name: str) -> str:
        """The address of a file of the folder; a name with a colon is one."""
        return name if ":" in name else (self.folder / name).as_uri()

    async def open(self, name: str, text: str | None = None, language: str = "python") -> list[str]:
        """Open a file, with a text that need not be on the disk; the codes that are shown then."""
        self.send_open(name, text, language)
        return await self.shown(name)

    def send_open(self, name: str, text: str | None = None, language: str = "python") -> None:
        """Open a file without waiting."""
        uri = self.uri(name)
        self.texts[uri] = (self.folder / name).read_text(encoding="utf-8") if text is None else text
        self.versions[uri] = 1
        self.client.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, language, 1, self.texts[uri]))
        )

    async def type(self, name: str, text: str) -> list[str]:
        """Change the text; the codes that are shown then."""
        self.send_type(name, text)
        return await self.shown(name)

    def send_type(self, name: str, text: str) -> None:
        """Change the text without waiting."""
        uri = self.uri(name)
        self.texts[uri] = text
        self.versions[uri] += 1
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(self.versions[uri], uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    def close(self, name: str) -> None:
        """Close a file."""
        identifier = types.TextDocumentIdentifier(self.uri(name))
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(identifier))

    def save(self, name: str) -> None:
        """Write a file that is open to the disk."""
        (self.folder / name).write_text(self.texts[self.uri(name)], encoding="utf-8")
        identifier = types.TextDocumentIdentifier(self.uri(name))
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(identifier))

    def changed_outside(self, name: str, kind: types.FileChangeType = types.FileChangeType.Changed) -> None:
        """Another program has changed a file."""
        self.client.workspace_did_change_watched_files(
            types.DidChangeWatchedFilesParams([types.FileEvent(self.uri(name), kind)])
        )

    async def shown(self, name: str) -> list[str]:
        """The codes that are shown for the text as it is now, when they come."""
        await self.until(lambda: self.version_shown(name) == self.versions[self.uri(name)])
        return self.codes(name)

    async def becomes(self, name: str, codes: list[str]) -> None:
        """Wait until these codes are shown."""
        await self.until(lambda: self.codes(name) == codes)

    async def until(self, condition: Any) -> None:
        """Wait for something; fails where it does not come."""
        deadline = time.monotonic() + _PATIENCE
        while not condition():
            assert time.monotonic() < deadline, (self.published[-3:], self.client.messages)
            await asyncio.sleep(0.02)

    def last(self, name: str) -> types.PublishDiagnosticsParams | None:
        """What was shown last for a file."""
        of_it = [each for each in self.published if each.uri == self.uri(name)]
        return of_it[-1] if of_it else None

    def version_shown(self, name: str) -> int | None:
        """The version of the text that it was shown for."""
        last = self.last(name)
        return last.version if last is not None else None

    def codes(self, name: str) -> list[str]:
        """The codes that are shown."""
        last = self.last(name)
        return [str(each.code) for each in last.diagnostics] if last is not None else []

    def messages(self) -> list[str]:
        """What the user was told."""
        return [each.message for each in self.client.messages]

    def range_of(self, name: str, code: str, encoding: str = "utf-16") -> types.Range:
        """The place of a piece of code, on one line."""
        before, _, _ = self.texts[self.uri(name)].partition(code)
        line = before.count("\n")
        column = units(before.rpartition("\n")[2], encoding)
        start = types.Position(line, column)
        return types.Range(start, types.Position(line, column + units(code, encoding)))

    async def actions(
        self, name: str, code: str, only: list[str] | None = None, encoding: str = "utf-16"
    ) -> list[types.CodeAction | types.Command]:
        """What is offered where a piece of code is selected."""
        params = types.CodeActionParams(
            types.TextDocumentIdentifier(self.uri(name)),
            self.range_of(name, code, encoding),
            types.CodeActionContext(diagnostics=[], only=only),
        )
        return list(await self.client.text_document_code_action_async(params) or ())

    async def make(self, action: types.CodeAction | types.Command, encoding: str = "utf-16") -> str:
        """Choose an action; the new text."""
        assert isinstance(action, types.CodeAction)
        if action.edit is None:
            action = await self.client.code_action_resolve_async(action)
        assert action.edit is not None
        return self.edited(action.edit, encoding)

    def edited(self, edit: types.WorkspaceEdit, encoding: str = "utf-16") -> str:
        """The text of the only file that is edited."""
        edits: list[Any]
        if edit.document_changes is not None:
            [change] = edit.document_changes
            assert isinstance(change, types.TextDocumentEdit)
            assert change.text_document.version == self.versions[change.text_document.uri]
            uri, edits = change.text_document.uri, list(change.edits)
        else:
            [(uri, given)] = (edit.changes or {}).items()
            edits = list(given)
        text = self.texts[uri]
        for each in sorted(edits, key=lambda each: (each.range.start.line, each.range.start.character), reverse=True):
            start, end = (offset(text, place, encoding) for place in (each.range.start, each.range.end))
            text = text[:start] + each.new_text + text[end:]
        return text

    async def hover(self, name: str, code: str, encoding: str = "utf-16") -> str:
        """The words about a piece of code."""
        place = types.TextDocumentIdentifier(self.uri(name))
        position = self.range_of(name, code, encoding).start
        found = await self.client.text_document_hover_async(types.HoverParams(place, position))
        if found is None:
            return ""
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value

    async def hints(self, name: str) -> list[str]:
        """The hints of a whole file."""
        everything = types.Range(types.Position(0, 0), types.Position(100_000, 0))
        params = types.InlayHintParams(types.TextDocumentIdentifier(self.uri(name)), everything)
        return [str(each.label) for each in await self.client.text_document_inlay_hint_async(params) or ()]


def units(text: str, encoding: str) -> int:
    """How many units a text has; counted in another way than in the server."""
    size = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    return len(text.encode({"utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(encoding, encoding))) // size


def offset(text: str, place: types.Position, encoding: str) -> int:
    """The character at a place, in a text whose lines end with a line feed."""
    lines = text.split("\n")
    before = "".join(f"{line}\n" for line in lines[: place.line])
    line = lines[place.line] if place.line < len(lines) else ""
    return len(before) + next(n for n in range(len(line) + 1) if units(line[:n], encoding) >= place.character)
