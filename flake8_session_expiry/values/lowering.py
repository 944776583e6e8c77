"""
Makes expressions of Python's tree, which the evaluator reads, of those of LibCST's. Each ``ast`` node is kept with the
LibCST node that it was made of; no positions are needed.

To pair the nodes of Python's own tree with LibCST's by position would take longer than to make the few expressions that
are evaluated.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import libcst as cst

_DEEPEST: Final = 120
"""A little more than the evaluator follows: LibCST has one level for each ``+`` in ``a + b + c ...``."""


class Unlowered(ast.expr):
    """In the place of an expression that cannot be evaluated, or that is nested too deeply."""


_BINARY: Final[Mapping[type[cst.BaseBinaryOp], type[ast.operator]]] = MappingProxyType(
    {
        cst.Add: ast.Add,
        cst.Subtract: ast.Sub,
        cst.Multiply: ast.Mult,
        cst.Divide: ast.Div,
        cst.FloorDivide: ast.FloorDiv,
        cst.Modulo: ast.Mod,
        cst.Power: ast.Pow,
        cst.MatrixMultiply: ast.MatMult,
        cst.LeftShift: ast.LShift,
        cst.RightShift: ast.RShift,
        cst.BitOr: ast.BitOr,
        cst.BitAnd: ast.BitAnd,
        cst.BitXor: ast.BitXor,
    }
)
_UNARY: Final[Mapping[type[cst.BaseUnaryOp], type[ast.unaryop]]] = MappingProxyType(
    {cst.Minus: ast.USub, cst.Plus: ast.UAdd, cst.Not: ast.Not, cst.BitInvert: ast.Invert}
)
_COMPARE: Final[Mapping[type[cst.BaseCompOp], type[ast.cmpop]]] = MappingProxyType(
    {
        cst.Equal: ast.Eq,
        cst.NotEqual: ast.NotEq,
        cst.LessThan: ast.Lt,
        cst.LessThanEqual: ast.LtE,
        cst.GreaterThan: ast.Gt,
        cst.GreaterThanEqual: ast.GtE,
        cst.Is: ast.Is,
        cst.IsNot: ast.IsNot,
        cst.In: ast.In,
        cst.NotIn: ast.NotIn,
    }
)
_SINGLETONS: Final = MappingProxyType({"True": True, "False": False, "None": None})
_LOAD: Final = ast.Load()
_Comprehension: TypeAlias = cst.ListComp | cst.SetComp | cst.GeneratorExp | cst.DictComp


class Lowering:
    """The expressions of one file; each is lowered once."""

    def __init__(self) -> None:
        self._lowered: dict[cst.BaseExpression, ast.expr] = {}
        self._nodes: dict[ast.expr, cst.BaseExpression] = {}
        self._depth = 0

    def lower(self, node: cst.BaseExpression) -> ast.expr:
        """The same expression in Python's tree; the same object each time."""
        found = self._lowered.get(node)
        if found is not None:
            return found
        if self._depth >= _DEEPEST:
            return Unlowered()
        self._depth += 1
        try:
            handler = _HANDLERS.get(type(node))
            lowered = Unlowered() if handler is None else handler(self, node)
        finally:
            self._depth -= 1
        self._lowered[node] = lowered
        self._nodes[lowered] = node
        return lowered

    def node_of(self, expression: ast.expr | None) -> cst.BaseExpression | None:
        """The LibCST node that an expression was made of, or paired with; None for one of another file."""
        return None if expression is None else self._nodes.get(expression)

    def pair(self, expression: ast.expr, node: cst.BaseExpression) -> None:
        """
        Add the parts of ``expression``, of Python's own tree of this file, to ``node_of``; ``node`` is the same
        expression in LibCST's tree.
        """
        level: list[tuple[ast.AST, ast.AST]] = [(expression, self.lower(node))]
        while level:
            theirs, ours = level.pop()
            if type(theirs) is not type(ours):
                continue
            if isinstance(theirs, ast.expr) and isinstance(ours, ast.expr) and ours in self._nodes:
                self._nodes[theirs] = self._nodes[ours]
            level += zip(ast.iter_child_nodes(theirs), ast.iter_child_nodes(ours), strict=False)

    # -- literals ------------------------------------------------------------------------------------------------------

    def _number(self, node: cst.Integer | cst.Float | cst.Imaginary) -> ast.expr:
        return ast.Constant(node.evaluated_value)

    def _string(self, node: cst.SimpleString) -> ast.expr:
        return ast.Constant(node.evaluated_value, kind="u" if node.prefix == "u" else None)

    def _formatted(self, node: cst.FormattedString) -> ast.expr:
        return _joined(self._parts(node))

    def _concatenated(self, node: cst.ConcatenatedString) -> ast.expr:
        pieces: list[cst.SimpleString | cst.FormattedString] = []
        rest: cst.BaseExpression = node
        while isinstance(rest, cst.ConcatenatedString):
            pieces.append(rest.left)
            rest = rest.right
        pieces.append(rest)  # type: ignore[arg-type]
        if not all(isinstance(piece, (cst.SimpleString, cst.FormattedString)) for piece in pieces):
            return Unlowered()
        kind = "u" if isinstance(pieces[0], cst.SimpleString) and pieces[0].prefix == "u" else None
        if all(isinstance(piece, cst.SimpleString) for piece in pieces):
            texts: list[Any] = [piece.evaluated_value for piece in pieces if isinstance(piece, cst.SimpleString)]
            return ast.Constant(texts[0][:0].join(texts), kind=kind)
        return _joined([part for piece in pieces for part in self._parts(piece)])

    def _parts(self, node: cst.BaseExpression) -> list[ast.expr]:
        """The parts of an f-string, or of a plain string beside one."""
        if isinstance(node, cst.SimpleString):
            return [ast.Constant(node.evaluated_value)]
        assert isinstance(node, cst.FormattedString)
        return self._content(node.parts, node.prefix.lower().replace("f", ""), node.quote)

    def _content(self, parts: Sequence[cst.BaseFormattedStringContent], prefix: str, quote: str) -> list[ast.expr]:
        found: list[ast.expr] = []
        for part in parts:
            if isinstance(part, cst.FormattedStringText):
                found.append(_text(part.value, prefix, quote))
            elif isinstance(part, cst.FormattedStringExpression) and part.equal is None:
                spec = None if part.format_spec is None else _joined(self._content(part.format_spec, prefix, quote))
                conversion = -1 if part.conversion is None else ord(part.conversion)
                found.append(ast.FormattedValue(self.lower(part.expression), conversion, spec))
            else:
                found.append(Unlowered())  # f"{x=}"
        return found

    def _list(self, node: cst.List) -> ast.expr:
        return ast.List(self._elements(node.elements), _LOAD)

    def _tuple(self, node: cst.Tuple) -> ast.expr:
        return ast.Tuple(self._elements(node.elements), _LOAD)

    def _set(self, node: cst.Set) -> ast.expr:
        return ast.Set(self._elements(node.elements))

    def _elements(self, elements: Sequence[cst.BaseElement]) -> list[ast.expr]:
        return [
            ast.Starred(self.lower(element.value), _LOAD)
            if isinstance(element, cst.StarredElement)
            else self.lower(element.value)
            for element in elements
        ]

    def _dict(self, node: cst.Dict) -> ast.expr:
        keys = [self.lower(item.key) if isinstance(item, cst.DictElement) else None for item in node.elements]
        return ast.Dict(keys, [self.lower(item.value) for item in node.elements])

    def _ellipsis(self, node: cst.Ellipsis) -> ast.expr:
        return ast.Constant(...)

    def _lambda(self, node: cst.Lambda) -> ast.expr:
        """A lambda; the evaluator only needs to know that it is one."""
        return ast.Lambda(ast.arguments([], [], None, [], [], None, []), Unlowered())

    # -- names and parts -----------------------------------------------------------------------------------------------

    def _name(self, node: cst.Name) -> ast.expr:
        if node.value in _SINGLETONS:
            return ast.Constant(_SINGLETONS[node.value])
        return ast.Name(node.value, _LOAD)

    def _attribute(self, node: cst.Attribute) -> ast.expr:
        return ast.Attribute(self.lower(node.value), node.attr.value, _LOAD)

    def _subscript(self, node: cst.Subscript) -> ast.expr:
        indices = [self._index(element.slice) for element in node.slice]
        first = indices[0]
        alone = len(indices) == 1 and not isinstance(node.slice[0].comma, cst.Comma)
        alone = alone and not isinstance(first, ast.Starred)
        return ast.Subscript(self.lower(node.value), first if alone else ast.Tuple(indices, _LOAD), _LOAD)

    def _index(self, node: cst.BaseSlice) -> ast.expr:
        if isinstance(node, cst.Slice):
            parts = [None if part is None else self.lower(part) for part in (node.lower, node.upper, node.step)]
            return ast.Slice(*parts)
        assert isinstance(node, cst.Index)
        return ast.Starred(self.lower(node.value), _LOAD) if node.star else self.lower(node.value)

    def _named(self, node: cst.NamedExpr) -> ast.expr:
        assert isinstance(node.target, cst.Name)
        return ast.NamedExpr(ast.Name(node.target.value, ast.Store()), self.lower(node.value))

    # -- operations ----------------------------------------------------------------------------------------------------

    def _unary(self, node: cst.UnaryOperation) -> ast.expr:
        return ast.UnaryOp(_UNARY[type(node.operator)](), self.lower(node.expression))

    def _binary(self, node: cst.BinaryOperation) -> ast.expr:
        return ast.BinOp(self.lower(node.left), _BINARY[type(node.operator)](), self.lower(node.right))

    def _boolean(self, node: cst.BooleanOperation) -> ast.expr:
        """``a or b or c`` is one operation for Python, two for LibCST."""
        operands = [node.right]
        left = node.left
        while isinstance(left, cst.BooleanOperation) and not left.lpar and type(left.operator) is type(node.operator):
            operands.append(left.right)
            left = left.left
        operands.append(left)
        operation = ast.Or() if isinstance(node.operator, cst.Or) else ast.And()
        return ast.BoolOp(operation, [self.lower(operand) for operand in reversed(operands)])

    def _comparison(self, node: cst.Comparison) -> ast.expr:
        operations: list[ast.cmpop] = [_COMPARE[type(target.operator)]() for target in node.comparisons]
        return ast.Compare(
            self.lower(node.left), operations, [self.lower(target.comparator) for target in node.comparisons]
        )

    def _conditional(self, node: cst.IfExp) -> ast.expr:
        return ast.IfExp(self.lower(node.test), self.lower(node.body), self.lower(node.orelse))

    def _await(self, node: cst.Await) -> ast.expr:
        return ast.Await(self.lower(node.expression))

    # -- calls and comprehensions --------------------------------------------------------------------------------------

    def _call(self, node: cst.Call) -> ast.expr:
        arguments: list[ast.expr] = []
        keywords: list[ast.keyword] = []
        for argument in node.args:
            value = self.lower(argument.value)
            if argument.keyword is not None or argument.star == "**":
                keywords.append(ast.keyword(argument.keyword.value if argument.keyword is not None else None, value))
            else:
                arguments.append(ast.Starred(value, _LOAD) if argument.star else value)
        return ast.Call(self.lower(node.func), arguments, keywords)

    def _comprehension(self, node: _Comprehension) -> ast.expr:
        generators: list[ast.comprehension] = []
        loop: cst.CompFor | None = node.for_in
        while loop is not None:
            tests = [self.lower(test.test) for test in loop.ifs]
            target = _stored(self.lower(loop.target))
            generators.append(
                ast.comprehension(target, self.lower(loop.iter), tests, int(loop.asynchronous is not None))
            )
            loop = loop.inner_for_in
        if isinstance(node, cst.DictComp):
            return ast.DictComp(self.lower(node.key), self.lower(node.value), generators)
        kind = {cst.ListComp: ast.ListComp, cst.SetComp: ast.SetComp, cst.GeneratorExp: ast.GeneratorExp}[type(node)]
        found: ast.expr = kind(self.lower(node.elt), generators)
        return found


