"""
Data that a visitor sends with a request: ``request.POST["age"]``, ``request.GET.get("next", "/")``,
``request.headers``, ``json.loads(request.body)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flake8_session_expiry.values.call import Call, Handler
from flake8_session_expiry.values.value import UNKNOWN, Kind, Source, Value, either

ATTRIBUTES: Final = frozenset({"GET", "POST", "COOKIES", "META", "headers", "query_params", "data", "body"})
_PARSED: Final = "data"
"""The parsed body of a request in Django REST framework: also data of the visitor, of any type."""
_BODY: Final = "body"
_PREFIX: Final = "<request>."


def data_of(attribute: str) -> Value:
    """The value of ``request.POST`` and the other attributes."""
    return Value(imported=f"{_PREFIX}{attribute}")


def attribute_of(value: Value) -> str | None:
    """``POST`` for the value of ``request.POST``, else None."""
    imported = value.imported or ""
    return imported.removeprefix(_PREFIX) if imported.startswith(_PREFIX) else None


def item(attribute: str) -> Value:
    """``request.POST[key]``."""
    return Value(Kind.UNKNOWN if attribute == _PARSED else Kind.STRING, source=Source.REQUEST, maker=attribute)


def _got(call: Call) -> Value:
    default = call.argument(1, "default")
    text = item(attribute_of(call.owner) or "")
    if default is None:
        return text
    return either(text, default).replaced(source=Source.REQUEST)


def _parsed(call: Call) -> Value:
    """``json.loads(request.body)``."""
    text = call.argument(0, "s")
    return data_of(_PARSED) if text is not None and attribute_of(text) == _BODY else UNKNOWN


CALLS: Final[Mapping[str, Handler]] = MappingProxyType({"json.loads": _parsed})
METHODS: Final[Mapping[str, Handler]] = MappingProxyType(
    {
        "decode": lambda call: call.owner if attribute_of(call.owner) == _BODY else UNKNOWN,
        "get": _got,
        "pop": _got,
        "getlist": lambda call: Value(Kind.CONTAINER, source=Source.REQUEST),
    }
)
