"""What an expression of a settings module is worth, from Python's own tree: constants, arithmetic, readers of the environment.

Nothing is imported or run. What cannot be told is UNKNOWN, never guessed.
"""

from __future__ import annotations

import ast
import builtins
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from flake8_session_expiry.values.value import NUMERIC, UNSET, Kind


@dataclass(frozen=True, eq=False)
class Worth:
    """
    What one expression is worth.

    ``constant`` is the value where it is fully known, else UNSET. ``environment`` is the variable that it is read from ("" if its name is not
    known). ``branches`` are the values that it may have. ``items`` are the elements of a list or tuple as far as they are known
    (``complete`` tells whether there can be others), ``mapping`` those of a dict. ``imported`` is the full name of something imported,
    ``maker`` that of the function that made it, ``members`` what a class or an environment reader knows.
    """

    kind: Kind = Kind.UNKNOWN
    constant: Any = UNSET
    environment: str | None = None
    branches: tuple[Worth, ...] = ()
    items: tuple[Worth, ...] | None = None
    complete: bool = True
    mapping: Mapping[str, Worth] | None = None
    imported: str | None = None
    maker: str | None = None
    members: Mapping[str, Worth] | None = None

    @property
    def known(self) -> bool:
        """Whether the value itself is known."""
        return self.constant is not UNSET

    def alternatives(self) -> Iterator[Worth]:
        """The value itself, or each of its branches."""
        if not self.branches:
            yield self
        for branch in self.branches:
            yield from branch.alternatives()

    @property
    def truth(self) -> bool | None:
        """Whether it counts as true; None where that cannot be told."""
        if self.branches:
            found = {branch.truth for branch in self.alternatives()}
            return found.pop() if len(found) == 1 else None
        return bool(self.constant) if self.known else None


UNKNOWN: Final = Worth()
UNREAD: Final = Worth()
"""Where something that cannot be read may have replaced a value."""
Lookup = Callable[[str], Worth | None]
Assume = Callable[[ast.expr, Callable[[ast.expr], bool | None]], bool | None]
"""Which way a test goes that cannot be told: asked of the test, and of how to ask for its parts."""

_KINDS: Final[tuple[tuple[type, Kind], ...]] = (
    (bool, Kind.BOOL),
    (int, Kind.INT),
    (float, Kind.FLOAT),
    (str, Kind.STRING),
    (bytes, Kind.BYTES),
    (timedelta, Kind.TIMEDELTA),
    (type(None), Kind.NONE),
)
_BINARY: Final[Mapping[type[ast.operator], Callable[[Any, Any], Any]]] = MappingProxyType(
    {
        ast.Add: operator.add,
        ast.Sub: operator.sub,
        ast.Mult: operator.mul,
        ast.Div: operator.truediv,
        ast.FloorDiv: operator.floordiv,
        ast.Mod: operator.mod,
    }
)
_COMPARE: Final[Mapping[type[ast.cmpop], Callable[[Any, Any], Any]]] = MappingProxyType(
    {
        ast.Eq: operator.eq,
        ast.NotEq: operator.ne,
        ast.Lt: operator.lt,
        ast.LtE: operator.le,
        ast.Gt: operator.gt,
        ast.GtE: operator.ge,
        ast.Is: operator.is_,
        ast.IsNot: operator.is_not,
        ast.In: lambda left, right: left in right,
        ast.NotIn: lambda left, right: left not in right,
    }
)
_LONGEST = 10_000
_MOST_ITEMS = 5_000
_MOST_BITS = 10_000
_LONG_FORMAT = re.compile(r"%[^a-zA-Z%]*(?:\d{4}|\*)")
_DEEPEST = 60
_MOST_BRANCHES = 8
_CASTS: Final[Mapping[str, Kind]] = MappingProxyType(
    {"int": Kind.INT, "float": Kind.FLOAT, "bool": Kind.BOOL, "str": Kind.STRING, "list": Kind.CONTAINER, "tuple": Kind.CONTAINER,
     "dict": Kind.CONTAINER, "json": Kind.CONTAINER, "timedelta": Kind.TIMEDELTA, "decimal": Kind.DECIMAL, "url": Kind.STRING}
)  # fmt: skip
_CLASS_VALUES: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "IntegerValue": Kind.INT,
        "PositiveIntegerValue": Kind.INT,
        "FloatValue": Kind.FLOAT,
        "BooleanValue": Kind.BOOL,
        "Value": Kind.STRING,
        "SecretValue": Kind.STRING,
        "ListValue": Kind.CONTAINER,
        "TupleValue": Kind.CONTAINER,
        "PathValue": Kind.STRING,
    }
)
_DJANGO_ENVIRON: Final = frozenset({"environ.Env", "environ.FileAwareEnv", "environ.environ.Env"})
_ENVIRONS: Final = frozenset({"environs.Env", "environs.FileAwareEnv"})


