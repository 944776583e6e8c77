"""A value in the linted file, with the nodes of LibCST's tree. Events have them, and rules read them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

import libcst as cst

from flake8_session_expiry.semantic.symbols import Binding, SymbolTable
from flake8_session_expiry.values.value import UNSET, Kind, Several, Source, Value

NodeOf: TypeAlias = Callable[[ast.expr | None], cst.BaseExpression | None]
"""The LibCST node of an expression of the linted file; None for one of another file."""

At: TypeAlias = "Callable[[cst.BaseExpression], Occurrence]"
"""Evaluates an expression of the linted file."""


@dataclass(frozen=True)
class Occurrence:
    """
    What one expression of the linted file evaluates to, with the nodes of LibCST's tree that a rule reports and
    repairs.

    ``node`` is the expression at the place of use, ``origin`` the one that it was followed to through names (None: that
    is in another file). ``constant`` is the Python value where it is fully known (numbers, strings, None, timedelta,
    the length of a container), else UNSET. ``seconds`` is the length of time that it means as an expiry, where that is
    known. ``aware`` is whether a datetime has a time zone (None: not known), ``maker`` the call that made it (``now``,
    ``utcnow``, ``today``, ``datetime``). ``names`` are the names that were followed, outermost first. ``branches`` are
    the values of a conditional expression (and of ``x or y``), whose own kind is UNKNOWN. ``written`` is the expression
    of a branch itself, if ``node`` is a name that is assigned the whole choice: a comment about the name is not one
    about the branch.
    """

    node: cst.BaseExpression
    origin: cst.BaseExpression | None
    kind: Kind = Kind.UNKNOWN
    constant: object = UNSET
    seconds: float | None = None
    source: Source = Source.CODE
    aware: bool | None = None
    maker: str | None = None
    names: tuple[str, ...] = ()
    binding: Binding | None = None
    branches: tuple[Occurrence, ...] = ()
    written: cst.BaseExpression | None = None
    made_by: cst.BaseExpression | None = None
    variable: str | None = None

    @classmethod
    def of(cls, value: Value, node: cst.BaseExpression, node_of: NodeOf, symbols: SymbolTable) -> Occurrence:
        """``value`` at ``node``, or inside of it: an alternative of ``a if x else b`` is at its own place."""
        made_by = value.origin.made_by if isinstance(value.origin, Several) else None
        origin = node_of(value.origin)
        return cls(
            node=node_of(value.expr) or node,
            origin=origin,
            kind=value.kind,
            constant=_constant(value, origin),
            seconds=value.seconds,
            source=value.source,
            aware=value.aware,
            maker=value.maker,
            names=value.names,
            branches=tuple(cls.of(branch, node, node_of, symbols) for branch in value.branches),
            written=node_of(value.written),
            made_by=node_of(made_by),
            variable=value.variable,
            binding=None if origin is None else symbols.binding_of(origin),
        )

    @property
    def known(self) -> bool:
        """Whether the value itself is known, not only its kind."""
        return self.constant is not UNSET

    @property
    def written_as(self) -> cst.BaseExpression:
        """Its origin, or the expression at the place of use where that is in another file."""
        return self.origin or self.made_by or self.node

    def alternatives(self) -> Iterator[Occurrence]:
        """The value itself, or each of its branches."""
        if not self.branches:
            yield self
        for branch in self.branches:
            yield from branch.alternatives()

    def chosen_by(self, name: cst.BaseExpression) -> Occurrence:
        """The same as a branch of the value that is assigned to ``name``: used at the name, written where it was."""
        branches = tuple(branch.chosen_by(name) for branch in self.branches)
        return replace(self, node=name, written=self.written or self.node, branches=branches)


def _constant(value: Value, origin: cst.BaseExpression | None) -> object:
    """The constant; of a container its length, which is known more often than its items."""
    if value.kind is not Kind.CONTAINER:
        return value.constant
    if isinstance(origin, (cst.List, cst.Tuple, cst.Set, cst.Dict)):
        starred = any(isinstance(element, (cst.StarredElement, cst.StarredDictElement)) for element in origin.elements)
        if not starred:
            return len(origin.elements)
    inside = value.mapping if value.mapping is not None else value.items
    return len(inside) if inside is not None and value.complete else UNSET
