"""What the expressions of the linted file evaluate to where the walk stands."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.semantic.symbols import SymbolTable
from flake8_session_expiry.sessions.inference import Inference
from flake8_session_expiry.sessions.position import Position
from flake8_session_expiry.sessions.values import Evaluator
from flake8_session_expiry.values.occurrence import Occurrence


class ValueScope:
    """The values of one module; an event carries the one that was found when it was emitted."""

    def __init__(self, symbols: SymbolTable, types: Inference, here: Position) -> None:
        self._evaluator = Evaluator(symbols, types, here)

    def at(self, node: cst.BaseExpression) -> Occurrence:
        """The value of an expression at this place. Never raises; what cannot be told is UNKNOWN."""
        return self._evaluator.evaluate(node)

    def constant(self, node: cst.BaseExpression, value: object) -> Occurrence:
        """The value of an expression that is known to be a Python constant."""
        return self._evaluator.constant(node, value)
