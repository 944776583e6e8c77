"""
Writes ``docs/_static/terminal.svg``, the picture of the README: what ``check`` reports in the example shop, and what
``fix`` makes of it. The commands are run; nothing in the picture is written by hand.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.text import Text

ROOT: Final = Path(__file__).parent.parent
PICTURE: Final = ROOT / "docs" / "_static" / "terminal.svg"
COMMANDS: Final = ("check cart/views.py", "fix --diff --unsafe-fixes cart/views.py")
_WIDTH: Final = 104
# Fonts from another address: not for a picture that also a mail or a mirror shows. The reader's own one is used.
_FONTS: Final = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def shown() -> Text:
    """The commands with their output, in the colours of a terminal."""
    text = Text()
    for command in COMMANDS:
        words = [sys.executable, "-m", "flake8_session_expiry", *command.split(), "--isolated", "--color=always"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            words, cwd=ROOT / "examples" / "shop", env=environment, capture_output=True, text=True, check=False
        )
        text.append("$ ", "bold green").append(f"flake8-session-expiry {command}\n", "bold")
        text.append_text(Text.from_ansi(done.stdout + done.stderr)).append("\n\n" if command != COMMANDS[-1] else "")
    return text


def picture() -> str:
    """The same as SVG."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=_WIDTH, file=nowhere, force_terminal=True, color_system="truecolor")
        console.print(shown(), highlight=False)
    return _FONTS.sub("", console.export_svg(title="examples/shop", unique_id="terminal"))


def main() -> None:
    """Write it."""
    PICTURE.write_text(picture(), encoding="utf-8")
    print(PICTURE.relative_to(ROOT))


if __name__ == "__main__":
    main()
