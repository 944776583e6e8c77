"""The code of a call that reads an environment variable as a number or a truth value."""

from __future__ import annotations

import libcst as cst
import pytest

from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.rewrites.casts import casting_method, compared, with_cast

LONG = "A" * 60


def call_of(code: str, name: str = "X") -> tuple[SourceFile, cst.Call]:
    """A module, and the value of its only assignment."""
    source = SourceFile("settings.py", f"{name} = {code}\n")
    (statement,) = source.tree.of(cst.Assign)
    assert isinstance(statement.value, cst.Call)
    return source, statement.value


def test_the_method_of_a_reader() -> None:
    source, call = call_of('env("AGE", default=60)')
    edit = casting_method(source, call, "int")
    assert (edit.node, edit.by) == (call.func, "env.int")


def test_the_method_of_a_reader_on_a_long_line() -> None:
    source, call = call_of(f'env("{LONG}", default=60)')
    edit = casting_method(source, call, "int")
    assert (edit.node, edit.by) == (call, f'env.int(\n    "{LONG}", default=60\n)')


def test_the_method_of_a_reader_over_several_lines() -> None:
    source, call = call_of(f'env(\n    "{LONG}",\n    default=60,\n)')
    edit = casting_method(source, call, "int")
    assert (edit.node, edit.by) == (call.func, "env.int")


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ('config("AGE")', 'config("AGE", cast=int)'),
        ('config("AGE", default=60)', 'config("AGE", default=60, cast=int)'),
        ('config("AGE", default=60,)', 'config("AGE", default=60, cast=int,)'),
        ('config(\n    "AGE",\n)', 'config(\n    "AGE", cast=int,\n)'),
        ('config(\n    "AGE"\n)', 'config(\n    "AGE", cast=int\n)'),
        (f'config("{LONG}", 6)', f'config(\n    "{LONG}", 6, cast=int\n)'),
    ],
)
def test_a_cast(code: str, changed: str) -> None:
    assert with_cast(*call_of(code), "int") == changed


def bool_of(code: str, constant: object, *, default: int | None = None) -> str | None:
    """What becomes of ``bool(<code>)``; ``default`` is the position of the default of the reader."""
    source, node = call_of(f"bool({code})")
    reader = node.args[0].value
    given = reader.args[default] if default is not None and isinstance(reader, cst.Call) else None
    return compared(source, node, reader, given, constant)


AMONG = 'in ("1", "true", "yes", "on")'


@pytest.mark.parametrize(
    ("code", "constant", "default", "changed"),
    [
        ('os.environ["X"]', None, None, f'os.environ["X"].lower() {AMONG}'),
        ('os.environ.get("X")', None, None, f'os.environ.get("X", "").lower() {AMONG}'),
        ('os.environ.get("X", "no")', "no", 1, f'os.environ.get("X", "no").lower() {AMONG}'),
        ('os.environ.get("X", True)', True, 1, f'os.environ.get("X", "True").lower() {AMONG}'),
        ('os.environ.get("X", 0)', 0, 1, f'os.environ.get("X", "False").lower() {AMONG}'),
        ('os.environ.get("X", None)', None, 1, f'os.environ.get("X", "False").lower() {AMONG}'),
        ("os.environ.get('X')", None, None, "os.environ.get('X', '').lower() in ('1', 'true', 'yes', 'on')"),
        ('os.environ.get("X", 1.5)', 1.5, 1, None),
        ('os.environ.get("X", y)', object(), 1, None),
        ("x", None, None, None),
        ("x.y", None, None, None),
        (
            f'os.environ.get("{LONG}")',
            *(None, None),
            f'(\n    os.environ.get("{LONG}", "").lower()\n    {AMONG}\n)',
        ),
        (f'os.environ.get(\n    "{LONG}"\n)', None, None, f'os.environ.get(\n    "{LONG}", ""\n).lower() {AMONG}'),
        (
            f'os.environ.get(\n    "{"A" * 80}"\n)',
            *(None, None),
            f'os.environ.get(\n    "{"A" * 80}", ""\n).lower() {AMONG}',
        ),
    ],
)
def test_a_truth_value(code: str, constant: object, default: int | None, changed: str | None) -> None:
    assert bool_of(code, constant, default=default) == changed


def test_a_truth_value_in_brackets_where_that_is_short_enough() -> None:
    source, node = call_of('bool(os.environ.get("SECURE"))', "SESSION_COOKIE_SECURE")
    found = compared(source, node, node.args[0].value, None, None)
    assert found == f'(\n    os.environ.get("SECURE", "").lower() {AMONG}\n)'
