"""The assignments of one module, in source order."""

from __future__ import annotations

import ast

from flake8_session_expiry.settings.assignments import How, assignments

TEXT = """\
A = B = 1
if X:
    C = 2
elif Y:
    D: int = 3
else:
    E += 4
try:
    F, (*G, H) = 5, 6
except ImportError:
    I = 7
else:
    J = 8
finally:
    K = 9
class Prod(Base):
    L = 10
    M: int
def f():
    N = 11
with x as y:
    O = 12
match x:
    case 1:
        P = 13
for Q in x:
    R = 14
o.attribute = d["key"] = 15
"""


def test_assignments_of_every_form() -> None:
    found = assignments(ast.parse(TEXT))
    assert [(a.name, a.line) for a in found] == [
        ("A", 1), ("B", 1), ("C", 3), ("D", 5), ("E", 7), ("F", 9), ("G", 9), ("H", 9), ("I", 11), ("J", 13), ("K", 15),
        ("L", 17), ("O", 22), ("P", 25), ("R", 27),
    ]  # fmt: skip
    by_name = {a.name: a for a in found}
    assert [name for name, a in by_name.items() if not a.conditional] == ["A", "B", "L", "O"]
    assert by_name["A"].block is by_name["B"].block
    assert {name: a.how for name, a in by_name.items() if a.how is not How.PLAIN} == {
        "D": How.ANNOTATED,
        "E": How.AUGMENTED,
        "F": How.UNPACKED,
        "G": How.UNPACKED,
        "H": How.UNPACKED,
    }
    assert by_name["L"].class_ is not None
    assert by_name["L"].class_.name == "Prod"
    assert [name for name, a in by_name.items() if a.value is None] == ["E", "F", "G", "H"]
