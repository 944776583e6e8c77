"""Follows a settings module and what it draws in, statement by statement, and keeps every value that a name may have at the end.

Nothing is imported or run. Where a path cannot be told both are followed; what comes from outside the project is UNKNOWN.
"""

from __future__ import annotations

import ast
import itertools
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from flake8_session_expiry.project.files import Parsed, Stamp, parsed, stamp
from flake8_session_expiry.project.imports import included_files, module_file, places
from flake8_session_expiry.sessions.values import Kind
from flake8_session_expiry.settings.dynamic_writes import may_set_any_name
from flake8_session_expiry.settings.evaluate import (
    UNKNOWN,
    UNREAD,
    Assume,
    Evaluator,
    Worth,
    constant,
    container,
    either,
    mapping,
    same,
)


@dataclass(frozen=True)
class Origin:
    """Where a value comes from: path and line (from 1)."""

    path: str
    line: int


@dataclass(frozen=True, eq=False)
class Possible:
    """One value that a name may have; ``worth`` is None where the name may be left unset."""

    worth: Worth | None
    origin: Origin | None = None


Binding = tuple[Possible, ...]
UNSET_BINDING: Final[Binding] = (Possible(None),)
_MOST_POSSIBLE = 12
_DEEPEST = 40
_MOST_PLAIN = 2
_MOST_MODULES = 150
_GLOBALS: Final = frozenset({"globals", "locals", "vars"})
_LOGGERS: Final = frozenset(
    {"getLogger", "get_logger", "getChild", "Logger", "import_module", "resource_filename", "files"}
)
_REACHING: Final = frozenset({"exec", "execfile", "globals", "_getframe", "currentframe"})
_WHOLESALE: Final = frozenset({"exec", "execfile", "DjangoDynaconf", "HookableSettings"})


@dataclass
class Namespace:
    """The names of one module (or class) at one point. ``open`` is where names came in that cannot be listed, if that happened."""

    names: dict[str, Binding] = field(default_factory=dict)
    open: Origin | None = None
    volatile: set[str] = field(default_factory=set)
    classes: dict[str, Namespace] = field(default_factory=dict)
    configuration: bool = False
    """Of a class: whether it is one of django-configurations."""

    def copy(self) -> Namespace:
        """A fork: what is bound in it is not bound here."""
        return Namespace(dict(self.names), self.open, set(self.volatile), dict(self.classes))

    def take(self, other: Namespace) -> None:
        """Become what ``other`` is."""
        self.names, self.open, self.volatile = other.names, other.open, other.volatile
        self.classes = other.classes

    def bind(self, name: str, worth: Worth, origin: Origin) -> None:
        """``name = worth``."""
        self.names[name] = (Possible(worth, origin),)

    def blur(self, origin: Origin) -> None:
        """From here on any name may have been set to anything."""
        self.open = origin
        for name, binding in self.names.items():
            self.names[name] = _joined(binding, (Possible(UNREAD, origin),))

    def worth(self, name: str) -> Worth | None:
        """What a name is worth, or None if it is not bound."""
        binding = self.names.get(name)
        if binding is None:
            return None
        if len(binding) == 1:
            return binding[0].worth or UNKNOWN
        return either(*(possible.worth or UNKNOWN for possible in binding))


def _joined(left: Binding, right: Binding) -> Binding:
    found = list(left)
    for possible in right:
        if not any(
            possible is other or (possible.worth is other.worth and possible.origin == other.origin) for other in found
        ):
            found.append(possible)
    if len(found) > _MOST_POSSIBLE:
        return (Possible(UNKNOWN, found[0].origin),)
    return tuple(found)


def merge(paths: Iterable[Namespace]) -> Namespace:
    """What is bound after one of several paths."""
    first, *others = paths
    result = first.copy()
    for other in others:
        for name in {*result.names, *other.names}:
            left = result.names.get(name, UNSET_BINDING)
            right = other.names.get(name, UNSET_BINDING)
            if left is not right:
                result.names[name] = _joined(left, right)
        result.open = result.open or other.open
        result.volatile |= other.volatile
        result.classes = {**other.classes, **result.classes}
    return result


