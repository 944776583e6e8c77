"""Paths for other programs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flake8_session_expiry.output.report_paths import report_path, report_uri


def test_relative_to_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("./shop/views.py", "shop//views.py", "shop/../shop/views.py", str(tmp_path / "shop" / "views.py")):
        assert report_path(name) == report_uri(name) == "shop/views.py"
    assert report_path("../views.py") == "../views.py"
    assert report_path("/nowhere/views.py") == "/nowhere/views.py"


def test_uris() -> None:
    assert report_uri("a b/ä%.py") == "a%20b/%C3%A4%25.py"
    assert report_uri(os.fsdecode(b"\xff:a.py")) == "%FF%3Aa.py"
    assert report_uri("/nowhere/a b.py") == "file:///nowhere/a%20b.py"
