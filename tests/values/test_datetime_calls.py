"""Moments and lengths of time."""

from __future__ import annotations

import math
from datetime import datetime

import pytest

from flake8_session_expiry.values.datetime_calls import seconds_until
from flake8_session_expiry.values.value import Kind
from tests.values.places import evaluate, shown


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("timedelta(hours=1)", "TIMEDELTA datetime.timedelta(seconds=3600)"),
        ("timedelta(1)", "TIMEDELTA datetime.timedelta(days=1)"),
        ("timedelta(1, 5)", "TIMEDELTA datetime.timedelta(days=1, seconds=5)"),
        ("timedelta()", "TIMEDELTA datetime.timedelta(0)"),
        ("dt.timedelta(minutes=30, seconds=5)", "TIMEDELTA datetime.timedelta(seconds=1805)"),
        ("timedelta(days=x)", "TIMEDELTA"),
        ("timedelta(**x)", "TIMEDELTA"),
        ("timedelta(*x)", "TIMEDELTA"),
        ("timedelta(0, 1, 0, 0, 0, 0, 0)", "TIMEDELTA datetime.timedelta(seconds=1)"),
        ("timedelta(0, 1, 0, 0, 0, 0, 0, 9)", "TIMEDELTA datetime.timedelta(seconds=1)"),
        ("timedelta(hourz=1)", "TIMEDELTA"),
        ("timedelta(days='1')", "TIMEDELTA"),
        ("timedelta(days=10**12)", "UNKNOWN"),
        (
            "timedelta(hours=1 if x else 2)",
            "TIMEDELTA datetime.timedelta(seconds=3600) | TIMEDELTA datetime.timedelta(seconds=7200)",
        ),
        ("timedelta(hours=int(os.environ['X']))", "TIMEDELTA $X"),
        ("timedelta(days=int(request.POST['x']))", "TIMEDELTA REQUEST"),
        ("timedelta(seconds=settings.X)", "TIMEDELTA SETTINGS"),
        ("timedelta(weeks=2).total_seconds()", "FLOAT 1209600.0"),
        ("timedelta(days=x).total_seconds()", "FLOAT total_seconds"),
        ("timedelta(hours=int(os.environ['X'])).total_seconds()", "FLOAT $X total_seconds"),
        ("TEXT.total_seconds()", "UNKNOWN"),
        ("timedelta(days=1, seconds=5).seconds", "INT 5"),
        ("timedelta(days=3).days", "INT 3"),
        ("timedelta(days=x).days", "INT"),
        ("timedelta(days=x).hours", "UNKNOWN"),
        ("timedelta(days=int(os.environ['X'])).days", "INT $X"),
        ("timedelta.max", "TIMEDELTA datetime.timedelta(days=999999999, seconds=86399, microseconds=999999)"),
        ("timedelta.min", "TIMEDELTA datetime.timedelta(days=-999999999)"),
        ("sys.maxsize", "INT 9223372036854775807"),
        ("math.inf", "FLOAT inf"),
        ("math.nan", "FLOAT nan"),
        ("timezone.timedelta(hours=1)", "TIMEDELTA datetime.timedelta(seconds=3600)"),
        ("timezone.datetime.now()", "DATETIME now"),
        ("date.today()", "DATE"),
        ("date(2030, 1, 1)", "DATE"),
        ("timezone.localdate()", "DATE"),
        ("dt.time(12)", "TIME"),
        ("dt.time(12, tzinfo=None)", "TIME"),
        ("Decimal('300')", "DECIMAL"),
        ("time.time()", "FLOAT timestamp"),
        ("datetime.now().timestamp()", "FLOAT timestamp"),
        ("datetime.now().isoformat()", "STRING isoformat"),
        ("datetime.now().strftime('%Y')", "STRING strftime"),
        ("datetime.now().date()", "DATE"),
        ("datetime.now().time()", "TIME"),
        ("datetime.now().foo()", "UNKNOWN"),
        ("datetime.now().year", "UNKNOWN"),
        ("(datetime.now() - datetime.now()).total_seconds()", "FLOAT total_seconds"),
    ],
)
def test_results_of_datetime_calls(text: str, value: str) -> None:
    assert shown(evaluate(text)) == value


@pytest.mark.parametrize(
    ("text", "aware", "maker", "seconds"),
    [
        ("datetime.now()", False, "now", 0),
        ("dt.datetime.today()", False, "today", 0),
        ("datetime.utcnow() + timedelta(1)", False, "utcnow", None),
        ("datetime(2030, 1, 1, tzinfo=None) - timedelta(days=x)", False, "datetime", None),
        ("datetime(*x)", None, "datetime", None),
        ("datetime.now(tz=x)", True, "now", 0),
        ("datetime.now(x)", True, "now", 0),
        ("datetime.now(None)", False, "now", 0),
        ("datetime.now(**x)", None, "now", 0),
        ("datetime.fromtimestamp(1)", False, "fromtimestamp", None),
        ("datetime.fromtimestamp(1, x)", True, "fromtimestamp", None),
        ("datetime.combine(x, dt.time())", False, "combine", None),
        ("datetime.combine(x, dt.time.min)", False, "combine", None),
        ("datetime.combine(x, dt.time(tzinfo=x))", None, "combine", None),
        ("datetime.combine(x, dt.time(), tzinfo=x)", None, "combine", None),
        ("datetime.strptime(x, '%Y')", False, "strptime", None),
        ("datetime.strptime(x, '%Y %z')", None, "strptime", None),
        ("datetime.utcnow().replace(tzinfo=x)", True, "replace", None),
        ("timezone.now().replace(tzinfo=None)", False, "replace", 0),
        ("datetime.now().replace(hour=0)", False, "now", None),
        ("datetime.now().astimezone()", True, "astimezone", 0),
        ("timezone.now()", None, "timezone.now", 0),
        ("timezone.now() + timedelta(hours=2)", None, "timezone.now", 7200),
        ("timezone.now() - timedelta(hours=2)", None, "timezone.now", -7200),
        ("timezone.make_aware(datetime.now())", True, "make_aware", 0),
        ("timezone.localtime()", True, "localtime", None),
        ("datetime.min", False, "min", None),
    ],
)
def test_datetimes_are_aware_or_naive_by_their_call(
    text: str, aware: bool | None, maker: str, seconds: float | None
) -> None:
    value = evaluate(text)
    assert (value.kind, value.aware, value.maker, value.seconds) == (Kind.DATETIME, aware, maker, seconds)


def test_a_day_in_the_calendar_has_a_distance() -> None:
    assert seconds_until(2030, 1, 2, datetime(2030, 1, 1)) == 86400
    far = evaluate("datetime(2999, 1, 1)").seconds
    assert far is not None and far > 86400 * 365
    assert evaluate("datetime(2999, 1, x)").seconds is None
    assert evaluate("datetime(2999, 13, 1)").kind is Kind.UNKNOWN
    most = evaluate("datetime.max").seconds
    assert most is not None and most > far


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("timedelta(hours=1)", 3600),
        ("300", 300),
        ("True", 1),
        ("float('inf')", math.inf),
        ("10 ** 60 * 10 ** 60 * 10 ** 60 * 10 ** 60 * 10 ** 60 * 10 ** 60", math.inf),
        ("-(10 ** 60 * 10 ** 60 * 10 ** 60 * 10 ** 60 * 10 ** 60 * 10 ** 60)", -math.inf),
        ("'300'", None),
        ("[300]", None),
    ],
)
def test_seconds_of_lengths_and_dates(text: str, seconds: float | None) -> None:
    assert evaluate(text).seconds == seconds
