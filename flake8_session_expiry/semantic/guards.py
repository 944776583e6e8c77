"""Code that tests first whether something is there (``hasattr``), or expects an exception: no rule reports it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.semantic.literals import plain_string
from flake8_session_expiry.semantic.symbols import dotted

_GUARD_EXCEPTIONS = frozenset({"AttributeError", "KeyError"})
_ASKING = frozenset({"hasattr", "callable"})
_EXPECTS_FAILURE = re.compile(r"(?:.*\.)?(?:assertRaises(?:Message|Regex)?|pytest\.raises|raises)")


def is_guarded(tree: Tree, node: cst.CSTNode, raised: frozenset[str] = frozenset()) -> bool:
    """
    Whether ``node`` is behind a test with ``hasattr`` or ``callable``, or where an exception is expected
    (``except AttributeError``/``KeyError`` or one of ``raised``, ``assertRaises``).
    """
    expected = _GUARD_EXCEPTIONS | raised
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
        if isinstance(above, (cst.If, cst.IfExp)) and below is not above.test and _asks(above.test):
            return True
        if isinstance(above, cst.BooleanOperation) and below is above.right and _asks(above.left):
            return True
        if isinstance(above, cst.With) and below is above.body and _expects_failure(above):
            return True
        if isinstance(above, cst.IndentedBlock) and tree.once_before(_first_that_asks, above, below):
            return True
        below = above
    return False


def _asks(test: cst.BaseExpression) -> bool:
    """``hasattr(session, "touch")``, ``callable(session.touch)``."""
    return any(dotted(call.func) in _ASKING for call in _calls(test))


def _first_that_asks(_: Tree, block: cst.IndentedBlock) -> cst.If | None:
    """
    The first ``if`` of a block that asks for a member and leaves: ``if not hasattr(session, "touch"): return``.

    Not for the session itself, which middleware asks for before it does anything.
    """
    return next((s for s in block.body if isinstance(s, cst.If) and _asks_and_leaves(s)), None)


def _asks_and_leaves(statement: cst.If) -> bool:
    if not leaves(statement.body):
        return False
    calls = [call for call in _calls(statement.test) if dotted(call.func) == "hasattr" and len(call.args) == 2]
    return any(plain_string(call.args[1].value) != "session" for call in calls)


def leaves(body: cst.BaseSuite) -> bool:
    """Whether a block ends in ``return``, ``raise``, ``continue`` or ``break``."""
    last = body.body[-1] if body.body else None
    if isinstance(last, cst.SimpleStatementLine):
        last = last.body[-1]
    return isinstance(last, (cst.Return, cst.Raise, cst.Continue, cst.Break))


def _calls(node: cst.BaseExpression) -> Iterator[cst.Call]:
    return (item for item in (node, *descendants(node)) if isinstance(item, cst.Call))


def _catches(handler: cst.ExceptHandler | cst.ExceptStarHandler, expected: frozenset[str]) -> bool:
    kinds = handler.type
    elements = [element.value for element in kinds.elements] if isinstance(kinds, cst.Tuple) else [kinds]
    return any(dotted(kind).rpartition(".")[2] in expected for kind in elements)


def _expects_failure(node: cst.With) -> bool:
    calls = [item.item for item in node.items if isinstance(item.item, cst.Call)]
    return any(_EXPECTS_FAILURE.fullmatch(dotted(call.func)) for call in calls)
