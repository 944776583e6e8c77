"""What runs around a function in the same request, and may mark the session for it: closures, decorators, the other methods of a view."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.semantic.symbols import SymbolTable
from flake8_session_expiry.sessions.effects import SAVING, EffectKind, Effects
from flake8_session_expiry.sessions.functions import FunctionContext, names_in

_AROUND = ("dispatch", "setup", "initial", "initialize_request", "finalize_response", "as_view", "__call__")
"""Methods of views that run before or after the one that answers."""


def is_marked_around(symbols: SymbolTable, effects: Effects, function: FunctionContext) -> bool:
    """Whether a function around this one, a decorator of the module or a method that runs around this one marks the session."""
    outer = function.outer
    while outer is not None:
        if any(effect.kind in SAVING or effect.kind is EffectKind.ESCAPES for effect in effects.own(outer.node)):
            return True
        outer = outer.outer
    around = _nodes_around(symbols, function)
    return any(
        effect.kind in SAVING
        for node in effects.functions()
        if node is not None and node is not function.node and any(symbols.tree.contains(one, node) for one in around)
        for effect in effects.own(node)
    )


def _nodes_around(symbols: SymbolTable, function: FunctionContext) -> list[cst.CSTNode]:
    tree = symbols.tree
    classes: list[cst.ClassDef] = []
    if function.class_ is not None:
        bases = [node for node in tree.of(cst.ClassDef) if node.name.value in function.class_.bases]
        classes = [function.class_.node, *bases]
    decorators = [*function.node.decorators, *(each for class_ in classes for each in class_.decorators)]
    names = (name for decorator in decorators for name in names_in(decorator))
    found = [binding.node for name in names for binding in symbols.bindings_of(tree.module, name)]
    return found + [
        binding.node for class_ in classes for name in _AROUND for binding in symbols.bindings_of(class_, name)
    ]
