"""
Whether tests of a settings module are true in production: ``if DEBUG``, ``ENV == "production"``,
``"test" in sys.argv``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import Final

# Words that do not say which of the two a switch is for.
_FILLER_WORDS: Final = "is in on env environment mode running run django app server enabled under site settings"
_FILLERS: Final = frozenset(_FILLER_WORDS.split())
# Staging is neither: it has settings of its own.
_PRODUCTION: Final = frozenset({"prod", "production", "live", "deployed"})
_DEVELOPMENT_WORDS: Final = """
    debug dev devel develop development local localhost test tests testing unittest unittests pytest ci runserver
"""
_DEVELOPMENT: Final = frozenset(_DEVELOPMENT_WORDS.split())


def in_production(test: ast.expr, truth: Callable[[ast.expr], bool | None]) -> bool | None:
    """
    Whether a test is true in production; None where its words do not say so.

    ``truth`` is called for the parts of ``not``, ``and`` and ``or``.
    """
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = truth(test.operand)
        return None if inner is None else not inner
    if isinstance(test, ast.BoolOp):
        stops = isinstance(test.op, ast.Or)
        parts = [truth(part) for part in test.values]
        if stops in parts:
            return stops
        return None if None in parts else not stops
    if isinstance(test, ast.Compare):
        is_true = _says_true(test)
        return _compared(test) if is_true is None else _same(truth(test.left), is_true)
    name = _name(test)
    return None if name is None else _side([word for word in _words(name) if word not in _FILLERS])


def _says_true(test: ast.Compare) -> bool | None:
    """
    Whether a test is one like ``X == True``, ``X is not False``, which mean ``X`` (False: it means ``not X``); None if
    it is another test.
    """
    other = test.comparators[0]
    if len(test.ops) != 1 or not isinstance(other, ast.Constant) or not isinstance(other.value, bool):
        return None
    if isinstance(test.ops[0], (ast.Eq, ast.Is)):
        return other.value
    return not other.value if isinstance(test.ops[0], (ast.NotEq, ast.IsNot)) else None


def _same(truth: bool | None, is_true: bool) -> bool | None:
    return None if truth is None else truth is is_true


def _compared(test: ast.Compare) -> bool | None:
    """``ENV == "production"``, ``ENV in ("dev", "test")``, ``"test" in sys.argv``."""
    if len(test.ops) != 1:
        return None
    sides = (test.left, test.comparators[0])
    given = [side for side in sides if _strings(side) is not None]
    if len(given) != 1:
        return None
    is_production = {_side(_words(text)) for text in _strings(given[0]) or ()}
    if len(is_production) != 1:
        return None
    found = is_production.pop()
    if found is None or isinstance(test.ops[0], (ast.Eq, ast.Is, ast.In)):
        return found
    return not found if isinstance(test.ops[0], (ast.NotEq, ast.IsNot, ast.NotIn)) else None


def _strings(node: ast.expr) -> list[str] | None:
    """The strings in a literal, or None if it is anything else."""
    elements = node.elts if isinstance(node, (ast.Tuple, ast.List, ast.Set)) else [node]
    found = [e.value for e in elements if isinstance(e, ast.Constant) and isinstance(e.value, str)]
    return found if found and len(found) == len(elements) else None


def _name(test: ast.expr) -> str | None:
    """The name of a switch, or of the environment variable that it is read from."""
    if isinstance(test, ast.Name):
        return test.id
    if isinstance(test, ast.Attribute):
        return test.attr
    if isinstance(test, ast.Subscript):
        return test.slice.value if isinstance(test.slice, ast.Constant) and isinstance(test.slice.value, str) else None
    if isinstance(test, ast.Call) and test.args:
        first = test.args[0]
        return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
    return None


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\W_]+", text.lower()) if word]


def _side(words: list[str]) -> bool | None:
    """True if all words are for production, False if all are for development or tests."""
    if not words:
        return None
    if all(word in _PRODUCTION for word in words):
        return True
    return False if all(word in _DEVELOPMENT for word in words) else None
