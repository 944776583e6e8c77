"""
Emits an event for each assignment of a settings module: found in Python's tree, with the nodes of LibCST's tree to
report and repair.
"""

from __future__ import annotations

import ast
import os
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator

import libcst as cst

from flake8_session_expiry.engine.dispatch import Visitor
from flake8_session_expiry.engine.events import Event
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.options import Options
from flake8_session_expiry.reference.settings import SETTINGS
from flake8_session_expiry.semantic.symbols import SymbolTable, target_names
from flake8_session_expiry.settings.assignments import Assignment, How
from flake8_session_expiry.settings.dynamic_writes import GLOBALS, called, is_given_the_module
from flake8_session_expiry.settings.events import Setting, SettingsModule
from flake8_session_expiry.settings.linted_settings import is_settings_module
from flake8_session_expiry.settings.namespace import Origin
from flake8_session_expiry.values.lowering import Lowering
from flake8_session_expiry.values.occurrence import At, Occurrence
from flake8_session_expiry.values.value import Several, Value

AstAssignment = ast.Assign | ast.AnnAssign | ast.AugAssign
CstAssignment = cst.Assign | cst.AnnAssign | cst.AugAssign


# Dynaconf converts "@int 3600" and "@format {env[X]}"; "{{ cookiecutter.domain }}" is filled in before Python reads it.
_FILLED_IN = re.compile(r"@|.*(?:\{\{|\{%)", re.DOTALL)


class SettingEmitter(Visitor):
    """
    Emits the assignments of a settings module at the end of the walk. Runs before the rules, when names have their
    values of the module's end.
    """

    def __init__(self, source: SourceFile, options: Options, symbols: SymbolTable, at: At) -> None:
        super().__init__()
        self.emit: Callable[[Event], None] = lambda event: None
        self._source = source
        self._options = options
        self._symbols = symbols
        self._at = at
        self._lowering = Lowering()
        self._statements: list[tuple[AstAssignment, CstAssignment]] = []
        self._lines: list[int] = []
        self._written: list[tuple[str | None, int]] = []

    def leave_Module(self, original_node: cst.Module) -> None:
        """Emit SettingsModule, then each Setting, for a Django settings module."""
        tree = self._source.python_tree
        if not is_settings_module(self._source.name, tree, self._options):
            return
        module = SettingsModule(self._source.name, tree, self._options)
        self._written = list(_written_by_key(tree))
        nodes = self._nodes(tree)
        self._statements = sorted(nodes.items(), key=lambda pair: pair[0].lineno)
        self._lines = [statement.lineno for statement, _ in self._statements]
        self._last_written: dict[str | None, int] = {}
        for name, line in self._written:
            self._last_written[name] = max(line, self._last_written.get(name, 0))
        replacing: dict[tuple[str, ast.ClassDef | None], _Later] = {}
        for assignment in reversed(module.assignments):
            if (node := nodes.get(assignment.statement)) is not None:
                later = replacing.get((assignment.name, assignment.class_), _Later())
                module.settings.append(self._setting(module, assignment, node, later))
            replacing.setdefault((assignment.name, assignment.class_), _Later()).add(assignment)
        module.settings.reverse()
        self.emit(module)
        for setting in module.settings:
            self.emit(setting)

    def _nodes(self, tree: ast.Module) -> dict[AstAssignment, CstAssignment]:
        """
        The LibCST node of each assignment outside of functions (whose bodies may be left out of LibCST's tree): both
        trees have them in the same order.
        """
        found: dict[AstAssignment, CstAssignment] = {}
        theirs: dict[type[ast.stmt], list[AstAssignment]] = {}
        for node in _outside_functions(tree):
            if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
                theirs.setdefault(type(node), []).append(node)
        for kind, every in (
            (ast.Assign, self._symbols.tree.of(cst.Assign)),
            (ast.AnnAssign, self._symbols.tree.of(cst.AnnAssign)),
            (ast.AugAssign, self._symbols.tree.of(cst.AugAssign)),
        ):
            in_order = sorted(theirs.get(kind, []), key=lambda node: (node.lineno, node.col_offset))
            ours = [node for node in every if self._symbols.function_of(node) is None]
            found.update(zip(in_order, ours, strict=True))
        return found

    def _given(self, module: SettingsModule, assignment: Assignment, node: cst.BaseExpression) -> Occurrence:
        """
        The value of an assignment, by the whole chain of modules; by this file alone, where it was not run there.

        UNKNOWN where code that cannot be read may have bound the name again. A value that is written in another file
        has no ``origin`` here.
        """
        is_literal = isinstance(assignment.value, ast.Constant)
        given = None if is_literal else module.effective.given.get(assignment.statement)
        if given is None:
            return self._at(node)
        if any(each.unread for each in given.alternatives()):
            return Occurrence(node, node)
        given = _alternatives_at(given, assignment.value)
        for expression in _expressions(given):
            self._pair(expression)
        return Occurrence.of(given, node, self._lowering.node_of, self._symbols)

    def _pair(self, expression: ast.expr) -> None:
        """Find the LibCST nodes of the statement with an expression, by its line."""
        line = getattr(expression, "lineno", None)
        if line is None or self._lowering.node_of(expression) is not None:
            return
        for position in range(bisect_right(self._lines, line) - 1, -1, -1):
            theirs, ours = self._statements[position]
            if (theirs.end_lineno or line) < line:
                break
            if theirs.value is not None and ours.value is not None:
                self._lowering.pair(theirs.value, ours.value)

    def _setting(
        self, module: SettingsModule, assignment: Assignment, statement: CstAssignment, later: _Later
    ) -> Setting:
        value_node = statement.value if assignment.how in {How.PLAIN, How.ANNOTATED} else None
        wanted = value_node is not None and (assignment.name in SETTINGS or "SESSION" in assignment.name.upper())
        value = self._given(module, assignment, value_node) if wanted and value_node is not None else None
        if value is not None and isinstance(value.constant, str) and _FILLED_IN.match(value.constant):
            value = None
        return Setting(
            module=module,
            name=assignment.name,
            node=_target(statement, assignment.name),
            value=value,
            how=assignment.how,
            statement=statement,
            conditional=assignment.conditional,
            last=not later.replace(assignment)
            and all(self._last_written.get(name, 0) <= assignment.line for name in (None, assignment.name))
            and not (wanted and _is_gone_at_end(module, assignment)),
            class_=assignment.class_.name if assignment.class_ is not None else None,
            line=assignment.line,
        )


