"""Where values come from that are not literals: datetime, builtins, the environment, settings, what a visitor sent."""

from __future__ import annotations

import math
import re
import sys
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import libcst as cst

from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions import values
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import NUMERIC, TIMESTAMP, UNSET, Kind, Source

if TYPE_CHECKING:
    from flake8_session_expiry.sessions.values import Evaluator

_CONSTANTS: Final = {
    "sys.maxsize": sys.maxsize,
    "math.inf": math.inf,
    "math.nan": math.nan,
    "datetime.timedelta.max": timedelta.max,
    "datetime.timedelta.min": timedelta.min,
    "datetime.timedelta.resolution": timedelta.resolution,
}
_TIMEDELTA_PARAMETERS: Final = ("days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks")
_SETTINGS: Final = frozenset({"django.conf.settings", "conf.settings"})
_REQUEST_DATA: Final = frozenset({"GET", "POST", "COOKIES", "META", "headers", "query_params", "data"})
_PARSED_DATA: Final = "data"
"""What DRF makes of a request's body: as much the visitor's, of any type."""
_ENVIRONMENT_CALLS: Final = frozenset({"os.getenv", "os.environ.get", "os.environ.pop", "os.environ.setdefault"})
_NOW: Final = frozenset({"django.utils.timezone.now"})
_NAIVE: Final = {
    "datetime.datetime.now": "now",
    "datetime.datetime.today": "today",
    "datetime.datetime.utcnow": "utcnow",
    "datetime.datetime.fromtimestamp": "fromtimestamp",
    "datetime.datetime.utcfromtimestamp": "utcfromtimestamp",
}
_AWARE_MAKERS: Final = frozenset({"django.utils.timezone.make_aware", "django.utils.timezone.localtime"})
_DECOUPLE: Final = re.compile(r"^decouple\.(?:AutoConfig|Config)$")
_ENVIRON: Final = re.compile(r"environ\.(?:Env|FileAwareEnv)$")


def _at_home(qualified: str) -> str:
    """``datetime.timedelta`` for ``django.utils.timezone.timedelta``: that module imports both names for itself."""
    inner = qualified.removeprefix("django.utils.timezone.")
    return (
        f"datetime.{inner}"
        if inner != qualified and inner.partition(".")[0] in {"datetime", "timedelta"}
        else qualified
    )


def named(evaluator: Evaluator, node: cst.BaseExpression, qualified: str) -> Occurrence:
    """The value of something imported, by its full name."""
    qualified = _at_home(qualified)
    if qualified in _CONSTANTS:
        return evaluator.constant(node, _CONSTANTS[qualified])
    if qualified in {"datetime.datetime.max", "datetime.datetime.min"}:
        name = qualified.rpartition(".")[2]
        seconds = values.seconds_until(9999, 12, 31) if name == "max" else None
        return values.moment(node, aware=False, maker=name, seconds=seconds)
    owner, _, name = qualified.rpartition(".")
    if owner == "datetime.time" and name in {"min", "max"}:
        return Occurrence(node, node, Kind.TIME, aware=False)
    if owner in _SETTINGS:
        return Occurrence(node, node, Kind.SETTING, source=Source.SETTINGS, names=(name,))
    return Occurrence(node, node, source=Source.ELSEWHERE, names=(qualified.rpartition(".")[2],))


def called(evaluator: Evaluator, node: cst.Call) -> Occurrence:
    """The value of a call."""
    function = node.func
    qualified = evaluator.types.qualified(function)
    if isinstance(function, cst.Name) and qualified is None:
        if _is_made_by(evaluator, function, _DECOUPLE):
            return _decouple(evaluator, node)
        return _builtin(evaluator, node, function.value)
    if qualified is not None and (found := _imported_call(evaluator, node, _at_home(qualified))) is not None:
        return found
    if isinstance(function, cst.Attribute):
        return _method(evaluator, node, function)
    return Occurrence(node, node)


def _argument(node: cst.Call, position: int, keyword: str | None = None) -> cst.BaseExpression | None:
    plain = [argument for argument in node.args if argument.keyword is None and not argument.star]
    if position < len(plain):
        return plain[position].value
    return next((a.value for a in node.args if a.keyword is not None and a.keyword.value == keyword), None)


