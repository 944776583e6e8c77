"""How a change inside of a value that a session stores is saved: what to write, and the edits for it."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.collected_changes import Collected
from flake8_session_expiry.analysis.nested_changes import Change
from flake8_session_expiry.engine.findings import Edit, Insert, Replace
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.options import Options
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.rewrites.session_calls import arguments_code, in_place_of, session_call
from flake8_session_expiry.semantic.symbols import SymbolTable
from flake8_session_expiry.sessions.events import SessionCall, SessionItem


def kept(source: SourceFile, symbols: SymbolTable, options: Options, change: Change) -> tuple[str, tuple[Edit, ...]]:
    """
    The advice for a change, and its edits; no edits where more than one repair is possible.

    Where the container may not be in the session (``session.get("cart", {})``), ``modified = True`` is not enough: it
    must be stored.
    """
    read, statement = change.stored.read, source.tree.statement(change.node)
    receiver = source.code(read.receiver)
    mark = f"{receiver}.modified = True"
    if not change.fresh:
        return f"add {mark}", (Insert(statement, mark),)
    if not change.whole or not _keeps_its_key(symbols, change):
        return f"assign it back to session[{change.stored.key}]", ()
    if change.name is not None:
        code, possible = f"{receiver}[{change.stored.key}] = {change.name}", True
        if read.function is not None and read.function.is_async:
            code = f"await {receiver}.aset({change.stored.key}, {change.name})"
            read_so = isinstance(read, SessionCall) and read.method == "aget"
            possible = read_so or options.django_at_least(*session_api.ASYNC_SESSIONS_SINCE)
        return f"assign it back: {code}", (Insert(statement, code),) if possible else ()
    assert isinstance(read, SessionCall)
    return _with_default(source, options, read, mark, statement)


def what_to_store(collected: Collected) -> str:
    """What must be written in the place of something that the serializer refuses, before the session is marked."""
    if not collected.refused:
        return "use strings as keys, as saving fails with this one"
    what = collected.refused[0].what
    return f"store {what.instead} ({what.kind} is not JSON)"


def _with_default(
    source: SourceFile, options: Options, read: SessionCall, mark: str, statement: cst.CSTNode
) -> tuple[str, tuple[Edit, ...]]:
    """``get()`` becomes ``setdefault()``, which stores its default; in async code ``await ... asetdefault()``."""
    in_async = read.function is not None and read.function.is_async
    method = "asetdefault" if in_async else "setdefault"
    advice = f"read it with {method}(), then add {mark}"
    assert isinstance(read.node.func, cst.Attribute)
    if not in_async or read.method == "aget":
        return advice, (Replace(read.node.func.attr, method), Insert(statement, mark))
    receiver, arguments = source.code(read.receiver), arguments_code(source, read.node)
    code = session_call(options, in_async, receiver, method, arguments)
    if code is None:
        return advice, ()
    return advice, (in_place_of(source.tree, read.node, code), Insert(statement, mark))


def _keeps_its_key(symbols: SymbolTable, change: Change) -> bool:
    """Whether the names in the key have one value in the whole function."""
    read = change.stored.read
    key = read.node.slice[0] if isinstance(read, SessionItem) else read.node.args[0].value
    names = (item.value for item in (key, *descendants(key)) if isinstance(item, cst.Name))
    function = read.function
    return function is None or all(len(symbols.bindings_of(function.node, name)) < 2 for name in names)
