"""
The assignments of one module in source order, in classes, too: of which kind each is, on which line, and whether under
a condition.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto


class How(Enum):
    """How a name is bound."""

    PLAIN = auto()
    ANNOTATED = auto()
    AUGMENTED = auto()
    UNPACKED = auto()
    """As one of several targets (``A, B = ...``): the value is not known."""


@dataclass(frozen=True)
class Assignment:
    """
    One name that is assigned in a module or in a class of it, outside of functions.

    ``block`` is the list of statements that it is in (the same object for assignments of one block), ``conditional``
    whether it is under a condition, ``value`` its expression (None where it is not known). ``asked`` are the names in
    the tests of the ``if`` around it.
    """

    name: str
    statement: ast.Assign | ast.AnnAssign | ast.AugAssign
    value: ast.expr | None
    how: How
    block: list[ast.stmt]
    conditional: bool
    class_: ast.ClassDef | None = None
    asked: frozenset[str] = frozenset()

    @property
    def line(self) -> int:
        """The line of the statement, from 1."""
        return self.statement.lineno


def assignments(tree: ast.Module) -> list[Assignment]:
    """All names that a module assigns outside of functions, in source order."""
    return list(_of_block(tree.body, conditional=False, class_=None))


def _of_block(
    block: list[ast.stmt], *, conditional: bool, class_: ast.ClassDef | None, asked: frozenset[str] = frozenset()
) -> Iterator[Assignment]:
    for statement in block:
        if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            for assignment in _of_statement(statement, block, conditional, class_):
                yield replace(assignment, asked=asked)
        elif isinstance(statement, ast.ClassDef):
            yield from _of_block(statement.body, conditional=conditional, class_=statement, asked=asked)
        elif isinstance(statement, ast.With):
            yield from _of_block(statement.body, conditional=conditional, class_=class_, asked=asked)
        elif isinstance(statement, ast.Match):
            for case in statement.cases:
                yield from _of_block(
                    case.body, conditional=True, class_=class_, asked=asked | _named(statement.subject)
                )
        else:
            yield from _of_compound(statement, class_, asked)


def _of_compound(statement: ast.stmt, class_: ast.ClassDef | None, asked: frozenset[str]) -> Iterator[Assignment]:
    if not isinstance(statement, (ast.If, ast.Try, ast.TryStar, ast.For, ast.While)):
        return
    if isinstance(statement, (ast.If, ast.While)):
        asked |= _named(statement.test)
    blocks = [statement.body]
    if isinstance(statement, (ast.Try, ast.TryStar)):
        blocks += [handler.body for handler in statement.handlers]
    blocks.append(statement.orelse)
    if isinstance(statement, (ast.Try, ast.TryStar)):
        blocks.append(statement.finalbody)
    for block in blocks:
        yield from _of_block(block, conditional=True, class_=class_, asked=asked)


def _named(test: ast.expr) -> frozenset[str]:
    return frozenset(node.id for node in ast.walk(test) if isinstance(node, ast.Name))


def _of_statement(
    statement: ast.Assign | ast.AnnAssign | ast.AugAssign,
    block: list[ast.stmt],
    conditional: bool,
    class_: ast.ClassDef | None,
) -> Iterator[Assignment]:
    if isinstance(statement, ast.Assign):
        for target in statement.targets:
            for name in _names(target):
                plain = name is target
                how = How.PLAIN if plain else How.UNPACKED
                value = statement.value if plain else None
                yield Assignment(name.id, statement, value, how, block, conditional, class_)
    elif isinstance(statement.target, ast.Name):
        augmented = isinstance(statement, ast.AugAssign)
        if augmented or statement.value is not None:
            how = How.AUGMENTED if augmented else How.ANNOTATED
            value = None if augmented else statement.value
            yield Assignment(statement.target.id, statement, value, how, block, conditional, class_)


def _names(target: ast.expr) -> Iterator[ast.Name]:
    if isinstance(target, ast.Name):
        yield target
    elif isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            yield from _names(element)
    elif isinstance(target, ast.Starred):
        yield from _names(target.value)