def constant(value: object) -> Worth:
    """A value that is fully known: a number, a string, a bool, None, a timedelta."""
    kind = next((kind for type_, kind in _KINDS if isinstance(value, type_)), Kind.UNKNOWN)
    return Worth(kind, value)


def container(items: tuple[Worth, ...], *, complete: bool = True, of: type = list) -> Worth:
    """A list or tuple; its ``constant`` is a list or tuple of the elements' constants if all are known. Too long ones are not followed."""
    if len(items) > _MOST_ITEMS:
        items, complete = items[:_MOST_ITEMS], False
    known = complete and all(item.known for item in items)
    return Worth(
        Kind.CONTAINER, of(item.constant for item in items) if known else UNSET, items=items, complete=complete
    )


def mapping(found: Mapping[str, Worth], *, complete: bool = True) -> Worth:
    """A dict with string keys; its ``constant`` is a dict if everything in it is known."""
    known = complete and all(worth.known for worth in found.values())
    values = {key: worth.constant for key, worth in found.items()} if known else UNSET
    return Worth(Kind.CONTAINER, values, mapping=MappingProxyType(dict(found)), complete=complete)


def either(*worths: Worth) -> Worth:
    """One of several values; what is the same in all of them stays known."""
    flat = [alternative for worth in worths for alternative in worth.alternatives()]
    different: list[Worth] = []
    for worth in flat:
        if not any(same(worth, other) for other in different):
            different.append(worth)
    if len(different) == 1:
        return different[0]
    return Worth(branches=tuple(different)) if len(different) <= _MOST_BRANCHES else UNKNOWN


def same(left: Worth, right: Worth) -> bool:
    """Whether two values are certainly the same (and of one type)."""
    if left is right:
        return True
    return left.known and right.known and left.kind is right.kind and bool(left.constant == right.constant)


