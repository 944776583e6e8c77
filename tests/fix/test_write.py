"""A file is written whole or not at all, and nothing stays beside it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from flake8_session_expiry.fix.write import WriteError, write, write_whole

# A process that is killed or may not write would leave coverage a broken file.
UNWATCHED = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
OLD, NEW = b"old\r\n", b"\xef\xbb\xbfnew"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file in a folder of its own."""
    path = tmp_path / "folder" / "views.py"
    path.parent.mkdir()
    path.write_bytes(OLD)
    return path


def alone(path: Path) -> bool:
    """Whether nothing else is in its folder."""
    return os.listdir(path.parent) == [path.name]


def test_writes_bytes_and_keeps_the_mode(file: Path) -> None:
    file.chmod(0o754)
    write(str(file), OLD, NEW)
    assert file.read_bytes() == NEW
    assert file.stat().st_mode & 0o777 == 0o754
    assert alone(file)


def test_a_name_without_a_folder(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    write("views.py", OLD, NEW)
    assert file.read_bytes() == NEW


def test_follows_symbolic_links(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.py"
    link.symlink_to(file)
    write(str(link), OLD, NEW)
    assert link.is_symlink() and file.read_bytes() == NEW
    assert alone(file) and sorted(os.listdir(tmp_path)) == ["folder", "link.py"]


def test_only_what_was_read_is_replaced(file: Path) -> None:
    with pytest.raises(WriteError, match="was changed by somebody else in the meantime"):
        write(str(file), b"older", NEW)
    assert file.read_bytes() == OLD and alone(file)


def test_a_read_only_file(file: Path) -> None:
    file.chmod(0o444)
    with pytest.raises(WriteError, match="is read-only"):
        write(str(file), OLD, NEW)
    assert file.read_bytes() == OLD and alone(file)


def test_a_file_that_the_system_calls_read_only(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(WriteError, match="is read-only"):
        write(str(file), OLD, NEW)


def test_a_file_that_is_gone_and_one_that_is_none(file: Path) -> None:
    with pytest.raises(WriteError, match="cannot be written: No such file"):
        write(str(file.with_name("other.py")), OLD, NEW)
    with pytest.raises(WriteError, match="is not a regular file"):
        write(str(file.parent), OLD, NEW)


def fails(number: int) -> Callable[..., object]:
    """Something that fails as the system does."""

    def fail(*arguments: object, **more: object) -> object:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize(
    ("name", "number", "message"),
    [
        ("os.fsync", 28, "No space left on device"),
        ("os.fdopen", 28, "No space left on device"),
        ("os.chmod", 1, "Operation not permitted"),
        ("os.replace", 13, "Permission denied"),
        ("tempfile.mkstemp", 30, "Read-only file system"),
        ("tempfile.mkstemp", 13, "Permission denied"),
    ],
)
def test_every_failure_leaves_the_old_file_alone(
    file: Path, monkeypatch: pytest.MonkeyPatch, name: str, number: int, message: str
) -> None:
    monkeypatch.setattr(name, fails(number))
    with pytest.raises(WriteError, match=f"^cannot be written: {message}$"):
        write(str(file), OLD, NEW)
    monkeypatch.undo()
    assert file.read_bytes() == OLD and alone(file)


def test_an_owner_that_cannot_be_kept_is_no_failure(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "chown", fails(1))
    write(str(file), OLD, NEW)
    assert file.read_bytes() == NEW


def test_an_interruption_leaves_nothing_behind(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(number: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write(str(file), OLD, NEW)
    assert file.read_bytes() == OLD and alone(file)


def test_a_full_disk_by_the_limit_of_the_process(file: Path) -> None:
    """The write itself fails, halfway: the process may write files of 100 bytes only."""
    program = (
        "import resource, signal, sys\n"
        "from flake8_session_expiry.fix.write import WriteError, write\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "try:\n"
        "    write(sys.argv[1], b'old\\r\\n', b'x' * 100_000)\n"
        "except WriteError as error:\n"
        "    print(error)\n"
    )
    command = [sys.executable, "-c", program, str(file)]
    done = subprocess.run(command, env=UNWATCHED, capture_output=True, text=True, check=True)
    assert done.stdout == "cannot be written: File too large\n"
    assert file.read_bytes() == OLD and alone(file)


def test_a_kill_at_any_moment_leaves_the_old_file_or_the_new_one(file: Path) -> None:
    old, new = b"a" * 1_000_000, b"b" * 1_000_000
    program = (
        "import sys\n"
        "from flake8_session_expiry.fix.write import write\n"
        "old, new = b'a' * 1_000_000, b'b' * 1_000_000\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    write(sys.argv[1], old, new)\n"
        "    old, new = new, old\n"
    )
    for delay in (0.0, 0.003, 0.007, 0.012, 0.02):
        file.write_bytes(old)
        command = [sys.executable, "-c", program, str(file)]
        with subprocess.Popen(command, env=UNWATCHED, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            assert process.wait() == -signal.SIGKILL
        assert file.read_bytes() in (old, new)


def test_a_whole_file_new_or_not(file: Path) -> None:
    mask = os.umask(0o027)
    try:
        write_whole(str(file.with_name("report.html")), NEW)
    finally:
        os.umask(mask)
    new = file.with_name("report.html")
    assert new.read_bytes() == NEW and new.stat().st_mode & 0o777 == 0o640
    file.chmod(0o600)
    write_whole(str(file), NEW)
    assert file.read_bytes() == NEW and file.stat().st_mode & 0o777 == 0o600
    assert sorted(os.listdir(file.parent)) == ["report.html", "views.py"]


@pytest.mark.parametrize("name", ["os.fsync", "os.replace", "os.chmod"])
def test_a_new_file_that_fails_is_not_there(file: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(name, fails(28))
    with pytest.raises(WriteError, match="^cannot be written: No space left on device$"):
        write_whole(str(file.with_name("report.html")), NEW)
    monkeypatch.undo()
    assert alone(file)


def test_where_no_whole_file_can_be(file: Path) -> None:
    os.mkfifo(file.with_name("pipe"))
    (file.parent / "dangling").symlink_to("nowhere")
    for name, reason in (
        ("pipe", "is not a regular file"),
        ("", "is not a regular file"),
        ("dangling", "cannot be written"),
    ):
        with pytest.raises(WriteError, match=reason):
            write_whole(str(file.parent / name), NEW)
    with pytest.raises(WriteError, match="cannot be written: No such file"):
        write_whole(str(file.parent / "missing" / "report.html"), NEW)
