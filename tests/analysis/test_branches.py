"""Which conditions are related: the same names are in both."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.branches import RelatedBranches, subjects_around
from flake8_session_expiry.engine.source import SourceFile


def related(code: str, changed: str | None = None) -> list[str]:
    """The headers around ``b()``, in its function, with a condition that is related to ``a()``."""
    tree = SourceFile("views.py", code).tree
    calls = {c.func.value: c for c in tree.of(cst.Call) if isinstance(c.func, cst.Name)}
    to_a = RelatedBranches(tree, [calls["a"]], [changed])
    around = (each for each in tree.ancestors(calls["b"]) if not isinstance(each, (cst.FunctionDef, cst.Module)))
    return [type(header).__name__ for header in around if to_a.to(header)]


def test_branches_with_the_same_names_are_related() -> None:
    assert related("if x:\n    a()\nif x and y:\n    b()") == ["If"]
    assert related("for i in x:\n    a()\nwhile x:\n    b()") == ["While"]
    assert related("match x:\n    case 1:\n        a()\nfor i in x:\n    b()") == ["For"]
    assert related("if x:\n    a()\n    done = True\nif done:\n    b()") == ["If"]
    assert related("if x.y:\n    a()\nif not x.y:\n    pass\nelse:\n    b()") == ["If"]


def test_branches_with_other_names_are_not_related() -> None:
    assert related("if x:\n    a()\nif y:\n    b()") == []
    assert related("a()\nif y:\n    b()") == []
    assert related("if x:\n    a()\n    if x:\n        b()") == []
    assert related("if request:\n    a()\nif request:\n    b()") == []
    assert related("def f():\n    if x:\n        a()\n    if y:\n        with x:\n            b()") == []


def test_subjects_are_the_names_of_the_conditions_around() -> None:
    tree = SourceFile("views.py", "if x.y > z:\n    for i in w:\n        a()\nb()").tree
    first, second = tree.of(cst.Call)
    assert subjects_around(tree, first, second) == {"x", "x.y", "z", "y", "w"}


def test_a_branch_that_compares_what_was_changed_is_related() -> None:
    code = "a()\nif len(cart) != before:\n    b()"
    assert related(code, "cart") == ["If"]
    assert related(code, "basket") == [] == related(code)
    assert related("a()\nif cart:\n    b()", "cart") == []  # compared with nothing
    assert related("if len(cart) != before:\n    b()\na()", "cart") == []  # asked before it


def test_each_of_several_changes_has_its_related_branches() -> None:
    code = "if x:\n    a()\n    if y:\n        a()\n        if x:\n            b()\nif y:\n    a()\nif x:\n    c()\n"
    tree = SourceFile("views.py", code).tree
    changes = [c for c in tree.of(cst.Call) if isinstance(c.func, cst.Name) and c.func.value == "a"]
    branches = RelatedBranches(tree, changes, [None] * 3)
    of_x, of_y, inner, of_y_again, of_x_again = tree.of(cst.If)
    assert [branches.to(header) for header in (of_x, of_y, inner)] == [0, 0b100, 0]
    assert [branches.to(header) for header in (of_y_again, of_x_again)] == [0b010, 0b011]
    assert [branches.inside(header) for header in (of_x, of_y, inner, of_y_again)] == [0b011, 0b010, 0, 0b100]
