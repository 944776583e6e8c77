"""
Follows the statements of one settings module and finds every value that a name may have at the end.

Nothing is imported or run. Where either of two paths may be taken, both are followed. ``Imports`` has other modules.
"""

from __future__ import annotations

import ast
import itertools
from typing import Protocol

from flake8_session_expiry.settings.dynamic_writes import (
    GLOBALS,
    WHOLESALE,
    assigned_by_methods,
    called,
    is_given_the_module,
    reaches_out,
    sets_any_name,
)
from flake8_session_expiry.settings.namespace import NOT_BOUND, Namespace, Origin, Possible, joined, merge, narrow
from flake8_session_expiry.values.arithmetic import calculated
from flake8_session_expiry.values.containers import READING, after_method, container, mapping
from flake8_session_expiry.values.evaluator import Evaluator
from flake8_session_expiry.values.value import FAILURES, SEVERAL, UNKNOWN, Kind, Value, either


class Imports(Protocol):
    """Adds the names of other modules to the namespace of one module."""

    def take_modules(self, node: ast.Import, namespace: Namespace) -> None:
        """``import a.b as c``."""

    def take_names(self, node: ast.ImportFrom, namespace: Namespace) -> None:
        """``from a import b``, ``from a import *``."""

    def are_there(self, node: ast.ImportFrom) -> bool:
        """Whether the module exists and has all imported names, so that the import cannot fail."""

    def include(self, pattern: str | None, node: ast.stmt, namespace: Namespace) -> None:
        """The files of one pattern run in this namespace; None is a pattern that is not known."""


