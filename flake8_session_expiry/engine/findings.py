"""What a rule reports and how it would repair that: plain data. Does not load LibCST."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import libcst as cst


class Safety(StrEnum):
    """How sure a fix is: the result of a SAFE one is certainly what was meant, that of an UNSAFE one probably."""

    SAFE = "safe"
    UNSAFE = "unsafe"


@dataclass(frozen=True)
class Replace:
    """
    Put ``by`` (an expression or small statement: a node, or its code) in the place of ``node``.

    It gets brackets where an operator beside it would bind more tightly. Where ``f`` of ``f(x)`` is replaced by
    ``await g``, the result is ``await g(x)``.
    """

    node: cst.CSTNode
    by: cst.CSTNode | str


@dataclass(frozen=True)
class Remove:
    """Take a statement out, with its line if it is alone there; a block that has no other statement gets ``pass``."""

    statement: cst.CSTNode


@dataclass(frozen=True)
class Insert:
    """Add the line(s) ``code`` after (or before) the line of ``statement``, at its indentation."""

    statement: cst.CSTNode
    code: str
    before: bool = False


Edit: TypeAlias = Replace | Remove | Insert


@dataclass(frozen=True)
class NeededImport:
    """A name that the repaired code uses: ``from module import name``, or ``import module`` if ``name`` is None."""

    module: str
    name: str | None = None


@dataclass(frozen=True)
class Fix:
    """One repair: all of its edits are made, or none."""

    edits: tuple[Edit, ...]
    safety: Safety
    imports: tuple[NeededImport, ...] = ()

    @classmethod
    def safe(cls, *edits: Edit, imports: tuple[NeededImport, ...] = ()) -> Fix:
        """A repair whose result is certainly what was meant."""
        return cls(edits, Safety.SAFE, imports)

    @classmethod
    def unsafe(cls, *edits: Edit, imports: tuple[NeededImport, ...] = ()) -> Fix:
        """A repair whose result is probably what was meant; made only with ``--unsafe-fixes``."""
        return cls(edits, Safety.UNSAFE, imports)


@dataclass(frozen=True)
class Finding:
    """
    One report of one rule.

    ``line`` counts from 1 and ``column`` from 0, in characters (flake8 adds 1 to the column). ``node`` is the node that
    is reported; it is None for the two codes of the engine itself, DSE900 and DSE901, which have no fix. ``facts`` are
    what the rule needs to make the fix.
    """

    code: str
    message: str
    line: int
    column: int
    node: cst.CSTNode | None = None
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """``DSE101 what Django will do``: flake8 prints the name of the rule, too."""
        return f"{self.code} {self.message}"
