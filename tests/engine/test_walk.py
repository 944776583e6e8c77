"""The walk: LibCST's own order, without its cost."""

from __future__ import annotations

from pathlib import Path

import libcst as cst
import pytest

import flake8_session_expiry
from flake8_session_expiry.engine import walk
from flake8_session_expiry.engine.walk import SKIPPED, Leave, Tree, children, descendants

FILES = sorted(Path(flake8_session_expiry.__file__).parent.rglob("*.py"))


class Recorder(cst.CSTVisitor):
    """Notes every node that LibCST's own visit reaches."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[tuple[str, cst.CSTNode]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if not isinstance(node, SKIPPED):
            self.steps.append(("visit", node))
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if not isinstance(original_node, SKIPPED):
            self.steps.append(("leave", original_node))


SYNTAX = """
@decorator
async def f(a, /, b: int = 1, *args, c=2, **kw) -> int:
    async with a as b, c: yield
    async for x in y: await x
    else: pass
    try: raise E from e
    except* (A, B) as error: pass
    finally: del a[0], b.c
    match x:
        case {"a": 1, **rest}: pass
        case [1, *others] | (2): pass
        case Point(x=0) as p if p: pass
    y = not -a, a if b else c, (d := 1)
    return [i for i in x if i], {**a}, {*b}, (lambda *, k: k), f"{a!r:>{b}}", a[1:2, ...]
class C[T: int](Base, metaclass=M):
    x: int = 3
    type A = int
global g; nonlocal_ = 1; assert a, "b"; import a.b as c; from .. import (d as e, f)
while 1: continue
with (a as b, c as d): x @= y; print(*a, **b); x = y = z; a < b <= c is not d
"""


@pytest.mark.parametrize("code", [SYNTAX, *[path.read_text(encoding="utf-8") for path in FILES]])
def test_same_order_as_libcst(code: str) -> None:
    module = cst.parse_module(code)
    recorder = Recorder()
    module.visit(recorder)
    ours = [("leave", step.node) if isinstance(step, Leave) else ("visit", step) for step in Tree(module).steps]
    assert len(ours) == len(recorder.steps)
    assert all(mine[0] == theirs[0] and mine[1] is theirs[1] for mine, theirs in zip(ours, recorder.steps, strict=True))


@pytest.mark.parametrize("field", ["a", "a:>{b}"])
def test_every_field_even_if_the_first_node_seen_has_none(field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "_FIELDS", {})
    Tree(cst.parse_module(f'f"{{{field}}}"'))
    names = Tree(cst.parse_module('f"{a:>{b}}"')).of(cst.Name)
    assert [name.value for name in names] == ["a", "b"]


def test_parents_and_statements() -> None:
    tree = Tree(cst.parse_module("def f():\n    x = g(1)\n    if h(x): pass\n"))
    first, second = tree.of(cst.Call)
    assert isinstance(tree.statement(first), cst.Assign)
    assert isinstance(tree.statement(second), cst.If)
    assert tree.nearest(first, cst.FunctionDef) is tree.of(cst.FunctionDef)[0]
    assert tree.nearest(first, cst.ClassDef) is None
    assert tree.contains(tree.of(cst.Assign)[0], first)
    assert not tree.contains(tree.of(cst.Assign)[0], second)
    assert list(tree.ancestors(tree.module)) == []
    assert list(descendants(first))[-1] in children(first.args[0])


def test_beside_a_statement_are_those_that_have_a_line_of_their_own() -> None:
    tree = Tree(cst.parse_module("def f():\n    a = 1\n    b; c\n    if d:\n        e()\n    f()\nlambda: f()\n"))
    first, second = tree.of(cst.Assign)[0], tree.of(cst.Expr)[0]
    beside = [tree.beside(first, lines) for lines in range(-1, 5)]
    assert beside == [None, first, None, None, tree.statement(tree.of(cst.Call)[1]), None]
    assert tree.beside(second, 0) is None and tree.beside(second, -1) is first
    inner = tree.statement(tree.of(cst.Call)[0])
    assert [tree.beside(inner, lines) for lines in (-1, 0, 1)] == [None, inner, None]
    assert tree.beside(tree.of(cst.Lambda)[0].body, 0) is None


def test_nodes_inside_of_another_are_those_that_a_walk_through_it_finds() -> None:
    tree = Tree(cst.parse_module("def f(a):\n    b = a\n    def g(): return a + b\na = 1\nclass C:\n    b: int = a\n"))
    for outer in tree.order:
        below = list(descendants(outer))
        for kind in (cst.Name, cst.Assign, cst.FunctionDef):
            assert tree.inside(outer, kind) == [node for node in below if type(node) is kind]
        assert tree.names_inside(outer, "a") == [n for n in below if isinstance(n, cst.Name) and n.value == "a"]
        assert [inner for inner in tree.order if tree.contains(outer, inner)] == [outer, *below]
    stranger = cst.Name("a")
    assert tree.contains(stranger, stranger) and not tree.contains(tree.module, stranger)