def _text(code: str, prefix: str, quote: str) -> ast.expr:
    """The text between two fields of an f-string."""
    text = code.replace("{{", "{").replace("}}", "}")
    try:
        return ast.Constant(ast.literal_eval(f"{prefix}{quote}{text}{quote}"))
    except (SyntaxError, ValueError):
        return Unlowered()


def _joined(parts: list[ast.expr]) -> ast.JoinedStr:
    """The parts with adjacent texts joined and without empty ones, as in Python's tree."""
    found: list[ast.expr] = []
    for part in parts:
        last = found[-1] if found else None
        if isinstance(part, ast.Constant) and isinstance(last, ast.Constant):
            found[-1] = ast.Constant(str(last.value) + str(part.value))
        else:
            found.append(part)
    return ast.JoinedStr([part for part in found if not (isinstance(part, ast.Constant) and part.value == "")])


def _stored(target: ast.expr) -> ast.expr:
    """The target of a loop: what is bound there is not read."""
    for node in ast.walk(target):
        if isinstance(node, (ast.Name, ast.Tuple, ast.List, ast.Starred)):
            node.ctx = ast.Store()
    return target


_HANDLERS: Final[Mapping[type[cst.BaseExpression], Callable[[Lowering, Any], ast.expr]]] = MappingProxyType(
    {
        cst.Integer: Lowering._number,
        cst.Float: Lowering._number,
        cst.Imaginary: Lowering._number,
        cst.SimpleString: Lowering._string,
        cst.FormattedString: Lowering._formatted,
        cst.ConcatenatedString: Lowering._concatenated,
        cst.List: Lowering._list,
        cst.Tuple: Lowering._tuple,
        cst.Set: Lowering._set,
        cst.Dict: Lowering._dict,
        cst.Ellipsis: Lowering._ellipsis,
        cst.Lambda: Lowering._lambda,
        cst.Name: Lowering._name,
        cst.Attribute: Lowering._attribute,
        cst.Subscript: Lowering._subscript,
        cst.NamedExpr: Lowering._named,
        cst.UnaryOperation: Lowering._unary,
        cst.BinaryOperation: Lowering._binary,
        cst.BooleanOperation: Lowering._boolean,
        cst.Comparison: Lowering._comparison,
        cst.IfExp: Lowering._conditional,
        cst.Await: Lowering._await,
        cst.Call: Lowering._call,
        cst.ListComp: Lowering._comprehension,
        cst.SetComp: Lowering._comprehension,
        cst.GeneratorExp: Lowering._comprehension,
        cst.DictComp: Lowering._comprehension,
    }
)
