"""A ``SessionStore`` that is made at the top of a module or in the body of a class: who uses its data?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from flake8_session_expiry.analysis.session_loading import LOADING
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.semantic.symbols import SymbolTable, dotted, imported_names
from flake8_session_expiry.sessions.inference import Inference
from flake8_session_expiry.sessions.types import Session, SessionOrigin

_DATA = (LOADING - session_api.GETTERS) | {"flush", "save", "clear", "cycle_key", "modified"}
"""What uses the data of a store; ``exists(key)``, ``delete(key)``, ``decode(text)`` and ``clear_expired()`` do not."""
_KEY = frozenset({"_session_key", "session_key"})


@dataclass(frozen=True, eq=False)
class StoreName:
    """The name of a store; ``class_`` is the class in whose body it is bound, None at the top of the module."""

    statement: cst.CSTNode
    name: str
    class_: cst.ClassDef | None


def is_shared(symbols: SymbolTable, session: Session) -> bool:
    """Whether a session is a store that the module makes at its top: DSE116 reports it, and nothing saves it."""
    name = session.key.rstrip("'")
    return session.origin is SessionOrigin.STORE and bool(symbols.bindings_of(symbols.tree.module, name))


def is_djangos_store(source: SourceFile, symbols: SymbolTable, types: Inference, class_: cst.BaseExpression) -> bool:
    """Whether a class certainly is that of a session engine: imported from Django, or found by ``SESSION_ENGINE``."""
    if (types.qualified(class_) or "").startswith("django") or "SESSION_ENGINE" in source.code(class_):
        return True
    root = class_
    while isinstance(root, (cst.Attribute, cst.Call)):
        root = root.value if isinstance(root, cst.Attribute) else root.func
    if not isinstance(root, cst.Name):
        return False
    bindings = symbols.bindings_of(symbols.tree.module, root.value)
    if len(bindings) != 1:
        return False
    node, value = bindings[0].node, bindings[0].value
    if isinstance(node, (cst.Import, cst.ImportFrom)):
        return any(name == root.value and full.startswith("django") for name, full in imported_names(node))
    return value is not None and is_djangos_store(source, symbols, types, value)


def uses_of(symbols: SymbolTable, store: StoreName) -> Iterator[cst.FunctionDef]:
    """
    The functions that use the data of a store; none where it becomes the session of a request, is given a key, or
    replaced.
    """
    if len(symbols.bindings_of(store.class_ or symbols.tree.module, store.name)) != 1:
        return
    found: list[cst.FunctionDef] = []
    for mention in _mentions(symbols, store):
        if _is_more(symbols, mention):
            return
        function = symbols.function_of(mention)
        if function is not None and _is_data(symbols, mention):
            found.append(function)
    yield from found


def _mentions(symbols: SymbolTable, store: StoreName) -> Iterator[cst.BaseExpression]:
    if store.class_ is None:
        for name in symbols.mentions_of(symbols.tree.module, store.name):
            if not _is_hidden(symbols, name):
                yield name
        return
    tree, found = symbols.tree, symbols.tree.once(_attributes, symbols.tree.module)
    yield from found.get(f"{store.class_.name.value}.{store.name}", ())
    for owner in ("self", "cls"):
        yield from tree.within(store.class_, found.get(f"{owner}.{store.name}", []))


def _attributes(tree: Tree, _: cst.Module) -> dict[str, list[cst.Attribute]]:
    """The attributes of a module by their text."""
    found: dict[str, list[cst.Attribute]] = {}
    for attribute in tree.of(cst.Attribute):
        found.setdefault(dotted(attribute), []).append(attribute)
    return found


def _is_hidden(symbols: SymbolTable, name: cst.Name) -> bool:
    """Whether a scope between the mention and the module binds the name to something else."""
    scope = symbols.scope_of(name)
    while not isinstance(scope, cst.Module):
        if symbols.bindings_of(scope, name.value):
            return True
        scope = symbols.scope_of(scope)
    return False


def _is_more(symbols: SymbolTable, mention: cst.BaseExpression) -> bool:
    """``request.session = store``, ``store._session_key = key``, ``self.store = other``, ``del store``."""
    parents = symbols.tree.parents
    parent = parents[mention]
    if isinstance(parent, cst.Attribute) and parent.value is mention:
        written = isinstance(parents[parent], (cst.AssignTarget, cst.AnnAssign, cst.AugAssign))
        return parent.attr.value in _KEY and written
    if isinstance(parent, cst.Assign) and parent.value is mention:
        return any(isinstance(target.target, cst.Attribute) for target in parent.targets)
    return isinstance(mention, cst.Attribute) and isinstance(parent, (cst.AssignTarget, cst.AugAssign, cst.Del))


def _is_data(symbols: SymbolTable, mention: cst.BaseExpression) -> bool:
    parent = symbols.tree.parents[mention]
    if isinstance(parent, cst.Subscript):
        return parent.value is mention
    if isinstance(parent, cst.ComparisonTarget):
        return isinstance(parent.operator, (cst.In, cst.NotIn))
    if not isinstance(parent, cst.Attribute) or parent.value is not mention:
        return False
    return session_api.SYNC_TWINS.get(parent.attr.value, parent.attr.value) in _DATA
