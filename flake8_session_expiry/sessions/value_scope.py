"""The values of expressions at the place of the walk: an ``Environment`` of the evaluator, for LibCST's tree."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Final

import libcst as cst

from flake8_session_expiry.semantic.symbols import Binding, SymbolTable, dotted
from flake8_session_expiry.sessions.frames import Frames
from flake8_session_expiry.sessions.inference import Inference
from flake8_session_expiry.values.containers import opened
from flake8_session_expiry.values.evaluator import Evaluator
from flake8_session_expiry.values.function_calls import named
from flake8_session_expiry.values.lowering import Lowering
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import UNKNOWN, Kind, Value

_OWN: Final = frozenset({"self", "cls"})
MOST_STEPS_A_FILE: Final = 300_000
"""How many expressions are evaluated in one file; a file that people have written takes some thousands."""


class ValueScope:
    """
    The values of one module. An event has the value of the moment at which it was emitted.

    Names are followed to their bindings. A value is kept until the walk reaches a place where one of the names that it
    depends on has another meaning: so each expression is evaluated once, however many uses it has.
    """

    def __init__(self, symbols: SymbolTable, types: Inference, frames: Frames) -> None:
        self._symbols = symbols
        self._types = types
        self._frames = frames
        self._lowering = Lowering()
        self._evaluator = Evaluator(self)

    def at(self, node: cst.BaseExpression) -> Occurrence:
        """The value of an expression at this place; UNKNOWN where it is not known. Never raises."""
        if self.steps > MOST_STEPS_A_FILE:
            return Occurrence(node, node)
        expression = self._lowering.lower(node)
        value = self._evaluator.evaluate(expression)
        if self._evaluator.was_cut:
            self._evaluate_names_of(expression)
            value = self._evaluator.evaluate(expression)
        return Occurrence.of(value, node, self._lowering.node_of, self._symbols)

    @property
    def steps(self) -> int:
        """How many expressions were evaluated so far."""
        return self._evaluator.steps

    def _evaluate_names_of(self, expression: ast.expr) -> None:
        """
        Evaluate the names that an expression depends on, the last one first: ``a1 = 600``, ``a2 = a1``, ... before
        ``a500``.

        From ``a500`` to 600 there are more steps than the evaluator follows.
        """
        waiting, seen = [expression], set[ast.expr]()
        while waiting and self.steps <= MOST_STEPS_A_FILE:
            last = waiting[-1]
            if last in seen:
                self._evaluator.evaluate(waiting.pop())
            else:
                seen.add(last)
                waiting += [given for given in self._names_in(last) if given not in seen]

    def _names_in(self, expression: ast.expr) -> Iterator[ast.expr]:
        """The expressions that the names in an expression are bound to."""
        for part in ast.walk(expression):
            node = self._lowering.node_of(part) if isinstance(part, ast.expr) else None
            binding = None
            if isinstance(node, cst.Name):
                binding = None if self._types.qualified(node) is not None else self._symbols.reaching(node)
            elif isinstance(node, cst.Attribute):
                binding = self._class_binding(node)
            if binding is not None and binding.value is not None:
                yield self._lowering.lower(binding.value)

    # -- what the evaluator wants to know ------------------------------------------------------------------------------

    @property
    def place(self) -> int:
        """A number that changes wherever a name that was looked up has another meaning: an import, or no longer one."""
        return self._frames.imports

    @property
    def surroundings(self) -> int:
        """A number that changes wherever something that was found out about requests or ``self`` is different."""
        return self._frames.changes

    def lookup(self, name: ast.Name) -> Value | None:
        """The value of a name; None if nothing in the module binds it."""
        node = self._lowering.node_of(name)
        if not isinstance(node, cst.Name):
            return None
        self._frames.watch_import(name.id)
        qualified = self._types.qualified(node)
        if qualified is not None:
            found = named(qualified)
            return found if found.kind is Kind.UNKNOWN else found.replaced(expr=name, origin=name)
        binding = self._symbols.reaching(node)
        if binding is not None:
            return self._given(binding, name)
        return UNKNOWN if self._symbols.is_bound(node) else None

    def _given(self, binding: Binding, name: ast.Name) -> Value:
        if isinstance(binding.node, cst.FunctionDef):
            return Value(Kind.FUNCTION, expr=name, origin=name)
        if binding.value is None:
            return Value(names=(name.id,))
        return opened(self._evaluator.evaluate(self._lowering.lower(binding.value)))

    def attribute(self, node: ast.Attribute) -> Value | None:
        """
        ``self.timeout``, ``Limits.AGE``: the value that the body of the class assigns, if nothing else assigns one.
        """
        found = self._lowering.node_of(node)
        binding = self._class_binding(found) if isinstance(found, cst.Attribute) else None
        if binding is None or binding.value is None:
            return None
        return opened(self._evaluator.evaluate(self._lowering.lower(binding.value)))

    def _class_binding(self, node: cst.Attribute) -> Binding | None:
        symbols, owner = self._symbols, dotted(node.value)
        body: cst.ClassDef | None = None
        if owner in _OWN:
            body = symbols.tree.nearest(node, cst.ClassDef)
        elif owner and "." not in owner:
            found = symbols.bindings_of(symbols.tree.module, owner)
            if len(found) == 1 and isinstance(found[0].node, cst.ClassDef):
                body = found[0].node
        if body is None or node.attr.value in symbols.names_assigned:
            return None
        if owner in _OWN and any(symbols.bindings_of(heir, node.attr.value) for heir in self._heirs(body)):
            return None
        bindings = symbols.bindings_of(body, node.attr.value)
        return bindings[0] if len(bindings) == 1 and bindings[0].value is not None else None

    def _heirs(self, class_: cst.ClassDef) -> Iterator[cst.ClassDef]:
        """The classes of the module that are based on a class: they may set another value."""
        for other in self._symbols.tree.of(cst.ClassDef):
            if any(dotted(base.value) == class_.name.value for base in other.bases):
                yield other

    def is_request(self, node: ast.expr) -> bool:
        """Whether an expression is a Django request, or ``bundle``, which has the data of one in tastypie."""
        found = self._lowering.node_of(node)
        self._frames.watch("self")
        for part in ast.walk(node):
            if isinstance(part, ast.Name):
                self._frames.watch(part.id)
        if isinstance(found, cst.Name) and found.value == "bundle":
            return "tastypie" in self._symbols.packages_imported
        return found is not None and self._types.request(found) is not None

    def assumed(self, test: ast.expr, truth: Callable[[ast.expr], bool | None]) -> bool | None:
        """None: nothing is assumed about tests in views."""
        return None

    def decides(self, test: ast.expr) -> bool:
        """
        False: ``a if test else b`` has both values, even where the test is known: a constant in a test is one that
        people change.
        """
        return False
