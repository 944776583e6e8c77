"""
When a function runs in a request, and which code runs around it: functions around it, decorators, other methods of its
view, receivers of signals.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.semantic.symbols import SymbolTable
from flake8_session_expiry.sessions.effects import Effects
from flake8_session_expiry.sessions.ending_calls import SAVING, EffectKind
from flake8_session_expiry.sessions.functions import FunctionContext, names_in
from flake8_session_expiry.sessions.inference import Inference

_LOGIN = frozenset({EffectKind.LOGIN})
_AROUND = ("dispatch", "setup", "initial", "initialize_request", "finalize_response", "as_view", "__call__")
"""Methods of views that run before or after the one for the request's method (``get``, ``post``)."""


def is_marked_around(symbols: SymbolTable, effects: Effects, function: FunctionContext) -> bool:
    """
    Whether a function around this one, a decorator of the module or another method of the view sets
    ``session.modified``.
    """
    outer = function.outer
    while outer is not None:
        if not (SAVING | {EffectKind.ESCAPES}).isdisjoint(effects.kinds(outer.node)):
            return True
        outer = outer.outer
    tree = symbols.tree
    return any(
        node is not function.node and not SAVING.isdisjoint(effects.kinds(node))
        for one in _nodes_around(symbols, function)
        for node in (one, *tree.inside(one, cst.FunctionDef))
        if isinstance(node, cst.FunctionDef)
    )


def is_saved_by_a_middleware(effects: Effects) -> bool:
    """Whether a middleware of this module changes sessions: then they are saved in each of its requests."""
    return any(
        effect.kind in SAVING
        and effect.function is not None
        and effect.function.class_ is not None
        and effect.function.class_.is_middleware
        for function in effects.functions()
        for effect in effects.own(function)
    )


def is_helper(function: FunctionContext, path: str) -> bool:
    """A function outside of views.py without a result, as a view has one: the view that calls it may save."""
    results = (item.value for item in descendants(function.node) if isinstance(item, cst.Return))
    return function.class_ is None and "view" not in os.path.basename(path) and not any(results)


def _nodes_around(symbols: SymbolTable, function: FunctionContext) -> list[cst.CSTNode]:
    tree = symbols.tree
    classes: list[cst.ClassDef] = []
    if function.class_ is not None:
        by_name = tree.once(_classes_by_name, tree.module)
        bases = {node: None for name in function.class_.bases for node in by_name.get(name, ())}
        classes = [function.class_.node, *bases]
    decorators = [*function.node.decorators, *(each for class_ in classes for each in class_.decorators)]
    names = (name for decorator in decorators for name in names_in(decorator))
    found = [binding.node for name in names for binding in symbols.bindings_of(tree.module, name)]
    return found + [
        binding.node for class_ in classes for name in _AROUND for binding in symbols.bindings_of(class_, name)
    ]


def _classes_by_name(tree: Tree, _: cst.Module) -> dict[str, list[cst.ClassDef]]:
    found: dict[str, list[cst.ClassDef]] = {}
    for node in tree.of(cst.ClassDef):
        found.setdefault(node.name.value, []).append(node)
    return found


def runs_at_login(function: FunctionContext) -> bool:
    """
    Whether a function certainly runs once in a session: one that is called so, a method of LoginView, or a receiver of
    ``user_logged_in``.
    """
    if function.runs_on_every_request:
        return False
    of_view = function.class_ is not None and function.class_.has_base(r"\w*LoginView")
    if function.is_login or (of_view and function.name in {"form_valid", "post"}):
        return True
    return any(_receives_login(decorator.decorator) for decorator in function.node.decorators)


def is_set_once(effects: Effects, function: FunctionContext, node: cst.CSTNode) -> bool:
    """
    Whether what ``node`` sets is certainly set once in a session: in a function that runs at login, or only together
    with a call of ``login()``.
    """
    # Of a class that is called LoginMixin or LoginView ``get`` may run for each page, or whenever the form is shown.
    if runs_at_login(function) and not (function.class_ is not None and function.name == "get"):
        return True
    if function.runs_on_every_request:
        return False
    logins = effects.places(function.node, _LOGIN)
    return logins.always_before(node) or logins.always_after(node)


def _receives_login(decorator: cst.BaseExpression) -> bool:
    """``@receiver(user_logged_in)``."""
    if not isinstance(decorator, cst.Call):
        return False
    signals = [argument.value for argument in decorator.args]
    return any(isinstance(signal, cst.Name) and signal.value == "user_logged_in" for signal in signals)


def receives(tree: Tree, types: Inference, function: FunctionContext) -> Iterator[str]:
    """
    The full names of the signals that a function receives: by ``@receiver(signal)``, ``@receiver([signal, ...])``,
    ``signal.connect(function)``.
    """
    for decorator in function.node.decorators:
        call = decorator.decorator
        if isinstance(call, cst.Call) and call.args:
            yield from _signals(types, call.args[0].value)
    for signal in tree.once(_connected, tree.module).get(function.name, ()):
        yield from _signals(types, signal)


def _connected(tree: Tree, _: cst.Module) -> dict[str, list[cst.BaseExpression]]:
    """The signals that functions are connected to, by the functions' names."""
    found: dict[str, list[cst.BaseExpression]] = {}
    for call in tree.of(cst.Call):
        if isinstance(call.func, cst.Attribute) and call.func.attr.value == "connect" and call.args:
            receiver = call.args[0].value
            if isinstance(receiver, cst.Name):
                found.setdefault(receiver.value, []).append(call.func.value)
    return found


def _signals(types: Inference, node: cst.BaseExpression) -> Iterator[str]:
    several = node.elements if isinstance(node, (cst.List, cst.Tuple)) else None
    for item in [node] if several is None else [element.value for element in several]:
        if (name := types.qualified(item)) is not None:
            yield name
