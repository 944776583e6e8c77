"""
Whether a function tests the range of a number before it uses it: by a comparison, ``min``/``max``, a pattern or a
function for it.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.effects import is_harmless
from flake8_session_expiry.sessions.inference import Inference
from flake8_session_expiry.values.occurrence import Occurrence

_CONVERTERS = frozenset({"int", "float", "round", "abs", "timedelta", "set_cookie", "cycle_key"})
_EQUALITY = (cst.Equal, cst.NotEqual, cst.Is, cst.IsNot)


def is_tested(source: SourceFile, types: Inference, value: Occurrence, *, by_truth: bool = False) -> bool:
    """
    Whether the function around ``value`` compares the value (or what it is computed from) with a bound.

    None and an empty text are no bounds. With ``by_truth``, ``if value:`` is enough, too (it excludes 0).
    """
    scope = source.tree.nearest(value.node, cst.FunctionDef) or source.tree.module
    mentions = _Mentions(source, types, value, scope)
    for node in descendants(scope):
        if isinstance(node, cst.Comparison) and _bounds(node) and mentions.are_in(node):
            return True
        if isinstance(node, cst.Match) and mentions.are_in(node.subject):
            return True
        if isinstance(node, cst.Call) and mentions.are_checked_by(node):
            return True
        if by_truth and isinstance(node, (cst.If, cst.IfExp)) and mentions.are_in(node.test):
            return True
    return False


def _bounds(node: cst.Comparison) -> bool:
    for target in node.comparisons:
        empty = isinstance(target.comparator, cst.Name) and target.comparator.value in {"None", "True", "False"}
        empty = empty or (isinstance(target.comparator, cst.SimpleString) and target.comparator.evaluated_value == "")
        if not (isinstance(target.operator, _EQUALITY) and empty):
            return True
    return False


class _Mentions:
    """The texts of one value in tests: the names that it is assigned to, and the expressions that it is read from."""

    def __init__(self, source: SourceFile, types: Inference, value: Occurrence, scope: cst.CSTNode) -> None:
        self._source = source
        self._types = types
        self._texts = set(self._of(value))
        # days = int(request.POST["days"]) if request.POST["days"] in ("1", "7") else 1
        assigned = [node for node in descendants(scope) if isinstance(node, cst.Assign)]
        for node in assigned:
            if any(isinstance(item.target, cst.Name) and item.target.value in self._texts for item in node.targets):
                self._texts |= set(self._read_in(node.value))

    def _of(self, value: Occurrence) -> Iterator[str]:
        yield from (*value.names, self._source.code(value.written_as), self._source.code(value.node))
        yield from self._read_in(value.written_as)
        for item in (value.written_as, *descendants(value.written_as)):
            if isinstance(item, cst.Name) and self._is_variable(item):
                yield item.value

    def _read_in(self, node: cst.BaseExpression) -> Iterator[str]:
        for item in (node, *descendants(node)):
            if isinstance(item, cst.Subscript) or (isinstance(item, cst.Call) and isinstance(item.func, cst.Attribute)):
                yield self._source.code(item)

    def _is_variable(self, name: cst.Name) -> bool:
        """
        Whether a name is that of a number or of what it is computed from: not a member, a keyword, a called function,
        or the request.
        """
        parent = self._source.tree.parents[name]
        if isinstance(parent, cst.Attribute):
            is_owner = parent.value is name and name.value not in {"self", "cls"}
            return is_owner and self._types.request(name) is None
        if isinstance(parent, cst.Arg):
            return parent.keyword is not name
        return not (isinstance(parent, cst.Call) and parent.func is name)

    def are_in(self, node: cst.CSTNode) -> bool:
        """Whether one of the texts occurs in ``node``."""
        return any(
            self._is_one(item)
            for item in (node, *descendants(node))
            if isinstance(item, (cst.Name, cst.Attribute, cst.Subscript, cst.Call, cst.BinaryOperation))
        )

    def _is_one(self, node: cst.BaseExpression) -> bool:
        return self._source.code(node) in self._texts and (not isinstance(node, cst.Name) or self._is_variable(node))

    def are_checked_by(self, call: cst.Call) -> bool:
        """
        Whether a call may refuse the value: ``validate(days)`` as a statement, ``if re.fullmatch("[1-9]", days)``.
        """
        name = self._types.qualified(call.func) or dotted(call.func)
        if name.rpartition(".")[2] in session_api.SETTERS | _CONVERTERS or is_harmless(name):
            return False
        if not any(self._is_one(argument.value) for argument in call.args):
            return False
        below: cst.CSTNode = call
        for above in self._source.tree.ancestors(call):
            if isinstance(above, cst.Expr):
                return below is call
            if isinstance(above, (cst.If, cst.IfExp, cst.While, cst.Assert)):
                return above.test is below
            if not isinstance(above, (cst.UnaryOperation, cst.BooleanOperation, cst.NamedExpr)):
                return False
            below = above
        return False
