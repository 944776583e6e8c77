"""Whether a function has looked at a number before it uses it: tested, clamped, matched."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.deeds import is_harmless
from flake8_session_expiry.sessions.event_emitter import Recogniser
from flake8_session_expiry.sessions.values import Value

_CONVERTERS = frozenset({"int", "float", "round", "abs", "timedelta", "set_cookie", "cycle_key"})
_EQUALITY = (cst.Equal, cst.NotEqual, cst.Is, cst.IsNot)


def is_tested(context: Recogniser, value: Value, *, by_truth: bool = False) -> bool:
    """
    Whether the function around ``value`` compares the value (or what it is made of) with something that can bound it.

    A comparison with None or an empty text is no bound. With ``by_truth`` a plain ``if value:`` counts too (it excludes 0).
    """
    scope = context.symbols.function_of(value.node) or context.tree.module
    parts = _parts(context, value)
    for node in descendants(scope):
        if isinstance(node, cst.Comparison) and _bounds(node) and _mentions(context, node, parts):
            return True
        if isinstance(node, cst.Match) and _mentions(context, node.subject, parts):
            return True
        if isinstance(node, cst.Call) and _checks(context, node, parts):
            return True
        if by_truth and isinstance(node, (cst.If, cst.IfExp)) and _mentions(context, node.test, parts):
            return True
    return False


def _checks(context: Recogniser, call: cst.Call, parts: set[str]) -> bool:
    """``validate(days)`` as a statement, ``if re.fullmatch("[1-9]", days)``: who is given a value only to look at it may refuse it."""
    code = context.source.code
    name = context.qualified(call.func) or dotted(call.func)
    if name.rpartition(".")[2] in session_api.SETTERS | _CONVERTERS or is_harmless(name):
        return False
    if not any(code(argument.value) in parts and _can_be_mentioned(context, argument.value) for argument in call.args):
        return False
    below: cst.CSTNode = call
    for above in context.tree.ancestors(call):
        if isinstance(above, cst.Expr):
            return below is call
        if isinstance(above, (cst.If, cst.IfExp, cst.While, cst.Assert)):
            return above.test is below
        if not isinstance(above, (cst.UnaryOperation, cst.BooleanOperation, cst.NamedExpr)):
            return False
        below = above
    return False


def _can_be_mentioned(context: Recogniser, node: cst.BaseExpression) -> bool:
    return not isinstance(node, cst.Name) or _is_variable(context, node)


def _parts(context: Recogniser, value: Value) -> set[str]:
    """The texts under which the value can be met in a test: the names it went through, and the reads it is made of."""
    found = {*value.names, context.source.code(value.written_as), context.source.code(value.node)}
    for item in (value.written_as, *descendants(value.written_as)):
        if isinstance(item, cst.Subscript) or (isinstance(item, cst.Call) and isinstance(item.func, cst.Attribute)):
            found.add(context.source.code(item))
        elif isinstance(item, cst.Name) and _is_variable(context, item):
            found.add(item.value)
    return found


def _is_variable(context: Recogniser, name: cst.Name) -> bool:
    """Whether a name holds a number or what it is made of: not a member, a keyword, a function that is called, or the request."""
    parent = context.tree.parents[name]
    if isinstance(parent, cst.Attribute):
        return parent.value is name and context.request(name) is None and name.value not in {"self", "cls"}
    if isinstance(parent, cst.Arg):
        return parent.keyword is not name
    return not (isinstance(parent, cst.Call) and parent.func is name)


def _mentions(context: Recogniser, node: cst.CSTNode, parts: set[str]) -> bool:
    for item in (node, *descendants(node)):
        if isinstance(item, (cst.Name, cst.Attribute, cst.Subscript, cst.Call, cst.BinaryOperation)):
            text = context.source.code(item)
            if text in parts and (not isinstance(item, cst.Name) or _is_variable(context, item)):
                return True
    return False


def _bounds(node: cst.Comparison) -> bool:
    for target in node.comparisons:
        empty = isinstance(target.comparator, cst.Name) and target.comparator.value in {"None", "True", "False"}
        empty = empty or (isinstance(target.comparator, cst.SimpleString) and target.comparator.evaluated_value == "")
        if not (isinstance(target.operator, _EQUALITY) and empty):
            return True
    return False
