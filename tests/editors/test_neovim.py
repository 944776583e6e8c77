"""
The real Neovim of Debian (0.7), without a window: set up as docs/editors.md says and nothing else, in a new home.

Where ``SESSION_EXPIRY_REQUIRE_EDITORS`` is set (in ``.ci/run``), it fails where there is no Neovim.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.projectfiles import MANAGE, write

ROOT = Path(__file__).parents[2]
IS_REQUIRED = bool(os.environ.get("SESSION_EXPIRY_REQUIRE_EDITORS"))
NEOVIM = shutil.which("nvim")
VIEW = "def view(request):\n    request.session.set_expiry(False)\n"
CLEARS = "from django.core.cache import cache\n\n\ndef view(request):\n    cache.clear()\n"
MIDDLEWARE = "MIDDLEWARE = ['django.contrib.sessions.middleware.SessionMiddleware']\n"

pytestmark = [
    pytest.mark.skipif(find_spec("pygls") is None, reason="pygls is not installed; it is in the environment newest"),
    pytest.mark.skipif(NEOVIM is None and not IS_REQUIRED, reason="there is no Neovim: apt-get install neovim"),
]


def page_lines() -> str:
    """What the page says a user of Neovim 0.7 has to write."""
    page = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    found = re.search(r"### Neovim 0\.7\n.*?```lua\n(.*?)```", page, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a user sees."""
    assert NEOVIM is not None, "there is no Neovim: apt-get install neovim"
    home = tmp_path_factory.mktemp("home")
    write(home, {".config/nvim/init.lua": page_lines()})
    site = write(
        home / "my site",
        {
            "manage.py": MANAGE.format("config"),
            "config.py": MIDDLEWARE,
            "shop/views.py": VIEW,
            "shop/clears.py": CLEARS,
        },
    )
    commands = home / "bin"
    commands.mkdir()
    command = commands / "flake8-session-expiry"  # as installed; the tests may run without the console script
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m flake8_session_expiry "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "NVIM", "VIM"))}
    environment |= {
        "HOME": str(home),
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        "SEEN": str(home / "seen.json"),
        "PYTHONPATH": str(ROOT),
    }
    script = Path(__file__).with_name("drive_neovim.lua")
    done = subprocess.run(
        [NEOVIM, "--headless", "-c", f"luafile {script}"],
        cwd=site,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (home / "seen.json").exists(), done.stderr
    found: dict[str, Any] = json.loads((home / "seen.json").read_text(encoding="utf-8"))
    assert "problem" not in found, (found, done.stderr)
    return found


def test_findings(seen: dict[str, Any]) -> None:
    assert seen["opened"] == "DSE202"
    assert seen["message"].startswith("a bool passed as the expiry counts as 0")
    assert seen["severity"] == 2  # a warning


def test_findings_in_text_that_is_not_saved(seen: dict[str, Any]) -> None:
    assert seen["typed"] == "DSE104 DSE202"


def test_actions(seen: dict[str, Any]) -> None:
    assert seen["offered"] == [
        "Fix DSE202: False → 0",
        "Ignore DSE202 on this line",
        "Explain DSE202",
        "Make all safe fixes of flake8-session-expiry",
    ]
    assert seen["ignored"] == (
        VIEW.replace("False", "0") + "\n\ndef other(request):\n    request.session.flush  # noqa: DSE104"
    )


def test_hover(seen: dict[str, Any]) -> None:
    assert "until the browser is closed; the server still accepts it for two weeks" in seen["hover"]
    assert "Engine db: The row in django_session is refused" in seen["hover"]


def test_one_server_for_the_project(seen: dict[str, Any]) -> None:
    assert seen["clients"] == 1