def _builtin(evaluator: Evaluator, node: cst.Call, name: str) -> Occurrence:
    first = _argument(node, 0)
    if name == "getattr" and first is not None:
        return _getattr(evaluator, node)
    if first is None or name not in {
        "int",
        "float",
        "str",
        "bool",
        "abs",
        "round",
        "min",
        "max",
        "len",
        "dict",
        "list",
        "tuple",
        "set",
    }:
        return Occurrence(node, node)
    inner = evaluator.evaluate(first)
    if name in {"int", "float"}:
        return _converted(evaluator, node, name, inner)
    if name == "str":
        return Occurrence(node, node, Kind.STRING, source=inner.source)
    if name == "bool":
        # One of two values, and so no length of the visitor's choice.
        return Occurrence(node, node, Kind.BOOL)
    if name == "len":
        return Occurrence(node, node, Kind.INT)
    if name in {"dict", "list", "tuple", "set"}:
        return Occurrence(node, node, Kind.CONTAINER)
    if name in {"min", "max"}:
        # A bound: where the data came from no longer says how long it can be.
        return Occurrence(node, node, Kind.NUMBER)
    kind = inner.kind if name == "abs" else Kind.INT
    return (
        Occurrence(node, node, kind, source=inner.source, names=inner.names)
        if inner.kind in NUMERIC
        else Occurrence(node, node)
    )


def _converted(evaluator: Evaluator, node: cst.Call, name: str, inner: Occurrence) -> Occurrence:
    convert = int if name == "int" else float
    kind = Kind.INT if name == "int" else Kind.FLOAT
    if inner.known and isinstance(inner.constant, (int, float, str)):
        return replace(
            evaluator.constant(node, convert(inner.constant)),
            names=inner.names,
            binding=inner.binding,
            source=inner.source,
        )
    maker = inner.maker if inner.maker == TIMESTAMP else None
    return Occurrence(node, node, kind, source=inner.source, names=inner.names, binding=inner.binding, maker=maker)


def _getattr(evaluator: Evaluator, node: cst.Call) -> Occurrence:
    owner, name = _argument(node, 0), _argument(node, 1)
    if owner is not None and isinstance(name, cst.SimpleString) and evaluator.types.qualified(owner) in _SETTINGS:
        return Occurrence(node, node, Kind.SETTING, source=Source.SETTINGS, names=(str(name.evaluated_value),))
    return Occurrence(node, node)


def _imported_call(evaluator: Evaluator, node: cst.Call, qualified: str) -> Occurrence | None:
    if qualified == "datetime.timedelta":
        return _timedelta(evaluator, node)
    if qualified in _NAIVE:
        return _now(evaluator, node, _NAIVE[qualified])
    if qualified == "datetime.datetime":
        return _datetime(evaluator, node)
    if qualified == "datetime.datetime.combine":
        return _combined(evaluator, node)
    if qualified == "datetime.datetime.strptime":
        return _parsed(evaluator, node)
    if qualified in _NOW:
        return values.moment(node, aware=None, maker="timezone.now", seconds=0.0)
    if qualified in _AWARE_MAKERS:
        first = _argument(node, 0)
        inner = None if first is None else evaluator.evaluate(first)
        return values.moment(
            node, aware=True, maker=qualified.rpartition(".")[2], seconds=inner.seconds if inner else None
        )
    if qualified in _ENVIRONMENT_CALLS:
        return _environment(evaluator, node)
    if qualified in {"datetime.date", "datetime.date.today", "django.utils.timezone.localdate"}:
        return Occurrence(node, node, Kind.DATE)
    if qualified == "datetime.time":
        zone = _argument(node, 5, "tzinfo")
        is_naive = zone is None and not any(argument.star for argument in node.args)
        return Occurrence(node, node, Kind.TIME, aware=False if is_naive else None)
    if qualified == "decimal.Decimal":
        return Occurrence(node, node, Kind.DECIMAL)
    if qualified == "time.time":
        return Occurrence(node, node, Kind.FLOAT, maker=TIMESTAMP)
    if qualified == "decouple.config":
        return _decouple(evaluator, node)
    return None


