"""Findings with their code."""

from __future__ import annotations

import re

import pytest

from flake8_session_expiry.output.file_report import Style
from flake8_session_expiry.output.highlighting import highlighted
from tests.output.reports import printed, report


def frames(code: str, **style: bool) -> str:
    """Without the first line of each finding, which has the message."""
    text = printed("full", report(code, "views.py"), style=Style(**style))
    return "\n".join(line for line in text.splitlines() if not line.startswith("DSE"))


def test_the_line_those_around_it_and_the_change() -> None:
    code = "import x\n\n\ndef view(request):\n\trequest.session.set_expiry(False)  # ä\n\n\n\ny = 1\n"
    assert (
        frames(code)
        == """\
 --> views.py:5:29
3 |
4 | def view(request):
5 |     request.session.set_expiry(False)  # ä
  |                                ^^^^^
6 |
7 |
Safe fix:
  -     request.session.set_expiry(False)  # ä
  +     request.session.set_expiry(0)  # ä
Why: flake8-session-expiry explain DSE202
"""
    )


@pytest.mark.parametrize(("before", "first"), [(0, 1), (1, 1), (2, 2), (9, 9)])
def test_two_lines_above_are_shown_if_there_are_so_many(before: int, first: int) -> None:
    shown = frames("\n" * before + "def view(request):\n    request.session.set_expiry(False)\n").splitlines()
    numbers = [int(line.partition("|")[0]) for line in shown if re.match(r" *\d+ \|", line)]
    assert numbers == list(range(first, before + 4))


def test_a_fix_that_needs_an_option_says_so() -> None:
    code = "def view(request):\n    request.session.set_expiry(30 * 60 * 1000)\n"
    assert "Unsafe fix (--unsafe-fixes):\n" in printed("full", report(code, "views.py"))


def test_what_has_several_lines_is_marked_on_the_first() -> None:
    code = (
        "def view(request):\n    request.session.set_expiry(\n"
        + "".join(f"        # {number}\n" for number in range(20))
        + "        '3600'\n    )\n"
    )
    text = frames(code)
    assert text.count("^") and len(text.splitlines()) < 20


def test_characters_that_a_terminal_acts_on_are_escaped() -> None:
    code = "def view(request):\n    request.session.set_expiry(False)  # \x1b[2J\x0c\n"
    text = printed("full", report(code, "views.py"))
    assert "\x1b" not in text and "# \\x1b[2J\\x0c" in text


def test_colours() -> None:
    code = "def view(request):\n    request.session.set_expiry(False)\n"
    assert "\x1b[32m+     request.session.set_expiry(0)\x1b[0m" in frames(code, is_coloured=True)


def test_code_is_highlighted_and_no_character_changed() -> None:
    code = (
        'def view(request):\n    """Say\n\n    {a} [b]\n    """\n    # café\n\n\trequest.session.set_expiry(False)  \n'
        "    return f'{x!r:>{y}}' + r'\\d' + 'unclosed' \\\n\n\n@decorated\nclass A: pass\n"
    ).replace("\t", "    ")
    coloured = frames(code, is_coloured=True)
    plain = re.sub(r"\x1b\[[\d;]*m", "", coloured)
    assert [line.rstrip() for line in plain.splitlines() if not line.startswith("DSE")] == frames(code).splitlines()
    assert re.search(r"\x1b\[\d+m(def|return|f?')", coloured)


def test_blanks_have_no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("NO_COLOR", "1")  # the command has decided that there are colours
    (line,) = highlighted(["x = f'{a} {b}'  # why"])
    assert "\x1b[" in line
    assert re.search(r"\x1b\[(?!0m)[\d;]+m +\x1b", line) is None


def test_wide_characters_take_two_places() -> None:
    code = "def view(request):\n    日本 = request.session.set_expiry(False)\n"
    line, carets = (line for line in frames(code).splitlines() if "|" in line and re.search(r"False|\^", line))
    assert carets.index("^") == line.index("False") + 2
