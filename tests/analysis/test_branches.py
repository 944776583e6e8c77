"""Which conditions are related: the same names are in both."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.branches import related_branches, subjects_around
from flake8_session_expiry.engine.source import SourceFile


def related(code: str) -> list[str]:
    """The headers of branches around ``b()`` that are related to ``a()``."""
    tree = SourceFile("views.py", code).tree
    calls = {c.func.value: c for c in tree.of(cst.Call) if isinstance(c.func, cst.Name)}
    return [type(header).__name__ for header, _ in related_branches(tree, calls["b"], calls["a"])]


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
