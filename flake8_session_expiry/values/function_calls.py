"""The value of a call, by the table that has its function: by the full name, or by the object of a method."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from flake8_session_expiry.values import (
    builtin_calls,
    containers,
    datetime_calls,
    environment_variables,
    request_data,
    texts,
)
from flake8_session_expiry.values.alternatives import of_alternatives
from flake8_session_expiry.values.call import Call, Handler
from flake8_session_expiry.values.value import UNKNOWN, UNREAD, Kind, Source, Value, either

BUILTIN: Final = "builtins."
_CALLS: Final[Mapping[str, Handler]] = MappingProxyType(
    {**builtin_calls.CALLS, **datetime_calls.CALLS, **environment_variables.CALLS, **request_data.CALLS}
)
_METHODS: Final[Mapping[Kind, Mapping[str, Handler]]] = MappingProxyType(
    {
        Kind.STRING: texts.METHODS,
        Kind.DATETIME: datetime_calls.MOMENT_METHODS,
        Kind.CONTAINER: containers.METHODS,
    }
)


def named(qualified: str) -> Value:
    """The value of something imported, by its full name."""
    qualified = datetime_calls.at_home(qualified)
    owner, _, name = qualified.rpartition(".")
    if owner in builtin_calls.SETTINGS:
        return Value(Kind.SETTING, source=Source.SETTINGS, names=(name,))
    found = datetime_calls.named(qualified)
    return Value(source=Source.ELSEWHERE, imported=qualified, names=(name,)) if found is None else found


def called(node: ast.Call, evaluate: Callable[[ast.expr], Value]) -> Value:
    """The value of a call, for each alternative of its function. May raise what the call would raise."""
    return of_alternatives(lambda function: _called(function, node, evaluate), evaluate(node.func))


def _called(function: Value, node: ast.Call, evaluate: Callable[[ast.expr], Value]) -> Value:
    if function.unread:
        return UNREAD
    name = function.imported
    if name is not None and name in _CALLS:
        return _CALLS[name](Call(node, evaluate, name))
    if environment_variables.is_reader(function):
        return environment_variables.read(Call(node, evaluate, "", function))
    found = _method(node, node.func, evaluate) if isinstance(node.func, ast.Attribute) else UNKNOWN
    if found is not UNKNOWN or name is None or name.startswith(BUILTIN):
        return found
    return Value(maker=name)


def _method(node: ast.Call, function: ast.Attribute, evaluate: Callable[[ast.expr], Value]) -> Value:
    owners = list(evaluate(function.value).alternatives())
    # os.environ.get() returns None where a variable is not set; a method of that is not called.
    there = [owner for owner in owners if owner.kind is not Kind.NONE] or owners
    return of_alternatives(lambda owner: _method_of(Call(node, evaluate, function.attr, owner)), either(*there))


def _method_of(call: Call) -> Value:
    owner, name = call.owner, call.name
    if owner.unread:
        return UNREAD
    if request_data.attribute_of(owner) is not None and name in request_data.METHODS:
        return request_data.METHODS[name](call)
    if (read := environment_variables.method(call)) is not None:
        return read
    if name == "total_seconds" and owner.kind in {Kind.TIMEDELTA, Kind.UNKNOWN}:
        return datetime_calls.total_seconds(call)
    handler = _METHODS.get(owner.kind, {}).get(name)
    return UNKNOWN if handler is None else handler(call)
