"""The fixer as a user runs it: real processes, real files, real signals."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FALSE, ZERO, TRUE = (f"request.session.set_expiry({value})\n" for value in ("False", "0", "True"))
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
# Without what lets coverage look into processes: a kill or a full disk would leave it a broken file, and its own
# imports would be found.
UNWATCHED = {name: value for name, value in ENVIRONMENT.items() if not name.startswith("COV")}


def fix(folder: Path, *arguments: str, data: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run the fixer in a folder."""
    command = [sys.executable, "-m", "flake8_session_expiry.fix", *arguments]
    return subprocess.run(command, cwd=folder, env=ENVIRONMENT, input=data, capture_output=True, check=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one file to repair."""
    (tmp_path / "views.py").write_text(FALSE, encoding="utf-8")
    return tmp_path


def test_repairs_in_place(project: Path) -> None:
    done = fix(project)
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout.startswith(b"./views.py:1:28: fixed DSE202 ")
    assert (project / "views.py").read_text(encoding="utf-8") == ZERO
    assert fix(project).returncode == 0


def test_standard_input_to_standard_output(project: Path) -> None:
    rest = b"# \xc3\xa9\r\n#"
    done = fix(project, "-", "--stdin-filename=shop/views.py", data=b"\xef\xbb\xbf" + FALSE.encode() + rest)
    assert (done.returncode, done.stdout) == (0, b"\xef\xbb\xbf" + ZERO.encode() + rest)
    assert b"shop/views.py:1:28: fixed DSE202" in done.stderr


def test_every_kind_of_bad_input_is_one_line_and_the_rest_is_done(project: Path) -> None:
    bad = {
        "undecodable.py": b"x = '\xff'\n",
        "encoding.py": b"# coding: nonsense\n# \xff\n",
        "syntax.py": b"session.set_expiry(\n",
        "null.py": b"session.set_expiry(1)\0\n",
        "brackets.py": FALSE.encode() + b"x = " + b"(" * 3_000 + b"1" + b")" * 3_000 + b"\n",
        "elif.py": FALSE.encode() + b"if a:\n    pass\n" + b"elif a:\n    pass\n" * 20_000,
        "and.py": FALSE.encode() + b"x = a" + b" and a" * 20_000 + b"\n",
        "read_only.py": FALSE.encode(),
    }
    for name, data in bad.items():
        (project / name).write_bytes(data)
    (project / "read_only.py").chmod(0o444)
    (project / "to_nowhere.py").symlink_to("nowhere.py")
    (project / "folder.py").mkdir()
    done = fix(project, ".", "missing.py")
    assert done.returncode == 2
    lines = done.stderr.decode().splitlines()
    named = [re.sub(r"^error: (?:\./)?(\w+\.py):.*", r"\1", line) for line in lines]
    assert sorted(named) == sorted([*bad, "missing.py", "to_nowhere.py"]), lines
    assert (project / "views.py").read_text(encoding="utf-8") == ZERO
    for name, data in bad.items():
        assert (project / name).read_bytes() == data
    assert not list(project.glob(".session-expiry-fix-*"))


@pytest.mark.parametrize(
    "arguments", [["--select=DSE777"], ["--fixable=E501"], ["--config=missing.cfg"], ["--nonsense"]]
)
def test_a_bad_option_is_one_line(project: Path, arguments: list[str]) -> None:
    done = fix(project, *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"flake8-session-expiry-fix: error: ") and done.stderr.count(b"\n") == 1


def test_a_broken_configuration_file_is_one_line(project: Path) -> None:
    (project / ".flake8").write_text("[flake8]\nignore = DSE101 # why\n", encoding="utf-8")
    done = fix(project)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b".flake8: Error code '#' supplied to 'ignore'" in done.stderr and done.stderr.count(b"\n") == 1


def test_a_full_disk_leaves_the_old_file(project: Path) -> None:
    """As on a full disk, writing fails halfway: the shell allows files of 512 bytes only."""
    text = FALSE + "# " + "x" * 2_000 + "\n"
    (project / "views.py").write_text(text, encoding="utf-8")
    command = f"trap '' XFSZ; ulimit -f 1; exec {sys.executable} -B -m flake8_session_expiry.fix views.py"
    done = subprocess.run(["sh", "-c", command], cwd=project, env=UNWATCHED, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (2, b"error: views.py: cannot be written: File too large\n")
    assert (project / "views.py").read_text(encoding="utf-8") == text
    assert os.listdir(project) == ["views.py"]


def test_a_file_as_standard_input_is_not_written(project: Path) -> None:
    """``fix /dev/stdin < views.py`` works as ``fix - < views.py``."""
    with open(project / "views.py", "rb") as file:
        command = [sys.executable, "-m", "flake8_session_expiry.fix", "/dev/stdin"]
        done = subprocess.run(command, cwd=project, env=ENVIRONMENT, stdin=file, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, ZERO.encode())
    assert (project / "views.py").read_text(encoding="utf-8") == FALSE


def test_a_pipe_of_the_shell_is_refused_with_what_to_do(project: Path) -> None:
    command = f"'{sys.executable}' -m flake8_session_expiry.fix <(cat views.py)"
    done = subprocess.run(["bash", "-c", command], cwd=project, env=ENVIRONMENT, capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr.endswith(b": cannot be read: is a pipe; give '-' to repair what comes from standard input\n")


def test_symbolic_links_are_followed(project: Path, tmp_path: Path) -> None:
    (project / "link.py").symlink_to("views.py")
    assert fix(project, "link.py").returncode == 1
    assert (project / "link.py").is_symlink()
    assert (project / "views.py").read_text(encoding="utf-8") == ZERO


def test_a_kill_leaves_whole_files(project: Path) -> None:
    filling = "# filling\n" * 1_000
    for number in range(40):
        (project / f"views{number}.py").write_text(FALSE + filling, encoding="utf-8")
    command = [sys.executable, "-m", "flake8_session_expiry.fix", "-j1", "-q"]
    with subprocess.Popen(command, cwd=project, env=UNWATCHED) as process:
        deadline = time.monotonic() + 30
        while not any((project / f"views{n}.py").read_text(encoding="utf-8").startswith(ZERO) for n in range(40)):
            assert time.monotonic() < deadline and process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
    found = Counter((project / f"views{number}.py").read_text(encoding="utf-8") for number in range(40))
    assert set(found) <= {FALSE + filling, ZERO + filling}
    assert fix(project, "-q").returncode == 1
    assert (project / "views39.py").read_text(encoding="utf-8") == ZERO + filling


def test_a_reader_that_goes_away_is_no_traceback(project: Path) -> None:
    (project / "views.py").write_text(f"{FALSE}# {'long ' * 100_000}\n", encoding="utf-8")
    command = f"{sys.executable} -m flake8_session_expiry.fix --diff views.py | head -1"
    done = subprocess.run(["sh", "-c", command], cwd=project, env=ENVIRONMENT, capture_output=True, check=True)
    assert done.stdout == b"--- a/views.py\n" and b"Traceback" not in done.stderr


@pytest.mark.parametrize(("arguments", "written"), [(["."], True), (["--check", "."], False), (["--list"], False)])
def test_a_full_disk_behind_standard_output_is_one_line(project: Path, arguments: list[str], written: bool) -> None:
    command = [sys.executable, "-m", "flake8_session_expiry.fix", *arguments]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command, cwd=project, env=ENVIRONMENT, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (2, b"error: cannot go on: No space left on device\n")
    assert (project / "views.py").read_text(encoding="utf-8") == (ZERO if written else FALSE)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_closed_streams(project: Path, closed: str) -> None:
    command = f"'{sys.executable}' -m flake8_session_expiry.fix . {closed}"
    done = subprocess.run(["sh", "-c", command], cwd=project, env=ENVIRONMENT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert (project / "views.py").read_text(encoding="utf-8") == ZERO


def test_a_name_that_is_no_text(project: Path) -> None:
    name = os.fsencode(project) + b"/views\xff.py"
    try:
        with open(name, "wb") as file:
            file.write(FALSE.encode())
    except OSError:
        return  # a file system that refuses such names
    done = fix(project)
    assert done.returncode == 1
    assert b"./views\\udcff.py:1:28: fixed DSE202" in done.stdout


def test_a_file_that_cannot_matter_imports_neither_libcst_nor_a_rule(project: Path) -> None:
    (project / "views.py").write_text("x = 'nothing'\n", encoding="utf-8")
    program = (
        "import sys\n"
        "from flake8_session_expiry.fix.cli import main\n"
        "code = main(['--check'])\n"
        "heavy = {'libcst', 'rich', 'multiprocessing', 'flake8_session_expiry.rules.rule',"
        " 'flake8_session_expiry.check'}\n"
        "print(sorted(heavy & set(sys.modules)), code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=project, env=UNWATCHED, capture_output=True, text=True, check=True
    )
    assert done.stdout == "Nothing to fix.\n[] 0\n"


def test_on_a_terminal_there_are_colours_and_a_bar(project: Path) -> None:
    for number in range(25):
        (project / f"views{number}.py").write_text(FALSE, encoding="utf-8")
    environment = {**ENVIRONMENT, "TERM": "xterm-256color"}
    del environment["NO_COLOR"]
    master, slave = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "flake8_session_expiry.fix", "--check", "-j1"],
        cwd=project,
        env=environment,
        stdout=slave,
        stderr=slave,
    ) as process:
        os.close(slave)
        seen = b""
        while True:
            try:
                data = os.read(master, 65_536)
            except OSError:  # Linux ends a terminal so
                break
            if not data:
                break
            seen += data
        process.wait()
    os.close(master)
    assert process.returncode == 1
    assert b"\x1b[31mDSE202\x1b[0m" in seen and b"Checking" in seen
    assert b"Would fix 26 findings in 26 files" in seen


def test_the_codemod_of_libcst(project: Path) -> None:
    command = [sys.executable, "-m", "libcst.tool", "codemod", "-x", "--no-format"]
    command += ["flake8_session_expiry.codemod.FixSessionExpiry"]
    unsafe = (
        "class T(TestCase):\n    def test(self):\n        self.client.session['k'] = 1\n        self.assertTrue(True)\n"
    )
    (project / "test_views.py").write_text(f"from django.test import TestCase\n{unsafe}", encoding="utf-8")
    (project / "other.py").write_text("x = 1\n", encoding="utf-8")
    done = subprocess.run([*command, str(project)], cwd=project, env=ENVIRONMENT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (project / "views.py").read_text(encoding="utf-8") == ZERO
    assert unsafe in (project / "test_views.py").read_text(encoding="utf-8")
    subprocess.run([*command, "--unsafe-fixes", str(project)], cwd=project, env=ENVIRONMENT, check=True)
    assert "session.save()" in (project / "test_views.py").read_text(encoding="utf-8")


def test_the_hooks_name_programs_that_exist() -> None:
    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    assert re.findall(r"^- id: (.+)$", text, re.MULTILINE) == [
        *("session-expiry-fix", "session-expiry-check", "flake8-session-expiry")
    ]
    assert re.findall(r"^  entry: (\S+)", text, re.MULTILINE) == [
        *("flake8-session-expiry-fix", "flake8-session-expiry", "flake8")
    ]
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'flake8-session-expiry-fix = "flake8_session_expiry.fix.__main__:main"' in project
