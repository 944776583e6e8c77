"""
Comparisons of the results of ``get_expiry_age()`` and ``get_expiry_date()`` with 0 or with now, as if they counted
down.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.values.value import Kind

_OUTCOMES: dict[type[cst.BaseCompOp], str] = {
    cst.LessThanEqual: "never",
    cst.LessThan: "never",
    cst.Equal: "never",
    cst.GreaterThan: "always",
    cst.GreaterThanEqual: "always",
    cst.NotEqual: "always",
}
"""How often a length compared with 0, or an end compared with now, makes the comparison true."""
_TURNED: dict[type[cst.BaseCompOp], type[cst.BaseCompOp]] = {
    cst.LessThanEqual: cst.GreaterThanEqual,
    cst.LessThan: cst.GreaterThan,
    cst.GreaterThan: cst.LessThan,
    cst.GreaterThanEqual: cst.LessThanEqual,
}


def compared_as_time_left(model: Model, call: SessionCall) -> str | None:
    """
    How often the comparison of the result with 0 (of a date with now) is true, "never" or "always"; None if there is
    no such comparison. Names are followed once.
    """
    return _compared(model, call, call.node, follows=True)


def _compared(model: Model, call: SessionCall, node: cst.CSTNode, *, follows: bool) -> str | None:
    parents = model.source.tree.parents
    parent = parents[node]
    if isinstance(parent, cst.Await):
        return _compared(model, call, parent, follows=follows)
    if isinstance(parent, cst.NamedExpr) and (found := _compared(model, call, parent, follows=False)) is not None:
        return found
    if isinstance(parent, (cst.Assign, cst.AnnAssign, cst.NamedExpr)) and follows:
        uses = (_compared(model, call, use, follows=False) for use in uses_of_result(model, parent, call))
        return next((found for found in uses if found is not None), None)
    is_right = isinstance(parent, cst.ComparisonTarget)
    comparison = parents[parent] if is_right else parent
    if not isinstance(comparison, cst.Comparison) or len(comparison.comparisons) != 1:
        return None
    target = comparison.comparisons[0]
    operator = type(target.operator)
    if not _is_nothing_left(model, call, comparison.left if is_right else target.comparator):
        return None
    return _OUTCOMES.get(_TURNED.get(operator, operator) if is_right else operator)


def _is_nothing_left(model: Model, call: SessionCall, node: cst.BaseExpression) -> bool:
    """0 for a length, now for an end."""
    value = model.values.at(node)
    if call.method.endswith("date"):
        return value.kind is Kind.DATETIME and value.seconds == 0
    return value.kind in {Kind.INT, Kind.FLOAT} and value.seconds == 0


def uses_of_result(model: Model, statement: cst.CSTNode, call: SessionCall) -> Iterator[cst.Name]:
    """The uses of the name that a statement binds to the result, with that value, in the same function."""
    assert call.function is not None
    for use in model.symbols.uses_of(statement, call.function.node):
        if not isinstance(model.source.tree.parents[use], cst.AssignTarget):
            yield use
