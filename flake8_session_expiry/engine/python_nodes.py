"""
Python's own tree as lists: the nodes of each type that shapes are made of, what is above each node, and what each name
is bound to. One pass, without recursion.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

_LEAVES = (ast.Constant, ast.Name, ast.Pass, ast.Break, ast.Continue, ast.Global, ast.Nonlocal)
# Fields that hold no node, or one that says nothing: Load(), Add().
_PLAIN_FIELDS = frozenset(
    ["ctx", "op", "ops", "id", "attr", "arg", "kind", "type_comment", "level", "module", "is_async", "conversion",
     "simple", "type_ignores", "asname"]
)  # fmt: skip
_COLLECTED = (
    ast.Attribute, ast.Subscript, ast.Call, ast.Compare, ast.Name, ast.Assign, ast.AnnAssign, ast.AugAssign,
    ast.NamedExpr, ast.For, ast.AsyncFor, ast.comprehension, ast.ExceptHandler, ast.withitem, ast.Import,
    ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.arg, ast.If, ast.While, ast.IfExp,
    ast.Assert, ast.UnaryOp, ast.Expr,
)  # fmt: skip


@dataclass
class PythonNodes:
    """
    The nodes of one module. ``parents`` has the node above each one.
    """

    tree: ast.Module
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)
    _by_type: dict[type[ast.AST], list[ast.AST]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        parents = self.parents
        by_type: dict[type[ast.AST], list[ast.AST]] = {kind: [] for kind in _COLLECTED}
        self._by_type = by_type
        known_fields: dict[type[ast.AST], tuple[str, ...]] = {}
        waiting: list[ast.AST] = [self.tree]
        while waiting:
            node = waiting.pop()
            kind = type(node)
            collected = by_type.get(kind)
            if collected is not None:
                collected.append(node)
            if kind in _LEAVES:
                continue
            fields = known_fields.get(kind)
            if fields is None:
                fields = known_fields[kind] = tuple(name for name in kind._fields if name not in _PLAIN_FIELDS)
            for name in fields:
                value = getattr(node, name, None)
                if isinstance(value, list):
                    for item in value:
                        if isinstance(item, ast.AST):
                            parents[item] = node
                            waiting.append(item)
                elif isinstance(value, ast.AST):
                    parents[value] = node
                    waiting.append(value)

    def of(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        """All nodes of these types, in no particular order."""
        for kind in kinds:
            yield from self._by_type[kind]

    def is_in_function(self, node: ast.AST) -> bool:
        """Whether a node stands in a function or lambda."""
        return self._is_in(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))

    def function_of(self, node: ast.AST) -> ast.AST | None:
        """The function that a node stands in; a lambda is none."""
        above = self.parents.get(node)
        while above is not None and not isinstance(above, (ast.FunctionDef, ast.AsyncFunctionDef)):
            above = self.parents.get(above)
        return above

    def is_in_scope(self, node: ast.AST) -> bool:
        """Whether a node stands in a function, lambda or class."""
        return self._is_in(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef))

    def _is_in(self, node: ast.AST, kinds: tuple[type[ast.AST], ...]) -> bool:
        above = self.parents.get(node)
        while above is not None and not isinstance(above, kinds):
            above = self.parents.get(above)
        return above is not None

    def value_of_target(self, target: ast.expr) -> ast.expr | None:
        """The value that is assigned to a target as a whole; None where it is not known, as for one of a tuple."""
        parent = self.parents[target]
        if isinstance(parent, ast.Assign):
            return parent.value
        if isinstance(parent, (ast.AnnAssign, ast.NamedExpr)) and parent.target is target:
            return parent.value
        return None


@dataclass
class BoundNames:
    """
    What the names and attributes of a module are bound to, wherever that is: scopes are not kept apart.

    ``values`` and ``attributes`` have the expressions that are assigned to each name and to each attribute of anything
    (also to the first name in ``session, user = request.session, request.user``);
    ``loops`` has the names of loops with what they go over, ``unpacked`` the names in tuples with the value of the
    whole, ``caught`` the names of ``except ... as``, ``defined`` those of ``functions`` and classes,
    ``imported`` the full names of imports by the name that they are bound to, ``imported_at_top`` those names outside
    of functions and classes; ``others`` are all names that are bound in another way than by an import.
    """

    values: dict[str, list[ast.expr]] = field(default_factory=dict)
    attributes: dict[str, list[ast.expr]] = field(default_factory=dict)
    annotations: dict[str, list[ast.expr]] = field(default_factory=dict)
    imported: dict[str, set[str]] = field(default_factory=dict)
    imported_at_top: set[str] = field(default_factory=set)
    modules: set[str] = field(default_factory=set)
    loops: dict[str, list[ast.expr]] = field(default_factory=dict)
    unpacked: dict[str, list[ast.expr]] = field(default_factory=dict)
    caught: set[str] = field(default_factory=set)
    defined: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)

    def is_typed(self, name: str) -> bool:
        """Whether a name has an annotation or is assigned anywhere: ``self``, of which nothing else is known."""
        return name in self.annotations or name in self.values

    @classmethod
    def of(cls, nodes: PythonNodes) -> BoundNames:
        """All bindings of a module."""
        found = cls()
        for node in nodes.of(ast.Name, ast.Attribute):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                found.others.add(node.id)
                if (value := nodes.value_of_target(node)) is not None:
                    found.values.setdefault(node.id, []).append(value)
            elif (
                isinstance(node, ast.Attribute)
                and isinstance(node.ctx, ast.Store)
                and (value := nodes.value_of_target(node)) is not None
            ):
                found.attributes.setdefault(node.attr, []).append(value)
        for node in nodes.of(ast.AnnAssign):
            assert isinstance(node, ast.AnnAssign)
            if (name := last_name(node.target)) is not None:
                found.annotations.setdefault(name, []).append(node.annotation)
        for node in nodes.of(ast.arg):
            assert isinstance(node, ast.arg)
            found.others.add(node.arg)
            if node.annotation is not None:
                found.annotations.setdefault(node.arg, []).append(node.annotation)
        for node in nodes.of(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef):
            assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
            found.defined.add(node.name)
            if not isinstance(node, ast.ClassDef):
                found.functions.add(node.name)
            found.others.add(node.name)
        found._add_loops(nodes)
        found._add_imports(nodes)
        return found

    def _add_loops(self, nodes: PythonNodes) -> None:
        for node in nodes.of(ast.For, ast.AsyncFor, ast.comprehension):
            assert isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension))
            for name in target_names(node.target):
                self.loops.setdefault(name.id, []).append(node.iter)
        for node in nodes.of(ast.Assign):
            assert isinstance(node, ast.Assign)
            for target in node.targets:
                for name in target_names(target) if not isinstance(target, ast.Name) else ():
                    self.unpacked.setdefault(name.id, []).append(node.value)
                for name, value in _pairs(target, node.value):
                    self.values.setdefault(name.id, []).append(value)
        for node in nodes.of(ast.ExceptHandler):
            assert isinstance(node, ast.ExceptHandler)
            if node.name is not None:
                self.caught.add(node.name)
                self.others.add(node.name)

    def _add_imports(self, nodes: PythonNodes) -> None:
        for node in nodes.of(ast.Import):
            assert isinstance(node, ast.Import)
            for alias in node.names:
                self.modules.add(alias.name)
                root = alias.name.partition(".")[0]
                self._import(nodes, node, alias.asname or root, alias.name if alias.asname else root)
        for node in nodes.of(ast.ImportFrom):
            assert isinstance(node, ast.ImportFrom)
            module = "." * node.level + (node.module or "")
            self.modules.add(module)
            for alias in node.names:
                self._import(nodes, node, alias.asname or alias.name, f"{module}.{alias.name}")

    def _import(self, nodes: PythonNodes, node: ast.AST, name: str, full: str) -> None:
        self.imported.setdefault(name, set()).add(full)
        if not nodes.is_in_scope(node):
            self.imported_at_top.add(name)

    def is_imported_only(self, name: str) -> bool:
        """Whether nothing but imports binds a name, one of them for the whole module."""
        return name in self.imported_at_top and name not in self.others


def target_names(target: ast.expr) -> Iterator[ast.Name]:
    """The plain names that an assignment target binds."""
    waiting = [target]
    while waiting:
        part = waiting.pop()
        if isinstance(part, ast.Name):
            yield part
        elif isinstance(part, (ast.Tuple, ast.List)):
            waiting += part.elts
        elif isinstance(part, ast.Starred):
            waiting.append(part.value)


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.Name, ast.expr]]:
    """Each name with its own value, where a tuple is assigned to as many names."""
    if isinstance(target, (ast.Tuple, ast.List)) and isinstance(value, (ast.Tuple, ast.List)):
        starred = any(isinstance(part, ast.Starred) for part in (*target.elts, *value.elts))
        for name, part in zip(target.elts, value.elts, strict=False) if not starred else ():
            if isinstance(name, ast.Name):
                yield name, part


def last_name(node: ast.AST | None) -> str | None:
    """``session`` of ``session``, ``request.session`` and ``f().session``."""
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else None


def text_of(node: ast.AST | None) -> str | None:
    """The text of a string literal."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
