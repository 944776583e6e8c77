"""What reaches a terminal, and what goes through a pipe: escape sequences in other people's source and file names."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "200"}
ENVIRONMENT.pop("NO_COLOR", None)
# A title, a cleared screen, a carriage return that hides what stands before it, a C1 control and a right-to-left mark.
EVIL = "\x1b]0;title\x07 \x1b[2J hidden\rshown \x9b31m \u202e"
SOURCE = f'# {EVIL}\nrequest.session.set_expiry(False)\nrequest.session["_session_expiry"] = seconds("{EVIL}")\n'
SOURCE = SOURCE.replace("\r", "\x0b")  # Python ends a line at a carriage return
FIXED = SOURCE.replace("set_expiry(False)", "set_expiry(0)").replace(
    '["_session_expiry"] = seconds', ".set_expiry(seconds"
)
FIXED = f"{FIXED[:-1]})\n"
NAME = "vi\x1b[2Jews\n.py"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A file with a name, and source, that would steer a terminal."""
    (tmp_path / NAME).write_text(SOURCE, encoding="utf-8", newline="")
    (tmp_path / "settings.py").write_text(
        f"SESSION_COOKIE_NAME = {EVIL!r}\nSESSION_COOKIE_AGE = 60\n", encoding="utf-8"
    )
    return tmp_path


def on_a_terminal(folder: Path, *command: str) -> str:
    """What a command prints on a pseudo-terminal."""
    master, slave = pty.openpty()
    with subprocess.Popen([sys.executable, "-m", *command], cwd=folder, env=ENVIRONMENT, stdout=slave, stderr=slave):
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
    os.close(master)
    return seen.decode()


@pytest.mark.parametrize(
    "command",
    [
        ("flake8_session_expiry.fix", "--check", "--unsafe-fixes"),
        ("flake8_session_expiry.fix", "--diff", "--unsafe-fixes"),
        ("flake8_session_expiry.fix", f"missing{NAME}"),
        ("flake8_session_expiry.fix", f"--config={NAME}"),
        ("flake8_session_expiry.fix", f"--fixable={EVIL}"),
        ("flake8_session_expiry.fix", f"--{EVIL}"),
        ("flake8_session_expiry.policy", "settings.py"),
        ("flake8_session_expiry.policy", f"missing{NAME}"),
        ("flake8_session_expiry.policy", "settings.py", f"--html={NAME}.html"),
        ("flake8_session_expiry.policy", "settings.py", f"--html={NAME}/none.html"),
        ("flake8_session_expiry.explain", EVIL),
    ],
)
def test_nothing_of_the_project_steers_the_terminal(project: Path, command: tuple[str, ...]) -> None:
    seen = on_a_terminal(project, *command)
    assert "\\x1b" in seen, "escaped, not left out"
    for harmful in ("\x1b]", "\x1b[2J", "\x9b", "\u202e", "\x0b", "\x07", "ews\r\n.py"):
        assert harmful not in seen, seen


def test_a_diff_through_a_pipe_can_be_applied(project: Path) -> None:
    command = f"'{sys.executable}' -m flake8_session_expiry.fix --diff --unsafe-fixes --color=auto | git apply"
    subprocess.run(["sh", "-c", command], cwd=project, env=ENVIRONMENT, check=True)
    assert (project / NAME).read_bytes() == FIXED.encode()


def test_a_filter_gives_the_bytes(project: Path) -> None:
    command = [sys.executable, "-m", "flake8_session_expiry.fix", "-", "--unsafe-fixes", f"--stdin-filename={NAME}"]
    done = subprocess.run(command, input=SOURCE.encode(), env=ENVIRONMENT, capture_output=True, check=True)
    assert done.stdout == FIXED.encode()
    assert b"\x1b" not in done.stderr and b"vi\\x1b[2Jews\\n.py:2:28: fixed DSE202" in done.stderr
