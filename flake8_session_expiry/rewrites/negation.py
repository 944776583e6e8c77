"""The code of the opposite of a test: ``x == y`` -> ``x != y``."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.source import SourceFile

_NEGATED: tuple[tuple[type[cst.BaseCompOp], str], ...] = (
    (cst.Equal, "!="),
    (cst.NotEqual, "=="),
    (cst.Is, "is not"),
    (cst.IsNot, "is"),
    (cst.In, "not in"),
    (cst.NotIn, "in"),
)


def negated(source: SourceFile, test: cst.BaseExpression) -> str:
    """The code of the opposite of a test, written as a person would."""
    code = source.code
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not) and not test.lpar:
        return code(test.expression)
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1 and not test.lpar:
        target = test.comparisons[0]
        operator = next((text for kind, text in _NEGATED if isinstance(target.operator, kind)), None)
        if operator is not None:
            return f"{code(test.left)} {operator} {code(target.comparator)}"
    simple = isinstance(test, (cst.Name, cst.Attribute, cst.Subscript, cst.Call)) or test.lpar
    return f"not {code(test)}" if simple else f"not ({code(test)})"
