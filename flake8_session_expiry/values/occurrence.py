"""A value in the linted file, with the nodes of LibCST's tree: what events carry and what rules read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import libcst as cst

from flake8_session_expiry.semantic.symbols import Binding
from flake8_session_expiry.values.value import UNSET, Kind, Source


@dataclass(frozen=True)
class Occurrence:
    """
    What one expression of the linted file evaluates to, with the nodes of LibCST's tree that a rule reports and repairs.

    ``node`` is the expression at the place of use, ``origin`` the one that it was followed to through names (None: that stands in
    another file). ``constant`` is the Python value where it is fully known (numbers, strings, None, timedelta, the length of a container),
    else UNSET. ``seconds`` is the length of time that it means as an expiry, where that is known. ``aware`` tells a datetime's kind (None: not known) and ``maker`` which call made it
    (``now``, ``utcnow``, ``today``, ``datetime``). ``names`` are the names that were followed, outermost first. ``branches`` are the
    values of a conditional expression (and of ``x or y``), whose own kind is UNKNOWN. ``written`` is where a branch itself stands, if ``node``
    is a name that was given the whole choice: what is said of that name is not said of the branch.
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

    @property
    def known(self) -> bool:
        """Whether the value itself is known, not only its kind."""
        return self.constant is not UNSET

    @property
    def written_as(self) -> cst.BaseExpression:
        """Its origin, or the expression at the place of use where that stands in another file."""
        return self.node if self.origin is None else self.origin

    def alternatives(self) -> Iterator[Occurrence]:
        """The value itself, or each of its branches."""
        if not self.branches:
            yield self
        for branch in self.branches:
            yield from branch.alternatives()

    def chosen_by(self, name: cst.BaseExpression) -> Occurrence:
        """The same as a branch of what ``name`` was given: used where the name is, written where it was."""
        branches = tuple(branch.chosen_by(name) for branch in self.branches)
        return replace(self, node=name, written=self.written or self.node, branches=branches)
