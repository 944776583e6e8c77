"""Paths across the drives of Windows, on any system."""

from __future__ import annotations

import ntpath
import os
from pathlib import Path

import pytest

from flake8_session_expiry.engine.paths import relative_path
from flake8_session_expiry.policy.setting_rows import shown


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths are those of Windows, and the current folder is on drive C."""
    monkeypatch.setattr(os, "path", ntpath)
    monkeypatch.setattr(os, "getcwd", lambda: "C:\\work\\site")


def test_relative_path(tmp_path: Path) -> None:
    assert relative_path(str(tmp_path / "a" / "b.py"), str(tmp_path)) == os.path.join("a", "b.py")


def test_path_on_another_drive_stays_absolute(windows: None) -> None:
    """``os.path.relpath`` raises ValueError: path is on mount 'D:', start on mount 'C:'."""
    assert relative_path("D:\\site\\settings.py") == "D:\\site\\settings.py"
    assert relative_path("D:\\site\\settings.py", "E:\\site") == "D:\\site\\settings.py"
    assert relative_path("C:\\work\\site\\config\\settings.py") == "config\\settings.py"


def test_the_report_shows_settings_on_another_drive(windows: None) -> None:
    assert shown("D:\\site\\settings.py") == "D:\\site\\settings.py"
    assert shown("C:\\work\\site\\config\\settings.py") == "config\\settings.py"
    assert shown("C:\\work\\other\\settings.py") == "C:\\work\\other\\settings.py"
