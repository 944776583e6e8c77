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

from flake8_session_expiry.files.write import WriteError, refuse_what_is_never_written, remove_stale, write, write_whole

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


@pytest.mark.parametrize("mode", [0o200, 0o020, 0o002])
def test_a_file_that_somebody_may_write(file: Path, mode: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system lets us: by the group, by an access control list, or as the administrator."""
    monkeypatch.setattr(os, "access", lambda path, mode: True)
    file.chmod(0o444 | mode)
    write(str(file), OLD, NEW)
    assert file.read_bytes() == NEW


def test_what_is_never_written_is_known_before(file: Path) -> None:
    refuse_what_is_never_written(str(file))
    os.link(file, file.with_name("other.py"))
    with pytest.raises(WriteError, match="^has 2 names"):
        refuse_what_is_never_written(str(file))
    with pytest.raises(WriteError, match="^cannot be read: No such file or directory$"):
        refuse_what_is_never_written(str(file.with_name("missing.py")))


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
        "from flake8_session_expiry.files.write import WriteError, write\n"
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
        "from flake8_session_expiry.files.write import write\n"
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


def test_place_where_no_file_can_be_written_is_an_error(file: Path) -> None:
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


@pytest.fixture(autouse=True)
def nothing_removed_yet() -> None:
    """What is looked for once a run is looked for in each test."""
    remove_stale.cache_clear()


def leftover(folder: Path, name: str = ".session-expiry-fix-abcd_123.tmp", days: float = 2) -> Path:
    """A file that was last written so many days ago."""
    path = folder / name
    path.write_bytes(b"half of")
    moment = time.time() - days * 24 * 60 * 60
    os.utime(path, (moment, moment))
    return path


def test_what_a_killed_run_left_is_removed_by_a_later_one(file: Path) -> None:
    left = [leftover(file.parent, f".session-expiry-fix-abcd_12{number}.tmp") for number in range(3)]
    write(str(file), OLD, NEW)
    assert not any(path.exists() for path in left) and alone(file)


def test_a_leftover_is_removed_after_a_day(file: Path) -> None:
    left = leftover(file.parent, days=1.01)
    write(str(file), OLD, NEW)
    assert not left.exists()


def test_leftovers_are_removed_before_a_new_file_is_written(tmp_path: Path) -> None:
    left = leftover(tmp_path)
    write_whole(str(tmp_path / "report.html"), NEW)
    assert not left.exists()


@pytest.mark.parametrize(
    ("name", "days"),
    [
        (".session-expiry-fix-abcd_123.tmp", 0.99),
        (".session-expiry-fix-abcd_123.tmp", -2),
        (".session-expiry-fix-abcd_123.tmp.py", 2),
        (".session-expiry-fix-abcd_1234.tmp", 2),
        (".session-expiry-fix-abcd_12.tmp", 2),
        (".session-expiry-fix-notes-on-it.tmp", 2),
        (".session-expiry-fix-.tmp", 2),
        ("session-expiry-fix-abcd_123.tmp", 2),
        (".session-expiry-fix-ABCD_123.tmp", 2),
        (".session-expiry-fix-abcd_123.tmp\n", 2),
    ],
)
def test_young_files_and_those_with_other_names_stay(file: Path, name: str, days: float) -> None:
    left = leftover(file.parent, name, days)
    write(str(file), OLD, NEW)
    assert left.read_bytes() == b"half of"


def test_only_regular_files_are_removed(file: Path, tmp_path: Path) -> None:
    """A link would have its own age, but that of a folder counts too."""
    precious = leftover(tmp_path, "precious")
    names = [file.with_name(f".session-expiry-fix-abcd_12{number}.tmp") for number in range(3)]
    names[0].symlink_to(precious)
    names[1].mkdir()
    os.mkfifo(names[2])
    old = time.time() - 1_000_000
    for name in names:
        os.utime(name, (old, old), follow_symlinks=False)
    write(str(file), OLD, NEW)
    assert names[0].is_symlink() and names[1].is_dir() and names[2].exists()
    assert precious.read_bytes() == b"half of"


def test_files_of_somebody_else_stay(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = leftover(file.parent)
    with monkeypatch.context() as other:
        other.setattr(os, "geteuid", lambda: left.stat().st_uid + 1)
        write(str(file), OLD, NEW)
    assert left.exists()
    remove_stale.cache_clear()
    monkeypatch.delattr(os, "geteuid")  # Windows has no such numbers
    write(str(file), NEW, OLD)
    assert not left.exists()


def test_leftovers_that_cannot_be_removed_are_no_failure(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = leftover(file.parent)
    monkeypatch.setattr(os, "unlink", fails(13))
    write(str(file), OLD, NEW)
    assert file.read_bytes() == NEW and left.exists()


def test_a_file_with_several_names_is_left_alone(file: Path) -> None:
    other = file.with_name("other.py")
    os.link(file, other)
    with pytest.raises(
        WriteError, match=r"^has 2 names \(hard links\), which a repair would separate; nothing was changed"
    ):
        write(str(file), OLD, NEW)
    assert file.read_bytes() == OLD and file.samefile(other)
    assert sorted(os.listdir(file.parent)) == ["other.py", "views.py"]


def test_extended_attributes_stay(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that may be read and set; access control lists are among them on Linux."""
    attributes: dict[str, dict[str, bytes]] = {str(file): {"user.note": b"1", "system.acl": b"2", "trusted.x": b"3"}}

    def setxattr(path: str, name: str, value: bytes) -> None:
        if name.startswith("trusted"):
            raise OSError(1, "Operation not permitted")
        attributes.setdefault(path, {})[name] = value

    monkeypatch.setattr(os, "listxattr", lambda path: list(attributes[path]))
    monkeypatch.setattr(os, "getxattr", lambda path, name: attributes[path][name])
    monkeypatch.setattr(os, "setxattr", setxattr)
    write(str(file), OLD, NEW)
    ((_, kept),) = ((path, values) for path, values in attributes.items() if path != str(file))
    assert kept == {"user.note": b"1", "system.acl": b"2"}
    assert file.read_bytes() == NEW


@pytest.mark.parametrize("name", ["listxattr", "chown", "geteuid"])
def test_file_is_written_on_systems_without_owners_or_attributes(
    file: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delattr(os, name)
    write(str(file), OLD, NEW)
    assert file.read_bytes() == NEW


def test_a_file_system_without_attributes(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "listxattr", fails(95))
    write(str(file), OLD, NEW)
    assert file.read_bytes() == NEW


def test_the_group_stays_where_the_owner_cannot(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[tuple[int, int]] = []

    def chown(path: str, owner: int, group: int) -> None:
        if owner != -1:
            raise PermissionError(1, "Operation not permitted")
        given.append((owner, group))

    monkeypatch.setattr(os, "chown", chown)
    write(str(file), OLD, NEW)
    assert given == [(-1, file.stat().st_gid)]
