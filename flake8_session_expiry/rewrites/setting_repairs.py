"""Whether a repair of a setting is safe: its name or type may change only if nothing else in the module reads it."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.findings import Fix, NeededImport, Replace
from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.semantic.symbols import dotted, target_names


def is_read(tree: Tree, name: str) -> bool:
    """Whether a name occurs in a module other than as the target of an assignment."""
    return _reads(tree, name) > 0


def _is_target(tree: Tree, node: cst.Name) -> bool:
    parent = tree.parents.get(node)
    if isinstance(parent, cst.AssignTarget):
        return True
    if isinstance(parent, cst.AnnAssign):
        return parent.target is node
    if isinstance(parent, (cst.Arg, cst.Param)):
        return getattr(parent, "keyword", None) is node or getattr(parent, "name", None) is node
    return isinstance(parent, cst.Attribute) and parent.attr is node and not _is_of_a_class(tree, parent)


def _is_of_a_class(tree: Tree, attribute: cst.Attribute) -> bool:
    """``Base.X``, ``self.X``: the settings of django-configurations are attributes of classes."""
    owner = dotted(attribute.value)
    return owner in {"self", "cls"} or owner in tree.once(_classes, tree.module)


def _classes(tree: Tree, _: cst.Module) -> frozenset[str]:
    return frozenset(node.name.value for node in tree.of(cst.ClassDef))


def fix_of_setting(tree: Tree, name: str, *edits: Replace, imports: tuple[NeededImport, ...] = ()) -> Fix:
    """
    A safe fix of a setting; an unsafe one if the module also reads the setting, or another name of the changed value.
    """
    unsafe = is_read(tree, name) or any(_is_shared(tree, name, edit.node) for edit in edits)
    return Fix.unsafe(*edits, imports=imports) if unsafe else Fix.safe(*edits, imports=imports)


def _is_shared(tree: Tree, name: str, node: cst.CSTNode) -> bool:
    """
    Whether the changed value is also read by another name: in ``X = NAME = value``, or where the setting is assigned
    ``X`` and something else reads ``X``.
    """
    statement: cst.CSTNode | None = node
    while statement is not None and not isinstance(statement, (cst.Assign, cst.AnnAssign)):
        statement = tree.parents.get(statement)
    if statement is None:
        return False
    targets = (
        [target.target for target in statement.targets] if isinstance(statement, cst.Assign) else [statement.target]
    )
    names = {found.value for target in targets for found in target_names(target)}
    allowed = 0 if name in names else 1
    return any(_reads(tree, other) > allowed for other in names - {name})


def _reads(tree: Tree, name: str) -> int:
    counted = tree.once(_counted, tree.module)
    if name not in counted:
        counted[name] = sum(not _is_target(tree, node) for node in tree.names(name))
    return counted[name]


def _counted(_: Tree, __: cst.Module) -> dict[str, int]:
    """The numbers of reads that were counted, by name."""
    return {}
