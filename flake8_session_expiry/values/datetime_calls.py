"""
The results of functions of datetime, time, decimal and ``django.utils.timezone``: datetimes, lengths of time, numbers
of seconds since 1970.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from flake8_session_expiry.values.alternatives import of_alternatives
from flake8_session_expiry.values.call import Call, Handler
from flake8_session_expiry.values.value import TIMESTAMP, UNKNOWN, Kind, Value, constant, made_of

_TIMEDELTA_PARAMETERS: Final = ("days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks")
_AT_HOME: Final = "django.utils.timezone."


def moment(*, aware: bool | None, maker: str, seconds: float | None = None) -> Value:
    """A datetime. ``seconds`` is its distance from now, if known."""
    return Value(Kind.DATETIME, aware=aware, maker=maker, seconds=seconds)


def seconds_until(year: int, month: int, day: int, now: datetime | None = None) -> float:
    """Seconds from now (naive) to the start of a day. Raises ValueError for a day that does not exist."""
    return (datetime(year, month, day) - (now or datetime.now())).total_seconds()


def at_home(qualified: str) -> str:
    """
    ``datetime.timedelta`` for ``django.utils.timezone.timedelta``, which is the same: that module imports it.
    """
    inner = qualified.removeprefix(_AT_HOME)
    is_datetimes = inner != qualified and inner.partition(".")[0] in {"datetime", "timedelta"}
    return f"datetime.{inner}" if is_datetimes else qualified


def named(qualified: str) -> Value | None:
    """The value of a name of these modules: ``timedelta.max``, ``sys.maxsize``; None for one that is not a value."""
    if qualified == "datetime.datetime.max":
        return moment(aware=False, maker="max", seconds=seconds_until(9999, 12, 31))
    if qualified == "datetime.datetime.min":
        return moment(aware=False, maker="min")
    return _NAMED.get(qualified)


_NAMED: Final[Mapping[str, Value]] = MappingProxyType(
    {
        "sys.maxsize": constant(sys.maxsize),
        "math.inf": constant(math.inf),
        "math.nan": constant(math.nan),
        "datetime.timedelta.max": constant(timedelta.max),
        "datetime.timedelta.min": constant(timedelta.min),
        "datetime.timedelta.resolution": constant(timedelta.resolution),
        "datetime.time.max": Value(Kind.TIME, aware=False),
        "datetime.time.min": Value(Kind.TIME, aware=False),
    }
)


# -- functions ---------------------------------------------------------------------------------------------------------


def _timedelta(call: Call) -> Value:
    given: dict[str, Value] = {}
    for position, argument in enumerate(call.node.args):
        if position < len(_TIMEDELTA_PARAMETERS):
            given[_TIMEDELTA_PARAMETERS[position]] = call.evaluate(argument)
    given |= {keyword.arg: call.evaluate(keyword.value) for keyword in call.node.keywords if keyword.arg}
    if call.open or not given.keys() <= set(_TIMEDELTA_PARAMETERS):
        return made_of(Value(Kind.TIMEDELTA), *given.values())
    return of_alternatives(lambda *values: _delta_of(tuple(given), values), *given.values())


def _delta_of(parameters: tuple[str, ...], values: tuple[Value, ...]) -> Value:
    if not all(isinstance(value.constant, (int, float)) for value in values):
        return made_of(Value(Kind.TIMEDELTA), *values)
    numbers = dict(zip(parameters, (value.constant for value in values), strict=True))
    return made_of(constant(timedelta(**numbers)), *values)


def _now(call: Call) -> Value:
    """``datetime.now()``, ``datetime.fromtimestamp(x, tz)``: naive without a time zone."""
    maker = call.last
    zone = call.argument(1 if maker == "fromtimestamp" else 0, "tz") if maker in {"now", "fromtimestamp"} else None
    aware = None if call.open and maker in {"now", "fromtimestamp"} else _is_zone(zone)
    return moment(aware=aware, maker=maker, seconds=0.0 if maker in {"now", "today"} else None)


def _is_zone(value: Value | None) -> bool:
    return value is not None and value.kind is not Kind.NONE


def _datetime(call: Call) -> Value:
    if call.open:
        return moment(aware=None, maker="datetime")
    aware = _is_zone(call.argument(7, "tzinfo"))
    return moment(aware=aware, maker="datetime", seconds=_far(call))


def _far(call: Call) -> float | None:
    """The seconds from now to the start of a day, if the day is known."""
    values = [call.argument(position, name) for position, name in enumerate(("year", "month", "day"))]
    numbers = [value.constant for value in values if value is not None and type(value.constant) is int]
    return seconds_until(numbers[0], numbers[1], numbers[2]) if len(numbers) == 3 else None


def _combined(call: Call) -> Value:
    """``datetime.combine(day, time)``: aware or naive as its time, unless it gets a time zone."""
    time, zone = call.argument(1, "time"), call.argument(2, "tzinfo")
    is_naive = zone is None and time is not None and time.aware is False and not call.open
    return moment(aware=False if is_naive else None, maker="combine")


def _parsed(call: Call) -> Value:
    """``datetime.strptime(text, form)``: aware only with ``%z``."""
    form = call.argument(1)
    text = None if form is None else form.constant
    return moment(aware=False if isinstance(text, str) and "%z" not in text else None, maker="strptime")


def _made_aware(call: Call) -> Value:
    inner = call.argument(0)
    return moment(aware=True, maker=call.last, seconds=None if inner is None else inner.seconds)


def _time(call: Call) -> Value:
    is_naive = not _is_zone(call.argument(5, "tzinfo")) and not call.open
    return Value(Kind.TIME, aware=False if is_naive else None)


CALLS: Final[Mapping[str, Handler]] = MappingProxyType(
    {
        "datetime.timedelta": _timedelta,
        "datetime.datetime": _datetime,
        **dict.fromkeys(
            (f"datetime.datetime.{name}" for name in ("now", "today", "utcnow", "fromtimestamp", "utcfromtimestamp")),
            _now,
        ),
        "datetime.datetime.combine": _combined,
        "datetime.datetime.strptime": _parsed,
        "datetime.time": _time,
        **dict.fromkeys(
            ("datetime.date", "datetime.date.today", "django.utils.timezone.localdate"), lambda call: Value(Kind.DATE)
        ),
        "django.utils.timezone.now": lambda call: moment(aware=None, maker="timezone.now", seconds=0.0),
        **dict.fromkeys(("django.utils.timezone.make_aware", "django.utils.timezone.localtime"), _made_aware),
        "decimal.Decimal": lambda call: Value(Kind.DECIMAL),
        "time.time": lambda call: Value(Kind.FLOAT, maker=TIMESTAMP),
    }
)


# -- methods and attributes --------------------------------------------------------------------------------------------


def _replaced(call: Call) -> Value:
    zone = call.argument(7, "tzinfo")
    if zone is not None:
        return _moment_like(call, aware=_is_zone(zone), maker="replace", seconds=call.owner.seconds)
    return _moment_like(call, aware=call.owner.aware, maker=call.owner.maker, seconds=None)


def _moved_to_zone(call: Call) -> Value:
    return _moment_like(call, aware=True, maker="astimezone", seconds=call.owner.seconds)


def _moment_like(call: Call, *, aware: bool | None, maker: str | None, seconds: float | None) -> Value:
    return call.owner.replaced(aware=aware, maker=maker, seconds=seconds, expr=None, origin=None)


MOMENT_METHODS: Final[Mapping[str, Handler]] = MappingProxyType(
    {
        "replace": _replaced,
        "astimezone": _moved_to_zone,
        "date": lambda call: Value(Kind.DATE),
        "time": lambda call: Value(Kind.TIME, aware=False),
        "timestamp": lambda call: Value(Kind.FLOAT, maker=TIMESTAMP),
        **dict.fromkeys(("isoformat", "strftime"), lambda call: Value(Kind.STRING, maker=call.name)),
    }
)


def total_seconds(call: Call) -> Value:
    """``x.total_seconds()``: a float, whatever ``x`` is."""
    owner = call.owner
    if isinstance(owner.constant, timedelta):
        return made_of(constant(owner.constant.total_seconds()), owner)
    is_delta = owner.kind is Kind.TIMEDELTA
    return made_of(Value(Kind.FLOAT, maker="total_seconds"), *([owner] if is_delta else []))


def part_of_delta(delta: Value, name: str) -> Value:
    """``delta.days`` and ``delta.seconds``."""
    if name not in {"days", "seconds", "microseconds"}:
        return UNKNOWN
    known = isinstance(delta.constant, timedelta)
    return made_of(constant(getattr(delta.constant, name)) if known else Value(Kind.INT), delta)
