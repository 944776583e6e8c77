"""What is offered for findings: how a fix is called, and in which form an editor gets it."""

from __future__ import annotations

import pytest

pytest.importorskip("pygls", reason="pygls is not installed: the extra [lsp]")

from lsprotocol import types

from flake8_session_expiry.api import Diagnostic, Safety, TextEdit, TextFix
from flake8_session_expiry.language_server.diagnostics import diagnostics
from flake8_session_expiry.language_server.quick_fixes import Actions
from flake8_session_expiry.language_server.server_options import ServerOptions
from flake8_session_expiry.language_server.text_places import TextPlaces

URI = "file:///site/views.py"


def actions(text: str, *, is_versioned: bool = True) -> Actions:
    """For version 3 of a text."""
    return Actions(TextPlaces(text), ServerOptions(), URI, 3, is_versioned)


def finding(text: str, *changes: tuple[str, str]) -> Diagnostic:
    """One of a text of one line, with a fix that makes these changes."""
    edits = [(text.index(old), text.index(old) + len(old), new) for old, new in changes]
    made = tuple(TextEdit(start, end, new, 1, start + 1, 1, end + 1) for start, end, new in edits)
    return Diagnostic("DSE202", "bool-expiry", "words", 1, 1, 1, len(text) + 1, TextFix(Safety.SAFE, made))


def title(text: str, *changes: tuple[str, str]) -> str:
    """What the fix is called."""
    return next(actions(text).about([finding(text, *changes)])).title


SHORT, LONG = "a" * 30, "a" * 31


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("False", "0", ": False → 0"),
        ("  False ", " 0 ", ": False → 0"),
        (SHORT, "0", f": {SHORT} → 0"),
        ("0", SHORT, f": 0 → {SHORT}"),
        (LONG, "0", ""),
        ("0", LONG, ""),
        ("False", "a\nb", ""),
        ("a\nb", "False", ""),
        ("False", "", ""),
        ("False", "  ", ""),
    ],
)
def test_a_short_change_is_in_the_title(old: str, new: str, says: str) -> None:
    assert title(f"x({old})", (old, new)) == f"Fix DSE202{says}"


def test_several_changes_are_not() -> None:
    assert title("x(False, True)", ("False", "0"), ("True", "1")) == "Fix DSE202"


def test_the_version_of_the_text_is_sent_to_editors_that_look_at_it() -> None:
    text = "x(False)"
    edits = [types.TextEdit(types.Range(types.Position(0, 2), types.Position(0, 7)), "0")]
    versioned = next(actions(text).about([finding(text, ("False", "0"))])).edit
    document = types.OptionalVersionedTextDocumentIdentifier(uri=URI, version=3)
    assert versioned == types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, edits)])
    plain = next(actions(text, is_versioned=False).about([finding(text, ("False", "0"))])).edit
    assert plain == types.WorkspaceEdit(changes={URI: edits})


def test_findings_behind_one_that_is_off_are_shown() -> None:
    found = [Diagnostic(code, "name", "words", 1, 1, 1, 2) for code in ("DSE101", "DSE202", "DSE900")]
    options, problems = ServerOptions(), list[str]()
    options = options.updated({"severity": {"DSE": "hint", "DSE101": "off"}}, problems, is_ours=True)
    shown = list(diagnostics(found, TextPlaces("x"), options))
    assert problems == []
    assert [(each.code, each.severity) for each in shown] == [
        ("DSE202", types.DiagnosticSeverity.Hint),
        ("DSE900", types.DiagnosticSeverity.Information),
    ]
