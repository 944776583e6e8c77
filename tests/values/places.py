"""A place in code for the evaluator: names that the tables of tests use, and a short form of what is found."""

from __future__ import annotations

import ast
from collections.abc import Callable

from flake8_session_expiry.values.containers import container
from flake8_session_expiry.values.evaluator import Evaluator
from flake8_session_expiry.values.function_calls import named
from flake8_session_expiry.values.value import UNKNOWN, UNREAD, Value, constant, either

_IMPORTED = {
    "Decimal": "decimal.Decimal",
    "config": "decouple.config",
    "configurations": "configurations",
    "date": "datetime.date",
    "datetime": "datetime.datetime",
    "dt": "datetime",
    "env_of_project": "project.settings.env",
    "environ": "environ",
    "environs": "environs",
    "json": "json",
    "math": "math",
    "os": "os",
    "pretty": "prettyconf.config",
    "secrets": "secrets",
    "settings": "django.conf.settings",
    "sys": "sys",
    "time": "time",
    "timedelta": "datetime.timedelta",
    "timezone": "django.utils.timezone",
    "values": "configurations.values",
}
_ASSIGNED = """
LIST = [1, 2]
TUPLE = (1,)
DICT = {"a": 1}
TEXT = "Text"
env = environ.Env()
schemed = environ.Env(AGE=(int, 60), DEBUG=bool)
open_scheme = environ.Env(**scheme)
other = environs.Env()
"""


class Place:
    """
    An ``Environment``: ``x`` and ``y`` are bound to what is not known, ``EITHER`` is 1 or 2, ``OPEN`` a list with more
    in it than its 1, ``request`` a request.
    """

    place = 0
    surroundings = 0

    def __init__(self, *, decides: bool = True) -> None:
        self._decides = decides
        self.names: dict[str, Value] = {name: named(full) for name, full in _IMPORTED.items()}
        self.names |= {"x": UNKNOWN, "y": UNKNOWN, "scheme": UNKNOWN, "request": UNKNOWN, "unread": UNREAD}
        self.names |= {"EITHER": either(constant(1), constant(2)), "OPEN": container((constant(1),), complete=False)}
        for statement in ast.parse(_ASSIGNED).body:
            assert isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
            self.names[statement.targets[0].id] = Evaluator(self).evaluate(statement.value)

    def lookup(self, name: ast.Name) -> Value | None:
        """What the place binds."""
        return self.names.get(name.id)

    def attribute(self, node: ast.Attribute) -> Value | None:
        """``self.timeout`` is 300."""
        return constant(300, ast.Constant(300)) if ast.unparse(node) == "self.timeout" else None

    def is_request(self, node: ast.expr) -> bool:
        """Only ``request``."""
        return isinstance(node, ast.Name) and node.id == "request"

    def assumed(self, test: ast.expr, truth: Callable[[ast.expr], bool | None]) -> bool | None:
        """Nothing is assumed."""
        return None

    def decides(self, test: ast.expr) -> bool:
        """As it was made."""
        return self._decides


def evaluate(text: str, place: Place | None = None) -> Value:
    """What one expression evaluates to."""
    return Evaluator(place or Place()).evaluate(ast.parse(text, mode="eval").body)


def shown(value: Value) -> str:
    """
    ``INT 300``, ``STRING $X environment``, ``CONTAINER ... | NONE None``: kind, constant, variable, source and maker of
    each alternative.
    """
    return " | ".join(map(_one, value.alternatives()))


def _one(value: Value) -> str:
    parts = [value.kind.name]
    if value.known:
        parts.append(repr(value.constant))
    if value.variable is not None:
        parts.append(f"${value.variable}")
    elif value.source.name != "CODE":
        parts.append(value.source.name)
    if value.maker is not None:
        parts.append(value.maker)
    return " ".join([*parts, *([] if value.complete else ["..."])])
