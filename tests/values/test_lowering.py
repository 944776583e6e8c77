"""LibCST's expressions become exactly what Python's own parser makes of the same text, node by node."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import libcst as cst
import pytest

import flake8_session_expiry
from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.values.lowering import Lowering, Unlowered

PACKAGE = Path(flake8_session_expiry.__file__).parent
OURS = sorted({*PACKAGE.rglob("*.py"), *Path(__file__).parent.parent.glob("*/test_*.py")})
STANDARD = [
    Path(statistics.__file__).parent / f"{name}.py"
    for name in ("statistics", "string", "fractions", "argparse", "typing")
]
STATEMENTS = (cst.Assign, cst.AugAssign, cst.Return, cst.Expr)


def lowered(text: str) -> ast.expr:
    """What becomes of one expression."""
    return Lowering().lower(cst.parse_expression(text))


def statements(tree: Tree) -> Iterator[cst.BaseExpression]:
    """The expression of each statement that holds one, in order."""
    found = [node for kind in STATEMENTS for node in tree.of(kind)]
    for node in sorted(found, key=lambda node: tree.order[node]):
        assert isinstance(node, STATEMENTS)
        if node.value is not None:
            yield node.value


def pythons(text: str) -> Iterator[ast.expr]:
    """The same in Python's own tree."""
    found = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.Return, ast.Expr))
    ]
    for node in sorted(found, key=lambda node: (node.lineno, node.col_offset)):
        if node.value is not None:
            yield node.value


def is_whole(expression: ast.expr) -> bool:
    """Whether nothing in it was left out."""
    return not any(isinstance(node, (Unlowered, ast.Lambda)) for node in ast.walk(expression))


@pytest.mark.parametrize("paths", [OURS, STANDARD], ids=["this project", "the standard library"])
def test_the_trees_are_equal(paths: list[Path]) -> None:
    whole = every = 0
    for path in paths:
        text = path.read_text(encoding="utf-8")
        lowering = Lowering()
        for node, expected in zip(statements(Tree(cst.parse_module(text))), pythons(text), strict=True):
            found = lowering.lower(node)
            every += 1
            if is_whole(found):
                whole += 1
                assert ast.dump(found) == ast.dump(expected), f"{path}:{expected.lineno}"
    assert whole > 0.95 * every


EXPRESSIONS = [
    "a or b or c", "(a or b) or c", "a or (b or c)", "a and b or c and d", "not a and b", "a < b <= c",
    "a is not b not in c", "-x ** -y",
    "a[1]", "a[1, 2]", "a[1,]", "a[1:2]", "a[::2, 3]", "a[*b]", "f(*a, b, **c, d=1)", "f(a for a in b)", "u'a'",
    "'a' 'b' \"c\"", "b'a' b'b'",
    "u'a' 'b'", "'a' u'b'", "r'\\n' '\\n'", "f'a{b}c'", "f'{{a}}{b!r:>{c}}'", "'a' f'{b}' 'c' 'd'", "rf'\\n{a}'",
    "f''", "f'' 'a'", "f'\\n'",
    "1_000", "0xff", "1e3", "2j", "...", "None", "(a,)", "()", "[*a, b]", "{*a}", "{**a, b: c}", "{}", "(a := 5)",
    "await a",
    "[a for a in b if c if d for e in f]", "{a: b for a, b in c}", "{a async for a in b}",
    "a if b else c if d else e", "a.b.c(d).e[f]",
    "a + b - c * d / e // f % g @ h << i >> j | k & l ^ m",
    "~a", "+a", "(yield_)", "a[b][c](d)", "'\\u00e4\\x41'", "'''a\nb'''",
]  # fmt: skip


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_forms(text: str) -> None:
    assert ast.dump(lowered(text)) == ast.dump(ast.parse(text, mode="eval").body)


@pytest.mark.parametrize("text", ["f'{x=}'", "'a' f'{x=}'", "(yield)", "x + (yield)", "f'\\N{DASH}'"])
def test_what_is_left_out_has_a_place_of_its_own(text: str) -> None:
    assert not is_whole(lowered(text))


def test_of_a_lambda_its_kind_is_kept() -> None:
    assert isinstance(lowered("lambda a, *b: a"), ast.Lambda)


def test_each_expression_is_lowered_once_and_knows_its_node() -> None:
    node = cst.parse_expression("f(a, 1 + b)[c].d or e or g")
    lowering = Lowering()
    whole = lowering.lower(node)
    assert lowering.lower(node) is whole
    assert lowering.node_of(whole) is node
    for part in descendants(node):
        if isinstance(part, (cst.Name, cst.BinaryOperation, cst.Call, cst.Subscript, cst.Integer)):
            made = lowering.lower(part)
            assert lowering.node_of(made) is part
    assert lowering.node_of(None) is None
    assert lowering.node_of(ast.Constant(1)) is None


def test_pythons_own_tree_is_paired() -> None:
    text = "os.environ.get('A', f'{b}') if c else [1, x.y] or {'k': lambda: 3}"
    node, theirs = cst.parse_expression(text), ast.parse(text, mode="eval").body
    lowering = Lowering()
    lowering.pair(theirs, node)
    paired = [part for part in ast.walk(theirs) if isinstance(part, ast.expr) and lowering.node_of(part) is not None]
    assert len(paired) > 15
    module = cst.Module([])
    for part in paired:
        found = lowering.node_of(part)
        assert found is not None and ast.unparse(part) == ast.unparse(
            ast.parse(module.code_for_node(found), mode="eval").body
        )


def test_deep_nesting_is_left_out_and_read_from_within() -> None:
    node = cst.parse_expression(" + ".join(["a"] * 300))
    lowering = Lowering()
    assert not is_whole(lowering.lower(node))
    inner = node
    for _ in range(250):
        assert isinstance(inner, cst.BinaryOperation)
        inner = inner.left
    assert is_whole(lowering.lower(inner))
