"""Workflow commands of GitHub: escaped as its runner reads them."""

from __future__ import annotations

from flake8_session_expiry.api import Diagnostic
from flake8_session_expiry.output.file_report import FileReport
from tests.output.reports import printed


def test_a_finding_and_a_file_that_was_not_checked() -> None:
    one = Diagnostic("DSE202", "bool-expiry", "why", 2, 5, 2, 9)
    several = Diagnostic("DSE104", "uncalled-method", "why not", 3, 1, 4, 2)
    assert printed("github", FileReport("./a.py", "", (one, several), ("is bad",))) == (
        "::warning file=a.py,line=2,col=5,endLine=2,endColumn=9,title=DSE202 bool-expiry::DSE202 why [bool-expiry]\n"
        "::warning file=a.py,line=3,col=1,endLine=4,title=DSE104 uncalled-method::DSE104 why not [uncalled-method]\n"
        "::error file=a.py,title=not checked::is bad\n"
    )


def test_what_would_end_a_line_or_a_property_is_escaped() -> None:
    name = "a,b:c%\r\n.py"
    found = Diagnostic("DSE202", "bool-expiry", "100%, a:b\r\n::error::x", 1, 1, 1, 1)
    (line,) = printed("github", FileReport(name, "", (found,))).split("\n")[:-1]
    assert "file=a%2Cb%3Ac%25%0D%0A.py," in line
    assert line.endswith("::DSE202 100%25, a:b%0D%0A::error::x [bool-expiry]")