def _alternatives_at(given: Value, node: ast.expr | None) -> Value:
    """
    The value for the whole right side: where only ``3600`` of ``-1 if DEBUG else 3600`` is possible, that is its only
    alternative.
    """
    if given.expr is node or node is None:
        return given
    return given.replaced(expr=node, origin=node, branches=tuple(given.alternatives()))


def _expressions(value: Value) -> Iterator[ast.expr]:
    """The expressions at which a value and its alternatives are used and written."""
    for each in (value, *value.branches):
        made_by = each.origin.made_by if isinstance(each.origin, Several) else None
        yield from (part for part in (each.expr, each.origin, each.written, made_by) if part is not None)


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.expr)):
            yield from _outside_functions(child)


def _written_by_key(tree: ast.Module) -> Iterator[tuple[str | None, int]]:
    """
    The names (None: any) that ``globals()[...] = ...`` sets, and the lines; also ``globals().update(...)``, and
    ``setattr(sys.modules[__name__], ...)``.
    """
    for node in _outside_functions(tree):
        for target in node.targets if isinstance(node, ast.Assign) else ():
            if isinstance(target, ast.Subscript) and _is_namespace(target.value):
                yield _text(target.slice), target.lineno
        call = node.value if isinstance(node, ast.Expr) else None
        if not isinstance(call, ast.Call):
            continue
        if called(call) == "update" and isinstance(call.func, ast.Attribute) and _is_namespace(call.func.value):
            yield from ((keyword.arg, call.lineno) for keyword in call.keywords)
            for given in call.args:
                keys = given.keys if isinstance(given, ast.Dict) else [None]
                yield from ((_text(key), call.lineno) for key in keys)
        elif called(call) == "setattr" and is_given_the_module(call) and len(call.args) > 1:
            yield _text(call.args[1]), call.lineno


def _is_namespace(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and called(node) in GLOBALS


def _text(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _target(statement: CstAssignment, name: str) -> cst.BaseExpression:
    targets = (
        [target.target for target in statement.targets] if isinstance(statement, cst.Assign) else [statement.target]
    )
    return next(found for target in targets for found in target_names(target) if found.value == name)


class _Later:
    """The later assignments of one name."""

    def __init__(self) -> None:
        self._replaces_any = False
        self._blocks: set[int] = set()

    def add(self, later: Assignment) -> None:
        """One that stands before those that were added."""
        self._replaces_any |= _replaces_any(later)
        self._blocks.add(id(later.block))

    def replace(self, earlier: Assignment) -> bool:
        """Whether one of them certainly replaces an earlier value, or computes its own from it, or asks for it."""
        return self._replaces_any or id(earlier.block) in self._blocks


def _replaces_any(later: Assignment) -> bool:
    """Whether it does so whatever block the earlier one is in."""
    if not later.conditional or later.how is How.AUGMENTED or later.name in later.asked:
        return True  # if SESSION_COOKIE_AGE <= 0: SESSION_COOKIE_AGE = 3600
    return later.value is not None and any(
        isinstance(node, ast.Name) and node.id == later.name for node in ast.walk(later.value)
    )


def _is_gone_at_end(module: SettingsModule, assignment: Assignment) -> bool:
    """
    Whether an assignment of the module runs, and nothing is left of its value at the end: both branches of an ``if``
    assign the name again, ``globals()["X"] = 1`` or an import replaces it, ``if X is None: X = 1``.
    """
    if assignment.class_ is not None or assignment.statement not in module.effective.given:
        return False
    origin = Origin(os.path.abspath(module.path), assignment.statement.lineno)
    return origin not in module.effective.origins(assignment.name)