class Evaluator:
    """Evaluates expressions against the names that are bound so far."""

    def __init__(self, lookup: Lookup, assume: Assume | None = None) -> None:
        self._lookup = lookup
        self._assume = assume
        self._depth = 0
        self._truths: dict[ast.expr, bool | None] = {}

    def evaluate(self, node: ast.expr | None) -> Worth:
        """What ``node`` is worth. Never raises."""
        if node is None or self._depth > _DEEPEST:
            return UNKNOWN
        handler = getattr(self, "_" + type(node).__name__.lower(), None)
        if handler is None:
            return UNKNOWN
        self._depth += 1
        try:
            found: Worth = handler(node)
            return found
        except (ArithmeticError, ValueError, TypeError, LookupError, MemoryError):
            return UNKNOWN
        finally:
            self._depth -= 1

    def truth(self, test: ast.expr) -> bool | None:
        """Which way a test goes; None where that cannot be told and nothing is assumed of it."""
        return self._truths[test] if test in self._truths else self._truth_of(test, self.evaluate(test))

    def _truth_of(self, test: ast.expr, worth: Worth) -> bool | None:
        """What is assumed is asked once of each test: one within another would be asked twice by each that it stands in."""
        if test not in self._truths:
            known = worth.truth
            self._truths[test] = known if known is not None or self._assume is None else self._assume(test, self.truth)
        return self._truths[test]

    def qualified(self, node: ast.expr) -> str | None:
        """The full dotted name of something imported."""
        return self.evaluate(node).imported if isinstance(node, (ast.Name, ast.Attribute)) else None

    # -- literals and names --------------------------------------------------------------------------------------------

    def _constant(self, node: ast.Constant) -> Worth:
        return constant(node.value)

    def _joinedstr(self, node: ast.JoinedStr) -> Worth:
        parts = [
            self.evaluate(part.value) if isinstance(part, ast.FormattedValue) else self.evaluate(part)
            for part in node.values
        ]
        plain = all(
            not isinstance(part, ast.FormattedValue) or (part.format_spec is None and part.conversion == -1)
            for part in node.values
        )
        if plain and all(part.known for part in parts):
            text = "".join(str(part.constant) for part in parts)
            return Worth(Kind.STRING) if len(text) > _LONGEST else constant(text)
        return Worth(Kind.STRING)

    def _elements(self, elements: list[ast.expr]) -> tuple[tuple[Worth, ...], bool]:
        items: list[Worth] = []
        complete = True
        for element in elements:
            if len(items) > _MOST_ITEMS:
                return tuple(items), False
            if not isinstance(element, ast.Starred):
                items.append(self.evaluate(element))
                continue
            inner = self.evaluate(element.value)
            items.extend(inner.items or ())
            complete = complete and inner.items is not None and inner.complete
        return tuple(items), complete

    def _list(self, node: ast.List | ast.Set) -> Worth:
        items, complete = self._elements(node.elts)
        return container(items, complete=complete)

    _set = _list

    def _tuple(self, node: ast.Tuple) -> Worth:
        items, complete = self._elements(node.elts)
        return container(items, complete=complete, of=tuple)

    def _dict(self, node: ast.Dict) -> Worth:
        found: dict[str, Worth] = {}
        complete = True
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                inner = self.evaluate(value)
                found.update(inner.mapping or {})
                complete = complete and inner.mapping is not None and inner.complete
                continue
            name = self.evaluate(key)
            if name.known and isinstance(name.constant, str):
                found[name.constant] = self.evaluate(value)
            else:
                complete = False
        return mapping(found, complete=complete)

    def _name(self, node: ast.Name) -> Worth:
        found = self._lookup(node.id)
        if found is None and node.id in _CASTS:
            return Worth(imported=f"builtins.{node.id}")
        return found or UNKNOWN

    def _attribute(self, node: ast.Attribute) -> Worth:
        owner = self.evaluate(node.value)
        if owner.imported is not None:
            return Worth(imported=f"{owner.imported}.{node.attr}")
        if owner.members is not None:
            return owner.members.get(node.attr, UNKNOWN)
        if isinstance(owner.constant, timedelta) and node.attr in {"days", "seconds"}:
            return constant(getattr(owner.constant, node.attr))
        return UNKNOWN

    def _subscript(self, node: ast.Subscript) -> Worth:
        owner, key = self.evaluate(node.value), self.evaluate(node.slice)
        if owner.imported == "os.environ":
            return Worth(Kind.STRING, environment=key.constant if isinstance(key.constant, str) else "")
        if owner.mapping is not None and isinstance(key.constant, str):
            return owner.mapping.get(key.constant, UNKNOWN)
        if owner.items is not None and owner.complete and isinstance(key.constant, int):
            return owner.items[key.constant]
        return UNKNOWN

    def _namedexpr(self, node: ast.NamedExpr) -> Worth:
        return self.evaluate(node.value)

    # -- operations ----------------------------------------------------------------------------------------------------

    def _unaryop(self, node: ast.UnaryOp) -> Worth:
        inner = self.evaluate(node.operand)
        if isinstance(node.op, ast.Not):
            truth = self._truth_of(node.operand, inner)
            return either(*map(_negated, inner.alternatives())) if truth is None else constant(not truth)
        if inner.known and isinstance(node.op, (ast.USub, ast.UAdd)):
            return constant(-inner.constant if isinstance(node.op, ast.USub) else +inner.constant)
        return replace(inner, constant=UNSET) if inner.kind in NUMERIC else UNKNOWN

    def _binop(self, node: ast.BinOp) -> Worth:
        left, right = self.evaluate(node.left), self.evaluate(node.right)
        return either(*(self.calculated(node.op, a, b) for a in left.alternatives() for b in right.alternatives()))

    def calculated(self, operation: ast.operator, left: Worth, right: Worth) -> Worth:
        """``left + right`` and the like, of two values without branches."""
        if isinstance(operation, ast.Add) and left.items is not None and right.items is not None:
            of = tuple if isinstance(left.constant, tuple) else list
            return container(left.items + right.items, complete=left.complete and right.complete, of=of)
        if isinstance(operation, ast.Add) and (left.items or right.items) and Kind.CONTAINER in {left.kind, right.kind}:
            return container((left.items or ()) + (right.items or ()), complete=False)
        if isinstance(operation, ast.BitOr) and left.mapping is not None and right.mapping is not None:
            return mapping({**left.mapping, **right.mapping}, complete=left.complete and right.complete)
        if left.known and right.known and Kind.CONTAINER not in {left.kind, right.kind}:
            return _constant_result(operation, left.constant, right.constant)
        environment = left.environment if left.environment is not None else right.environment
        if Kind.STRING in {left.kind, right.kind} and isinstance(operation, (ast.Add, ast.Mod)):
            return Worth(Kind.STRING, environment=environment)
        if Kind.TIMEDELTA in {left.kind, right.kind}:
            return Worth(Kind.TIMEDELTA, environment=environment)
        if {left.kind, right.kind} <= NUMERIC:
            floats = isinstance(operation, ast.Div) or Kind.FLOAT in {left.kind, right.kind}
            return Worth(Kind.FLOAT if floats else Kind.INT, environment=environment)
        return UNKNOWN

    def _compare(self, node: ast.Compare) -> Worth:
        left = self.evaluate(node.left)
        rights = [self.evaluate(comparator) for comparator in node.comparators]
        if len(rights) > 1:
            environment = next((worth.environment for worth in (left, *rights) if worth.environment is not None), None)
            return Worth(Kind.BOOL, environment=environment)
        pairs = [(a, b) for a in left.alternatives() for b in rights[0].alternatives()]
        return either(*(_compared(node.ops[0], a, b) for a, b in pairs))

    def _boolop(self, node: ast.BoolOp) -> Worth:
        stops = isinstance(node.op, ast.Or)
        possible: list[Worth] = []
        for position, value in enumerate(node.values):
            worth = self.evaluate(value)
            last = position == len(node.values) - 1
            for alternative in worth.alternatives():
                if last or alternative.truth is not (not stops):
                    possible.append(alternative)
            if worth.truth is stops:
                break
        return either(*possible)

    def _ifexp(self, node: ast.IfExp) -> Worth:
        truth = self.truth(node.test)
        if truth is not None:
            return self.evaluate(node.body if truth else node.orelse)
        return either(self.evaluate(node.body), self.evaluate(node.orelse))

    # -- calls ---------------------------------------------------------------------------------------------------------

    def _call(self, node: ast.Call) -> Worth:
        function = node.func
        if isinstance(function, ast.Name) and self._lookup(function.id) is None:
            return self._builtin(node, function.id)
        return either(*(self._call_of(made, node) for made in self.evaluate(function).alternatives()))

    def _call_of(self, made: Worth, node: ast.Call) -> Worth:
        """What is called is one thing."""
        if made is UNREAD:
            return UNREAD
        if made.imported is not None:
            return self._imported_call(node, made.imported)
        if made.maker in _DJANGO_ENVIRON | _ENVIRONS:
            return self._read(node, made, None)
        if isinstance(node.func, ast.Attribute):
            owners = list(self.evaluate(node.func.value).alternatives())
            # Nobody calls a method of None: that is what os.environ.get() gives where a variable is not set.
            there = [owner for owner in owners if owner.kind is not Kind.NONE] or owners
            return either(*(self._method(owner, node, node.func) for owner in there))
        return UNKNOWN

    def _argument(self, node: ast.Call, position: int, keyword: str | None = None) -> ast.expr | None:
        if position < len(node.args) and not any(isinstance(a, ast.Starred) for a in node.args[: position + 1]):
            return node.args[position]
        return next((k.value for k in node.keywords if k.arg == keyword), None) if keyword else None

    def _builtin(self, node: ast.Call, name: str) -> Worth:
        first = self.evaluate(self._argument(node, 0))
        if name in {"int", "float", "str", "bool"} and node.args:
            return either(*(_converted(name, alternative) for alternative in first.alternatives()))
        if name in {"list", "tuple"} and first.items is not None:
            return container(first.items, complete=first.complete, of=tuple if name == "tuple" else list)
        if name == "dict" and not node.args and all(keyword.arg for keyword in node.keywords):
            return mapping({keyword.arg: self.evaluate(keyword.value) for keyword in node.keywords if keyword.arg})
        if name in {"min", "max", "abs", "round"} and node.args:
            numbers = [self.evaluate(argument) for argument in node.args]
            if all(number.known and number.kind in NUMERIC for number in numbers):
                function: Callable[..., Any] = getattr(builtins, name)
                return constant(function(*(number.constant for number in numbers)))
        if name == "getattr" and len(node.args) == 3:
            return either(UNKNOWN, self.evaluate(node.args[2]))
        return UNKNOWN

    def _imported_call(self, node: ast.Call, name: str) -> Worth:
        if name == "datetime.timedelta":
            return self._timedelta(node)
        if name in {"os.environ.get", "os.getenv"}:
            default = self._argument(node, 1, "default")
            return _environment(
                self._variable(node), Kind.STRING, self.evaluate(default) if default else constant(None)
            )
        if name in {"decouple.config", "decouple.AutoConfig", "prettyconf.config"}:
            return self._decouple(node)
        if name in _DJANGO_ENVIRON | _ENVIRONS:
            scheme = {k.arg: self.evaluate(k.value) for k in node.keywords if k.arg}
            return Worth(maker=name, members=MappingProxyType(scheme))
        last = name.rpartition(".")[2]
        if last in _CLASS_VALUES and name.startswith("configurations."):
            return self._class_value(node, last)
        return Worth(maker=name)

    def _timedelta(self, node: ast.Call) -> Worth:
        names = ("days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks")
        given = dict(zip(names, map(self.evaluate, node.args), strict=False))
        given |= {keyword.arg or "*": self.evaluate(keyword.value) for keyword in node.keywords}
        if all(worth.known for worth in given.values()):
            return constant(timedelta(**{name: worth.constant for name, worth in given.items()}))
        return Worth(Kind.TIMEDELTA)

    def _variable(self, node: ast.Call) -> str:
        found = self.evaluate(self._argument(node, 0)).constant
        return found if isinstance(found, str) else ""

    def _decouple(self, node: ast.Call) -> Worth:
        default, cast = self._argument(node, 1, "default"), self._argument(node, 2, "cast")
        kind = Kind.STRING if cast is None else _CASTS.get(ast.unparse(cast), Kind.UNKNOWN)
        worth = None if default is None else self.evaluate(default)
        if cast is not None and worth is not None:
            name = ast.unparse(cast)
            cast_one = (
                _as_bool if name == "bool" else partial(_converted, name) if name in {"int", "float", "str"} else None
            )
            worth = UNKNOWN if cast_one is None else either(*map(cast_one, worth.alternatives()))
        return _environment(self._variable(node), kind, worth)

    def _class_value(self, node: ast.Call, name: str) -> Worth:
        default = self._argument(node, 0, "default")
        worth = constant(None) if default is None else self.evaluate(default)
        switched_off = next((self.evaluate(k.value).truth is False for k in node.keywords if k.arg == "environ"), False)
        return worth if switched_off else _environment("", _CLASS_VALUES[name], worth)

    def _method(self, owner: Worth, node: ast.Call, function: ast.Attribute) -> Worth:
        if owner is UNREAD:
            return UNREAD
        if owner.maker in _DJANGO_ENVIRON | _ENVIRONS:
            return self._read(node, owner, function.attr)
        if function.attr == "total_seconds" and owner.kind is Kind.TIMEDELTA:
            return constant(owner.constant.total_seconds()) if owner.known else Worth(Kind.FLOAT)
        if function.attr == "get" and owner.mapping is not None and owner.complete and node.args:
            key = self.evaluate(node.args[0]).constant
            default = self._argument(node, 1)
            missing = self.evaluate(default) if default else constant(None)
            return owner.mapping.get(key, missing) if isinstance(key, str) else UNKNOWN
        if owner.kind is Kind.STRING and function.attr in {"lower", "upper", "strip", "title", "capitalize"}:
            return (
                constant(getattr(owner.constant, function.attr)())
                if owner.known and not node.args
                else replace(owner, constant=UNSET)
            )
        if owner.kind is Kind.STRING and function.attr in {"format", "replace", "join"}:
            return Worth(Kind.STRING, environment=owner.environment)
        if owner.kind is Kind.STRING and function.attr in {"split", "splitlines"}:
            return Worth(Kind.CONTAINER, items=(), complete=False, environment=owner.environment)
        return UNKNOWN

    def _read(self, node: ast.Call, reader: Worth, cast: str | None) -> Worth:
        """``env("X", default=...)``, ``env.int("X")`` of django-environ and of environs."""
        variable = self._variable(node)
        by_django = reader.maker in _DJANGO_ENVIRON
        default = self._argument(node, 2 if by_django and cast is None else 1, "default")
        worth = None if default is None else self.evaluate(default)
        given_cast = self._argument(node, 1, "cast") if by_django and cast is None else None
        if given_cast is not None:
            cast = ast.unparse(given_cast)
        scheme = (reader.members or {}).get(variable)
        if cast is not None:
            kind = _CASTS.get(cast, Kind.UNKNOWN)
        elif by_django and scheme is not None:
            kind, worth = _of_scheme(scheme, worth)
        elif by_django and worth is not None and worth.kind is not Kind.NONE:
            kind = worth.kind  # smart_cast: a variable becomes what the default is (django-environ Env.get_value)
        else:
            kind = Kind.STRING
        return _environment(variable, kind, worth)


