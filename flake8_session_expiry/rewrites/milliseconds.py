"""The code of a length in seconds that was written in milliseconds."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.findings import Replace
from flake8_session_expiry.values.milliseconds import factors, unwrapped


def divided_by_1000(node: cst.BaseExpression) -> Replace | None:
    """
    The edit that makes seconds of an expression: a product loses its factor 1000, a plain number is divided. None where
    neither is possible.

    The edit may be one of a part of the expression.
    """
    node = unwrapped(node)
    if isinstance(node, cst.Integer):
        figure, rest = divmod(node.evaluated_value, 1000)
        text = f"{figure:_}" if "_" in node.value and figure > 9999 else str(figure)
        return None if rest or not figure else Replace(node, text)
    if sum(_is_1000(factor) for factor in factors(node)) != 1:
        return None
    return _without_1000(node)


def _without_1000(node: cst.BaseExpression) -> Replace | None:
    if not isinstance(node, cst.BinaryOperation):
        return None
    if _is_1000(node.right):
        return Replace(node, node.left)
    if _is_1000(node.left):
        return Replace(node, node.right)
    return _without_1000(node.left) or _without_1000(node.right)


def _is_1000(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Integer) and node.evaluated_value == 1000
