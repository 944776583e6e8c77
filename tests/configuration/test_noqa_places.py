"""Where a ``# noqa`` is looked for, as flake8 looks for it."""

from __future__ import annotations

import pytest

from flake8_session_expiry.api import read_configuration
from flake8_session_expiry.configuration.noqa_places import NoqaPlace


def place(text: str, line: int) -> NoqaPlace | None:
    """The place for a line of a text."""
    return read_configuration(["--isolated"]).noqa_places("views.py", text)(line)


@pytest.mark.parametrize(
    ("text", "line", "at"),
    [
        ("x = 1\n", 1, 1),
        ("x = 1", 1, 1),
        ("x = 1\ny = 2\nz = 3\n", 2, 2),
        ("x = 1\ny = 2 \\\n  + 3 \\\n  + 4\nz = 5\n", 2, 4),
        ("x = 1\ny = 2 \\\n  + 3 \\\n  + 4\nz = 5\n", 3, 4),
        ("x = 1\ny = '''\na\n'''\nz = 5\n", 2, 4),
        ("x = 1\ny = '''\na\n'''", 2, 4),
    ],
)
def test_at_the_end_of_what_belongs_together(text: str, line: int, at: int) -> None:
    assert place(text, line) == NoqaPlace(at)


@pytest.mark.parametrize("comment", ["# noqa", "# NOQA", "# why  # noqa"])
def test_a_comment_without_codes_needs_nothing(comment: str) -> None:
    assert place(f"x = 1\ny = 2  {comment}\n", 2) is None


@pytest.mark.parametrize(
    ("text", "line", "codes"),
    [
        ("x = 1\ny = 2  # noqa: E501|\n", 2, 2),
        ("x = 1\ny = 2  # noqa:E501,W1| because\n", 2, 2),
        ("x = 1\ny = 2  # noqa: E501|, \n", 2, 2),
        ("x = 1\ny = 2  # noqa: E501|", 2, 2),
        ("x = 1\ny = 2 \\\n  + 3  # noqa: E501|\nz = 4\n", 2, 3),
        ("x = 1\ny = '''\na  # noqa: E501|\nb\nc\n'''\n", 2, 3),
        ("x = 1\ny = '''\na\n'''  # noqa: E501|\nz = 4\n", 3, 4),
    ],
)
def test_behind_the_codes_that_are_there(text: str, line: int, codes: int) -> None:
    column = text[: text.index("|")].rpartition("\n")[2]
    assert place(text.replace("|", ""), line) == NoqaPlace(codes, len(column))
