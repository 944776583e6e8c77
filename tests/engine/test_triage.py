"""Triage: cheap, the same for text and bytes, and before any import that costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

from flake8_session_expiry.engine.triage import can_matter


@pytest.mark.parametrize(
    "source",
    [
        "request.session.set_expiry = 600",
        "del request.session",
        'scope["session"]["k"] = 1',
        "from django.contrib.sessions.backends.db import SessionStore",
        'getattr(request, "session").flush',
        "async def view(request):\n    logout(request)",
        "request.set_expiry(300)",
        "await request.aget_expiry_age()",
    ],
)
def test_what_can_matter_passes(source: str) -> None:
    assert can_matter(source)
    assert can_matter(source.encode())


@pytest.mark.parametrize(
    "source",
    [
        "",
        "print('hello')",
        "obsession = 1",
        "# a session of the committee",
        "é = 'Session'",
        "def view(request):\n    logout(request)",
        "link.expiry = token_expires(link)",
    ],
)
def test_what_cannot_is_turned_away(source: str) -> None:
    assert not can_matter(source)
    assert not can_matter(source.encode())


def modules_after(code: str) -> set[str]:
    """What a new Python has imported after the plugin looked at some code."""
    program = (
        "import ast, sys\n"
        "from flake8_session_expiry.plugin import SessionExpiryPlugin\n"
        f"code = {code!r}\n"
        "list(SessionExpiryPlugin(ast.parse(code), 'a.py', code.splitlines(True)).run())\n"
        "print(*sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_a_file_without_a_word_imports_nothing() -> None:
    imported = modules_after("import os\nprint(os.getcwd())\n")
    assert "libcst" not in imported
    assert not any(name.startswith("flake8_session_expiry.rules") for name in imported)
    assert "rich" not in imported


def test_a_file_with_a_word_imports_the_rules() -> None:
    imported = modules_after("request.session.set_expiry(True)\n")
    assert "libcst" in imported
    assert "flake8_session_expiry.rules.expiry_values.dse202_bool_expiry" in imported
    assert "rich" not in imported
