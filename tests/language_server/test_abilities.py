"""What an editor can, by what it says of itself; one that says nothing can nothing of it."""

from __future__ import annotations

import pytest

pytest.importorskip("pygls", reason="pygls is not installed: the extra [lsp]")

from lsprotocol import types

from flake8_session_expiry.language_server import watched_files
from flake8_session_expiry.language_server.abilities import Abilities


def test_an_editor_that_says_nothing() -> None:
    nothing = types.ClientCapabilities()
    can = Abilities(nothing)
    assert not (can.configuration or can.refresh_hints or can.versions or can.show_document or can.resolve_edits)
    assert can.markup is types.MarkupKind.PlainText
    assert not watched_files.can_register(nothing)


@pytest.mark.parametrize("says", [True, False, None])
def test_each_ability(says: bool | None) -> None:
    properties = ["command", "edit"] if says else ["command"]
    formats = [types.MarkupKind.PlainText, types.MarkupKind.Markdown] if says else [types.MarkupKind.PlainText]
    capabilities = types.ClientCapabilities(
        workspace=types.WorkspaceClientCapabilities(
            configuration=says,
            workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=says),
            inlay_hint=types.InlayHintWorkspaceClientCapabilities(refresh_support=says),
            did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=says),
        ),
        window=types.WindowClientCapabilities(
            show_document=types.ShowDocumentClientCapabilities(support=says is True),
        ),
        text_document=types.TextDocumentClientCapabilities(
            code_action=types.CodeActionClientCapabilities(
                resolve_support=types.ClientCodeActionResolveOptions(properties=properties)
            ),
            hover=types.HoverClientCapabilities(content_format=formats),
        ),
    )
    can = Abilities(capabilities)
    found = (can.configuration, can.refresh_hints, can.versions, can.show_document, can.resolve_edits)
    assert found == (says is True,) * 5
    assert can.markup is (types.MarkupKind.Markdown if says else types.MarkupKind.PlainText)
    assert watched_files.can_register(capabilities) is (says is True)


def test_files_that_decide_are_watched() -> None:
    (registered,) = watched_files.registration().registrations
    options = registered.register_options
    assert isinstance(options, types.DidChangeWatchedFilesRegistrationOptions)
    patterns = [str(each.glob_pattern) for each in options.watchers]
    assert patterns[:2] == ["**/*.py", "**/*.html"]
    for name in ("setup.cfg", "tox.ini", ".flake8", "pyproject.toml", "uv.lock", "Pipfile"):
        assert name in patterns[-1].removeprefix("**/{").removesuffix("}").split(",")
