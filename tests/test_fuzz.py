"""Code that nobody would write: no rule crashes on it, and what the fixes make of it is still code."""

from __future__ import annotations

import ast
import textwrap

import hypothesmith
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flake8_session_expiry.check import check_source
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.fix.passes import fix_source
from flake8_session_expiry.fix.selection import ALL_FIXES, SAFE_FIXES
from flake8_session_expiry.options import Options
from tests.casefiles import all_cases

EVERYTHING = Options(enable_all=True, django_version=(5, 2), engine="db", use_tz=True)
SNIPPETS = sorted({case.code for case in all_cases()})
FRAMES = [
    "{}",
    "def view(request):\n{}",
    "async def view(request):\n{}",
    "class LogoutView(View):\n    def get(self, request):\n{}",
    "if remember:\n{}\nelse:\n    pass\n",
    "try:\n{}\nfinally:\n    pass\n",
    "for request in requests:\n{}",
    "with x as session:\n{}",
    "def login(request, user):\n    def inner():\n{}\n    return inner\n",
]


def framed(snippets: list[str], frame: str, tabs: bool, newline: str) -> str:
    """The snippets inside a frame, with the indentation and the newlines of another editor."""
    depth = len(frame.partition("{}")[0].split("\n")) - 1
    indentation = "    " * depth
    text = frame.format(textwrap.indent("".join(snippets), indentation))
    if tabs:
        text = text.replace("    ", "\t")
    return text.replace("\n", newline)


programs = st.builds(
    framed,
    st.lists(st.sampled_from(SNIPPETS), min_size=1, max_size=4),
    st.sampled_from(FRAMES),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
)


def assert_survives(text: str) -> None:
    """No rule fails, the fixes settle, and their result is code."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return
    found = check_source(SourceFile("views.py", text), EVERYTHING)
    assert not [finding.text for finding in found if finding.code == "DSE900"]
    for selection in (SAFE_FIXES, ALL_FIXES):
        result = fix_source("views.py", text, EVERYTHING, selection)
        assert not result.problems
        ast.parse(result.text)
        assert fix_source("views.py", result.text, EVERYTHING, selection).text == result.text


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs)
def test_our_own_cases_in_strange_places(text: str) -> None:
    assert_survives(text)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(hypothesmith.from_node())
def test_arbitrary_code(text: str) -> None:
    assert_survives("request.session.set_expiry(True)\n" + text)
