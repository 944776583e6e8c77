"""Reading a file: all of it, whatever the system says of its size."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flake8_session_expiry.files import linted_files


@pytest.mark.parametrize("size", [0, 1, 5000, 3_000_000])
@pytest.mark.parametrize("said", [-1, 0, 1])
def test_all_of_a_file_is_read(size: int, said: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that has become longer or shorter since its size was asked for, or of which less is given at once."""
    file = tmp_path / "a.py"
    file.write_bytes(b"x" * size)
    about = os.stat(file)
    told = os.stat_result((*about[:6], max(0, size + said * 1000), *about[7:]))
    monkeypatch.setattr(os, "stat", lambda name: told)
    read = os.read
    monkeypatch.setattr(os, "read", lambda handle, length: read(handle, min(length, 1_000_000)))
    assert linted_files.read(str(file)) == b"x" * size


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="is a folder"):
        linted_files.read(str(tmp_path))
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="is a pipe"):
        linted_files.read(str(tmp_path / "pipe"))
