"""The server as an editor uses it, by pytest-lsp: a real process, spoken to in the protocol."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

pytest.importorskip("pytest_lsp", reason="pytest-lsp is not installed; it is in the environment newest")

import pytest_asyncio
import pytest_lsp
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

from flake8_session_expiry.pages_online import address
from tests.language_server.editing import COMMAND, Editor
from tests.projectfiles import MANAGE, put, write

MIDDLEWARE = "MIDDLEWARE = ['django.contrib.sessions.middleware.SessionMiddleware']\n"
VIEW = "def view(request):\n    request.session.set_expiry(False)\n"
FIXED = VIEW.replace("False", "0")
UNSAFE = "def logout_view(request):\n    request.user = AnonymousUser()\n    return redirect('home')\n"
FLUSH = "def other(request):\n    request.session.flush\n"
CLEARS = "from django.core.cache import cache\n\n\ndef view(request):\n    cache.clear()\n"
CACHE = "SESSION_ENGINE = 'django.contrib.sessions.backends.cache'\n"

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_lsp.fixture(  # type: ignore[untyped-decorator]
    config=ClientServerConfig(server_command=COMMAND), scope="module"
)
async def session(lsp_client: LanguageClient) -> AsyncIterator[None]:
    """One session for most tests: a server lives for days."""
    capabilities = client_capabilities("neovim")
    capabilities.general = types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind.Utf16])
    await lsp_client.initialize_session(types.InitializeParams(capabilities=capabilities))
    yield
    await lsp_client.shutdown_session()


@pytest_asyncio.fixture(loop_scope="module")
async def editor(session: LanguageClient, tmp_path: Path) -> AsyncIterator[Editor]:
    """An editor in a project."""
    made = Editor(session, project(tmp_path))
    await made.join()
    yield made
    for name in made.versions:
        made.close(name)


@pytest_lsp.fixture(  # type: ignore[untyped-decorator]
    config=ClientServerConfig(server_command=COMMAND), loop_scope="module"
)
async def client(lsp_client: LanguageClient) -> AsyncIterator[None]:
    """A client for a test that begins a session of its own."""
    yield
    await lsp_client.shutdown_session()
    server = lsp_client._server
    if server is not None and server.returncode is None:  # the test failed before it began the session
        server.kill()


@pytest.fixture
def new_editor(client: LanguageClient, tmp_path: Path) -> Editor:
    """An editor in a project, without a session."""
    return Editor(client, project(tmp_path))


def project(place: Path) -> Path:
    """A project of Django."""
    return write(place / "site", {"manage.py": MANAGE.format("config"), "config.py": MIDDLEWARE})


# -- findings ----------------------------------------------------------------------------------------------------------


async def test_findings_on_unsaved_text(editor: Editor) -> None:
    assert await editor.open("views.py", VIEW) == ["DSE202"]
    assert await editor.type("views.py", FIXED) == []
    assert await editor.type("views.py", VIEW) == ["DSE202"]
    last = editor.last("views.py")
    assert last is not None
    [found] = last.diagnostics
    assert found.range == types.Range(types.Position(1, 31), types.Position(1, 36))
    assert found.severity is types.DiagnosticSeverity.Warning
    assert found.source == "flake8-session-expiry"
    assert found.code_description == types.CodeDescription(address("DSE202"))
    assert found.message.endswith(" [bool-expiry]")
    assert not (editor.folder / "views.py").exists()


async def test_half_typed_code_keeps_the_last_findings(editor: Editor) -> None:
    await editor.join(debounce=0)
    assert await editor.open("views.py", VIEW) == ["DSE202"]
    editor.send_type("views.py", VIEW + "    request.session.set_expiry(")
    assert await editor.actions("views.py", "False") == []
    assert await editor.hover("views.py", "False") == ""
    assert editor.version_shown("views.py") == 1
    assert await editor.type("views.py", VIEW + "    request.session.flush\n") == ["DSE202", "DSE104"]
    assert await editor.open("broken.py", "def view(request:\n    request.session.set_expiry(False)\n") == []


async def test_rapid_changes_show_the_last_one_only(editor: Editor) -> None:
    await editor.join(debounce=30)
    assert await editor.open("views.py", VIEW) == ["DSE202"]
    for number in range(60):
        wrong = f"    request.session['{number}'] = 1\n    request.session.flush\n"
        editor.send_type("views.py", VIEW + wrong)
        await asyncio.sleep(0.005)
    assert await editor.type("views.py", FIXED) == []
    await asyncio.sleep(0.5)
    assert editor.codes("views.py") == []
    versions = [each.version or 0 for each in editor.published if each.uri == editor.uri("views.py")]
    assert versions == sorted(set(versions))
    assert len(versions) < 60


async def test_configuration_and_comments_count(editor: Editor) -> None:
    put(editor.folder, "setup.cfg", "[flake8]\nper-file-ignores = legacy/*:DSE202\nexclude = old\n")
    assert await editor.open("views.py", VIEW) == ["DSE202"]
    assert await editor.open("legacy/views.py", VIEW) == []
    assert await editor.open("old/views.py", VIEW) == []
    assert await editor.open("other.py", VIEW.replace("False)", "False)  # noqa: DSE202")) == []


async def test_severity_and_switching_off(editor: Editor) -> None:
    await editor.join(severity={"DSE": "error", "DSE104": "off"})
    assert await editor.open("views.py", VIEW + FLUSH) == ["DSE202"]
    last = editor.last("views.py")
    assert last is not None
    assert last.diagnostics[0].severity is types.DiagnosticSeverity.Error
    assert await editor.actions("views.py", "flush") == []
    editor.set({"diagnostics": False})
    await editor.becomes("views.py", [])
    assert await editor.make((await editor.actions("views.py", "False"))[0]) == FIXED + FLUSH


async def test_options_are_asked_for(new_editor: Editor) -> None:
    editor = new_editor
    capabilities = client_capabilities("neovim")
    assert capabilities.workspace is not None
    capabilities.workspace.configuration = True
    editor.client.set_configuration({"flake8-session-expiry": {"arguments": ["--extend-ignore=DSE202"]}})
    await editor.start(capabilities)
    editor.send_open("views.py", VIEW)
    await editor.until(lambda: editor.last("views.py") is not None)
    await editor.becomes("views.py", [])
    editor.client.set_configuration({"flake8-session-expiry": {"arguments": [], "severty": 1}})
    editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
    await editor.becomes("views.py", ["DSE202"])
    assert editor.messages() == ["flake8-session-expiry: there is no option 'severty'; did you mean severity?"]


async def test_wrong_configuration_is_said_once_and_repaired(editor: Editor) -> None:
    put(editor.folder, "setup.cfg", "[flake8]\nsession-expiry-profile = nist\n")
    await editor.join(debounce=0)
    for name in ("a.py", "b.py"):
        editor.send_open(name, VIEW)
    await editor.until(editor.messages)
    editor.send_type("a.py", VIEW)
    await asyncio.sleep(1)
    [message] = editor.messages()
    assert "'nist' is none of" in message
    put(editor.folder, "setup.cfg", "[flake8]\n")
    editor.changed_outside("setup.cfg")
    await editor.becomes("a.py", ["DSE202"])
    await editor.becomes("b.py", ["DSE202"])


async def test_file_over_the_limit_has_one_notice(editor: Editor) -> None:
    await editor.join(debounce=0)
    text = VIEW + f"X = '{'x' * 1_000_000}'\n"
    assert await editor.open("views.py", text) == ["DSE901"]
    assert await editor.type("views.py", text + "\n") == ["DSE901"]
    last = editor.last("views.py")
    assert last is not None
    assert last.diagnostics[0].severity is types.DiagnosticSeverity.Information
    assert await editor.actions("views.py", "def view", only=["quickfix"]) != []
    assert editor.messages() == []
    assert await editor.type("views.py", VIEW) == ["DSE202"]


# -- documents ---------------------------------------------------------------------------------------------------------


async def test_closed_documents_show_nothing_and_can_be_opened_again(editor: Editor) -> None:
    assert await editor.open("views.py", VIEW) == ["DSE202"]
    editor.close("views.py")
    await editor.becomes("views.py", [])
    assert await editor.actions("views.py", "False") == []
    assert await editor.hover("views.py", "set_expiry") == ""
    assert await editor.open("views.py", VIEW) == ["DSE202"]
    editor.send_type("views.py", VIEW + "\n")
    editor.close("views.py")
    await asyncio.sleep(0.5)
    assert editor.codes("views.py") == []


async def test_file_that_is_deleted_stays_what_it_is_in_the_editor(editor: Editor) -> None:
    put(editor.folder, "views.py", VIEW)
    assert await editor.open("views.py") == ["DSE202"]
    (editor.folder / "views.py").unlink()
    editor.changed_outside("views.py", types.FileChangeType.Deleted)
    assert await editor.type("views.py", VIEW + "    request.session.flush\n") == ["DSE202", "DSE104"]


async def test_documents_that_are_not_ours(editor: Editor) -> None:
    cell = "vscode-notebook-cell:/site/a.ipynb#W0"
    editor.send_open("setup.cfg", "[flake8]\n", "ini")
    editor.send_open(cell, VIEW)
    editor.send_type(cell, VIEW)
    assert await editor.actions(cell, "set_expiry") == []
    assert await editor.hints(cell) == []
    assert await editor.open("untitled:Untitled-1", VIEW) == ["DSE202"]
    # Of what was closed before, an empty list may still come.
    published = {each.uri for each in editor.published}
    assert "untitled:Untitled-1" in published and cell not in published
    assert not any(uri.endswith("setup.cfg") for uri in published)


async def test_several_folders_each_with_its_configuration(new_editor: Editor, tmp_path: Path) -> None:
    editor = new_editor
    other = write(tmp_path / "other", {"setup.cfg": "[flake8]\nextend-ignore = DSE202\n"})
    await editor.start(folders=[editor.folder, other])
    assert await editor.open("views.py", VIEW) == ["DSE202"]
    assert await editor.open((other / "views.py").as_uri(), VIEW) == []
    assert await editor.open((tmp_path / "elsewhere.py").as_uri(), VIEW) == ["DSE202"]
    gone = types.WorkspaceFoldersChangeEvent(added=[], removed=[types.WorkspaceFolder(editor.folder.as_uri(), "site")])
    editor.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(gone))
    assert await editor.type("views.py", FIXED) == []


async def test_editor_without_a_folder(new_editor: Editor) -> None:
    editor = new_editor
    await editor.start(folders=[])
    assert await editor.open("views.py", VIEW) == ["DSE202"]


# -- other files -------------------------------------------------------------------------------------------------------


async def test_editor_is_asked_to_watch_files(new_editor: Editor) -> None:
    editor = new_editor
    capabilities = client_capabilities("neovim")
    assert capabilities.workspace is not None
    watching = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
    capabilities.workspace.did_change_watched_files = watching
    asked: list[types.RegistrationParams] = []
    editor.answer("client/registerCapability", asked.append)
    await editor.start(capabilities)
    await editor.until(lambda: asked)
    [registration] = asked[0].registrations
    assert registration.method == "workspace/didChangeWatchedFiles"
    patterns = [each["globPattern"] for each in (registration.register_options or {})["watchers"]]
    assert "**/*.py" in patterns
    assert any("setup.cfg" in each and "uv.lock" in each and "pyproject.toml" in each for each in patterns)


async def test_settings_that_change_on_the_disk(editor: Editor) -> None:
    assert await editor.open("views.py", CLEARS) == []
    put(editor.folder, "config.py", MIDDLEWARE + CACHE)
    editor.changed_outside("config.py")
    await editor.becomes("views.py", ["DSE324"])


async def test_settings_that_are_saved_in_the_editor(editor: Editor) -> None:
    assert await editor.open("views.py", CLEARS) == []
    await editor.open("config.py")
    await editor.type("config.py", MIDDLEWARE + CACHE)
    assert editor.codes("views.py") == []
    editor.save("config.py")
    await editor.becomes("views.py", ["DSE324"])


async def test_requirements_and_configuration_that_change_on_the_disk(editor: Editor) -> None:
    text = "class V:\n    pass\n\n\nSESSION_SERIALIZER = 'django.contrib.sessions.serializers.PickleSerializer'\n"
    assert await editor.open("config.py", MIDDLEWARE + text) == ["DSE506"]
    fix = (await editor.actions("config.py", "PickleSerializer"))[0]
    assert "unsafe" in fix.title
    put(editor.folder, "requirements.txt", "Django==5.2\n")
    editor.changed_outside("requirements.txt", types.FileChangeType.Created)
    await asyncio.sleep(0.5)
    fix = (await editor.actions("config.py", "PickleSerializer"))[0]
    assert "unsafe" not in fix.title
    put(editor.folder, "setup.cfg", "[flake8]\nextend-ignore = DSE506\n")
    editor.changed_outside("setup.cfg", types.FileChangeType.Created)
    await editor.becomes("config.py", [])


# -- actions -----------------------------------------------------------------------------------------------------------


async def test_quick_fix(editor: Editor) -> None:
    await editor.open("views.py", VIEW)
    offered = await editor.actions("views.py", "False")
    assert [each.title for each in offered] == [
        "Fix DSE202: False → 0",
        "Ignore DSE202 on this line",
        "Explain DSE202",
        "Make all safe fixes of flake8-session-expiry",
    ]
    assert isinstance(offered[0], types.CodeAction)
    assert offered[0].is_preferred is True
    assert offered[0].diagnostics is not None
    assert [each.code for each in offered[0].diagnostics] == ["DSE202"]
    new = await editor.make(offered[0])
    assert new == FIXED
    assert await editor.type("views.py", new) == []
    assert await editor.actions("views.py", "False") == []


async def test_unsafe_fixes_are_marked_and_come_after_safe_ones(editor: Editor) -> None:
    text = UNSAFE.replace("request.user =", "request.session.flush; request.user =")
    assert await editor.open("views.py", text) == ["DSE104", "DSE328"]
    line = text.splitlines()[1].strip()
    offered = await editor.actions("views.py", line, only=["quickfix"])
    assert [each.title for each in offered][:2] == [
        "Fix DSE104: request.session.flush → request.session.flush()",
        "Fix DSE328 (unsafe: probably what was meant, look at it)",
    ]
    assert isinstance(offered[1], types.CodeAction)
    assert not offered[1].is_preferred
    assert "logout(request)" in await editor.make(offered[1])
    editor.set({"unsafeFixes": False})
    titles = [each.title for each in await editor.actions("views.py", line, only=["quickfix"])]
    assert not any("unsafe" in each for each in titles)


@pytest.mark.parametrize("only", ["source", "source.fixAll", "source.fixAll.flake8-session-expiry"])
async def test_fix_all_makes_safe_fixes_only(editor: Editor, only: str) -> None:
    text = VIEW + UNSAFE + "def last(request):\n    request.session.flush\n"
    assert await editor.open("views.py", text) == ["DSE202", "DSE328", "DSE104"]
    [action] = await editor.actions("views.py", "redirect", only=[only])
    assert isinstance(action, types.CodeAction)
    assert action.kind == "source.fixAll.flake8-session-expiry"
    assert await editor.make(action) == text.replace("False", "0").replace("flush", "flush()")


async def test_fix_all_is_not_offered_without_a_safe_fix(editor: Editor) -> None:
    assert await editor.open("views.py", UNSAFE) == ["DSE328"]
    assert await editor.actions("views.py", "request.user", only=["source.fixAll"]) == []
    assert await editor.actions("views.py", "redirect") == []


@pytest.mark.parametrize(
    ("code", "silenced"),
    [
        ("request.session.set_expiry(False)", "request.session.set_expiry(False)  # noqa: DSE202"),
        (
            "request.session.set_expiry(False)  # noqa: E501",
            "request.session.set_expiry(False)  # noqa: E501, DSE202",
        ),
        (
            "request.session.set_expiry(\n        False\n    )",
            "request.session.set_expiry(\n        False  # noqa: DSE202\n    )",
        ),
        (
            "request.session.set_expiry(False), '''\n    x'''",
            "request.session.set_expiry(False), '''\n    x'''  # noqa: DSE202",
        ),
    ],
)
async def test_ignore_on_this_line(editor: Editor, code: str, silenced: str) -> None:
    text = f"def view(request):\n    {code}\n"
    assert await editor.open("views.py", text) == ["DSE202"]
    offered = await editor.actions("views.py", "False")
    [action] = [each for each in offered if each.title == "Ignore DSE202 on this line"]
    new = await editor.make(action)
    assert new == f"def view(request):\n    {silenced}\n"
    assert await editor.type("views.py", new) == []


async def test_editor_that_cannot_ask_for_changes_gets_them_at_once(new_editor: Editor) -> None:
    editor = new_editor
    await editor.start(types.ClientCapabilities())
    await editor.open("views.py", VIEW)
    offered = await editor.actions("views.py", "False")
    edits = [each.edit for each in offered if isinstance(each, types.CodeAction)]
    assert all(each is not None and each.document_changes is None for each in edits)
    texts = [editor.edited(each) for each in edits if each is not None]
    assert texts == [FIXED, VIEW.replace("False)", "False)  # noqa: DSE202"), FIXED]


async def test_change_that_comes_too_late_is_refused(editor: Editor) -> None:
    await editor.open("views.py", VIEW)
    late = (await editor.actions("views.py", "False"))[1]
    assert isinstance(late, types.CodeAction)
    await editor.type("views.py", f"\n{VIEW}")
    with pytest.raises(JsonRpcException, match="the text has changed"):
        await editor.client.code_action_resolve_async(late)


@pytest.mark.parametrize("can_show", [True, False])
async def test_explain_shows_the_packaged_page(new_editor: Editor, can_show: bool) -> None:
    editor = new_editor
    capabilities = client_capabilities("neovim")
    capabilities.window = types.WindowClientCapabilities(show_document=types.ShowDocumentClientCapabilities(can_show))
    await editor.start(capabilities)
    command = types.ExecuteCommandParams("flake8-session-expiry.explain", ["DSE202"])
    await editor.client.workspace_execute_command_async(command)
    if can_show:
        [shown] = editor.client.shown_documents
        assert shown.external is False
        assert shown.uri.endswith("/DSE202-bool-expiry.md")
        page = Path(shown.uri.removeprefix("file://")).read_text(encoding="utf-8")
        assert editor.messages() == []
    else:
        [page] = editor.messages()
    assert page.startswith("# DSE202 bool-expiry\n")
    await editor.client.workspace_execute_command_async(
        types.ExecuteCommandParams("flake8-session-expiry.explain", ["../x"])
    )
    assert editor.messages()[-1] == "flake8-session-expiry: there is no rule '../x'"


# -- words -------------------------------------------------------------------------------------------------------------


async def test_hover_and_hints(editor: Editor) -> None:
    await editor.open("views.py", FIXED.replace("(0)", "(60 * 60 * 24)"))
    assert "- The cookie says Max-Age=86400" in await editor.hover("views.py", "set_expiry")
    assert await editor.hints("views.py") == ["1 day"]
    await editor.open("config.py", f"{MIDDLEWARE}SESSION_COOKIE_AGE = 1209600\n")
    assert await editor.hints("config.py") == ["2 weeks, from the last write"]
    assert "Engine db: The row" in await editor.hover("config.py", "SESSION_COOKIE_AGE")
    editor.set({"inlayHints": False})
    assert await editor.hints("config.py") == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
async def test_places_behind_characters_beyond_the_basic_plane(new_editor: Editor, encoding: str) -> None:
    editor = new_editor
    capabilities = client_capabilities("neovim")
    kinds = {each.value: each for each in types.PositionEncodingKind}
    capabilities.general = types.GeneralClientCapabilities(position_encodings=[kinds[encoding]])
    started = await editor.start(capabilities)
    assert started.capabilities.position_encoding in {encoding, kinds[encoding]}
    text = "def view(request):\n    x = '🌉é'; request.session.set_expiry(False); y = '🌉'\n"
    assert await editor.open("views.py", text) == ["DSE202"]
    last = editor.last("views.py")
    assert last is not None
    assert last.diagnostics[0].range == editor.range_of("views.py", "False", encoding)
    fix = (await editor.actions("views.py", "False", encoding=encoding))[0]
    assert await editor.make(fix, encoding) == text.replace("False", "0")
    assert "until the browser is closed" in await editor.hover("views.py", "False", encoding)
    assert await editor.actions("views.py", "y = ", encoding=encoding) == []


async def test_lines_of_windows_tabs_and_form_feeds(editor: Editor) -> None:
    text = "\ufeffx = 1\f\r\ndef view(request):\r\n\t'\u2028'; request.session.set_expiry(False)\r\n"
    assert await editor.open("views.py", text) == ["DSE202"]
    last = editor.last("views.py")
    assert last is not None
    assert last.diagnostics[0].range == types.Range(types.Position(2, 33), types.Position(2, 38))
    fix = (await editor.actions("views.py", "False"))[0]
    assert await editor.make(fix) == text.replace("False", "0")


# -- a server that lives -----------------------------------------------------------------------------------------------


async def test_crash_costs_one_message(new_editor: Editor, tmp_path: Path) -> None:
    editor = new_editor
    await editor.start(debounce=0)
    assert await editor.open("views.py", VIEW) == ["DSE202"]
    await end_the_process_that_checks(editor)
    assert await editor.type("views.py", FIXED) == []
    assert await editor.type("views.py", VIEW) == ["DSE202"]
    assert editor.messages() == []


async def end_the_process_that_checks(editor: Editor) -> None:
    """As a crash of a parser would."""
    import os
    import signal

    if not sys.platform.startswith("linux"):
        pytest.skip("/proc is one of Linux")
    server = editor.client._server
    assert server is not None
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and folder.joinpath("stat").exists():
            parent = folder.joinpath("stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1]
            line = folder.joinpath("cmdline").read_bytes()
            if parent == str(server.pid) and b"spawn_main" in line:
                os.kill(int(folder.name), signal.SIGKILL)
    await asyncio.sleep(0.3)


async def test_garbage_is_no_end(editor: Editor) -> None:
    await editor.join(debounce=0)
    for number, text in enumerate(["\0", "(" * 5000 + " set_expiry(", "session\f" * 9999, "é\r" * 99]):
        name = f"garbage{number}.py"
        editor.send_open(name, text)
        await editor.hover(name, text[:1])
        await editor.hints(name)
        await editor.actions(name, text[:1])
    editor.client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(1, editor.uri("never_opened.py")),
            [types.TextDocumentContentChangeWholeDocument(VIEW)],
        )
    )
    assert await editor.open("views.py", VIEW) == ["DSE202"]
    assert editor.messages() == []


async def test_nothing_of_the_project_is_run(client: LanguageClient, tmp_path: Path) -> None:
    marker = tmp_path / "imported"
    code = f"open({str(marker)!r}, 'a').write(__name__)\n"
    names = ("config.py", "libcst.py", "pygls.py", "flake8.py", "rich.py", "sitecustomize.py", "urls.py")
    site = write(tmp_path / "site", {"manage.py": code + MANAGE.format("config"), **dict.fromkeys(names, code)})
    put(
        site,
        "setup.cfg",
        "[flake8:local-plugins]\nextension =\n    X = config:X\n[flake8]\nrequire-plugins = nothing\n",
    )
    editor = Editor(client, site)
    await editor.start()
    assert await editor.open("views.py", VIEW) == ["DSE202"]
    await editor.hover("views.py", "set_expiry")
    assert not marker.exists()
