"""The results of methods of a text: ``TEXT.lower()``, ``"{}".format(x)``, ``value.split(",")``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flake8_session_expiry.values import containers
from flake8_session_expiry.values.call import Call, Handler
from flake8_session_expiry.values.value import LONGEST_TEXT, UNSET, Kind, Value, constant, made_of

_PLAIN: Final = frozenset(
    {"lower", "upper", "strip", "lstrip", "rstrip", "title", "capitalize", "casefold", "removeprefix", "removesuffix"}
)  # fmt: skip


def _same_text(call: Call) -> Value:
    """The text itself with other letters, or without some: its source is the same."""
    owner = call.owner
    arguments = [call.argument(position) for position in range(call.positional)]
    known = [argument.constant for argument in arguments if argument is not None and isinstance(argument.constant, str)]
    if isinstance(owner.constant, str) and len(known) == len(arguments) and not call.node.keywords:
        return made_of(constant(getattr(owner.constant, call.name)(*known)), owner)
    return owner.replaced(constant=UNSET, expr=None, origin=None)


def _replaced(call: Call) -> Value:
    owner = call.owner
    arguments = [call.argument(position) for position in range(call.positional)]
    known = [argument.constant for argument in arguments if argument is not None and isinstance(argument.constant, str)]
    if isinstance(owner.constant, str) and len(known) == len(arguments) == 2:
        longest = len(owner.constant) * max(1, len(known[1])) + len(known[1])
        if longest <= LONGEST_TEXT:
            return made_of(constant(owner.constant.replace(known[0], known[1])), owner)
    return owner.replaced(constant=UNSET, expr=None, origin=None)


def _filled(call: Call) -> Value:
    return call.owner.replaced(constant=UNSET, expr=None, origin=None)


def _joined(call: Call) -> Value:
    """``",".join(names)``: its source is that of ``names``."""
    return Value(Kind.STRING, variable=call.owner.variable, source=call.owner.source)


def _split(call: Call) -> Value:
    return containers.unlisted(call.owner.source, call.owner.variable)


METHODS: Final[Mapping[str, Handler]] = MappingProxyType(
    {
        **dict.fromkeys(_PLAIN, _same_text),
        "replace": _replaced,
        "format": _filled,
        "join": _joined,
        "split": _split,
        "rsplit": _split,
        "splitlines": _split,
    }
)
