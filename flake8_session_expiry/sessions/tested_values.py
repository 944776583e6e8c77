"""
Whether a test around or before a place rules a constant out. ``timeout = -1`` in a class is a default for classes that
inherit it; behind ``if self.timeout > 0:`` the value is that of another class.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias
from weakref import WeakKeyDictionary

import libcst as cst

from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.semantic.guards import leaves

_Test: TypeAlias = cst.If | cst.Match | cst.Assert


def is_ruled_out(tree: Tree, node: cst.BaseExpression, constant: object) -> bool:
    """Whether ``node``, a name, is used only where it is not, or may not be, the constant that it was assigned."""
    below: cst.CSTNode = node
    for above in tree.ancestors(node):
        if isinstance(above, (cst.FunctionDef, cst.Lambda)):
            break
        if isinstance(above, (cst.If, cst.IfExp, cst.While)) and below is not above.test:
            asks = _passes_others_only if below is above.body else _may_keep_out
            if asks(above.test, node, constant):
                return True
        elif isinstance(above, cst.BooleanOperation) and isinstance(above.operator, cst.And) and below is above.right:
            if _passes_others_only(above.left, node, constant):
                return True
        elif isinstance(above, cst.IndentedBlock) and _was_tested(tree, above, below, node, constant):
            return True
        below = above
    return False


def _passes_others_only(test: cst.BaseExpression, node: cst.BaseExpression, constant: object) -> bool:
    """Whether a test can only be true for another value of ``node`` than this constant."""
    if isinstance(test, cst.BooleanOperation) and isinstance(test.operator, cst.And):
        return _passes_others_only(test.left, node, constant) or _passes_others_only(test.right, node, constant)
    if isinstance(test, cst.Comparison):
        return any(
            isinstance(item, (cst.Name, cst.Attribute)) and item.deep_equals(node)
            for item in (test.left, *(target.comparator for target in test.comparisons))
        )
    return not constant and test.deep_equals(node)


def _may_keep_out(test: cst.BaseExpression, node: cst.BaseExpression, constant: object) -> bool:
    """Whether a test may be true for this constant of ``node``, so that what runs where it is false is for others."""
    for item in (test, *descendants(test)):
        if isinstance(item, cst.Comparison) and any(part.deep_equals(node) for part in descendants(item)):
            return True
        negated = item.expression if isinstance(item, cst.UnaryOperation) else None
        if negated is not None and not constant and negated.deep_equals(node):
            return True
    return False


_TESTS: WeakKeyDictionary[Tree, dict[tuple[cst.IndentedBlock, str, bool], _Test | None]] = WeakKeyDictionary()
"""The first test of each block by the code of what it tests; looked for once, as a block may be long."""


def _was_tested(
    tree: Tree, block: cst.IndentedBlock, below: cst.CSTNode, node: cst.BaseExpression, constant: object
) -> bool:
    """``if self.timeout < 0: return``, ``assert self.timeout > 0``, ``match self.timeout:`` before."""
    found = _TESTS.setdefault(tree, {})
    key = block, tree.module.code_for_node(node), bool(constant)
    if key not in found:
        tests = tree.once(_tests, block)
        found[key] = next((test for test in tests if _is_about(test, node, constant)), None)
    first = found[key]
    return first is not None and tree.order[first] < tree.order[below]


def _is_about(test: _Test, node: cst.BaseExpression, constant: object) -> bool:
    if isinstance(test, cst.Match):
        return test.subject.deep_equals(node)
    asks = _may_keep_out if isinstance(test, cst.If) else _passes_others_only
    return asks(test.test, node, constant)


def _tests(_: Tree, block: cst.IndentedBlock) -> list[_Test]:
    """The tests of a block that keep what follows for some values."""
    return list(_tests_in(block))


def _tests_in(block: cst.IndentedBlock) -> Iterator[_Test]:
    for statement in block.body:
        if isinstance(statement, cst.Match) or (isinstance(statement, cst.If) and leaves(statement.body)):
            yield statement
        elif isinstance(statement, cst.SimpleStatementLine):
            yield from (small for small in statement.body if isinstance(small, cst.Assert))
