"""Which message of the editor is answered by what. Nothing is checked here (``checker``), so nothing waits."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Final

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from flake8_session_expiry.language_server import quick_fixes, watched_files
from flake8_session_expiry.language_server.checker import NoAnswer
from flake8_session_expiry.language_server.diagnostics import range_of
from flake8_session_expiry.language_server.document_paths import is_checked
from flake8_session_expiry.language_server.inlay_hints import inlay_hints
from flake8_session_expiry.language_server.open_documents import AFTER_OTHER_FILES, OpenDocument
from flake8_session_expiry.language_server.questions import AllFixed, Ignored, Lengths, Readiness, WhatIsSaid
from flake8_session_expiry.language_server.quick_fixes import Actions
from flake8_session_expiry.language_server.server import SessionExpiryServer
from flake8_session_expiry.language_server.text_checks import Findings, TextChange

_CONTENT_MODIFIED: Final = types.LSPErrorCodes.ContentModified.value
_NOTHING: Final = Findings()


def made() -> SessionExpiryServer:
    """A server that answers all of the messages."""
    server = SessionExpiryServer()
    actions = types.CodeActionOptions(code_action_kinds=[*quick_fixes.KINDS], resolve_provider=True)
    for method, handler, options in (
        (types.INITIALIZE, _initialize, None),
        (types.INITIALIZED, _initialized, None),
        (types.SHUTDOWN, _shutdown, None),
        (types.TEXT_DOCUMENT_DID_OPEN, _did_open, None),
        (types.TEXT_DOCUMENT_DID_CHANGE, _did_change, None),
        (types.TEXT_DOCUMENT_DID_SAVE, _did_save, None),
        (types.TEXT_DOCUMENT_DID_CLOSE, _did_close, None),
        (types.TEXT_DOCUMENT_CODE_ACTION, _code_action, actions),
        (types.CODE_ACTION_RESOLVE, _resolve, None),
        (types.TEXT_DOCUMENT_HOVER, _hover, None),
        (types.TEXT_DOCUMENT_INLAY_HINT, _inlay_hint, None),
        (types.WORKSPACE_DID_CHANGE_CONFIGURATION, _did_change_configuration, None),
        (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, _did_change_watched_files, None),
        (types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, _did_change_folders, None),
    ):
        server.feature(method, options)(handler)
    server.command(quick_fixes.EXPLAIN)(_explain)
    return server


# -- the session -------------------------------------------------------------------------------------------------------


def _initialize(ls: SessionExpiryServer, params: types.InitializeParams) -> None:
    ls.take_options(params.initialization_options, is_ours=True)


async def _initialized(ls: SessionExpiryServer, params: types.InitializedParams) -> None:
    if watched_files.can_register(ls.client_capabilities):
        ls.client_register_capability(watched_files.registration())
    await ls.pull_options()
    with suppress(NoAnswer):  # the first check says so
        await ls.checker.ask(Readiness())


def _shutdown(ls: SessionExpiryServer, params: None) -> None:
    ls.end()


async def _did_change_configuration(ls: SessionExpiryServer, params: types.DidChangeConfigurationParams) -> None:
    if params.settings:
        ls.take_options(params.settings)
    else:  # the editor only says that something has changed
        await ls.pull_options()


def _did_change_watched_files(ls: SessionExpiryServer, params: types.DidChangeWatchedFilesParams) -> None:
    ls.refresh(AFTER_OTHER_FILES)


def _did_change_folders(ls: SessionExpiryServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
    ls.refresh(AFTER_OTHER_FILES)


# -- documents ---------------------------------------------------------------------------------------------------------


def _did_open(ls: SessionExpiryServer, params: types.DidOpenTextDocumentParams) -> None:
    opened = params.text_document
    if is_checked(opened.uri, opened.language_id):
        ls.documents.open(opened.uri, opened.text, opened.version, _encoding(ls))


def _encoding(ls: SessionExpiryServer) -> str:
    found = ls.workspace.position_encoding
    return str(getattr(found, "value", found) or "utf-16")


def _did_change(ls: SessionExpiryServer, params: types.DidChangeTextDocumentParams) -> None:
    uri = params.text_document.uri
    ls.documents.change(uri, ls.workspace.get_text_document(uri).source, params.text_document.version)


def _did_save(ls: SessionExpiryServer, params: types.DidSaveTextDocumentParams) -> None:
    """It may be a settings module, or one that a settings module imports: that decides on all others."""
    ls.refresh(AFTER_OTHER_FILES)


def _did_close(ls: SessionExpiryServer, params: types.DidCloseTextDocumentParams) -> None:
    uri = params.text_document.uri
    if ls.documents.close(uri):
        ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri=uri, diagnostics=[]))


# -- what is asked about a place ---------------------------------------------------------------------------------------


async def _findings(ls: SessionExpiryServer, document: OpenDocument, *, fixes: bool = False) -> Findings:
    """The findings, but for those that the user does not want to see; none where there is no answer."""
    try:
        found = await ls.documents.findings(document, fixes=fixes)
    except NoAnswer:
        return _NOTHING  # said, when the document was checked
    visible = tuple(each for each in found.found if ls.documents.options.severity_of(each.code) != "off")
    return Findings(visible, found.is_python)


async def _code_action(ls: SessionExpiryServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    document = ls.documents.all.get(params.text_document.uri)
    if document is None:
        return []
    wanted = [str(getattr(each, "value", each)) for each in params.context.only or ()] or None
    start, end = (
        document.places.offset_of_position(each.line, each.character) for each in (params.range.start, params.range.end)
    )
    actions = _actions(ls, document)
    found = (await _findings(ls, document)).found
    here = actions.at(start, end, found, params.context.diagnostics)
    # Fixes take longer than findings, and editors ask at each move of the cursor.
    if not (here or (found and wanted and quick_fixes.is_wanted(quick_fixes.FIX_ALL, wanted))):
        return []
    found = (await _findings(ls, document, fixes=True)).found
    offered: list[types.CodeAction] = []
    if quick_fixes.is_wanted(quick_fixes.QUICK_FIX, wanted):
        offered += actions.about(actions.at(start, end, found, params.context.diagnostics))
    if quick_fixes.is_wanted(quick_fixes.FIX_ALL, wanted):
        offered += actions.fix_all(found)
    if not ls.can.resolve_edits:
        offered = [await _with_edit(ls, each) if each.data is not None else each for each in offered]
        offered = [each for each in offered if each.edit is not None or each.command is not None]
    return offered


async def _resolve(ls: SessionExpiryServer, params: types.CodeAction) -> types.CodeAction:
    return params if params.data is None else await _with_edit(ls, params)


async def _with_edit(ls: SessionExpiryServer, action: types.CodeAction) -> types.CodeAction:
    """An action with its change of the text. Raises JsonRpcException where the text is not the same any more."""
    data: dict[str, Any] = action.data if isinstance(action.data, dict) else {}
    document = ls.documents.all.get(str(data.get("uri")))
    if document is None or document.version != data.get("version"):
        raise _modified()
    before = document.changes
    sent = ls.documents.as_document(document)
    changes: tuple[TextChange, ...] = ()
    try:
        if data.get("fixAll"):
            changes = await ls.checker.ask(AllFixed(sent))
        elif isinstance(data.get("ignore"), list):
            line, code = data["ignore"]
            changes = await ls.checker.ask(Ignored(sent, ((int(line), str(code)),)))
    except NoAnswer as reason:
        ls.say(str(reason), reason.details)
    if document.changes != before:
        raise _modified()
    if changes:
        action.edit = _actions(ls, document).edit(changes)
    return action


def _actions(ls: SessionExpiryServer, document: OpenDocument) -> Actions:
    return Actions(document.places, ls.documents.options, document.uri, document.version, ls.can.versions)


def _modified() -> JsonRpcException:
    return JsonRpcException("the text has changed", _CONTENT_MODIFIED)


async def _explain(ls: SessionExpiryServer, code: str) -> None:
    try:
        await ls.show_page(code)
    except NoAnswer as reason:
        ls.say(str(reason), reason.details)


async def _hover(ls: SessionExpiryServer, params: types.HoverParams) -> types.Hover | None:
    document = ls.documents.all.get(params.text_document.uri)
    if document is None:
        return None
    places, before = document.places, document.changes
    offset = places.offset_of_position(params.position.line, params.position.character)
    found = (await _findings(ls, document)).found
    try:
        said = await ls.checker.ask(WhatIsSaid(ls.documents.as_document(document), offset, found))
    except NoAnswer:
        return None
    if said is None or document.changes != before:
        return None
    content = types.MarkupContent(kind=ls.can.markup, value=said.words)
    return types.Hover(contents=content, range=range_of(said.start, said.end, places))


async def _inlay_hint(ls: SessionExpiryServer, params: types.InlayHintParams) -> list[types.InlayHint]:
    document = ls.documents.all.get(params.text_document.uri)
    if document is None or not ls.documents.options.inlay_hints:
        return []
    places, before = document.places, document.changes
    try:
        said = await ls.checker.ask(Lengths(ls.documents.as_document(document)))
    except NoAnswer:
        return []
    if document.changes != before:
        raise _modified()  # the editor asks again
    return list(inlay_hints(said, places, params.range))
