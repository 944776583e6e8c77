"""What is stated about a value at the assignment that it comes from."""

from __future__ import annotations

import libcst as cst
import pytest

from flake8_session_expiry.options import Options
from flake8_session_expiry.sessions.event_emitter import Recogniser
from flake8_session_expiry.sessions.statements import comments_of_value
from tests.semantic.test_comments import source_of

CONSTANTS = {
    "AGE = 600  # ten\ndef f():\n    g(AGE)  # use": ["# use", "# ten"],
    "# ten\nAGE = 600\ndef f():\n    g(AGE)": ["# ten"],
    "class A:\n    age = 600  # ten\n    def f(self):\n        g(self.age)": ["# ten"],
    "AGE = 600  # ten\nLIMIT = AGE  # same\ndef f():\n    g(LIMIT)": ["# ten"],
    "COUNT = 10  # ten\ndef f():\n    g(COUNT * 60)": [],
    "COUNT = 10  # ten\ndef f():\n    g(int(COUNT))": [],
    "def f(age=600):  # ten\n    g(age)": [],
    "g((age := 600))  # ten": ["# ten"],
}


@pytest.mark.parametrize(("text", "expected"), CONSTANTS.items())
def test_a_comment_at_the_assignment_of_a_constant(text: str, expected: list[str]) -> None:
    source = source_of(text)
    context = Recogniser(source, Options())
    for node in source.tree.of(cst.ClassDef):
        context.visit_ClassDef(node)
    (use,) = [call for call in source.tree.of(cst.Call) if isinstance(call.func, cst.Name) and call.func.value == "g"]
    assert list(comments_of_value(source, context.value(use.args[0].value))) == expected
