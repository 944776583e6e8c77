"""Which names each scope of a module binds, where, and to what; and which binding a name has at one place."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import libcst as cst

from flake8_session_expiry.engine.walk import Tree, descendants

ScopeNode: TypeAlias = cst.Module | cst.ClassDef | cst.FunctionDef | cst.Lambda
_SCOPES = (cst.Module, cst.ClassDef, cst.FunctionDef, cst.Lambda)
_ATTRIBUTE_ASSIGNED = re.compile(r"\.(\w+)[ \t]*(?::[^=\n]*)?[-+*/%&|^]?=(?!=)")
_ATTRIBUTE_SET = re.compile(r"""\bsetattr\([^,\n]*,\s*["'](\w+)["']""")
_LOOPS = (cst.For, cst.While)


@dataclass(frozen=True)
class Binding:
    """
    One binding of a name. ``value`` is None where it is bound to no expression: by a loop, ``with``, as a parameter.
    """

    node: cst.CSTNode
    value: cst.BaseExpression | None


def dotted(node: cst.CSTNode | None) -> str:
    """``a.b.c`` for a name or a chain of attributes of names, else the empty string."""
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if not isinstance(node, cst.Name):
        return ""
    return ".".join([node.value, *reversed(parts)])


def imported_names(statement: cst.Import | cst.ImportFrom) -> Iterator[tuple[str, str]]:
    """
    (bound name, full name) of an import: ``("login", "django.contrib.auth.login")``. Nothing for a star, whose names
    are not known.
    """
    if isinstance(statement, cst.Import):
        for alias in statement.names:
            full = dotted(alias.name)
            if alias.asname is not None:
                yield dotted(alias.asname.name), full
            else:
                root = full.partition(".")[0]
                yield root, root
    elif not isinstance(statement.names, cst.ImportStar):
        module = imported_module(statement)
        for alias in statement.names:
            name = dotted(alias.name)
            bound = name if alias.asname is None else dotted(alias.asname.name)
            yield bound, f"{module}{'' if module.endswith('.') else '.'}{name}"


def imported_module(statement: cst.ImportFrom) -> str:
    """``django.contrib.auth``; ``.views`` for a relative import, with its dots."""
    return "." * len(statement.relative) + dotted(statement.module)


def target_names(target: cst.CSTNode) -> Iterator[cst.Name]:
    """The plain names that an assignment target binds, also inside tuples and behind a star."""
    if isinstance(target, cst.Name):
        yield target
    elif isinstance(target, (cst.Tuple, cst.List)):
        for element in target.elements:
            yield from target_names(element.value)
    elif isinstance(target, cst.StarredElement):
        yield from target_names(target.value)


class SymbolTable:
    """The scopes of one module and what they bind."""

    def __init__(self, tree: Tree, text: str) -> None:
        self.tree = tree
        self.text = text
        self._uses: dict[cst.FunctionDef, dict[cst.CSTNode, list[cst.Name]]] = {}

    def scope_of(self, node: cst.CSTNode) -> ScopeNode:
        """The scope in which ``node`` is; the node of a function itself is in the scope around it."""
        for above in self.tree.ancestors(node):
            if isinstance(above, _SCOPES):
                return above
        return self.tree.module

    def function_of(self, node: cst.CSTNode) -> cst.FunctionDef | None:
        """The innermost ``def`` around ``node``, whatever lambdas and classes are between."""
        return self.tree.nearest(node, cst.FunctionDef)

    @cached_property
    def modules_imported(self) -> frozenset[str]:
        """Dotted names of all modules imported anywhere in the file."""
        found = {dotted(alias.name) for statement in self.tree.of(cst.Import) for alias in statement.names}
        return frozenset(found | {imported_module(statement) for statement in self.tree.of(cst.ImportFrom)})

    @cached_property
    def packages_imported(self) -> frozenset[str]:
        """The first part of each of these names."""
        return frozenset(name.partition(".")[0] for name in self.modules_imported)

    @cached_property
    def bindings(self) -> dict[ScopeNode, dict[str, list[Binding]]]:
        """Every binding of every name, by scope, in source order."""
        found: dict[ScopeNode, dict[str, list[Binding]]] = {}
        rows = sorted(self._bindings(), key=lambda row: self.tree.order[row[1].node])
        for name, binding in rows:
            for scope in self._binding_scopes(name, binding.node):
                found.setdefault(scope, {}).setdefault(name, []).append(binding)
        return found

    def _binding_scopes(self, name: str, node: cst.CSTNode) -> list[ScopeNode]:
        """One scope; with ``nonlocal`` each function around, whichever has the name: in all of them it may change."""
        scope = node if isinstance(node, cst.Lambda) else self.scope_of(node)
        if isinstance(node, cst.Param):
            return [scope]
        if name in self._globals.get(scope, ()):
            return [self.tree.module]
        if name in self._nonlocals.get(scope, ()):
            return [above for above in self.tree.ancestors(scope) if isinstance(above, cst.FunctionDef)]
        return [scope]

    @cached_property
    def _globals(self) -> dict[ScopeNode, set[str]]:
        return self._declared(self.tree.of(cst.Global))

    @cached_property
    def _nonlocals(self) -> dict[ScopeNode, set[str]]:
        return self._declared(self.tree.of(cst.Nonlocal))

    def _declared(self, statements: Sequence[cst.Global | cst.Nonlocal]) -> dict[ScopeNode, set[str]]:
        found: dict[ScopeNode, set[str]] = {}
        for statement in statements:
            found.setdefault(self.scope_of(statement), set()).update(item.name.value for item in statement.names)
        return found

    def _bindings(self) -> Iterator[tuple[str, Binding]]:
        tree = self.tree
        for assign in tree.of(cst.Assign):
            for target in assign.targets:
                for name in target_names(target.target):
                    yield name.value, Binding(assign, assign.value if target.target is name else None)
        for annotated in tree.of(cst.AnnAssign):
            if annotated.value is not None and isinstance(annotated.target, cst.Name):
                yield annotated.target.value, Binding(annotated, annotated.value)
        for named in tree.of(cst.NamedExpr):
            if isinstance(named.target, cst.Name):
                yield named.target.value, Binding(named, named.value)
        for augmented in tree.of(cst.AugAssign):
            if isinstance(augmented.target, cst.Name):
                yield augmented.target.value, Binding(augmented, None)
        statements: list[cst.Import | cst.ImportFrom] = [*tree.of(cst.Import), *tree.of(cst.ImportFrom)]
        for imports in statements:
            for bound, _ in imported_names(imports):
                yield bound, Binding(imports, None)
        yield from self._other_bindings()

    def _other_bindings(self) -> Iterator[tuple[str, Binding]]:
        tree = self.tree
        loops: list[cst.For | cst.CompFor] = [*tree.of(cst.For), *tree.of(cst.CompFor)]
        for loop in loops:
            for name in target_names(loop.target):
                yield name.value, Binding(loop, None)
        for asname in tree.of(cst.AsName):
            parent = tree.parents[asname]
            if isinstance(parent, (cst.WithItem, cst.ExceptHandler)):
                for name in target_names(asname.name):
                    yield name.value, Binding(asname, None)
        for parameter in tree.of(cst.Param):
            yield parameter.name.value, Binding(parameter, None)
        definitions: list[cst.FunctionDef | cst.ClassDef] = [*tree.of(cst.FunctionDef), *tree.of(cst.ClassDef)]
        for definition in definitions:
            yield definition.name.value, Binding(definition, None)
        for deletion in tree.of(cst.Del):
            for name in target_names(deletion.target):
                yield name.value, Binding(deletion, None)
        captures: list[cst.MatchAs | cst.MatchStar] = [*tree.of(cst.MatchAs), *tree.of(cst.MatchStar)]
        for capture in captures:
            if isinstance(capture.name, cst.Name):
                yield capture.name.value, Binding(capture, None)

    def bindings_of(self, scope: ScopeNode, name: str) -> list[Binding]:
        """The bindings of a name in one scope."""
        return self.bindings.get(scope, {}).get(name, [])

    def binds(self, name: str) -> bool:
        """Whether any scope of the module binds a name."""
        return name in self._bound

    @cached_property
    def _bound(self) -> frozenset[str]:
        return frozenset(name for names in self.bindings.values() for name in names)

    def mentions_of(self, scope: ScopeNode, name: str) -> list[cst.Name]:
        """
        Where a name is read or bound in a scope and the scopes in it, in order; not where an attribute or a keyword has
        that name.
        """
        return [node for node in self.tree.names_inside(scope, name) if not self._is_label(node)]

    def _is_label(self, node: cst.Name) -> bool:
        parent = self.tree.parents[node]
        return (isinstance(parent, cst.Attribute) and parent.attr is node) or (
            isinstance(parent, cst.Arg) and parent.keyword is node
        )

    def reaching(self, use: cst.Name) -> Binding | None:
        """
        The one binding whose value ``use`` certainly has, or None.

        In the same function this is the last one before the use, if every path to the use goes through it; in an outer
        scope it must be the only one there.
        """
        scope: ScopeNode | None = self.scope_of(use)
        innermost = True
        while scope is not None:
            found = self.bindings_of(scope, use.value)
            if found and (innermost or not isinstance(scope, cst.ClassDef)):
                return self._dominating(found, use) if innermost else (found[0] if len(found) == 1 else None)
            innermost = False
            scope = None if isinstance(scope, cst.Module) else self.scope_of(scope)
        return None

    def uses_of(self, statement: cst.CSTNode, function: cst.FunctionDef) -> list[cst.Name]:
        """Where in a function a name certainly has the value that a statement binds it to (``reaching``), in order."""
        if function not in self._uses:
            uses: dict[cst.CSTNode, list[cst.Name]] = {}
            for use in self.tree.inside(function, cst.Name):
                if not self._is_label(use) and (binding := self.reaching(use)) is not None:
                    uses.setdefault(binding.node, []).append(use)
            self._uses[function] = uses
        return self._uses[function].get(statement, [])

    def is_bound(self, use: cst.Name) -> bool:
        """Whether a scope that ``use`` sees binds its name."""
        scope: ScopeNode = self.scope_of(use)
        innermost = True
        while not self.bindings_of(scope, use.value) or not (innermost or not isinstance(scope, cst.ClassDef)):
            if isinstance(scope, cst.Module):
                return False
            innermost, scope = False, self.scope_of(scope)
        return True

    def binding_of(self, value: cst.BaseExpression) -> Binding | None:
        """The binding whose value an expression is."""
        return self._by_value.get(value)

    @cached_property
    def _by_value(self) -> dict[cst.BaseExpression, Binding]:
        every = (binding for names in self.bindings.values() for found in names.values() for binding in found)
        return {binding.value: binding for binding in every if binding.value is not None}

    def _dominating(self, bindings: list[Binding], use: cst.Name) -> Binding | None:
        tree = self.tree
        position = self._first_from(bindings, use)
        while position and tree.contains(bindings[position - 1].node, use):
            position -= 1
        if not position:
            return None
        last = bindings[position - 1]
        if isinstance(last.node, cst.Param):
            return None
        block = tree.nearest(
            last.node, cst.IndentedBlock, cst.SimpleStatementSuite, cst.Module, cst.BooleanOperation, cst.IfExp
        )
        if block is None or not tree.contains(block, use):
            return None
        loop = tree.nearest(use, *_LOOPS)
        if loop is not None:
            first = self._first_from(bindings, loop)
            # BoundNames in the loop follow each other: there is another one among the first two, or none.
            if any(b is not last and tree.contains(loop, b.node) for b in bindings[first : first + 2]):
                return None
        return last

    def _first_from(self, bindings: list[Binding], node: cst.CSTNode) -> int:
        """The position of the first binding that does not stand before ``node``."""
        order = self.tree.order
        return bisect_left(bindings, order[node], key=lambda binding: order[binding.node])

    @cached_property
    def names_assigned(self) -> frozenset[str]:
        """
        Attribute names that are assigned on anything anywhere in the module (``x.name = ...``, ``setattr(x, "name",
        ...)``).

        Found in the text: it may have names too many, of comments, and then a rule is silent.
        """
        return frozenset([*_ATTRIBUTE_ASSIGNED.findall(self.text), *_ATTRIBUTE_SET.findall(self.text)])


def mentions(node: cst.CSTNode, name: str) -> bool:
    """Whether a plain name occurs in ``node``."""
    return any(isinstance(item, cst.Name) and item.value == name for item in (node, *descendants(node)))