def _timedelta(evaluator: Evaluator, node: cst.Call) -> Occurrence:
    given: dict[str, float] = {}
    source = Source.CODE
    names: tuple[str, ...] = ()
    unknown = Occurrence(node, node, Kind.TIMEDELTA)
    for position, argument in enumerate(node.args):
        if argument.star or position >= len(_TIMEDELTA_PARAMETERS):
            return unknown
        inner = evaluator.evaluate(argument.value)
        names += inner.names
        if inner.source is not Source.CODE:
            source = inner.source
        key = argument.keyword.value if argument.keyword is not None else _TIMEDELTA_PARAMETERS[position]
        if not isinstance(inner.constant, (int, float)) or key not in _TIMEDELTA_PARAMETERS:
            return replace(unknown, source=source, names=names)
        given[key] = inner.constant
    return replace(evaluator.constant(node, timedelta(**given)), names=names, source=source)


def _now(evaluator: Evaluator, node: cst.Call, maker: str) -> Occurrence:
    is_aware = _argument(node, 1 if maker == "fromtimestamp" else 0, "tz") is not None and maker in {
        "now",
        "fromtimestamp",
    }
    seconds = 0.0 if maker in {"now", "today"} else None
    return values.moment(node, aware=is_aware, maker=maker, seconds=seconds)


def _datetime(evaluator: Evaluator, node: cst.Call) -> Occurrence:
    if any(argument.star for argument in node.args):
        return values.moment(node, aware=None, maker="datetime")
    zone = _argument(node, 7, "tzinfo")
    is_none = isinstance(zone, cst.Name) and zone.value == "None"
    return values.moment(node, aware=zone is not None and not is_none, maker="datetime", seconds=_far(evaluator, node))


def _combined(evaluator: Evaluator, node: cst.Call) -> Occurrence:
    """``datetime.combine(day, time)``: as naive as its time, if it gets no time zone of its own."""
    time, zone = _argument(node, 1, "time"), _argument(node, 2, "tzinfo")
    is_naive = zone is None and time is not None and evaluator.evaluate(time).aware is False
    is_naive = is_naive and not any(argument.star for argument in node.args)
    return values.moment(node, aware=False if is_naive else None, maker="combine")


def _parsed(evaluator: Evaluator, node: cst.Call) -> Occurrence:
    """``datetime.strptime(text, form)``: only ``%z`` gives it a time zone."""
    form = _argument(node, 1)
    text = None if form is None else evaluator.evaluate(form).constant
    return values.moment(node, aware=False if isinstance(text, str) and "%z" not in text else None, maker="strptime")


def _far(evaluator: Evaluator, node: cst.Call) -> float | None:
    numbers = [_argument(node, position, name) for position, name in enumerate(("year", "month", "day"))]
    constants = [None if number is None else evaluator.evaluate(number).constant for number in numbers]
    if all(type(constant) is int for constant in constants):
        return values.seconds_until(*constants)  # type: ignore[arg-type]
    return None


def _environment(evaluator: Evaluator, node: cst.Call) -> Occurrence:
    """``os.environ.get("X", default)``: a str where the variable exists, else the default."""
    default = _argument(node, 1, "default")
    text = Occurrence(node, node, Kind.STRING, source=Source.ENVIRONMENT, maker="environment")
    if default is None:
        return text
    return Occurrence(node, node, source=Source.ENVIRONMENT, branches=(text, evaluator.evaluate(default)))


def _decouple(evaluator: Evaluator, node: cst.Call) -> Occurrence:
    cast = next((a.value for a in node.args if a.keyword is not None and a.keyword.value == "cast"), _argument(node, 2))
    if cast is None:
        default = _argument(node, 1, "default")
        text = Occurrence(node, node, Kind.STRING, source=Source.ENVIRONMENT, maker="decouple")
        return (
            text
            if default is None
            else Occurrence(node, node, source=Source.ENVIRONMENT, branches=(text, evaluator.evaluate(default)))
        )
    kind = {"int": Kind.INT, "float": Kind.FLOAT, "bool": Kind.BOOL}.get(dotted(cast), Kind.UNKNOWN)
    return Occurrence(node, node, kind, source=Source.ENVIRONMENT)


