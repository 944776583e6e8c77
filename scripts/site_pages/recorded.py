"""
Output of commands in pages that are written by hand. Where a comment ``<!-- run in examples/first -->`` stands before a
block of console, each command of the block (``$ flake8-session-expiry check``) is run there, and what it prints takes
the place of what the page had.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
_BLOCK = re.compile(r"(<!-- run in (?P<folder>[\w/.]+) -->\n```console\n)(?P<lines>.*?)(?=```\n)", re.DOTALL)
_COMMANDS = frozenset({"flake8", "flake8-session-expiry"})


def with_outputs(text: str) -> str:
    """A page with the output that its commands have today."""
    return _BLOCK.sub(lambda block: block[1] + _recorded(block["lines"], block["folder"]), text)


def _recorded(lines: str, folder: str) -> str:
    commands = [line[2:] for line in lines.splitlines() if line.startswith("$ ")]
    return "".join(f"$ {command}\n{output_of(command, folder)}" for command in commands)


@cache
def output_of(command: str, folder: str) -> str:
    """
    What a command prints in a folder of the repository. ``| head -5`` behind it takes the first lines.

    Raises:
        ValueError: it is neither flake8 nor one of ours.
    """
    command, _, limit = command.partition(" | head -")
    program, *arguments = shlex.split(command)
    if program not in _COMMANDS:
        raise ValueError(f"{program} is not run for the documentation")
    # Colours, widths and progress of the terminal in which the pages are generated are left out.
    environment = {**os.environ, "COLUMNS": "88", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", program.replace("-", "_"), *arguments],
        cwd=ROOT / folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        check=False,
    )
    printed = [f"{line.rstrip()}\n" for line in done.stdout.splitlines()]
    return "".join(printed[: int(limit)] if limit else printed)