class Interpreter:
    """
    Interprets one module. ``wholesale`` is whether code in it may set names that are not known, ``assume`` the
    assumption about tests that are not known. ``kept`` gets the value of each assignment: one of several where it ran
    more than once.
    """

    def __init__(
        self,
        path: str,
        imports: Imports,
        *,
        wholesale: bool,
        kept: dict[ast.stmt, Value] | None = None,
    ) -> None:
        self._path = path
        self._imports = imports
        self._wholesale = wholesale
        self._kept = kept

    def run(self, body: list[ast.stmt], namespace: Namespace) -> None:
        """Follow the statements of the module."""
        self._block(body, namespace)

    def _block(self, body: list[ast.stmt], namespace: Namespace) -> bool:
        """Follow statements; False if the path ends in them (raise, exit)."""
        for statement in body:
            handler = getattr(self, "_" + type(statement).__name__.lower(), None)
            if handler is not None and handler(statement, namespace) is False:
                return False
        return True

    def _origin(self, node: ast.stmt) -> Origin:
        return Origin(self._path, node.lineno)

    def _evaluator(self, namespace: Namespace) -> Evaluator:
        return Evaluator(namespace)

    def _evaluate(self, node: ast.expr | None, namespace: Namespace) -> Value:
        return UNKNOWN if node is None else Evaluator(namespace).evaluate(node)

    def _assign(self, node: ast.Assign, namespace: Namespace) -> None:
        self._blur_if_any_is_set(node.value, node, namespace)
        value = self._given(node, self._evaluate(node.value, namespace))
        for target in node.targets:
            self._bind(target, value, node, namespace)

    def _annassign(self, node: ast.AnnAssign, namespace: Namespace) -> None:
        if node.value is not None:
            self._bind(node.target, self._given(node, self._evaluate(node.value, namespace)), node, namespace)

    def _given(self, node: ast.stmt, value: Value) -> Value:
        if self._kept is not None:
            self._kept[node] = either(self._kept[node], value) if node in self._kept else value
        return value

    def _bind(self, target: ast.expr, value: Value, node: ast.stmt, namespace: Namespace) -> None:
        if isinstance(target, ast.Name):
            namespace.bind(target.id, value, self._origin(node))
        elif isinstance(target, (ast.Tuple, ast.List)):
            items = value.items if value.items is not None and len(value.items) == len(target.elts) else None
            for position, element in enumerate(target.elts):
                inner = element.value if isinstance(element, ast.Starred) else element
                plain = items is not None and value.complete and inner is element
                self._bind(inner, items[position] if plain and items else UNKNOWN, node, namespace)
        elif isinstance(target, ast.Subscript):
            self._bind_item(target, value, node, namespace)

    def _bind_item(self, target: ast.Subscript, value: Value, node: ast.stmt, namespace: Namespace) -> None:
        if isinstance(target.value, ast.Call) and called(target.value) in GLOBALS:
            key = self._evaluate(target.slice, namespace).constant
            if isinstance(key, str):
                namespace.bind(key, value, self._origin(node))
            else:
                namespace.blur(self._origin(node))
            return
        owner = self._evaluate(target.value, namespace)
        key = self._evaluate(target.slice, namespace).constant
        changed = UNKNOWN
        if owner.mapping is not None and isinstance(key, str):
            changed = mapping({**owner.mapping, key: value}, complete=owner.complete)
        elif owner.items is not None:
            changed = container(owner.items, complete=False)
        if isinstance(target.value, ast.Name):
            self._change(target.value.id, owner, changed, node, namespace)
        elif isinstance(target.value, ast.Subscript):
            self._bind_item(target.value, changed, node, namespace)

    def _change(self, name: str, old: Value, new: Value, node: ast.stmt, namespace: Namespace) -> None:
        """A value was changed in place: it changes for every name that is bound to it."""
        shared = old.items is not None or old.mapping is not None
        names = [
            other for other, b in namespace.names.items() if shared and len(b) == 1 and _is_one_object(b[0].value, old)
        ]
        if isinstance(node, ast.Expr):
            new = new.replaced(expr=node.value, origin=node.value)
        for changed in {name, *names} if name in namespace.names else ():
            namespace.bind(changed, new, self._origin(node))

    def _augassign(self, node: ast.AugAssign, namespace: Namespace) -> None:
        if isinstance(node.target, ast.Subscript):
            self._bind_item(node.target, UNKNOWN, node, namespace)
        if not isinstance(node.target, ast.Name):
            return
        old, added = namespace.value_of(node.target.id) or UNKNOWN, self._evaluate(node.value, namespace)
        try:
            new = calculated(node.op, old, added)
        except FAILURES:
            new = UNKNOWN
        namespace.bind(node.target.id, new, self._origin(node))

    def _expr(self, node: ast.Expr, namespace: Namespace) -> bool | None:
        call = node.value
        if not isinstance(call, ast.Call):
            return None
        function = call.func
        self._bind_members(call, node, namespace)
        self._blur_if_any_is_set(call, node, namespace)
        made = self._evaluate(function, namespace)
        if made.kind is Kind.FUNCTION and made.maker in WHOLESALE:
            namespace.blur(self._origin(node))
        qualified = self._evaluator(namespace).qualified(function)
        if qualified in {"sys.exit", "os._exit"} or called(call) in {"exit", "quit"}:
            return False
        if qualified == "split_settings.tools.include":
            self._include(call, node, namespace)
        elif isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
            self._call_on(function.value.id, function.attr, call, node, namespace)
        elif (
            isinstance(function, ast.Attribute)
            and isinstance(function.value, ast.Subscript)
            and function.attr not in READING
        ):
            self._bind_item(function.value, UNKNOWN, node, namespace)
        return None

    def _bind_members(self, call: ast.Call, node: ast.stmt, namespace: Namespace) -> None:
        """``Production.load_settings(__name__)``: settings in a class are put into the module."""
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        if isinstance(owner, ast.Name) and owner.id in namespace.classes and is_given_the_module(call):
            members = namespace.classes[owner.id].names
            namespace.names.update({name: binding for name, binding in members.items() if name.isupper()})

    def _blur_if_any_is_set(self, value: ast.expr, node: ast.stmt, namespace: Namespace) -> None:
        if self._wholesale and sets_any_name(value):
            namespace.blur(self._origin(node))

    def _call_on(self, name: str, method: str, call: ast.Call, node: ast.stmt, namespace: Namespace) -> None:
        old = namespace.value_of(name)
        if old is None or old.imported is not None or old.maker is not None or old.members is not None:
            return
        arguments = [self._evaluate(argument, namespace) for argument in call.args]
        every = list(old.alternatives())
        new = [after_method(each, method, arguments, plain=not call.keywords) for each in every]
        if any(after is not before for after, before in zip(new, every, strict=True)):
            self._change(name, old, either(*new), node, namespace)

    def _if(self, node: ast.If, namespace: Namespace) -> bool:
        truth = self._evaluator(namespace).truth(node.test)
        if truth is not None:
            return self._block(node.body if truth else node.orelse, namespace)
        return self._either(namespace, [node.body, node.orelse], node.test)

    def _either(self, namespace: Namespace, blocks: list[list[ast.stmt]], test: ast.expr | None = None) -> bool:
        """Follow each of several blocks; with a ``test`` the first is where it is true, the second where it is not."""
        paths = []
        for block, outcome in zip(blocks, itertools.chain([True], itertools.repeat(False)), strict=False):
            fork = namespace.copy()
            if test is not None:
                narrow(fork, test, outcome=outcome)
            if self._block(block, fork):
                paths.append(fork)
        if paths:
            namespace.take(merge(paths))
        return bool(paths)

    def _match(self, node: ast.Match, namespace: Namespace) -> bool:
        certain = any(
            isinstance(c.pattern, ast.MatchAs) and c.pattern.pattern is None and not c.guard for c in node.cases
        )
        return self._either(namespace, [case.body for case in node.cases] + ([] if certain else [[]]))

    def _try(self, node: ast.Try | ast.TryStar, namespace: Namespace) -> bool:
        before = namespace.copy()
        paths = []
        after = namespace.copy()
        ended = not self._block([*node.body, *node.orelse], after)
        if not ended:
            paths.append(after)
        if not self._cannot_fail(node.body, before):
            for handler in node.handlers:
                fork = before.copy()
                if self._block(handler.body, fork):
                    paths.append(fork)
        if not paths:
            return False
        namespace.take(merge(paths))
        return self._block(node.finalbody, namespace)

    _trystar = _try

    def _cannot_fail(self, body: list[ast.stmt], namespace: Namespace) -> bool:
        """Whether a block only imports modules that are there and binds constants."""
        for statement in body:
            if isinstance(statement, ast.ImportFrom):
                if not self._imports.are_there(statement):
                    return False
            elif not (isinstance(statement, ast.Assign) and self._evaluate(statement.value, namespace).known):
                return isinstance(statement, ast.Pass)
        return True

    def _for(self, node: ast.For | ast.While | ast.AsyncFor, namespace: Namespace) -> None:
        fork = namespace.copy()
        if isinstance(node, (ast.For, ast.AsyncFor)):
            self._bind(node.target, UNKNOWN, node, fork)
        self._block(node.body, fork)
        origin = self._origin(node)
        for name, binding in fork.names.items():
            before = namespace.names.get(name, NOT_BOUND)
            if not all(
                possible in before or (possible.value is not None and possible.value.unread) for possible in binding
            ):
                namespace.names[name] = joined(before, (Possible(UNKNOWN, origin),))
        if fork.open is not None and namespace.open is not fork.open:
            namespace.blur(fork.open)
        self._block(node.orelse, namespace)

    _while = _asyncfor = _for

    def _with(self, node: ast.With | ast.AsyncWith, namespace: Namespace) -> bool:
        for item in node.items:
            if item.optional_vars is not None:
                self._bind(item.optional_vars, UNKNOWN, node, namespace)
        return self._block(node.body, namespace)

    def _functiondef(self, node: ast.FunctionDef | ast.AsyncFunctionDef, namespace: Namespace) -> None:
        maker = "exec" if self._wholesale and reaches_out(node) else node.name
        namespace.bind(node.name, Value(Kind.FUNCTION, maker=maker), self._origin(node))
        for inner in ast.walk(node):
            if isinstance(inner, ast.Global):
                namespace.volatile |= set(inner.names)

    _asyncfunctiondef = _functiondef

    def _classdef(self, node: ast.ClassDef, namespace: Namespace) -> None:
        own = Namespace(open=None)
        bases = tuple(ast.unparse(base) for base in node.bases)
        for base in reversed(bases):
            if base in namespace.classes:
                own.names.update(namespace.classes[base].names)
                own.volatile |= namespace.classes[base].volatile
        own.volatile |= assigned_by_methods(node)
        inherited = dict(own.names)
        outer = namespace.copy()
        outer.names.update(own.names)
        self._block(node.body, outer)
        own.names = {
            name: binding
            for name, binding in outer.names.items()
            if name in inherited or namespace.names.get(name) is not binding
        }
        own.open = outer.open
        own.configuration = any(self._is_configuration(base, namespace) for base in node.bases)
        namespace.classes[node.name] = own
        members = {name: own.value_of(name) or UNKNOWN for name in own.names}
        namespace.bind(node.name, Value(maker=node.name, members=members), self._origin(node))

    def _is_configuration(self, base: ast.expr, namespace: Namespace) -> bool:
        known = namespace.classes.get(ast.unparse(base))
        if known is not None:
            return known.configuration
        full = self._evaluator(namespace).qualified(base) or ""
        return full.startswith("configurations.") and full.endswith("Configuration")

    def _delete(self, node: ast.Delete, namespace: Namespace) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                namespace.names.pop(target.id, None)
            elif isinstance(target, ast.Subscript):
                self._bind_item(target, UNKNOWN, node, namespace)

    def _raise(self, node: ast.Raise, namespace: Namespace) -> bool:
        return False

    # -- other modules -------------------------------------------------------------------------------------------------

    def _import(self, node: ast.Import, namespace: Namespace) -> None:
        self._imports.take_modules(node, namespace)

    def _importfrom(self, node: ast.ImportFrom, namespace: Namespace) -> None:
        self._imports.take_names(node, namespace)

    def _include(self, call: ast.Call, node: ast.stmt, namespace: Namespace) -> None:
        """``include("base.py", optional("local.py"))`` of django-split-settings."""
        for argument in call.args:
            if isinstance(argument, ast.Call) and called(argument) == "optional" and argument.args:
                argument = argument.args[0]
            pattern = self._evaluate(argument, namespace).constant
            self._imports.include(pattern if isinstance(pattern, str) else None, node, namespace)


def _is_one_object(value: Value | None, other: Value) -> bool:
    """Whether two names are bound to the same list or dict: it was made at one place."""
    return value is other or (
        value is not None and value.origin not in (None, SEVERAL) and value.origin is other.origin
    )