def _method(evaluator: Evaluator, node: cst.Call, function: cst.Attribute) -> Occurrence:
    name = function.attr.value
    if (data := _request_data(evaluator, function.value)) and name in {"get", "pop", "getlist"}:
        if name == "getlist":
            return Occurrence(node, node, Kind.CONTAINER, source=Source.REQUEST)
        default = _argument(node, 1, "default")
        kind = Kind.UNKNOWN if data == _PARSED_DATA else Kind.STRING
        text = Occurrence(node, node, kind, source=Source.REQUEST, maker=data)
        if default is None:
            return text
        return Occurrence(node, node, source=Source.REQUEST, branches=(text, evaluator.evaluate(default)))
    if name in {"int", "float", "bool", "str"} and _is_django_environ(evaluator, function.value):
        kinds = {
            "int": Kind.INT,
            "float": Kind.FLOAT,
            "bool": Kind.BOOL,
            "str": Kind.STRING,
        }
        maker = "environment" if name == "str" else None
        return Occurrence(node, node, kinds[name], source=Source.ENVIRONMENT, maker=maker)
    owner = evaluator.evaluate(function.value)
    if name == "total_seconds" and owner.kind is Kind.TIMEDELTA:
        if isinstance(owner.constant, timedelta):
            return replace(
                evaluator.constant(node, owner.constant.total_seconds()), names=owner.names, binding=owner.binding
            )
        return Occurrence(node, node, Kind.FLOAT, names=owner.names, source=owner.source, maker="total_seconds")
    if owner.kind is Kind.DATETIME:
        return _datetime_method(evaluator, node, name, owner)
    if owner.kind is Kind.STRING and name in {"strip", "lower", "upper", "replace", "format"}:
        return replace(owner, node=node, origin=node, constant=UNSET)
    if name == "total_seconds":
        return Occurrence(node, node, Kind.FLOAT, maker="total_seconds")
    return Occurrence(node, node)


def _datetime_method(evaluator: Evaluator, node: cst.Call, name: str, owner: Occurrence) -> Occurrence:
    if name == "replace":
        zone = _argument(node, 7, "tzinfo")
        if zone is not None:
            is_none = isinstance(zone, cst.Name) and zone.value == "None"
            return replace(owner, node=node, origin=node, aware=not is_none, maker="replace")
        return replace(owner, node=node, origin=node, seconds=None)
    if name == "astimezone":
        return replace(owner, node=node, origin=node, aware=True, maker="astimezone")
    if name == "date":
        return Occurrence(node, node, Kind.DATE)
    if name == "time":
        return Occurrence(node, node, Kind.TIME, aware=False)
    if name == "timestamp":
        return Occurrence(node, node, Kind.FLOAT, maker=TIMESTAMP)
    if name in {"isoformat", "strftime"}:
        return Occurrence(node, node, Kind.STRING, maker=name)
    return Occurrence(node, node)


def item(evaluator: Evaluator, node: cst.Subscript) -> Occurrence:
    """The value of ``x[key]``."""
    if evaluator.types.qualified(node.value) == "os.environ":
        return Occurrence(node, node, Kind.STRING, source=Source.ENVIRONMENT, maker="environment")
    if data := _request_data(evaluator, node.value):
        kind = Kind.UNKNOWN if data == _PARSED_DATA else Kind.STRING
        return Occurrence(node, node, kind, source=Source.REQUEST, maker=data)
    return Occurrence(node, node)


def _request_data(evaluator: Evaluator, node: cst.BaseExpression) -> str | None:
    """``POST`` for ``request.POST`` of a Django request, or a name given to it; else None."""
    if (
        isinstance(node, cst.Name)
        and (binding := evaluator.symbols.reaching(node)) is not None
        and binding.value is not None
    ):
        return _request_data(evaluator, binding.value) if not isinstance(binding.value, cst.Name) else None
    if (
        isinstance(node, cst.Attribute)
        and node.attr.value in _REQUEST_DATA
        and evaluator.types.request(node.value) is not None
    ):
        return node.attr.value
    return None


def _is_django_environ(evaluator: Evaluator, node: cst.BaseExpression) -> bool:
    if not isinstance(node, cst.Name):
        return False
    if (evaluator.types.qualified(node) or "").endswith(".env"):
        return True
    return _is_made_by(evaluator, node, _ENVIRON)


def _is_made_by(evaluator: Evaluator, node: cst.Name, maker: re.Pattern[str]) -> bool:
    """Whether a name was given the result of a call of ``maker``, a pattern of full names."""
    binding = evaluator.symbols.reaching(node)
    made = binding.value if binding is not None else None
    return isinstance(made, cst.Call) and maker.search(evaluator.types.qualified(made.func) or "") is not None