def narrow(namespace: Namespace, test: ast.expr, *, outcome: bool) -> None:
    """Leave out the values that a name cannot have where a test (``X``, ``not X``, ``X is None``, ``X and Y``) came out so."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        narrow(namespace, test.operand, outcome=not outcome)
    elif isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) is outcome:
        for part in test.values:
            narrow(namespace, part, outcome=outcome)
    elif isinstance(test, ast.Name):
        _keep(namespace, test.id, lambda worth: worth.truth is not (not outcome))
    elif isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and _is_none_test(test):
        is_none = isinstance(test.ops[0], ast.Is) is outcome
        _keep(namespace, test.left.id, lambda worth: not worth.known or (worth.constant is None) is is_none)


def _is_none_test(test: ast.Compare) -> bool:
    other = test.comparators[0]
    return (
        len(test.ops) == 1
        and isinstance(test.ops[0], (ast.Is, ast.IsNot))
        and isinstance(other, ast.Constant)
        and other.value is None
    )


def _keep(namespace: Namespace, name: str, wanted: Callable[[Worth], bool]) -> None:
    kept: list[Possible] = []
    for possible in namespace.names.get(name, ()):
        worths = [] if possible.worth is None else list(possible.worth.alternatives())
        left = [worth for worth in worths if wanted(worth)]
        if len(left) == len(worths):
            kept.append(possible)
        elif left:
            kept.append(Possible(either(*left), possible.origin))
    if kept:
        namespace.names[name] = tuple(kept)


class Interpreter:
    """
    Follows modules. ``stamps`` are the files that were looked at (also those that were not there): as long as they are the same, so is the
    result. ``texts`` are trees that stand for files (an editor's unsaved text). ``assume`` says which way a test goes that cannot be told.
    ``taken`` are the files whose names all came in: by ``import *`` or ``include``. ``given`` is what each assignment of those trees gave its
    targets: one of several values where it ran more than once.
    """

    def __init__(self, texts: dict[str, ast.Module] | None = None, assume: Assume | None = None) -> None:
        self.taken: set[str] = set()
        self.given: dict[ast.stmt, Worth] = {}
        self._assume = assume
        self.texts = {path: Parsed(tree) for path, tree in (texts or {}).items()}
        self.stamps: list[Stamp] = []
        self._done: dict[str, Namespace | None] = {}
        self._path = ""
        self._wholesale = True
        self._depth = 0
        self._plain = 0

    def module(self, path: str, *, plain: bool = False) -> Namespace | None:
        """
        The names of a module at its end; None if it cannot be read, or is being followed already (a cycle).

        ``plain`` imports (not by a star) lead out of the settings into the project's code: they are followed a few steps only.
        """
        if path in self._done:
            return self._done[path]
        if (plain and self._plain >= _MOST_PLAIN) or len(self._done) >= _MOST_MODULES:
            return None
        self._done[path] = None
        self._plain += plain
        try:
            return self._run(path)
        except RecursionError:  # hundreds of elif, or of calls on one another
            return None
        finally:
            self._plain -= plain

    def _run(self, path: str) -> Namespace | None:
        file = self._file(path)
        if file is None or self._depth > _DEEPEST:
            return None
        namespace = Namespace()
        self._follow(path, file, namespace)
        self._done[path] = namespace
        return namespace

    def _file(self, path: str) -> Parsed | None:
        if path in self.texts:
            return self.texts[path]
        found, file = parsed(path)
        self.stamps.append(found)
        return file

    def _follow(self, path: str, file: Parsed, namespace: Namespace) -> None:
        before = self._path, self._wholesale
        self._path, self._wholesale = path, may_set_any_name(file)
        self._depth += 1
        namespace.bind("__file__", Worth(Kind.STRING), Origin(path, 1))
        try:
            self._block(file.tree.body, namespace)
        finally:
            self._path, self._wholesale = before
            self._depth -= 1

    # -- statements ----------------------------------------------------------------------------------------------------

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
        return Evaluator(namespace.worth, self._assume)

    def _evaluate(self, node: ast.expr | None, namespace: Namespace) -> Worth:
        return self._evaluator(namespace).evaluate(node)

    def _assign(self, node: ast.Assign, namespace: Namespace) -> None:
        self._hear_calls(node.value, node, namespace)
        worth = self._given(node, self._evaluate(node.value, namespace))
        for target in node.targets:
            self._bind(target, worth, node, namespace)

    def _annassign(self, node: ast.AnnAssign, namespace: Namespace) -> None:
        if node.value is not None:
            self._bind(node.target, self._given(node, self._evaluate(node.value, namespace)), node, namespace)

    def _given(self, node: ast.stmt, worth: Worth) -> Worth:
        if self._path in self.texts:
            self.given[node] = either(self.given[node], worth) if node in self.given else worth
        return worth

    def _bind(self, target: ast.expr, worth: Worth, node: ast.stmt, namespace: Namespace) -> None:
        if isinstance(target, ast.Name):
            namespace.bind(target.id, worth, self._origin(node))
        elif isinstance(target, (ast.Tuple, ast.List)):
            items = worth.items if worth.items is not None and len(worth.items) == len(target.elts) else None
            for position, element in enumerate(target.elts):
                inner = element.value if isinstance(element, ast.Starred) else element
                plain = items is not None and worth.complete and inner is element
                self._bind(inner, items[position] if plain and items else UNKNOWN, node, namespace)
        elif isinstance(target, ast.Subscript):
            self._bind_item(target, worth, node, namespace)

    def _bind_item(self, target: ast.Subscript, worth: Worth, node: ast.stmt, namespace: Namespace) -> None:
        if isinstance(target.value, ast.Call) and _called(target.value) in _GLOBALS:
            key = self._evaluate(target.slice, namespace).constant
            if isinstance(key, str):
                namespace.bind(key, worth, self._origin(node))
            else:
                namespace.blur(self._origin(node))
            return
        owner = self._evaluate(target.value, namespace)
        key = self._evaluate(target.slice, namespace).constant
        changed = UNKNOWN
        if owner.mapping is not None and isinstance(key, str):
            changed = mapping({**owner.mapping, key: worth}, complete=owner.complete)
        elif owner.items is not None:
            changed = container(owner.items, complete=False)
        if isinstance(target.value, ast.Name):
            self._change(target.value.id, owner, changed, node, namespace)
        elif isinstance(target.value, ast.Subscript):
            self._bind_item(target.value, changed, node, namespace)

    def _change(self, name: str, old: Worth, new: Worth, node: ast.stmt, namespace: Namespace) -> None:
        """Something was changed in place: every name that it has sees it."""
        shared = old.items is not None or old.mapping is not None
        names = [other for other, b in namespace.names.items() if shared and len(b) == 1 and b[0].worth is old]
        for changed in {name, *names} if name in namespace.names else ():
            namespace.bind(changed, new, self._origin(node))

    def _augassign(self, node: ast.AugAssign, namespace: Namespace) -> None:
        if isinstance(node.target, ast.Subscript):
            self._bind_item(node.target, UNKNOWN, node, namespace)
        if not isinstance(node.target, ast.Name):
            return
        evaluator = self._evaluator(namespace)
        old, added = namespace.worth(node.target.id) or UNKNOWN, evaluator.evaluate(node.value)
        if isinstance(node.op, ast.Add) and old.items is not None and added.items is not None:
            new = container(
                old.items + added.items,
                complete=old.complete and added.complete,
                of=tuple if isinstance(old.constant, tuple) else list,
            )
        else:
            new = either(
                *(evaluator.calculated(node.op, a, b) for a in old.alternatives() for b in added.alternatives())
            )
        namespace.bind(node.target.id, new, self._origin(node))

    def _expr(self, node: ast.Expr, namespace: Namespace) -> bool | None:
        call = node.value
        if not isinstance(call, ast.Call):
            return None
        function = call.func
        self._bind_members(call, node, namespace)
        self._hear_calls(call, node, namespace)
        called = self._evaluate(function, namespace)
        if called.kind is Kind.FUNCTION and called.maker in _WHOLESALE:
            namespace.blur(self._origin(node))
        qualified = self._evaluator(namespace).qualified(function)
        if qualified in {"sys.exit", "os._exit"} or _called(call) in {"exit", "quit"}:
            return False
        if qualified == "split_settings.tools.include":
            self._include(call, node, namespace)
        elif isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
            self._call_on(function.value.id, function.attr, call, node, namespace)
        elif (
            isinstance(function, ast.Attribute)
            and isinstance(function.value, ast.Subscript)
            and function.attr not in _READING
        ):
            self._bind_item(function.value, UNKNOWN, node, namespace)
        return None

    def _bind_members(self, call: ast.Call, node: ast.stmt, namespace: Namespace) -> None:
        """``Production.load_settings(__name__)``: settings kept in a class, put into the module (what else that may set is heard of next)."""
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        if isinstance(owner, ast.Name) and owner.id in namespace.classes and _is_given_the_module(call):
            members = namespace.classes[owner.id].names
            namespace.names.update({name: binding for name, binding in members.items() if name.isupper()})

    def _hear_calls(self, value: ast.expr, node: ast.stmt, namespace: Namespace) -> None:
        """A call that is handed the names of the module, or known to set some, may set any."""
        if not self._wholesale:
            return
        for inner in ast.walk(value):
            if isinstance(inner, ast.Call) and (
                (_called(inner) in _GLOBALS and not _only_reads(inner, value))
                or _called(inner) in _WHOLESALE
                or (_is_given_the_module(inner) and _called(inner) not in _LOGGERS)
            ):
                namespace.blur(self._origin(node))
                return

    def _call_on(self, name: str, method: str, call: ast.Call, node: ast.stmt, namespace: Namespace) -> None:
        old = namespace.worth(name)
        if old is None or old.imported is not None or old.maker is not None or old.members is not None:
            return
        arguments = [self._evaluate(argument, namespace) for argument in call.args]
        every = list(old.alternatives())
        new = [_after_method(each, method, arguments, plain=not call.keywords) for each in every]
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
                path = module_file(statement.module or "", statement.level, self._path)
                if path is None or (found := self.module(path, plain=True)) is None:
                    return False
                names = [alias.name for alias in statement.names if alias.name != "*"]
                if any(name not in found.names for name in names):
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
            before = namespace.names.get(name, UNSET_BINDING)
            if not all(possible in before or possible.worth is UNREAD for possible in binding):
                namespace.names[name] = _joined(before, (Possible(UNKNOWN, origin),))
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
        maker = "exec" if self._wholesale and _reaches_out(node) else node.name
        namespace.bind(node.name, Worth(Kind.FUNCTION, maker=maker), self._origin(node))
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
        own.volatile |= _assigned_by_methods(node)
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
        members = {name: own.worth(name) or UNKNOWN for name in own.names}
        namespace.bind(node.name, Worth(maker=node.name, members=members), self._origin(node))

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
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            path = module_file(alias.name, 0, self._path) if alias.asname or "." not in alias.name else None
            found = self.module(path, plain=True) if path is not None else None
            if found is not None:
                namespace.bind(name, self._as_object(found), self._origin(node))
            else:
                full = alias.name if alias.asname else name
                namespace.bind(name, Worth(imported=full), self._origin(node))

    def _as_object(self, found: Namespace) -> Worth:
        return Worth(members={name: found.worth(name) or UNKNOWN for name in found.names}, maker="module")

    def _importfrom(self, node: ast.ImportFrom, namespace: Namespace) -> None:
        name = node.module or ""
        if name == "__future__":
            return
        path = module_file(name, node.level, self._path)
        star = any(alias.name == "*" for alias in node.names)
        if path is None:
            self._miss(name, node.level, star=star)
        if star and path is not None:
            self.taken.add(path)
        found = None if path is None else self.module(path, plain=not star)
        for alias in node.names:
            if alias.name == "*":
                self._star(node, name, found, namespace)
            else:
                self._import_name(node, alias, found, namespace)

    def _miss(self, name: str, level: int, *, star: bool) -> None:
        """Remember where a module would be, so that its appearance is noticed; not those of other packages, which nobody puts into a project."""
        for path in places(name, level, self._path):
            package = path.removesuffix(os.sep.join(["", *name.split(".")]) + ".py")
            if level or star or os.path.isdir(os.path.join(package, name.partition(".")[0])):
                self.stamps.append(stamp(path))

    def _star(self, node: ast.ImportFrom, name: str, found: Namespace | None, namespace: Namespace) -> None:
        origin = self._origin(node)
        if name == "django.conf.global_settings":
            return
        if found is None:
            namespace.blur(origin)
            return
        public = found.worth("__all__")
        listed = public.constant if public is not None and public.known else None
        if found.open is not None:
            namespace.blur(found.open)
        names = namespace.names
        for exported, binding in found.names.items():
            if exported not in listed if isinstance(listed, (list, tuple)) else exported[0] == "_":
                continue
            if any(possible.worth is None for possible in binding):
                kept = tuple(possible for possible in binding if possible.worth is not None)
                names[exported] = _joined(kept, names.get(exported, UNSET_BINDING))
            else:
                names[exported] = binding
        namespace.volatile |= found.volatile
        namespace.classes.update(found.classes)

    def _import_name(
        self, node: ast.ImportFrom, alias: ast.alias, found: Namespace | None, namespace: Namespace
    ) -> None:
        bound = alias.asname or alias.name
        name = node.module or ""
        if found is not None and alias.name in found.names:
            namespace.names[bound] = found.names[alias.name]
            if alias.name in found.classes:
                namespace.classes[bound] = found.classes[alias.name]
            return
        path = module_file(f"{name}.{alias.name}" if name else alias.name, node.level, self._path)
        inner = self.module(path, plain=True) if path is not None else None
        if inner is not None:
            worth = self._as_object(inner)
        elif found is None and not node.level:
            worth = Worth(imported=f"{name}.{alias.name}")
        else:
            worth = UNKNOWN
        namespace.bind(bound, worth, self._origin(node))

    def _include(self, call: ast.Call, node: ast.stmt, namespace: Namespace) -> None:
        """``include("base.py", optional("local.py"))`` of django-split-settings: each file runs in this namespace."""
        for argument in call.args:
            optional = isinstance(argument, ast.Call) and _called(argument) == "optional" and argument.args
            pattern = self._evaluate(
                argument.args[0] if optional and isinstance(argument, ast.Call) else argument, namespace
            ).constant
            files = included_files(pattern, self._path) if isinstance(pattern, str) else []
            if isinstance(pattern, str):
                self.stamps.append(stamp(os.path.dirname(os.path.join(os.path.dirname(self._path), pattern))))
            if not files:
                namespace.blur(self._origin(node))
            for path in files:
                file = self._file(path) if self._depth < _DEEPEST else None
                if file is None:
                    namespace.blur(self._origin(node))
                else:
                    self.taken.add(path)
                    self._follow(path, file, namespace)


def _assigned_by_methods(node: ast.ClassDef) -> set[str]:
    """The attributes that methods of a class give it: ``cls.DEBUG = True`` in ``setup()`` of django-configurations."""
    return {
        inner.attr
        for method in node.body
        if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef))
        for inner in ast.walk(method)
        if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store)
    }


def _called(call: ast.Call) -> str:
    """The last part of the name that is called."""
    function = call.func
    return (
        function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    )


def _is_given_the_module(call: ast.Call) -> bool:
    """Whether a call gets ``__name__`` or ``sys.modules[__name__]``, by which it can set names of this module."""
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    given = [argument.slice if isinstance(argument, ast.Subscript) else argument for argument in arguments]
    return any(isinstance(argument, ast.Name) and argument.id == "__name__" for argument in given)


def _reaches_out(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function may set names of a module, its own or that of its caller: ``exec(...)``, ``sys._getframe(1).f_globals``."""
    called = (_called(node) for node in ast.walk(function) if isinstance(node, ast.Call))
    return any(name in _REACHING for name in called)


def _only_reads(call: ast.Call, value: ast.expr) -> bool:
    """Whether ``globals()`` is only asked: ``globals().get(...)``, ``"X" in globals()``, ``globals()["X"]``."""
    for outer in ast.walk(value):
        if isinstance(outer, ast.Attribute) and outer.value is call:
            return outer.attr in {"get", "keys", "items", "copy", "values"}
        if isinstance(outer, ast.Compare) and call in outer.comparators:
            return True
        if isinstance(outer, ast.Subscript) and outer.value is call:
            return isinstance(outer.ctx, ast.Load)
    return False


_READING = frozenset({"get", "items", "keys", "values", "copy", "index", "count", "split", "strip", "lower", "upper"})


def _after_method(old: Worth, method: str, arguments: list[Worth], *, plain: bool) -> Worth:
    """What is left after ``x.append(...)`` and the like, called as a statement."""
    if method in _READING or old.kind is Kind.STRING:
        return old
    if old.items is not None and plain:
        items = list(old.items)
        if method == "append" and len(arguments) == 1:
            return container((*items, arguments[0]), complete=old.complete)
        if method == "extend" and len(arguments) == 1 and arguments[0].items is not None:
            both = old.complete and arguments[0].complete
            return container((*items, *arguments[0].items), complete=both)
        if method == "insert" and len(arguments) == 2 and isinstance(arguments[0].constant, int) and old.complete:
            items.insert(arguments[0].constant, arguments[1])
            return container(tuple(items))
        if method == "remove" and len(arguments) == 1 and old.complete and arguments[0].known:
            position = next((i for i, item in enumerate(items) if same(item, arguments[0])), None)
            if position is not None:
                return container(tuple(items[:position] + items[position + 1 :]))
    if (
        old.mapping is not None
        and method == "update"
        and plain
        and len(arguments) == 1
        and arguments[0].mapping is not None
    ):
        both = old.complete and arguments[0].complete
        return mapping({**old.mapping, **arguments[0].mapping}, complete=both)
    if old.items is not None:
        return container(old.items, complete=False)
    return constant(old.constant) if old.known and old.kind is not Kind.CONTAINER else UNKNOWN
