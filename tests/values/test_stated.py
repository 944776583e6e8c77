"""What is stated about a value at the assignment that it comes from."""

from __future__ import annotations

import libcst as cst
import pytest

from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.values.stated import comments_of_value
from tests.listening import Listener, listen
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


class Given(Listener):
    """Keeps the comments of what ``g`` is given."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.values: list[tuple[str, ...]] = []

    def visit_Call(self, node: cst.Call) -> None:
        if isinstance(node.func, cst.Name) and node.func.value == "g":
            self.values.append(comments_of_value(self.model.source, self.model.values.at(node.args[0].value)))


@pytest.mark.parametrize(("text", "expected"), CONSTANTS.items())
def test_a_comment_at_the_assignment_of_a_constant(text: str, expected: list[str]) -> None:
    (value,) = listen(Given, source_of(text).text).values
    assert list(value) == expected