def _of_scheme(scheme: Worth, default: Worth | None) -> tuple[Kind, Worth | None]:
    parts = scheme.items if scheme.items is not None else (scheme,)
    name = (parts[0].imported or "") if parts else ""
    kind = _CASTS.get(name.removeprefix("builtins."), Kind.UNKNOWN)
    return kind, default if default is not None else parts[1] if len(parts) > 1 else None


def _environment(variable: str, kind: Kind, default: Worth | None) -> Worth:
    read = Worth(kind, environment=variable)
    return read if default is None else Worth(branches=(read, *default.alternatives()), environment=variable)


def _converted(name: str, worth: Worth) -> Worth:
    kind = _CASTS[name]
    function: Callable[[Any], Any] = {"int": int, "float": float, "str": str, "bool": bool}[name]
    if worth.known and isinstance(worth.constant, (int, float, str, bool, type(None))):
        return constant(function(worth.constant))
    return Worth(kind, environment=worth.environment)


def _compared(operation: ast.cmpop, left: Worth, right: Worth) -> Worth:
    if left.known and right.known:
        return constant(bool(_COMPARE[type(operation)](left.constant, right.constant)))
    environment = left.environment if left.environment is not None else right.environment
    if isinstance(operation, (ast.In, ast.NotIn)) and right.imported == "os.environ":
        environment = left.constant if isinstance(left.constant, str) else ""
    return Worth(Kind.BOOL, environment=environment)


