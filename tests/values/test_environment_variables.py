"""Readers of environment variables: the library each stands for says what default and cast do."""

from __future__ import annotations

import pytest

from flake8_session_expiry.values.environment_variables import is_switch
from tests.values.places import evaluate, shown


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("os.environ['X']", "STRING $X environment"),
        ("os.environ[x]", "STRING $ environment"),
        ("os.environ.get('X')", "STRING $X environment | NONE None $X"),
        ("os.environ.get(x)", "STRING $ environment | NONE None $"),
        ("os.environ.get('X', 300)", "STRING $X environment | INT 300"),
        ("os.environ.get('X', None)", "STRING $X environment | NONE None"),
        ("os.environ.get('X', default=300)", "STRING $X environment | INT 300"),
        ("os.environ.get('X', 300 if x else 600)", "STRING $X environment | INT 300 | INT 600"),
        ("os.getenv('X')", "STRING $X environment | NONE None $X"),
        ("os.getenv('X', '300')", "STRING $X environment | STRING '300'"),
        ("os.environ.pop('X')", "STRING $X environment"),
        ("os.environ.pop('X', '5')", "STRING $X environment | STRING '5'"),
        ("os.environ.setdefault('X', '5')", "STRING $X environment | STRING '5'"),
        ("env('X')", "STRING $X reader"),
        ("env('X', default=300)", "INT $X | INT 300"),
        ("env('X', default='300')", "STRING $X reader | STRING '300'"),
        ("env('X', default=None)", "STRING $X reader | NONE None"),
        ("env('X', int)", "INT $X"),
        ("env('X', int, 300)", "INT $X | INT 300"),
        ("env('X', cast=int, default='300')", "INT $X | STRING '300'"),
        ("env('X', cast=None)", "STRING $X reader"),
        ("env('X', cast=x)", "UNKNOWN $X"),
        ("env('X', 300 if x else '5')", "UNKNOWN $X"),
        ("env.int('X')", "INT $X"),
        ("env.int('X', default=5)", "INT $X | INT 5"),
        ("env.int('X', 5)", "INT $X | INT 5"),
        ("env.bool('X', default=False)", "BOOL $X | BOOL False"),
        ("env.str('X')", "STRING $X environment"),
        ("env.str('X', 'a')", "STRING $X environment | STRING 'a'"),
        ("env.list('X')", "CONTAINER $X"),
        ("env.list('X', str, ['a'])", "CONTAINER $X | CONTAINER ['a']"),
        ("env.list('X', default=['a'])", "CONTAINER $X | CONTAINER ['a']"),
        ("env.dict('X', default={})", "CONTAINER $X | CONTAINER {}"),
        ("env.json('X')", "UNKNOWN $X"),
        ("env.url('X')", "UNKNOWN $X"),
        ("env.db()", "CONTAINER $"),
        ("env.read_env()", "UNKNOWN"),
        ("schemed('AGE')", "INT $AGE | INT 60"),
        ("schemed('DEBUG')", "BOOL $DEBUG"),
        ("schemed('AGE', default=5)", "INT $AGE | INT 5"),
        ("schemed('OTHER')", "STRING $OTHER reader"),
        ("schemed.int('AGE')", "INT $AGE"),
        ("open_scheme('AGE')", "UNKNOWN $AGE"),
        ("open_scheme.int('AGE')", "INT $AGE"),
        ("other('X')", "STRING $X reader"),
        ("other('X', 300)", "STRING $X reader | INT 300"),
        ("other.int('X', 5)", "INT $X | INT 5"),
        ("other.timedelta('X')", "TIMEDELTA $X"),
        ("other.list('X', ['a'])", "CONTAINER $X | CONTAINER ['a']"),
        ("env_of_project('X')", "UNKNOWN project.settings.env"),
        ("env_of_project.int('X')", "INT $X"),
        ("env_of_project.bool('X', default=False)", "BOOL $X | BOOL False"),
        ("env_of_project.json('X')", "UNKNOWN project.settings.env.json"),
        ("config('X')", "STRING $X decouple"),
        ("config('X', default=300)", "STRING $X decouple | INT 300"),
        ("config('X', 300)", "STRING $X decouple | INT 300"),
        ("config('X', cast=int)", "INT $X"),
        ("config('X', cast=x)", "UNKNOWN $X"),
        ("config('X', default='5', cast=int)", "INT $X | INT 5"),
        ("config('X', default='no', cast=bool)", "BOOL $X | BOOL False"),
        ("config('X', default='Y', cast=bool)", "BOOL $X | BOOL True"),
        ("config('X', default='perhaps', cast=bool)", "BOOL $X | UNKNOWN"),
        ("config('X', default=1, cast=bool)", "BOOL $X | BOOL True"),
        ("config('X', default=x, cast=bool)", "BOOL $X | BOOL"),
        ("config('X', default='1,2', cast=x)", "UNKNOWN $X | UNKNOWN"),
        ("config('X', default=not config('Y', default=False, cast=bool), cast=bool)", "BOOL $X | BOOL $Y | BOOL True"),
        ("config('X', default='a', cast=str)", "STRING $X | STRING 'a'"),
        ("pretty('X', int, default='5')", "INT $X | INT 5"),
        ("pretty('X', default='5')", "STRING $X decouple | STRING '5'"),
        ("pretty('X', bool, default='no')", "BOOL $X | BOOL True"),
        ("values.IntegerValue(60)", "INT $ | INT 60"),
        ("values.IntegerValue(default=60)", "INT $ | INT 60"),
        ("values.BooleanValue(True, environ=False)", "BOOL True"),
        ("values.BooleanValue(True, environ=x)", "BOOL $ | BOOL True"),
        ("values.Value('a')", "STRING $ environment | STRING 'a'"),
        ("values.SecretValue()", "STRING $ environment | NONE None $"),
        ("values.ListValue(['a'])", "CONTAINER $ | CONTAINER ['a']"),
        ("values.ListValue()", "CONTAINER $ | CONTAINER []"),
        ("(env if x else other)('X')", "STRING $X reader"),
    ],
)
def test_results_of_readers_of_the_environment(text: str, value: str) -> None:
    assert shown(evaluate(text)) == value


@pytest.mark.parametrize(
    ("words", "truth"), [("y yes Yes t true TRUE on 1", True), ("n no No f false FALSE off 0", False)]
)
def test_words_that_a_cast_to_bool_knows(words: str, truth: bool) -> None:
    for word in words.split():
        assert shown(evaluate(f"config('X', default='{word}', cast=bool)")) == f"BOOL $X | BOOL {truth}", word
    assert shown(evaluate("config('X', default='', cast=bool)")) == "BOOL $X | BOOL False"


@pytest.mark.parametrize(
    ("name", "defaults", "switch"),
    [
        ("SAVE_ALWAYS", [], True),
        ("session_cookie_secure", [None], True),
        ("DYNO", [], False),
        ("SECURED_BY", ["nginx"], False),
        ("DYNO", [False], True),
        ("DYNO", ["Yes"], True),
        ("DYNO", [0], True),
        ("DYNO", [5], False),
    ],
)
def test_switches_by_name_or_default(name: str, defaults: list[object], switch: bool) -> None:
    assert is_switch(name, defaults) is switch
