"""
The one evaluator: follows an expression of Python's tree through names, operators and calls. The values of names come
from an ``Environment``, a place in code.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, Protocol

from flake8_session_expiry.values import arithmetic, containers, datetime_calls, environment_variables, request_data
from flake8_session_expiry.values.alternatives import of_alternatives
from flake8_session_expiry.values.function_calls import BUILTIN, called, named
from flake8_session_expiry.values.value import (
    FAILURES,
    LONGEST_TEXT,
    MOST_ITEMS,
    SEVERAL,
    UNKNOWN,
    UNREAD,
    Kind,
    Several,
    Value,
    constant,
    either,
)

DEEPEST: Final = 100
"""How many expressions inside of each other, and names, are followed."""
MOST_STEPS: Final = 2_000
"""How many expressions are evaluated for one value; literals do not count."""


class Environment(Protocol):
    """
    What the evaluator needs to know of a place in code.

    ``place`` changes wherever a name may have another value: as long as it is the same, each expression is evaluated
    once. In the same way ``surroundings`` changes wherever ``attribute`` or ``is_request`` may return something else,
    by the class and function around the place.
    """

    @property
    def place(self) -> int:
        """The number of the place."""

    @property
    def surroundings(self) -> int:
        """The number of the surroundings."""

    def lookup(self, name: ast.Name) -> Value | None:
        """The value of a name; None if nothing binds it, so that it may be a builtin."""

    def attribute(self, node: ast.Attribute) -> Value | None:
        """The value of ``self.timeout``, ``Limits.AGE`` by what classes assign; None where that is not known."""

    def is_request(self, node: ast.expr) -> bool:
        """Whether an expression is a Django request."""

    def assumed(self, test: ast.expr, truth: Callable[[ast.expr], bool | None]) -> bool | None:
        """
        Whether a test is assumed to be true, where the evaluator does not know it; ``truth`` is the same for its parts.
        """

    def decides(self, test: ast.expr) -> bool:
        """
        Whether ``a if test else b`` has only the value of one branch where the test is known; else it may have both.
        """


class Evaluator:
    """
    Evaluates expressions, without running any code; never raises.

    ``steps`` is the number of expressions that were evaluated so far.
    """

    def __init__(self, environment_: Environment) -> None:
        self.environment = environment_
        self.steps = 0
        self._depth = 0
        self._steps_left = 0
        self._place = environment_.place
        self._kept: dict[ast.expr, tuple[Value | None, int, int | None]] = {}
        """
        The values that were found (None: being evaluated), each with the depth from which on it is right: from less
        deep, an expression can be followed further. The last part are the surroundings in which it is right; None: in
        all.
        """
        self._rests_on_surroundings = False
        self._truths: dict[ast.expr, tuple[bool | None, int]] = {}
        """Whether each test is true, and the surroundings in which that is right."""
        self._cut = False

    def evaluate(self, node: ast.expr) -> Value:
        """The value of ``node`` at this place; UNKNOWN where it is not known."""
        if type(node) is ast.Constant:
            return constant(node.value, node)
        if not self._depth:
            self._begin()
        kept = self._kept.get(node)
        if kept is not None and kept[1] <= self._depth and kept[2] in (None, self.environment.surroundings):
            self._cut = self._cut or kept[1] > 0
            self._rests_on_surroundings = self._rests_on_surroundings or kept[2] is not None
            return _placed(UNKNOWN, node) if kept[0] is None else kept[0]
        if self._depth >= DEEPEST or not self._steps_left:
            # From less deep, each part would have another value: the rest is not evaluated.
            self._cut, self._steps_left = True, 0
            return _placed(UNKNOWN, node)
        return self._looked_at(node)

    @property
    def was_cut(self) -> bool:
        """
        Whether the last expression was not followed to its end: it is too deep, too long, or a name refers to itself.
        """
        return self._cut

    def truth(self, test: ast.expr) -> bool | None:
        """Whether a test is true; None where that is neither known nor assumed."""
        if self._place != self.environment.place:
            self._begin()
        found = self._truths.get(test)
        if found is None or found[1] != self.environment.surroundings:
            # The assumption is computed once for each test: else it would be computed twice for each test inside of
            # another one.
            known = self.evaluate(test).truth
            truth = self.environment.assumed(test, self.truth) if known is None else known
            found = self._truths[test] = truth, self.environment.surroundings
        return found[0]

    def qualified(self, node: ast.expr) -> str | None:
        """The full dotted name of something imported or built in, else None."""
        return self.evaluate(node).imported if isinstance(node, (ast.Name, ast.Attribute)) else None

    def _begin(self) -> None:
        self._steps_left = MOST_STEPS
        self._cut = False
        if self._place != self.environment.place:
            self._place = self.environment.place
            self._kept.clear()
            self._truths.clear()

    def _looked_at(self, node: ast.expr) -> Value:
        self.steps += 1
        self._steps_left -= 1
        cut_before, self._cut = self._cut, False
        rested_before, self._rests_on_surroundings = self._rests_on_surroundings, False
        self._depth += 1
        value = UNKNOWN
        self._kept[node] = None, self._depth, None  # for a name that refers to itself
        try:
            handler = _HANDLERS.get(type(node))
            if handler is not None:
                value = handler(self, node)
        except FAILURES:
            pass
        except RecursionError:
            self._cut = True
        finally:
            self._depth -= 1
        value = _placed(value, node)
        surroundings = self.environment.surroundings if self._rests_on_surroundings else None
        self._kept[node] = value, self._depth if self._cut else 0, surroundings
        if self._cut and not self._depth:
            del self._kept[node]  # it is evaluated further when the names that it depends on have been
        self._cut = self._cut or cut_before
        self._rests_on_surroundings = self._rests_on_surroundings or rested_before
        return value

    # -- literals and names --------------------------------------------------------------------------------------------

    def _formatted(self, node: ast.JoinedStr) -> Value:
        """An f-string; known if all its fields are and have no format."""
        texts_: list[str] = []
        for part in node.values:
            if isinstance(part, ast.Constant):
                texts_.append(str(part.value))
                continue
            value = self.evaluate(part.value) if isinstance(part, ast.FormattedValue) else UNKNOWN
            plain = isinstance(part, ast.FormattedValue) and part.format_spec is None and part.conversion == -1
            if not (plain and value.known and value.kind is not Kind.CONTAINER):
                return Value(Kind.STRING)
            texts_.append(str(value.constant))
        return constant("".join(texts_)) if sum(map(len, texts_)) <= LONGEST_TEXT else Value(Kind.STRING)

    def _list(self, node: ast.List) -> Value:
        items, complete = self._elements(node.elts)
        return containers.container(items, complete=complete)

    def _tuple(self, node: ast.Tuple) -> Value:
        items, complete = self._elements(node.elts)
        return containers.container(items, complete=complete, of=tuple)

    def _set(self, node: ast.Set) -> Value:
        items, complete = self._elements(node.elts)
        return containers.container(items, complete=complete, of=set)

    def _elements(self, elements: list[ast.expr]) -> tuple[tuple[Value, ...], bool]:
        items: list[Value] = []
        complete = True
        for element in elements:
            if len(items) > MOST_ITEMS:
                return tuple(items), False
            if not isinstance(element, ast.Starred):
                items.append(self.evaluate(element))
                continue
            inner = self.evaluate(element.value)
            items.extend(inner.items or ())
            complete = complete and inner.items is not None and inner.complete
        return tuple(items), complete

    def _dict(self, node: ast.Dict) -> Value:
        found: dict[str, Value] = {}
        complete = True
        for key, element in zip(node.keys, node.values, strict=True):
            value = self.evaluate(element)
            if key is None:
                found.update(value.mapping or {})
                complete = complete and value.mapping is not None and value.complete
                continue
            name = self.evaluate(key)
            if isinstance(name.constant, str):
                found[name.constant] = value
            else:
                complete = False
        return containers.mapping(found, complete=complete)

    def _lambda(self, node: ast.Lambda) -> Value:
        return Value(Kind.FUNCTION)

    def _name(self, node: ast.Name) -> Value:
        found = self.environment.lookup(node)
        if found is not None:
            return _used(found, node, node.id)
        return Value(imported=f"{BUILTIN}{node.id}") if hasattr(builtins, node.id) else UNKNOWN

    def _attribute(self, node: ast.Attribute) -> Value:
        owner = self.evaluate(node.value)
        return of_alternatives(lambda branch: self._attribute_of(branch, node), owner)

    def _attribute_of(self, owner: Value, node: ast.Attribute) -> Value:
        if owner.imported is not None and request_data.attribute_of(owner) is None:
            return named(f"{owner.imported}.{node.attr}")
        if owner.members is not None:
            found: Value | None = owner.members.get(node.attr, UNKNOWN)
        else:
            found = self.environment.attribute(node)
            self._rests_on_surroundings = True
        if found is not None:
            return _used(found, node, node.attr)
        if owner.kind is Kind.TIMEDELTA:
            return datetime_calls.part_of_delta(owner, node.attr)
        if node.attr in request_data.ATTRIBUTES and self.environment.is_request(node.value):
            return request_data.data_of(node.attr)
        return UNREAD if owner.unread else UNKNOWN

    def _subscript(self, node: ast.Subscript) -> Value:
        found = of_alternatives(self._item, self.evaluate(node.value), self.evaluate(node.slice))
        return found if found.expr is None else found.given_to(node)

    def _item(self, owner: Value, key: Value) -> Value:
        if owner.imported == "os.environ":
            return environment_variables.item(key)
        if (data := request_data.attribute_of(owner)) is not None:
            return request_data.item(data)
        return containers.item(owner, key)

    def _named(self, node: ast.NamedExpr) -> Value:
        return self.evaluate(node.value).replaced(expr=node)

    # -- operations ----------------------------------------------------------------------------------------------------

    def _unary(self, node: ast.UnaryOp) -> Value:
        value = self.evaluate(node.operand)
        if not isinstance(node.op, ast.Not):
            return arithmetic.signed(node.op, value)
        truth = self.truth(node.operand)
        return arithmetic.negated(value) if truth is None else constant(not truth)

    def _binary(self, node: ast.BinOp) -> Value:
        return arithmetic.calculated(node.op, self.evaluate(node.left), self.evaluate(node.right))

    def _compare(self, node: ast.Compare) -> Value:
        values = [self.evaluate(part) for part in (node.left, *node.comparators)]
        return arithmetic.compared(node.ops, values)

    def _boolean(self, node: ast.BoolOp) -> Value:
        stops = isinstance(node.op, ast.Or)
        values: list[Value] = []
        for part in node.values:
            values.append(self.evaluate(part))
            if values[-1].truth is stops:
                break
        return arithmetic.first_of(values, stops=stops)

    def _conditional(self, node: ast.IfExp) -> Value:
        truth = self.truth(node.test) if self.environment.decides(node.test) else None
        if truth is not None:
            return self.evaluate(node.body if truth else node.orelse)
        return either(self.evaluate(node.body), self.evaluate(node.orelse))

    def _call(self, node: ast.Call) -> Value:
        return called(node, self.evaluate)


def _used(value: Value, node: ast.expr, name: str) -> Value:
    """A value at the use of its name; an imported or unknown value has no other place."""
    is_placed = value.expr is not None or value.branches or value.kind is not Kind.UNKNOWN
    return value.given_to(node, name) if is_placed else value


def _placed(value: Value, node: ast.expr) -> Value:
    """A value without a place gets that of the expression; so do its branches."""
    if value.branches and any(branch.expr is None for branch in value.branches):
        value = value.replaced(branches=tuple(_at(branch, node) for branch in value.branches))
    return _at(value, node)


def _at(value: Value, node: ast.expr) -> Value:
    if value.expr is not None:
        return value
    origin = Several(node) if value.origin is SEVERAL else value.origin or node
    return value.replaced(expr=node, origin=origin)


_HANDLERS: Final[Mapping[type[ast.expr], Callable[[Evaluator, Any], Value]]] = MappingProxyType(
    {
        ast.JoinedStr: Evaluator._formatted,
        ast.List: Evaluator._list,
        ast.Tuple: Evaluator._tuple,
        ast.Set: Evaluator._set,
        ast.Dict: Evaluator._dict,
        ast.Lambda: Evaluator._lambda,
        ast.Name: Evaluator._name,
        ast.Attribute: Evaluator._attribute,
        ast.Subscript: Evaluator._subscript,
        ast.NamedExpr: Evaluator._named,
        ast.UnaryOp: Evaluator._unary,
        ast.BinOp: Evaluator._binary,
        ast.Compare: Evaluator._compare,
        ast.BoolOp: Evaluator._boolean,
        ast.IfExp: Evaluator._conditional,
        ast.Call: Evaluator._call,
    }
)
