"""Which signals of Django a function is a receiver of."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.sessions.inference import Inference


def receives(tree: Tree, types: Inference, function: FunctionContext) -> Iterator[str]:
    """The full names of the signals: of ``@receiver(signal)``, ``@receiver([signal, ...])`` and ``signal.connect(function)``."""
    for decorator in function.node.decorators:
        call = decorator.decorator
        if isinstance(call, cst.Call) and call.args:
            yield from _names(types, call.args[0].value)
    for call in tree.of(cst.Call):
        if (
            isinstance(call.func, cst.Attribute)
            and call.func.attr.value == "connect"
            and call.args
            and isinstance(call.args[0].value, cst.Name)
            and call.args[0].value.value == function.name
        ):
            yield from _names(types, call.func.value)


def _names(types: Inference, node: cst.BaseExpression) -> Iterator[str]:
    several = node.elements if isinstance(node, (cst.List, cst.Tuple)) else None
    for item in [node] if several is None else [element.value for element in several]:
        if (name := types.qualified(item)) is not None:
            yield name
