"""Which files are meant, and reading one: all of it, whatever the system says of its size."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from flake8_session_expiry.configuration.flake8_options import ConfigurationError
from flake8_session_expiry.files import linted_files
from flake8_session_expiry.fix.arguments import configured


def stdin_is(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """These bytes come from standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.mark.parametrize("name", ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"])
def test_standard_input_has_several_names(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    configuration = configured([name, "--stdin-display-name=shop/views.py"])
    assert linted_files.given(configuration) == ["-"]
    stdin_is(b"x = 1\n", monkeypatch)
    assert linted_files.read("-") == b"x = 1\n"
    assert linted_files.display_name(configuration, "-") == "shop/views.py"
    assert linted_files.display_name(configuration, "urls.py") == "urls.py"


@pytest.mark.parametrize("others", [["a.py"], ["--files-from=list"]])
def test_standard_input_is_not_combined(others: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list").touch()
    with pytest.raises(ConfigurationError, match=r"^'-' \(standard input\) cannot be combined with other paths$"):
        linted_files.given(configured(["-", *others]))


@pytest.mark.parametrize("separator", [b"\n", b"\r\n", b"\0"])
def test_a_list_of_paths(separator: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path can have a line break in it; where paths are separated by NUL it does not end one."""
    names = [b"a.py", b"two\nlines.py" if separator == b"\0" else b"b c.py"]
    data = separator.join([*names, b"", b""])
    (tmp_path / "list").write_bytes(data)
    expected = [os.fsdecode(name) for name in names]
    assert linted_files.paths_listed(str(tmp_path / "list")) == expected
    stdin_is(data, monkeypatch)
    assert linted_files.paths_listed("-") == expected
    assert linted_files.paths_listed(None) == []
    with pytest.raises(ConfigurationError, match=r"^--from: gone/list: No such file or directory$"):
        linted_files.paths_listed("gone/list", "--from")


def test_an_empty_list_means_no_files_not_all_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("list", "a.py", "b.py"):
        (tmp_path / name).touch()

    def names(*argv: str) -> list[str]:
        configuration = configured(argv)
        return linted_files.names(configuration, linted_files.given(configuration), lambda error: None)

    assert names("--files-from=list") == []
    assert [os.path.basename(name) for name in names()] == ["a.py", "b.py"]
    (tmp_path / "list").write_text("b.py\n")
    assert names("--files-from=list") == ["b.py"]


@pytest.mark.parametrize("size", [0, 1, 5000, 3_000_000])
@pytest.mark.parametrize("said", [-1, 0, 1])
def test_all_of_a_file_is_read(size: int, said: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that has become longer or shorter since its size was asked for, or of which less is given at once."""
    file = tmp_path / "a.py"
    file.write_bytes(b"x" * size)
    about = os.stat(file)
    told = os.stat_result((*about[:6], max(0, size + said * 1000), *about[7:]))
    read = os.read
    with monkeypatch.context() as patched:
        patched.setattr(os, "stat", lambda name: told)
        patched.setattr(os, "read", lambda handle, length: read(handle, min(length, 1_000_000)))
        found = linted_files.read(str(file))
    assert found == b"x" * size


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="is a folder"):
        linted_files.read(str(tmp_path))
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="is a pipe"):
        linted_files.read(str(tmp_path / "pipe"))
    with pytest.raises(OSError, match="is not a regular file$"):
        linted_files.read(os.devnull)


def test_a_file_that_is_too_long_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linted_files, "MOST_BYTES", 1000)
    file = tmp_path / "a.py"
    file.write_bytes(b"x" * 1000)
    assert len(linted_files.read(str(file))) == 1000
    file.write_bytes(b"x" * 1001)
    with pytest.raises(OSError, match="it has more than 1,000 bytes"):
        linted_files.read(str(file))
