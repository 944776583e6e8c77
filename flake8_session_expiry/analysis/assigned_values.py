"""
The value in ``session.set_expiry = 300``, an assignment where a call was meant: would it do as an expiry, or is it a
function (a mock, a wrapper)?
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.findings import Safety
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.semantic.literals import one_line
from flake8_session_expiry.semantic.symbols import SymbolTable, dotted
from flake8_session_expiry.sessions.events import RequestWrite, SessionItem, SessionWrite, Write
from flake8_session_expiry.sessions.value_scope import ValueScope
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import TIMESTAMP, Kind

_NEVER_CALLABLE = frozenset(Kind) - {Kind.UNKNOWN, Kind.FUNCTION}
_NO_EXPIRIES = frozenset(
    {Kind.STRING, Kind.BOOL, Kind.BYTES, Kind.DATE, Kind.TIME, Kind.DECIMAL, Kind.CONTAINER, Kind.FUNCTION}
)
_NUMBERS = frozenset({Kind.INT, Kind.FLOAT, Kind.NUMBER, Kind.SETTING, Kind.TIMEDELTA})


def assigned_value(tree: Tree, write: SessionWrite | RequestWrite) -> cst.BaseExpression | None:
    """The expression that is assigned, also in ``a, session.x = 1, 600``; None where it is not known."""
    if write.how is Write.AUGMENTED or write.how is Write.DELETE:
        return None
    if write.value is not None or write.how is not Write.UNPACKED:
        return write.value
    element = tree.parents[write.node]
    targets = tree.parents[element]
    assign = tree.nearest(targets, cst.Assign)
    if assign is None or not isinstance(targets, cst.Tuple) or not isinstance(assign.value, cst.Tuple):
        return None
    given = assign.value.elements
    if len(given) != len(targets.elements) or any(isinstance(item, cst.StarredElement) for item in given):
        return None
    return next(new.value for old, new in zip(targets.elements, given, strict=True) if old is element)


def never_callable(symbols: SymbolTable, values: ValueScope, node: cst.BaseExpression) -> bool:
    """Whether an expression certainly is not a mock, function or wrapper: a literal, a setting, arithmetic ..."""
    if is_number_by_default(symbols, values, node):
        return True
    return all(_plain(value) for value in values.at(node).alternatives())


def is_number_by_default(symbols: SymbolTable, values: ValueScope, node: cst.BaseExpression) -> bool:
    """Whether an expression is a parameter whose default is a number: ``def keep(request, age=600)``."""
    function = symbols.function_of(node)
    if not isinstance(node, cst.Name) or function is None or symbols.scope_of(node) is not function:
        return False
    bindings = symbols.bindings_of(function, node.value)
    parameter = bindings[0].node if len(bindings) == 1 else None
    if not isinstance(parameter, cst.Param) or parameter.default is None:
        return False
    return all(value.kind in _NUMBERS for value in values.at(parameter.default).alternatives())


def _plain(value: Occurrence) -> bool:
    if value.kind in _NEVER_CALLABLE or isinstance(value.origin, cst.BinaryOperation):
        return True
    owner, _, name = dotted(value.origin).rpartition(".")
    return name.isupper() and owner.rpartition(".")[2] == "settings"


def safety_as_expiry(value: Occurrence) -> Safety | None:
    """
    How certain it is that ``set_expiry(value)`` was meant.

    SAFE for known ints from 0 on, None and known timedeltas, UNSAFE for other numbers and settings, None for everything
    else.
    """
    return max((_safety(one) for one in value.alternatives()), key=[Safety.SAFE, Safety.UNSAFE, None].index)


def _safety(value: Occurrence) -> Safety | None:
    if value.kind is Kind.NONE or (value.kind is Kind.TIMEDELTA and value.known):
        return Safety.SAFE
    if value.kind is Kind.INT and isinstance(value.constant, int) and value.constant >= 0:
        return Safety.SAFE
    if value.kind in _NUMBERS or (value.kind is Kind.UNKNOWN and _plain(value)):
        return Safety.UNSAFE
    return None


def shown_expiry(source: SourceFile, values: ValueScope, node: cst.BaseExpression) -> str:
    """The argument of the ``set_expiry()`` in a message: the code of the value, unless it would be wrong there, too."""
    unfit = any(map(_is_no_expiry, values.at(node).alternatives()))
    return "..." if unfit else one_line(source.code(node))


def _is_no_expiry(value: Occurrence) -> bool:
    is_naive = value.kind is Kind.DATETIME and value.aware is False
    return is_naive or value.kind in _NO_EXPIRIES or value.maker == TIMESTAMP


def whole_statement(write: SessionWrite | RequestWrite | SessionItem) -> cst.CSTNode | None:
    """The statement, if it is nothing but this one assignment or deletion, so that a call can take its place."""
    statement, node = write.statement, write.node
    if isinstance(statement, cst.Assign):
        return statement if len(statement.targets) == 1 and statement.targets[0].target is node else None
    if isinstance(statement, cst.AnnAssign):
        return statement if statement.target is node else None
    if isinstance(statement, cst.Del):
        return statement if statement.target is node else None
    if isinstance(statement, cst.Expr):
        return statement if statement.value is node else None
    return None
