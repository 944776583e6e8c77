"""The report on a terminal: the drawing of what ends a session, and the calls."""

from __future__ import annotations

import pytest

from flake8_session_expiry.policy.cli import main
from tests.policy.conftest import MIDDLEWARE, Write

DRAWING = """
  Visitor   ●                  ●            ●            ○
            logs               changes      reads        closes
  In use    ┅┅┅┅┅┅┅┅┅┅┅┅┅┅┅┅┅┅┅┅┅┅┅┅┅┅┅┅┅┅┅┅┅
            no overall limit: every request starts the time again
  Not used                                  ━━━━━━━━━━━━━━━━━━━┃━━━━━━━━━━━━━━━━━━━
            two days after the last request, then it ends (┃ limit: one hour)
  Cookie    ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
            in the browser, also when it is closed
  Server    ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━░░░░░░░░░░░░░░░░
            the row is refused after the end, and stays until clearsessions
"""
CALLS = """
  views.py:2  f()  depends
  set_expiry(600 if a else 3600)
  1. ten minutes, counted from the last request
  2. one hour, counted from the last request
  allowed? ok: at most one hour
"""


def test_the_drawing_and_the_calls(
    write: Write, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of the drawing is as wide as the terminal, and what is told apart has a sign of its own."""
    monkeypatch.setenv("COLUMNS", "100")
    write(
        {
            "settings.py": f"{MIDDLEWARE}SESSION_COOKIE_AGE = 86400 * 2\nSESSION_SAVE_EVERY_REQUEST = True\n",
            "views.py": "def f(request, a):\n    request.session.set_expiry(600 if a else 3600)\n",
        }
    )
    assert main(["settings.py", "--session-expiry-profile=nist-aal2"]) == 0
    shown = "\n".join(line.rstrip() for line in capsys.readouterr().out.splitlines()) + "\n"
    assert DRAWING in shown
    assert CALLS in shown
