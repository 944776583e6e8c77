"""What expressions of a settings module are worth."""

from __future__ import annotations

import ast
from datetime import timedelta

import pytest

from flake8_session_expiry.settings.evaluate import Evaluator, Worth, constant, container, either, mapping
from flake8_session_expiry.values.value import UNSET, Kind

NAMES = {
    "LIST": container((constant(1), constant(2))),
    "TUPLE": container((constant(1),), of=tuple),
    "DICT": mapping({"a": constant(1)}),
    "OPEN": container((constant(1),), complete=False),
    "EITHER": either(constant(1), constant(2)),
    "environ": Worth(imported="os.environ"),
    "os": Worth(imported="os"),
    "timedelta": Worth(imported="datetime.timedelta"),
    "values": Worth(imported="configurations.values"),
    "secrets": Worth(imported="secrets"),
    "config": Worth(imported="decouple.config"),
    "NOTHING": Worth(),
    "TEXT": constant("Text"),
}


def worth(text: str) -> Worth:
    """What one expression is worth."""
    return Evaluator(NAMES.get).evaluate(ast.parse(text, mode="eval").body)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("f'{1}-{TEXT}'", "1-Text"),
        ("'a' + 'b'", "ab"),
        ("[*LIST, 3]", [1, 2, 3]),
        ("{1}", [1]),
        ("(*TUPLE, 2)", (1, 2)),
        ("LIST + [3]", [1, 2, 3]),
        ("TUPLE + (2,)", (1, 2)),
        ("{**DICT, 'b': 2}", {"a": 1, "b": 2}),
        ("DICT | {'b': 2}", {"a": 1, "b": 2}),
        ("DICT['a']", 1),
        ("DICT.get('a')", 1),
        ("DICT.get('b')", None),
        ("DICT.get('b', 5)", 5),
        ("LIST[-1]", 2),
        ("dict(a=1)", {"a": 1}),
        ("list(TUPLE)", [1]),
        ("tuple(LIST)", (1, 2)),
        ("not LIST", False),
        ("-5", -5),
        ("+5", 5),
        ("7 // 2", 3),
        ("7 % 4", 3),
        ("2 ** 10", 1024),
        ("max(1, 2)", 2),
        ("min(1, 2)", 1),
        ("abs(-1)", 1),
        ("round(1.6)", 2),
        ("int('5')", 5),
        ("float('5')", 5.0),
        ("str(5)", "5"),
        ("bool('')", False),
        ("1 if LIST else 2", 1),
        ("1 == 1", True),
        ("1 in LIST", True),
        ("'x' is None", False),
        ("0 or 5", 5),
        ("1 and 5", 5),
        ("0 and 5", 0),
        ("(x := 5)", 5),
        ("TEXT.lower()", "text"),
        ("timedelta(minutes=5).seconds", 300),
        ("timedelta(1).days", 1),
        ("timedelta(hours=1) * 2", timedelta(hours=2)),
        ("values.BooleanValue(True, environ=False)", True),
        ("config('X', default='5', cast=int) and 3", UNSET),
    ],
)
def test_known_values(text: str, value: object) -> None:
    assert worth(text).constant == value


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("f'{NOTHING}'", Kind.STRING),
        ("f'{1:>3}'", Kind.STRING),
        ("'%s' % NOTHING", Kind.STRING),
        ("'x' * 5", Kind.STRING),
        ("'{}'.format(1)", Kind.STRING),
        ("environ['X'].upper()", Kind.STRING),
        ("environ['X'].split(',')", Kind.CONTAINER),
        ("not environ['X']", Kind.BOOL),
        ("environ['X'] + 'x'", Kind.STRING),
        ("int(environ['X']) / 2", Kind.FLOAT),
        ("-int(environ['X'])", Kind.INT),
        ("timedelta(hours=int(environ['X']))", Kind.TIMEDELTA),
        ("timedelta(hours=int(environ['X'])) * 2", Kind.TIMEDELTA),
        ("timedelta(hours=int(environ['X'])).total_seconds()", Kind.FLOAT),
        ("LIST + NOTHING", Kind.CONTAINER),
        ("NOTHING + LIST", Kind.CONTAINER),
        ("{NOTHING: 1}", Kind.CONTAINER),
        ("config('X', default=NOTHING, cast=bool)", Kind.UNKNOWN),
        ("config('X', cast=bool)", Kind.BOOL),
        ("NOTHING[1]", Kind.UNKNOWN),
        ("NOTHING.x", Kind.UNKNOWN),
        ("NOTHING()", Kind.UNKNOWN),
        ("NOTHING.x()", Kind.UNKNOWN),
        ("LIST[0:1]", Kind.UNKNOWN),
        ("OPEN[0]", Kind.UNKNOWN),
        ("lambda: 5", Kind.UNKNOWN),
        ("[x for x in LIST]", Kind.UNKNOWN),
        ("-TEXT", Kind.UNKNOWN),
        ("1 << 5", Kind.UNKNOWN),
        ("10 ** 100", Kind.UNKNOWN),
        ("1 / 0", Kind.UNKNOWN),
        ("DICT['b']", Kind.UNKNOWN),
        ("NOTHING + 1", Kind.UNKNOWN),
        ("max(NOTHING, 1)", Kind.UNKNOWN),
        ("print(5)", Kind.UNKNOWN),
        ("secrets.token_hex(5)", Kind.UNKNOWN),
    ],
)
def test_kinds_of_what_is_not_known(text: str, kind: Kind) -> None:
    found = worth(text)
    assert not found.known
    assert found.kind is kind


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("EITHER * 60", [60, 120]),
        ("EITHER if NOTHING else 3", [1, 2, 3]),
        ("5 if NOTHING else 5", [5]),
        ("NOTHING or 5", [UNSET, 5]),
        ("int(EITHER)", [1, 2]),
        ("getattr(NOTHING, 'X', 5)", [UNSET, 5]),
        ("values.IntegerValue(60)", [UNSET, 60]),
        ("not environ.get('X')", [UNSET, True]),
        ("not config('X', default=False, cast=bool)", [UNSET, True]),
        ("config('X', default=not config('Y', default=False, cast=bool), cast=bool)", [UNSET, UNSET, True]),
        ("config('X', default='no', cast=bool)", [UNSET, False]),
        ("config('X', default=1, cast=bool)", [UNSET, True]),
        ("config('X', default='perhaps', cast=bool)", [UNSET, UNSET]),
    ],
)
def test_alternatives(text: str, values: list[object]) -> None:
    assert [alternative.constant for alternative in worth(text).alternatives()] == values


def test_the_maker_of_a_value_is_kept() -> None:
    assert worth("secrets.token_hex(5)").maker == "secrets.token_hex"


def test_too_many_alternatives_are_unknown() -> None:
    found = worth(" if NOTHING else ".join(map(str, range(20))))
    assert any(not alternative.known for alternative in found.alternatives())


def test_truth() -> None:
    assert worth("EITHER").truth is True
    assert either(constant(0), constant(1)).truth is None
    assert worth("NOTHING").truth is None
