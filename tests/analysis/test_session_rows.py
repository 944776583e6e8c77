"""Which expressions are rows of the model of sessions."""

from __future__ import annotations

import libcst as cst
import pytest

from flake8_session_expiry.analysis.session_rows import is_session_row
from flake8_session_expiry.sessions.model import Model
from tests.listening import Listener, listen


class _Rows(Listener):
    """Asks of the argument of ``check(...)``."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.found: list[bool] = []

    def visit_Call(self, node: cst.Call) -> None:
        if isinstance(node.func, cst.Name) and node.func.value == "check":
            self.found.append(is_session_row(self.model.symbols, self.model.types, node.args[0].value))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("check(Session.objects.get(pk=1))", True),
        ("check(Session(session_key=x))", True),
        ("check(Sessions(session_key=x))", False),
        ("row = Session()\ncheck(row)", True),
        ("row = Session\ncheck(row)", False),
        ("check(await Session.objects.aget(pk=1))", True),
        ("check(Session.objects.filter(pk=1).first())", True),
        ("check(Session.objects.filter(pk=1))", False),
        ("check(Session.objects.filter(pk=1).delete())", False),
        ("check(Session.objects.using('other').order_by('pk').last())", True),
        ("check(Item.objects.get(pk=1))", False),
        ("for row in Session.objects.all():\n    check(row)", True),
        ("for row in Session.objects.values():\n    check(row)", False),
        ("rows = Session.objects.exclude(pk=1)\nfor row in rows:\n    check(row)", True),
        ("row = None\nfor row in Session.objects.all():\n    check(row)", False),
        ("[check(row) for row in Session.objects.iterator()]", True),
        ("[check(other) for row in Session.objects.all() for other in row.others]", False),
        ("[check(row) for other in x for row in Session.objects.all()]", True),
        ("for a, b in Session.objects.all():\n    check(a)", False),
    ],
)
def test_session_row(code: str, expected: bool) -> None:
    body = "\n".join(f"    {line}" for line in code.splitlines())
    source = f"from django.contrib.sessions.models import Session\nasync def view(request, x):\n{body}\n"
    assert listen(_Rows, source).found == [expected]
