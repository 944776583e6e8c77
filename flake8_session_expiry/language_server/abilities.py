"""What an editor can, of what not every one can."""

from __future__ import annotations

from lsprotocol import types


class Abilities:
    """By the capabilities that it sends when it starts the server."""

    def __init__(self, capabilities: types.ClientCapabilities) -> None:
        self._workspace = capabilities.workspace or types.WorkspaceClientCapabilities()
        self._window = capabilities.window or types.WindowClientCapabilities()
        self._text = capabilities.text_document or types.TextDocumentClientCapabilities()

    @property
    def configuration(self) -> bool:
        """Be asked for its options."""
        return self._workspace.configuration is True

    @property
    def refresh_hints(self) -> bool:
        """Ask for hints again."""
        return self._workspace.inlay_hint is not None and self._workspace.inlay_hint.refresh_support is True

    @property
    def versions(self) -> bool:
        """Refuse changes of another version of a text."""
        return self._workspace.workspace_edit is not None and self._workspace.workspace_edit.document_changes is True

    @property
    def show_document(self) -> bool:
        """Open a document that the server names."""
        return self._window.show_document is not None and self._window.show_document.support is True

    @property
    def resolve_edits(self) -> bool:
        """Ask for the change of an action when it is chosen."""
        actions = self._text.code_action
        resolving = actions.resolve_support if actions is not None else None
        return resolving is not None and "edit" in resolving.properties

    @property
    def markup(self) -> types.MarkupKind:
        """The form of a hover."""
        formats = (self._text.hover.content_format if self._text.hover is not None else None) or ()
        return types.MarkupKind.Markdown if types.MarkupKind.Markdown in formats else types.MarkupKind.PlainText