def _negated(worth: Worth) -> Worth:
    return Worth(Kind.BOOL, environment=worth.environment) if worth.truth is None else constant(not worth.truth)


def _as_bool(worth: Worth) -> Worth:
    """As decouple casts: "True", "yes", "1", "on" and their opposites."""
    words = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
        "": False,
    }
    if isinstance(worth.constant, str):
        return constant(words[worth.constant.lower()]) if worth.constant.lower() in words else UNKNOWN
    return constant(bool(worth.constant)) if worth.known else Worth(Kind.BOOL, environment=worth.environment)


def _constant_result(operation: ast.operator, left: Any, right: Any) -> Worth:
    if isinstance(operation, ast.Pow):
        small = isinstance(left, int) and isinstance(right, int) and 0 <= right <= 64 and abs(left) <= 10**6
        return constant(left**right) if small else UNKNOWN
    function = _BINARY.get(type(operation))
    if function is None:
        return UNKNOWN
    if isinstance(operation, ast.Mult) and (isinstance(left, (str, bytes)) or isinstance(right, (str, bytes))):
        return Worth(Kind.STRING)
    if isinstance(operation, ast.Mod) and isinstance(left, (str, bytes)) and _may_be_long(left):
        return Worth(Kind.STRING)
    result = function(left, right)
    too_long = (isinstance(result, (str, bytes)) and len(result) > _LONGEST) or (
        isinstance(result, int) and result.bit_length() > _MOST_BITS
    )
    return UNKNOWN if too_long else constant(result)


def _may_be_long(form: str | bytes) -> bool:
    """Whether ``"%100000d" % x`` may make a long text of a short one."""
    return isinstance(form, bytes) or _LONG_FORMAT.search(form) is not None
