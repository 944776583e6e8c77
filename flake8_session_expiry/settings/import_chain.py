"""
Which names a settings module gets by its imports: ``import *``, other imports, ``include`` of django-split-settings;
and which files were read for that.

Nothing is imported or run; names from outside of the project are UNKNOWN.
"""

from __future__ import annotations

import ast
import os

from flake8_session_expiry.project.files import Parsed, Stamp, parsed, stamp
from flake8_session_expiry.project.module_files import included_files, module_file, places
from flake8_session_expiry.settings.dynamic_writes import may_set_any_name
from flake8_session_expiry.settings.interpreter import Interpreter
from flake8_session_expiry.settings.namespace import NOT_BOUND, Assume, Namespace, Origin, joined
from flake8_session_expiry.values.function_calls import named
from flake8_session_expiry.values.value import UNKNOWN, Kind, Value, members

_DEEPEST = 40
_MOST_PLAIN = 2
_MOST_MODULES = 150


class Chain:
    """
    Follows modules from one to the next. ``stamps`` are those of the files that were read (also of missing ones): as
    long as they are the same, so is the result. ``texts`` are trees in the place of files (the unsaved text of an
    editor), ``given`` are the values of each assignment in them. ``assume`` is the assumption about tests that are not
    known. ``taken`` are the files of which all names were imported.
    """

    def __init__(self, texts: dict[str, ast.Module] | None = None, assume: Assume | None = None) -> None:
        self.taken: set[str] = set()
        self.given: dict[ast.stmt, Value] = {}
        self.stamps: list[Stamp] = []
        self._texts = {path: Parsed(tree) for path, tree in (texts or {}).items()}
        self._assume = assume
        self._done: dict[str, Namespace | None] = {}
        self._depth = 0
        self._plain = 0

    def module(self, path: str, *, plain: bool = False) -> Namespace | None:
        """
        The names of a module at its end; None if it cannot be read, or is being followed already (a cycle).

        ``plain`` imports (without a star) lead from the settings into other code of the project: they are followed a
        few steps only.
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
        namespace = Namespace(assume=self._assume)
        self._follow(path, file, namespace)
        self._done[path] = namespace
        return namespace

    def _file(self, path: str) -> Parsed | None:
        if path in self._texts:
            return self._texts[path]
        found, file = parsed(path)
        self.stamps.append(found)
        return file

    def include(self, path: str, namespace: Namespace) -> bool:
        """Run a file in a namespace; False if it cannot be read, or is too deep in the chain."""
        file = self._file(path) if self._depth < _DEEPEST else None
        if file is None:
            return False
        self.taken.add(path)
        self._follow(path, file, namespace)
        return True

    def _follow(self, path: str, file: Parsed, namespace: Namespace) -> None:
        kept = self.given if path in self._texts else None
        wholesale = may_set_any_name(file)
        interpreter = Interpreter(path, _ImportsOf(self, path), wholesale=wholesale, kept=kept)
        namespace.bind("__file__", Value(Kind.STRING), Origin(path, 1))
        self._depth += 1
        try:
            interpreter.run(file.tree.body, namespace)
        finally:
            self._depth -= 1


class _ImportsOf:
    """The imports of one module, from a chain."""

    def __init__(self, chain: Chain, path: str) -> None:
        self._chain = chain
        self._path = path

    def _origin(self, node: ast.stmt) -> Origin:
        return Origin(self._path, node.lineno)

    def take_modules(self, node: ast.Import, namespace: Namespace) -> None:
        """``import a.b as c``."""
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            path = module_file(alias.name, 0, self._path) if alias.asname or "." not in alias.name else None
            found = self._chain.module(path, plain=True) if path is not None else None
            if found is not None:
                namespace.bind(name, _as_object(found), self._origin(node))
            else:
                full = alias.name if alias.asname else name
                namespace.bind(name, named(full), self._origin(node))

    def are_there(self, node: ast.ImportFrom) -> bool:
        """Whether the module exists and has all imported names, so that the import cannot fail."""
        path = module_file(node.module or "", node.level, self._path)
        if path is None or (found := self._chain.module(path, plain=True)) is None:
            return False
        return all(alias.name in found.names for alias in node.names if alias.name != "*")

    def take_names(self, node: ast.ImportFrom, namespace: Namespace) -> None:
        """``from a import b``, ``from a import *``."""
        name = node.module or ""
        if name == "__future__":
            return
        path = module_file(name, node.level, self._path)
        star = any(alias.name == "*" for alias in node.names)
        if path is None:
            self._miss(name, node.level, star=star)
        if star and path is not None:
            self._chain.taken.add(path)
        found = None if path is None else self._chain.module(path, plain=not star)
        for alias in node.names:
            if alias.name == "*":
                self._star(node, name, found, namespace)
            else:
                self._import_name(node, alias, found, namespace)

    def _miss(self, name: str, level: int, *, star: bool) -> None:
        """
        Remember the paths where a module would be, so that it is noticed when it is added; not for modules of other
        packages.
        """
        for path in places(name, level, self._path):
            package = path.removesuffix(os.sep.join(["", *name.split(".")]) + ".py")
            if level or star or os.path.isdir(os.path.join(package, name.partition(".")[0])):
                self._chain.stamps.append(stamp(path))

    def _star(self, node: ast.ImportFrom, name: str, found: Namespace | None, namespace: Namespace) -> None:
        origin = self._origin(node)
        if name == "django.conf.global_settings":
            return
        if found is None:
            namespace.blur(origin)
            return
        public = found.value_of("__all__")
        listed = public.constant if public is not None and public.known else None
        if found.open is not None:
            namespace.blur(found.open)
        names = namespace.names
        for exported, binding in found.names.items():
            if exported not in listed if isinstance(listed, (list, tuple)) else exported[0] == "_":
                continue
            if any(possible.value is None for possible in binding):
                kept = tuple(possible for possible in binding if possible.value is not None)
                names[exported] = joined(kept, names.get(exported, NOT_BOUND))
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
        inner = self._chain.module(path, plain=True) if path is not None else None
        if inner is not None:
            value = _as_object(inner)
        elif found is None and not node.level:
            value = named(f"{name}.{alias.name}")
        else:
            value = UNKNOWN
        namespace.bind(bound, value, self._origin(node))

    def include(self, pattern: str | None, node: ast.stmt, namespace: Namespace) -> None:
        """The files of one pattern run in this namespace; None is a pattern that is not known."""
        files: list[str] = []
        if pattern is not None:
            files = included_files(pattern, self._path)
            self._chain.stamps.append(stamp(os.path.dirname(os.path.join(os.path.dirname(self._path), pattern))))
        if not files:
            namespace.blur(self._origin(node))
        for path in files:
            if not self._chain.include(path, namespace):
                namespace.blur(self._origin(node))


def _as_object(found: Namespace) -> Value:
    """The value of a module that is imported as a whole."""
    return members({name: found.value_of(name) or UNKNOWN for name in found.names}, "module")
