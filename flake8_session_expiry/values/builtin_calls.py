"""The results of Python's builtins: ``int(x)``, ``min(a, b)``, ``dict(a=1)``, ``getattr(settings, "X", 300)``."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from flake8_session_expiry.values import containers
from flake8_session_expiry.values.alternatives import of_alternatives
from flake8_session_expiry.values.arithmetic import truth_value
from flake8_session_expiry.values.call import Call, Handler
from flake8_session_expiry.values.value import (
    NUMERIC,
    TIMESTAMP,
    UNKNOWN,
    Kind,
    Source,
    Value,
    constant,
    either,
    joined_names,
    made_of,
)

SETTINGS: Final = frozenset({"django.conf.settings", "conf.settings"})
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {"int": Kind.INT, "float": Kind.FLOAT, "str": Kind.STRING, "bool": Kind.BOOL}
)
_CONVERTED: Final = (int, float, str, bool)
_NO_NUMBER: Final = frozenset(
    {Kind.TIMEDELTA, Kind.DATETIME, Kind.DATE, Kind.TIME, Kind.CONTAINER, Kind.FUNCTION, Kind.NONE}
)


def converted(name: str, value: Value) -> Value:
    """``int(value)``, ``float(value)``, ``str(value)`` or ``bool(value)``. Raises what Python raises."""
    return of_alternatives(lambda branch: _converted(name, branch), value)


def _converted(name: str, value: Value) -> Value:
    if name == "bool":
        return truth_value(value)
    if value.known and isinstance(value.constant, _CONVERTED):
        return made_of(constant(getattr(builtins, name)(value.constant)), value)
    if name == "str":
        return made_of(constant(str(None)) if value.kind is Kind.NONE else Value(Kind.STRING), value)
    if value.kind in _NO_NUMBER:
        raise TypeError(f"{name}() of {value.kind}")
    return made_of(Value(KINDS[name], maker=value.maker if value.maker == TIMESTAMP else None), value)


def _conversion(call: Call) -> Value:
    name = call.last
    first, second = call.argument(0), call.argument(1, "base")
    if not call.node.args and not call.node.keywords:
        return constant(getattr(builtins, name)())
    if name == "int" and second is not None:
        known = first is not None and isinstance(first.constant, str) and isinstance(second.constant, int)
        return constant(int(first.constant, second.constant)) if known and first is not None else Value(Kind.INT)
    return Value(KINDS[name]) if first is None else converted(name, first)


def _absolute(value: Value) -> Value:
    if value.known and value.kind in NUMERIC | {Kind.TIMEDELTA}:
        return made_of(constant(abs(value.constant)), value)
    kind = Kind.INT if value.kind is Kind.BOOL else value.kind
    return made_of(Value(kind), value) if kind in NUMERIC | {Kind.TIMEDELTA, Kind.DECIMAL} else UNKNOWN


def _rounded(value: Value, digits: Value | None) -> Value:
    if value.kind not in NUMERIC:
        return UNKNOWN
    if value.known and (digits is None or digits.kind in {Kind.INT, Kind.NONE} and digits.known):
        return made_of(constant(round(value.constant, None if digits is None else digits.constant)), value)
    kind = Kind.INT if digits is None or value.kind is Kind.BOOL else value.kind
    return made_of(Value(kind), value)


def _abs(call: Call) -> Value:
    first = call.argument(0)
    return UNKNOWN if first is None else of_alternatives(_absolute, first)


def _round(call: Call) -> Value:
    first, digits = call.argument(0), call.argument(1, "ndigits")
    return UNKNOWN if first is None else of_alternatives(lambda branch: _rounded(branch, digits), first)


def _extreme(call: Call) -> Value:
    """``min(a, b)``, ``max(a, b)``: the result has a bound, so the visitor's data is no longer its source."""
    arguments = [call.argument(position) for position in range(call.positional)]
    values = [argument for argument in arguments if argument is not None]
    if call.open or call.node.keywords or len(values) < 2:
        return UNKNOWN
    function: Callable[..., Any] = getattr(builtins, call.last)
    return of_alternatives(lambda *branches: _chosen(function, branches), *values)


def _chosen(function: Callable[..., Any], values: tuple[Value, ...]) -> Value:
    kinds = {value.kind for value in values}
    same_kind = kinds <= NUMERIC or len(kinds) == 1
    if all(value.known for value in values) and same_kind and Kind.CONTAINER not in kinds:
        found = constant(function(*(value.constant for value in values)))
        return found.replaced(names=joined_names(*values))
    certain = kinds - {Kind.UNKNOWN, Kind.SETTING}
    if certain and certain <= NUMERIC:
        return Value(Kind.NUMBER)
    return (
        Value(certain.pop())
        if len(certain) == 1 and certain <= {Kind.TIMEDELTA, Kind.DATE, Kind.DECIMAL, Kind.STRING}
        else UNKNOWN
    )


def _length(call: Call) -> Value:
    first = call.argument(0)
    return Value(Kind.INT) if first is None else of_alternatives(_length_of, first)


def _length_of(value: Value) -> Value:
    if isinstance(value.constant, (str, bytes, list, tuple, set, dict)):
        return constant(len(value.constant))
    if value.known or value.kind in NUMERIC:
        raise TypeError(f"len() of {value.kind}")
    return Value(Kind.INT)


def _listed(call: Call) -> Value:
    of = {"list": list, "tuple": tuple, "set": set}[call.last]
    first = call.argument(0)
    if first is None:
        return Value(Kind.CONTAINER) if call.node.args or call.node.keywords else containers.container((), of=of)
    return of_alternatives(lambda branch: _listed_of(branch, of), first)


def _listed_of(value: Value, of: type) -> Value:
    if value.items is None:
        return Value(Kind.CONTAINER, source=value.source, variable=value.variable)
    return containers.container(value.items, complete=value.complete, of=of)


def _dict(call: Call) -> Value:
    """``dict(a=1)``, ``dict(other, a=1)``."""
    first = call.argument(0)
    found = {} if first is None or first.mapping is None else dict(first.mapping)
    complete = not call.node.args or (first is not None and first.mapping is not None and first.complete)
    for keyword in call.node.keywords:
        if keyword.arg is not None:
            found[keyword.arg] = call.evaluate(keyword.value)
            continue
        inner = call.evaluate(keyword.value)
        found.update(inner.mapping or {})
        complete = complete and inner.mapping is not None and inner.complete
    return containers.mapping(found, complete=complete)


def _getattr(call: Call) -> Value:
    """``getattr(settings, "X", 300)``: the setting, or the default where it is not set."""
    owner, name, default = call.argument(0), call.argument(1), call.argument(2)
    if owner is None or name is None:
        return UNKNOWN
    found = UNKNOWN
    if owner.imported in SETTINGS and isinstance(name.constant, str):
        found = Value(Kind.SETTING, source=Source.SETTINGS, names=(name.constant,))
    return found if default is None else either(found, default)


CALLS: Final[Mapping[str, Handler]] = MappingProxyType(
    {
        **dict.fromkeys(("builtins.int", "builtins.float", "builtins.str", "builtins.bool"), _conversion),
        **dict.fromkeys(("builtins.min", "builtins.max"), _extreme),
        **dict.fromkeys(("builtins.list", "builtins.tuple", "builtins.set"), _listed),
        "builtins.abs": _abs,
        "builtins.round": _round,
        "builtins.len": _length,
        "builtins.dict": _dict,
        "builtins.getattr": _getattr,
    }
)
