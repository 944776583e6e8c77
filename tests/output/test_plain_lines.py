"""Findings as lines."""

from __future__ import annotations

import pytest

from flake8_session_expiry.api import Diagnostic
from flake8_session_expiry.output.file_report import FileReport, Style
from tests.output.reports import printed

ONE = Diagnostic("DSE202", "bool-expiry", "why", 2, 5, 2, 9)
OTHER = Diagnostic("DSE104", "uncalled-method", "why not", 13, 10, 13, 12)
FILES = (FileReport("./a.py", "", (ONE, OTHER)), FileReport("b.py"), FileReport("c\x1b[2J.py", "", (ONE,)))


def test_as_flake8_prints_them() -> None:
    assert printed("text", *FILES).splitlines() == [
        "./a.py:2:5: DSE202 why [bool-expiry]",
        "./a.py:13:10: DSE104 why not [uncalled-method]",
        "c\\x1b[2J.py:2:5: DSE202 why [bool-expiry]",
    ]


def test_grouped_by_file() -> None:
    assert printed("grouped", *FILES).splitlines() == [
        "./a.py",
        "  2:5    DSE202 why [bool-expiry]",
        "  13:10  DSE104 why not [uncalled-method]",
        "",
        "c\\x1b[2J.py",
        "  2:5  DSE202 why [bool-expiry]",
    ]


def test_a_code_of_the_engine_has_no_name() -> None:
    engine = Diagnostic("DSE901", "file-not-analysed", "too large", 1, 1, 1, 1)
    file = FileReport("a.py", "", (engine,))
    assert printed("text", file) == "a.py:1:1: DSE901 too large\n"
    assert printed("text", file, style=Style(is_coloured=True)).endswith(" \x1b[31mDSE901\x1b[0m too large\n")


def test_colours() -> None:
    text = printed("text", FILES[0], style=Style(is_coloured=True)).splitlines()[0]
    assert text == "\x1b[1m./a.py:2:5:\x1b[0m \x1b[31mDSE202\x1b[0m why\x1b[2m [bool-expiry]\x1b[0m"


@pytest.mark.parametrize("form", ["text", "grouped", "full"])
def test_quiet_reports_name_files_with_findings_or_say_nothing(form: str) -> None:
    files = (*FILES, FileReport("d.py", problems=("it cannot be read",)))
    assert printed(form, *files, style=Style(quiet=1)).splitlines() == ["./a.py", "c\\x1b[2J.py"]
    assert printed(form, *files, style=Style(quiet=2)) == ""
