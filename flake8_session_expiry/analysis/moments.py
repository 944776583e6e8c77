"""Whether a number of seconds is a point in time: counted from 1970, not from now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import libcst as cst

from flake8_session_expiry.semantic.literals import plain_string, subscript_key
from flake8_session_expiry.semantic.symbols import SymbolTable, dotted
from flake8_session_expiry.sessions.value_scope import ValueScope
from flake8_session_expiry.text.identifiers import words_of_name
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import NUMERIC, TIMESTAMP, Kind

_CONVERSIONS: Final = frozenset({"int", "float", "round"})
_ADDED: Final = NUMERIC | {Kind.SETTING}
_MOMENT: Final = re.compile(
    r"(?:.* )?(?:timestamp|(?:expires?|expiry|expiration|ends?) (?:at|on))|(?:(?:token|jwt) )?exp"
)
_OF_A_TOKEN: Final = frozenset({"token", "tokens", "jwt", "claims", "payload", "decoded"})
# ``settings.JWT_EXP`` and ``config["exp"]`` are written once, so they are lengths.
_OF_SETTINGS: Final = frozenset({"settings", "setting", "config", "configuration", "conf", "options"})
_MOST_NAMES: Final = 20


class Moments:
    """The points in time of one module: by the call that makes them, or by their names where these are numbers."""

    def __init__(self, symbols: SymbolTable, values: ValueScope) -> None:
        self._symbols = symbols
        self._values = values

    def within(self, value: Occurrence) -> cst.BaseExpression | None:
        """The point in time that a value is, or that it has as ``timedelta(seconds=...)``; None if it is a length."""
        if value.known:
            return None
        node = self._followed(value.node)
        inner = _seconds_of_timedelta(node) if value.kind is Kind.TIMEDELTA else value.node
        if value.maker == TIMESTAMP:
            return value.node
        return inner if inner is not None and self._is_moment(inner) else None

    def _is_moment(self, node: cst.BaseExpression, *, is_number: bool = False) -> bool:
        """Whether an expression is a point in time; ``is_number`` if something around it needs a number."""
        if self._values.at(node).maker == TIMESTAMP:
            return True
        origin = self._followed(node)
        if isinstance(origin, cst.Call):
            return self._is_given(origin, is_number)
        if isinstance(origin, cst.BinaryOperation) and isinstance(origin.operator, cst.Add):
            sides = ((origin.left, origin.right), (origin.right, origin.left))
            return any(self._is_moment(a, is_number=True) and self._is_length(b) for a, b in sides)
        if isinstance(origin, cst.BooleanOperation) and isinstance(origin.operator, cst.Or):
            return self._is_moment(origin.left, is_number=is_number)
        if isinstance(origin, cst.Subscript):
            return self._is_called_so(node, origin, origin.value, subscript_key(origin), is_number)
        return self._is_called_so(node, origin, None, None, is_number)

    def _is_length(self, node: cst.BaseExpression) -> bool:
        """Whether a point in time plus this is still one; not ``-time.time() + exp``, which is a difference."""
        value = self._values.at(node)
        is_negative = isinstance(self._followed(node), cst.UnaryOperation) and not value.known
        return value.kind in _ADDED and not is_negative

    def _is_given(self, call: cst.Call, is_number: bool) -> bool:
        """Whether the result of a call is one: a conversion, a lower bound, ``x.timestamp()``, ``token.get("exp")``."""
        function = call.func
        if isinstance(function, cst.Name) and call.args:
            if function.value in _CONVERSIONS:
                return self._is_moment(call.args[0].value, is_number=True)
            return function.value == "max" and any(self._is_moment(arg.value, is_number=True) for arg in call.args)
        if not isinstance(function, cst.Attribute):
            return False
        if function.attr.value == "timestamp":
            return not call.args
        if function.attr.value != "get" or not call.args:
            return False
        if len(call.args) > 1 and self._values.at(call.args[1].value).constant:
            return False  # get("exp", 3600): the default is a length
        return self._is_called_so(call, call, function.value, plain_string(call.args[0].value), is_number)

    def _is_called_so(
        self,
        use: cst.BaseExpression,
        origin: cst.BaseExpression,
        owner: cst.BaseExpression | None,
        key: str | None,
        is_number: bool,
    ) -> bool:
        """Whether it is one by its name or key; ``exp`` of a token is a number of seconds since 1970 by RFC 7519."""
        if key == "exp" and owner is not None and not _OF_A_TOKEN.isdisjoint(words_of_name(dotted(owner))):
            return True
        names = [key] if key is not None else [_last_name(use), _last_name(origin)]
        if not is_number or not any(name and _MOMENT.fullmatch(" ".join(words_of_name(name))) for name in names):
            return False
        if _is_configured(dotted(owner or origin), names):
            return False
        return not any(self._is_reckoned(node) for node in (use, origin))

    def _is_reckoned(self, node: cst.BaseExpression) -> bool:
        """Whether a name is bound to a computed value: after ``exp -= time.time()`` it is a length."""
        if not isinstance(node, cst.Name):
            return False
        bindings = self._symbols.bindings_of(self._symbols.scope_of(node), node.value)
        return any(
            isinstance(binding.node, cst.AugAssign) or isinstance(binding.value, (cst.BinaryOperation, cst.Call))
            for binding in bindings
        )

    def _followed(self, node: cst.BaseExpression) -> cst.BaseExpression:
        for found in self._bound(node):
            node = found
        return node

    def _bound(self, node: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
        for _ in range(_MOST_NAMES):
            binding = self._symbols.reaching(node) if isinstance(node, cst.Name) else None
            if binding is None or binding.value is None:
                return
            node = binding.value
            yield node


def _is_configured(owner: str, names: list[str]) -> bool:
    return any(name.isupper() for name in names) or not _OF_SETTINGS.isdisjoint(owner.lower().split("."))


def _last_name(node: cst.BaseExpression) -> str:
    return dotted(node).rpartition(".")[2]


def _seconds_of_timedelta(node: cst.BaseExpression) -> cst.BaseExpression | None:
    """``x`` of ``timedelta(seconds=x)``."""
    if not isinstance(node, cst.Call) or len(node.args) != 1:
        return None
    (arg,) = node.args
    return arg.value if arg.keyword is not None and arg.keyword.value == "seconds" else None
