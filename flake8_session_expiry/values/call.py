"""
One call of a known function: the values of its arguments, by position or keyword. The argument of all handlers in
tables of functions.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from flake8_session_expiry.values.value import UNKNOWN, Value


@dataclass(frozen=True)
class Call:
    """
    A call. ``evaluate`` returns the value of an expression at this place, ``name`` is the full name of the function (of
    a method its own name), ``owner`` is the object of a method, or the reader that is called.
    """

    node: ast.Call
    evaluate: Callable[[ast.expr], Value]
    name: str
    owner: Value = UNKNOWN

    def expression(self, position: int, keyword: str | None = None) -> ast.expr | None:
        """
        The argument at a position (from 0; -1: it has none) or with a keyword; None if it is missing, or may be in
        ``*args`` or ``**kwargs``.
        """
        given = self.node.args[: position + 1]
        if 0 <= position < len(given) and not any(isinstance(argument, ast.Starred) for argument in given):
            return given[position]
        return next((k.value for k in self.node.keywords if k.arg == keyword), None) if keyword else None

    def argument(self, position: int, keyword: str | None = None) -> Value | None:
        """The value of that argument."""
        found = self.expression(position, keyword)
        return None if found is None else self.evaluate(found)

    @property
    def last(self) -> str:
        """The last part of the name: ``int`` of ``builtins.int``."""
        return self.name.rpartition(".")[2]

    @property
    def open(self) -> bool:
        """Whether it has arguments that are not known: ``*args``, ``**kwargs``."""
        return any(isinstance(argument, ast.Starred) for argument in self.node.args) or any(
            keyword.arg is None for keyword in self.node.keywords
        )

    @property
    def positional(self) -> int:
        """How many arguments it has by position."""
        return len(self.node.args)


Handler: TypeAlias = Callable[[Call], Value]
"""Returns the value of a call; may raise what the call would raise."""
