"""
The text of new code at its place: with the indentation and newlines of the place, and in brackets where an operator
beside it binds more tightly.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

import libcst as cst

from flake8_session_expiry.engine.source import SourceFile

_REST_OF_LINE = re.compile(r"[^\r\n]*")
_ATOM = 15
_AWAIT = 14
_POWER = 13
_UNARY = 12
_OPERATORS: dict[type[ast.AST] | type[cst.CSTNode], int] = {
    **{ast.Or: 2, ast.And: 3, ast.Not: 4, ast.BitOr: 6, ast.BitXor: 7, ast.BitAnd: 8, ast.LShift: 9, ast.RShift: 9},
    **{
        ast.Add: 10,
        ast.Sub: 10,
        ast.Mult: 11,
        ast.MatMult: 11,
        ast.Div: 11,
        ast.FloorDiv: 11,
        ast.Mod: 11,
        ast.Pow: _POWER,
    },
    **{
        cst.Or: 2,
        cst.And: 3,
        cst.Not: 4,
        cst.BitOr: 6,
        cst.BitXor: 7,
        cst.BitAnd: 8,
        cst.LeftShift: 9,
        cst.RightShift: 9,
    },
    **{cst.Add: 10, cst.Subtract: 10, cst.Multiply: 11, cst.MatrixMultiply: 11, cst.Divide: 11},
    **{cst.FloorDivide: 11, cst.Modulo: 11, cst.Power: _POWER},
}
_KINDS: dict[type[ast.AST], int] = {
    **{ast.NamedExpr: -1, ast.Yield: -1, ast.YieldFrom: -1, ast.Lambda: 0, ast.IfExp: 1},
    **{ast.Compare: 5, ast.Await: _AWAIT},
}


class NotPossible(Exception):
    """A fix cannot be written at its place."""


def indents(source: SourceFile, node: cst.CSTNode) -> list[str]:
    """The indentation of each block around ``node``, outermost first."""
    default = source.tree.module.default_indent
    # The cases of a match are no block in LibCST's tree, but are indented like one.
    blocks = [above for above in source.tree.ancestors(node) if isinstance(above, (cst.IndentedBlock, cst.Match))]
    return [default if block.indent is None else block.indent for block in reversed(blocks)]


def expression(source: SourceFile, place: cst.BaseExpression, by: cst.CSTNode | str) -> str:
    """
    The code of an expression in the place of another one, in brackets where it needs them there. Raises NotPossible.
    """
    if isinstance(by, str) and "\n" in by:
        by = cst.parse_expression(by.strip())
    text = by.strip() if isinstance(by, str) else source.text_and_spans(by, indents(source, place))[0].strip()
    inner = ast.parse(f"({text}\n)", mode="eval").body
    if isinstance(inner, ast.Tuple) and not inner.col_offset:
        return f"({text})"
    is_bracketed = text.startswith("(") and (inner.lineno, inner.col_offset) > (1, 1)
    above = source.tree.parents[place]
    if isinstance(inner, ast.Await) and isinstance(above, cst.Call) and above.func is place and not is_bracketed:
        place = above  # "await f" for the "f" of "f(...)" means to await the call, not to call what was awaited
        if not place.lpar and _precedence(inner) < _demanded(source, place):
            raise NotPossible
        return text
    is_open = not is_bracketed and "\n" in text and not _stands_alone(text)
    binds_loosely = not is_bracketed and _precedence(inner) < _demanded(source, place)
    return f"({text})" if is_open or binds_loosely else text


def statements(source: SourceFile, code: str, inside: list[str], *, with_head: bool = False) -> list[str]:
    """
    Each statement of ``code`` at the indentation ``inside``, without the indentation of its first line and its newline.

    Several statements keep their comments; those above the first one only ``with_head``.
    """
    module = cst.parse_module(code.strip())
    lines = _comments(module.header) if with_head else []
    for index, node in enumerate(module.body):
        if index:
            lines += _comments(node.leading_lines)
        text = statement(source, node.with_changes(leading_lines=[]), inside)
        several = with_head or len(module.body) > 1
        if isinstance(node, cst.SimpleStatementLine) and node.trailing_whitespace.comment and several:
            text += f"  {node.trailing_whitespace.comment.value}"
        lines.append(text)
    return lines


def _comments(lines: Sequence[cst.EmptyLine]) -> list[str]:
    """The comments directly above a statement; not those above a blank line."""
    found: list[str] = []
    for line in lines:
        found = [*found, line.comment.value] if line.comment else []
    return found


def statement(source: SourceFile, node: cst.CSTNode, inside: list[str]) -> str:
    """The code of one statement at an indentation, without blanks and comments around it."""
    text, spans = source.text_and_spans(node, inside)
    start, end = spans[node]
    if isinstance(node, cst.FunctionDef | cst.ClassDef) and node.decorators:
        start = spans[node.decorators[0]][0]
    if isinstance(node, cst.BaseCompoundStatement):
        end = end_of_line(text, end)
    return text[start:end].strip()


def end_of_line(text: str, offset: int) -> int:
    """Where the line that ``offset`` is in ends, without its newline."""
    rest = _REST_OF_LINE.match(text, offset)
    assert rest is not None
    return rest.end()


def _stands_alone(text: str) -> bool:
    try:
        ast.parse(text, mode="eval")
    except SyntaxError:
        return False
    return True


def _precedence(node: ast.expr) -> int:
    if isinstance(node, ast.BoolOp | ast.BinOp):
        return _OPERATORS[type(node.op)]
    if isinstance(node, ast.UnaryOp):
        return _OPERATORS.get(type(node.op), _UNARY)
    return _KINDS.get(type(node), _ATOM)


def _demanded(source: SourceFile, place: cst.BaseExpression) -> int:
    """How tightly an expression must bind to need no brackets in this place."""
    above = source.tree.parents[place]
    match above:
        case (
            cst.Attribute(value=inner) | cst.Subscript(value=inner) | cst.Call(func=inner) | cst.Await(expression=inner)
        ):
            return _ATOM if inner is place else 0
        case cst.BinaryOperation(operator=cst.Power()):
            return _AWAIT if above.left is place else _UNARY
        case cst.BinaryOperation() | cst.BooleanOperation():
            return _OPERATORS[type(above.operator)] + (above.right is place)
        case cst.UnaryOperation():
            return _OPERATORS.get(type(above.operator), _UNARY)
        case cst.Comparison() | cst.ComparisonTarget() | cst.StarredElement():
            return 6
        case cst.IfExp():
            return 0 if above.orelse is place else 2
        case cst.CompFor() | cst.CompIf():
            return 2
        case cst.FormattedStringExpression():
            return 1  # the colon of f"{lambda: 1}" would begin a format
        case _:
            return 0
