"""Which signals of Django a function is a receiver of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from flake8_session_expiry.sessions.functions import FunctionContext

if TYPE_CHECKING:
    from flake8_session_expiry.sessions.event_emitter import Recogniser


def receives(context: Recogniser, function: FunctionContext) -> Iterator[str]:
    """The full names of the signals: of ``@receiver(signal)``, ``@receiver([signal, ...])`` and ``signal.connect(function)``."""
    for decorator in function.node.decorators:
        call = decorator.decorator
        if isinstance(call, cst.Call) and call.args:
            yield from _names(context, call.args[0].value)
    for call in context.tree.of(cst.Call):
        if (
            isinstance(call.func, cst.Attribute)
            and call.func.attr.value == "connect"
            and call.args
            and isinstance(call.args[0].value, cst.Name)
            and call.args[0].value.value == function.name
        ):
            yield from _names(context, call.func.value)


def _names(context: Recogniser, node: cst.BaseExpression) -> Iterator[str]:
    several = node.elements if isinstance(node, (cst.List, cst.Tuple)) else None
    for item in [node] if several is None else [element.value for element in several]:
        if (name := context.qualified(item)) is not None:
            yield name
