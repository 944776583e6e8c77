"""Code that tests first whether something is there (``hasattr``), or expects an exception: no rule reports it."""

from __future__ import annotations

import re

import libcst as cst

from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.semantic.symbols import dotted

_GUARD_EXCEPTIONS = frozenset({"AttributeError", "KeyError"})
_EXPECTS_FAILURE = re.compile(r"(?:.*\.)?(?:assertRaises(?:Message|Regex)?|pytest\.raises|raises)")


def is_guarded(tree: Tree, node: cst.CSTNode, expected: frozenset[str] = _GUARD_EXCEPTIONS) -> bool:
    """
    Whether ``node`` is behind a test with ``hasattr``, or where an exception is expected
    (``except AttributeError``/``KeyError`` or the names of ``expected``, ``assertRaises``).
    """
    below: cst.CSTNode = node
    for above in tree.ancestors(node):
        if isinstance(above, (cst.FunctionDef, cst.ClassDef)):
            return False
        if (
            isinstance(above, (cst.Try, cst.TryStar))
            and below is above.body
            and any(_catches(handler, expected) for handler in above.handlers)
        ):
            return True
        if (
            isinstance(above, (cst.If, cst.IfExp))
            and below is not above.test
            and "hasattr" in _called_names(above.test)
        ):
            return True
        if isinstance(above, cst.BooleanOperation) and below is above.right and "hasattr" in _called_names(above.left):
            return True
        if isinstance(above, cst.With) and below is above.body and _expects_failure(above):
            return True
        below = above
    return False


def _called_names(node: cst.BaseExpression) -> set[str]:
    return {dotted(item.func) for item in (node, *descendants(node)) if isinstance(item, cst.Call)}


def _catches(handler: cst.ExceptHandler | cst.ExceptStarHandler, expected: frozenset[str]) -> bool:
    kinds = handler.type
    elements = [element.value for element in kinds.elements] if isinstance(kinds, cst.Tuple) else [kinds]
    return any(dotted(kind).rpartition(".")[2] in expected for kind in elements)


def _expects_failure(node: cst.With) -> bool:
    calls = [item.item for item in node.items if isinstance(item.item, cst.Call)]
    return any(_EXPECTS_FAILURE.fullmatch(dotted(call.func)) for call in calls)
