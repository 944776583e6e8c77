"""Which documents are checked, and which file each is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest.importorskip("pygls", reason="pygls is not installed: the extra [lsp]")

from flake8_session_expiry.language_server.document_paths import document_path, is_checked


@pytest.mark.parametrize(
    ("uri", "language", "checked"),
    [
        ("file:///site/views.py", "python", True),
        ("file:///site/views", "python", True),
        ("file:///site/views.py", "", True),
        ("file:///site/views.py", "django-html", False),
        ("file:///site/setup.cfg", "", False),
        ("file:///site/pyproject.toml", "toml", False),
        ("untitled:Untitled-1", "python", True),
        ("untitled:Untitled-1", "markdown", False),
        ("vscode-notebook-cell:/site/a.ipynb#W0", "python", False),
        ("git:/site/views.py?ref", "python", False),
        ("output:tasks", "python", False),
    ],
)
def test_documents(uri: str, language: str, checked: bool) -> None:
    assert is_checked(uri, language) is checked


def test_innermost_folder_counts(tmp_path: Path) -> None:
    outer, inner = tmp_path / "a b", tmp_path / "a b" / "🌉"
    folders = [outer.as_uri(), inner.as_uri(), (tmp_path / "a").as_uri()]
    assert document_path((inner / "views.py").as_uri(), folders) == (str(inner / "views.py"), str(inner))
    assert document_path((outer / "views.py").as_uri(), folders) == (str(outer / "views.py"), str(outer))


def test_documents_outside_of_folders(tmp_path: Path) -> None:
    assert document_path((tmp_path / "ab/views.py").as_uri(), [(tmp_path / "a").as_uri()]) == (
        str(tmp_path / "ab" / "views.py"),
        None,
    )
    assert document_path("untitled:Untitled-1", [tmp_path.as_uri()]) == (None, str(tmp_path))
    assert document_path("untitled:Untitled-1", ["vscode-vfs://github/x"]) == (None, None)
    assert os.path.isabs(document_path("file:///x/../views.py", ())[0] or "")
