"""A finding keeps its fingerprint where code around it changes."""

from __future__ import annotations

from flake8_session_expiry.output.fingerprints import with_fingerprints
from tests.output.reports import report

CODE = "def view(request):\n    request.session.set_expiry(False)\n"


def fingerprints(code: str, name: str = "views.py") -> list[str]:
    """Of all findings."""
    return [fingerprint for _, fingerprint in with_fingerprints(report(code, name))]


def test_moved_and_indented_lines_stay_the_same() -> None:
    (before,) = fingerprints(CODE)
    assert fingerprints("import os\n\n\n" + CODE) == [before]
    assert fingerprints(CODE.replace("    ", "\t")) == [before]
    assert fingerprints(CODE.rstrip()) == [before], "no newline at the end"
    assert fingerprints(CODE, "./views.py") == [before]
    assert fingerprints("\ufeff" + CODE.replace("\n", "\r\n")) == [before]


def test_other_code_and_another_file_are_others() -> None:
    (before,) = fingerprints(CODE)
    assert fingerprints(CODE.replace("False", "True")) != [before]
    assert fingerprints(CODE, "other.py") != [before]


def test_a_second_line_of_the_same_text_is_another_finding() -> None:
    twice = CODE + "\n\n" + CODE.replace("view", "other")
    assert len(set(fingerprints(twice))) == 2
    assert fingerprints(twice)[0] == fingerprints(CODE)[0]
