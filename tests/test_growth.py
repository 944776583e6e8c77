"""
The work that a file takes grows with its size, not with its square: counted in calls of functions, never in seconds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from flake8_session_expiry.check import check_source
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.options import Options

SHAPES = {
    "a finding in each function": "def f{0}(request):\n    request.session.set_expiry(False)\n",
    "two rules that speak of one call": "def f{0}(request):\n    request.session.set_expiry(-1, 2)\n   "
    " request.session.set_expiry(-1)\n    logout(request)\n",
    "a finding in each branch": "if a{0}:\n    request.session.set_expiry(False)\n",
    "a finding in each branch of one function": "    if a{0}:\n        request.session.set_expiry(False)\n",
    "functions that call each other": "def f{0}(request):\n    request.session['a']['b'] = 1\n    f{1}(request)\n",
    "receivers of signals": "def f{0}(request):\n    request.session.set_expiry(60)\n   "
    " logout(request)\nsignal.connect(f{0})\n",
    "settings": "SESSION_COOKIE_AGE{0} = {0} * 1000\n",
}


def calls_made(work: Callable[[], object]) -> int:
    """How many functions are called, generators resumed and built-in functions called."""
    number = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal number
        number += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return number


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_four_times_the_code_is_four_times_the_work(shape: str) -> None:
    def made(times: int) -> int:
        head = "from django.contrib.auth import logout\n" + ("def f(request):\n" if shape.startswith("    ") else "")
        source = SourceFile("views.py", head + "".join(shape.format(n, n + 1) for n in range(times)))
        return calls_made(lambda: check_source(source, Options()))

    made(1)  # imports, tables
    few, many = made(25), made(100)
    assert many < 4.1 * few
