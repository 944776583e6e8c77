"""Emits what a settings module assigns: Python's tree says what is where, LibCST's gives the nodes to report and repair."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterator

import libcst as cst

from flake8_session_expiry.engine.dispatch import Visitor
from flake8_session_expiry.engine.events import Event
from flake8_session_expiry.project.entry_points import project_of
from flake8_session_expiry.reference.settings import SETTINGS
from flake8_session_expiry.semantic.symbols import target_names
from flake8_session_expiry.sessions.module_facts import ModuleFacts
from flake8_session_expiry.sessions.value_scope import ValueScope
from flake8_session_expiry.settings.assignments import Assignment, How, assignments
from flake8_session_expiry.settings.events import Setting, SettingsModule
from flake8_session_expiry.settings.given_values import completed, is_certain
from flake8_session_expiry.settings.purpose import Belongs, belongs_to

CstAssignment = cst.Assign | cst.AnnAssign | cst.AugAssign


class SettingEmitter(Visitor):
    """Emits what a settings module assigns when the walk is over. Comes before the rules: names are still what they are at the end of the module."""

    def __init__(self, module: ModuleFacts, values: ValueScope) -> None:
        super().__init__()
        self.emit: Callable[[Event], None] = lambda event: None
        self._source = module.source
        self._options = module.options
        self._symbols = module.symbols
        self._values = values

    def leave_Module(self, original_node: cst.Module) -> None:
        """Emit SettingsModule, then each Setting, for a Django settings module."""
        tree = self._source.python_tree
        if not self._is_settings(tree):
            return
        module = SettingsModule(self._source.name, tree, self._options)
        found = [a for a in assignments(tree) if a.class_ is None or _is_configuration(a.class_, module)]
        nodes = self._nodes(tree)
        for position, assignment in enumerate(found):
            if (node := nodes.get(assignment.statement)) is not None:
                module.settings.append(self._setting(module, assignment, node, found[position + 1 :]))
        self.emit(module)
        for setting in module.settings:
            self.emit(setting)

    def _is_settings(self, tree: ast.Module) -> bool:
        """By path and content, or because the project starts with it."""
        whose = belongs_to(self._source.name, tree)
        if whose is not Belongs.NOBODY:
            return whose is Belongs.DJANGO
        project = project_of(self._options, self._source.name)
        path = os.path.abspath(self._source.name)
        return project is not None and any(path == started for started, _ in project.settings)

    def _nodes(self, tree: ast.Module) -> dict[ast.stmt, CstAssignment]:
        """The LibCST node of each assignment outside of functions (whose bodies may be left out of LibCST's tree): both see them in one order."""
        found: dict[ast.stmt, CstAssignment] = {}
        theirs: dict[type[ast.stmt], list[ast.stmt]] = {}
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

    def _setting(
        self, module: SettingsModule, assignment: Assignment, statement: CstAssignment, later: list[Assignment]
    ) -> Setting:
        value_node = statement.value if assignment.how in {How.PLAIN, How.ANNOTATED} else None
        wanted = value_node is not None and (assignment.name in SETTINGS or "SESSION" in assignment.name.upper())
        value = self._values.at(value_node) if wanted and value_node is not None else None
        if value is not None and not is_certain(value):
            value = completed(value, module.effective.given.get(assignment.statement), self._values.constant)
        if value is not None and isinstance(value.constant, str) and value.constant.startswith("@"):
            value = None  # Dynaconf makes something else of it: "@int 3600", "@format {env[X]}".
        return Setting(
            module=module,
            name=assignment.name,
            node=_target(statement, assignment.name),
            value=value,
            how=assignment.how,
            statement=statement,
            conditional=assignment.conditional,
            last=not any(_replaces(other, assignment) for other in later),
            class_=assignment.class_.name if assignment.class_ is not None else None,
            line=assignment.line,
        )


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.expr)):
            yield from _outside_functions(child)


def _target(statement: CstAssignment, name: str) -> cst.BaseExpression:
    targets = (
        [target.target for target in statement.targets] if isinstance(statement, cst.Assign) else [statement.target]
    )
    return next(found for target in targets for found in target_names(target) if found.value == name)


def _replaces(later: Assignment, earlier: Assignment) -> bool:
    """Whether a later assignment certainly replaces an earlier one, or makes its value out of that one's."""
    if later.name != earlier.name or later.class_ is not earlier.class_:
        return False
    if not later.conditional or later.block is earlier.block or later.how is How.AUGMENTED:
        return True
    return later.value is not None and any(
        isinstance(node, ast.Name) and node.id == earlier.name for node in ast.walk(later.value)
    )


def _is_configuration(class_: ast.ClassDef, module: SettingsModule) -> bool:
    """Whether a class holds settings of django-configurations; the modules that its bases come from are read only for one with our settings."""
    assigned = {
        node.id for node in ast.walk(class_) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    }
    if not class_.bases or not any("SESSION" in name or name in SETTINGS for name in assigned):
        return False
    return class_.name in module.effective.configurations
