"""
Whether an ``if`` tests a remember-me flag, and whether its first branch is for visitors who want to be remembered.
"""

from __future__ import annotations

from enum import Enum, auto

import libcst as cst

from flake8_session_expiry.semantic.literals import subscript_key
from flake8_session_expiry.semantic.symbols import SymbolTable
from flake8_session_expiry.sessions.inference import Inference
from flake8_session_expiry.text.identifiers import says_remember
from flake8_session_expiry.text.truth_words import FALSE_WORDS, TRUE_WORDS

_YES = TRUE_WORDS | {"checked", "remember", "remember_me", "remember-me"}
_NO = FALSE_WORDS | {"none"}
_READERS = frozenset({"get", "getlist", "pop"})
_TEXTS = frozenset({"lower", "strip", "upper"})
_MOST_NAMES = 20


class Wish(Enum):
    """What the visitor wants if a test is true."""

    REMEMBER = auto()
    FORGET = auto()


_OPPOSITE = {Wish.REMEMBER: Wish.FORGET, Wish.FORGET: Wish.REMEMBER}


def wish(symbols: SymbolTable, types: Inference, test: cst.BaseExpression, most: int = _MOST_NAMES) -> Wish | None:
    """
    What the visitor wants if ``test`` is true, or None where the test is not one of a remember-me flag alone.

    Such a test is a flag (``remember``), its negation and its comparison with a constant; not with ``and`` or ``or``,
    where something else decides, too. ``most`` is how many expressions, and names given to one another, are followed.
    """
    if not most:
        return None
    if isinstance(test, cst.NamedExpr):
        return wish(symbols, types, test.value, most - 1) or _flag(symbols, types, test.target, most - 1)
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        inner = wish(symbols, types, test.expression, most - 1)
        return None if inner is None else _OPPOSITE[inner]
    if isinstance(test, cst.Comparison):
        return _compared(symbols, types, test, most - 1)
    return _flag(symbols, types, test, most - 1)


def _flag(symbols: SymbolTable, types: Inference, node: cst.BaseExpression, most: int) -> Wish | None:
    """A flag by its name; if the name was assigned a test, that must be one of a flag with the same meaning."""
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value in {"bool", "int", "str"}:
        return wish(symbols, types, node.args[0].value, most) if len(node.args) == 1 else None
    if not says_remember(flag_name(node)):
        name = node if isinstance(node, cst.Name) else None
        return None if name is None else _followed(symbols, types, name, most)
    if isinstance(node, cst.Name) and (binding := symbols.reaching(node)) and binding.value is not None:
        if isinstance(binding.value, cst.IfExp):
            return None
        if isinstance(binding.value, (cst.Comparison, cst.UnaryOperation)):
            return _agreed(wish(symbols, types, binding.value, most))
    return Wish.REMEMBER


def _agreed(found: Wish | None) -> Wish | None:
    return found if found is Wish.REMEMBER else None


def _followed(symbols: SymbolTable, types: Inference, name: cst.Name, most: int) -> Wish | None:
    binding = symbols.reaching(name)
    if binding is None or binding.value is None or isinstance(binding.value, (cst.Name, cst.NamedExpr)):
        return None
    return wish(symbols, types, binding.value, most)


def flag_name(node: cst.BaseExpression) -> str:
    """
    The name of a flag: of a variable or attribute, or the key that it is read by (``request.POST.get("remember")``).
    """
    if isinstance(node, (cst.Name, cst.Attribute)):
        name = node.value if isinstance(node, cst.Name) else node.attr.value
        return "" if name.isupper() else name  # a constant is the same for all visitors
    if isinstance(node, cst.Subscript):
        return subscript_key(node) or ""
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        if node.func.attr.value in _TEXTS and not node.args:
            return flag_name(node.func.value)
        if node.func.attr.value in _READERS and node.args and not _defaults_to_true(node):
            key = node.args[0].value
            return str(key.evaluated_value) if isinstance(key, cst.SimpleString) else ""
    return ""


def _defaults_to_true(node: cst.Call) -> bool:
    """``.get("remember", True)``: it is also true where the form does not send the flag."""
    return len(node.args) > 1 and truth_of(node.args[1].value) is True


def _compared(symbols: SymbolTable, types: Inference, test: cst.Comparison, most: int) -> Wish | None:
    if len(test.comparisons) != 1:
        return None
    target = test.comparisons[0]
    operator, left, right = target.operator, test.left, target.comparator
    if isinstance(operator, (cst.In, cst.NotIn)):
        found = _member(symbols, types, left, right, most)
        negated = isinstance(operator, cst.NotIn)
    elif isinstance(operator, (cst.Equal, cst.Is, cst.NotEqual, cst.IsNot)):
        if truth_of(left) is not None:
            left, right = right, left
        flag, truth = wish(symbols, types, left, most), truth_of(right)
        if flag is None or truth is None:
            return None
        found = flag if truth else _OPPOSITE[flag]
        negated = isinstance(operator, (cst.NotEqual, cst.IsNot))
    else:
        return None
    return _OPPOSITE[found] if found is not None and negated else found


def _member(
    symbols: SymbolTable, types: Inference, left: cst.BaseExpression, right: cst.BaseExpression, most: int
) -> Wish | None:
    """``"remember" in request.POST``, ``remember in ("on", "true")``."""
    if isinstance(left, cst.SimpleString):
        of_request = isinstance(right, cst.Attribute) and types.request(right.value) is not None
        return Wish.REMEMBER if of_request and says_remember(str(left.evaluated_value)) else None
    if isinstance(right, (cst.Tuple, cst.List, cst.Set)) and right.elements:
        truths = {truth_of(element.value) for element in right.elements}
        flag = wish(symbols, types, left, most)
        if flag is not None and len(truths) == 1 and None not in truths:
            return flag if truths == {True} else _OPPOSITE[flag]
    return None


def truth_of(node: cst.BaseExpression) -> bool | None:
    """
    What a constant means that a flag is compared with: ``"on"``, ``True``, ``1`` are True; ``"off"``, ``None``, ``""``
    False; others None.
    """
    if isinstance(node, cst.Name):
        return {"True": True, "False": False, "None": False}.get(node.value)
    if isinstance(node, cst.Integer):
        return {0: False, 1: True}.get(node.evaluated_value)
    if isinstance(node, cst.SimpleString) and isinstance(node.evaluated_value, str):
        text = node.evaluated_value.strip().lower()
        return True if text in _YES else False if text in _NO else None
    return None
