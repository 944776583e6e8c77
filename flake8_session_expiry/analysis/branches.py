"""Whether the conditions around two places may depend on each other: the same names are in both."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.semantic.symbols import dotted, target_names

# Names that are in many conditions and do not connect them.
_EVERYBODYS = frozenset(
    {"", "self", "request", "session", "request.session", "self.request", "len", "get", "True", "False", "None"}
)


def related_branches(
    tree: Tree, node: cst.CSTNode, other: cst.CSTNode, changed: str | None = None
) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
    """
    The branches around ``node``, and not around ``other``, whose condition may depend on how ``other`` is reached.

    Each as (header, branch): a name of the condition is in a condition around ``other``, too, or is assigned in the
    same block; or the condition compares what ``other`` has ``changed`` with something else
    (``if len(cart) != before``).
    """
    beside = subjects_around(tree, other, node)
    below = node
    for header in tree.ancestors(node):
        if isinstance(header, (cst.FunctionDef, cst.Module)) or tree.contains(header, other):
            return
        subjects = subjects_of(header)
        after = tree.order[header] > tree.order[other]
        compared = subjects is not None and after and changed in subjects and len(subjects) > 1
        related = compared or (subjects is not None and bool(subjects & beside))
        if related and below is not getattr(header, "test", None):
            yield header, below
        below = header


def subjects_around(tree: Tree, node: cst.CSTNode, other: cst.CSTNode) -> set[str]:
    """
    The names in the conditions that are around ``node`` but not around ``other``, and those assigned in the blocks of
    these conditions.
    """
    found: set[str] = set()
    for header in tree.ancestors(node):
        if isinstance(header, (cst.FunctionDef, cst.Module)) or tree.contains(header, other):
            break
        if (subjects := subjects_of(header)) is not None:
            found |= subjects
            targets = (item for item in descendants(header) if isinstance(item, (cst.AssignTarget, cst.AugAssign)))
            found |= {name.value for target in targets for name in target_names(target.target)}
    return found


def subjects_of(header: cst.CSTNode) -> set[str] | None:
    """The names and attributes in the condition of a header; None if it is no header of branches."""
    if isinstance(header, (cst.If, cst.While)):
        asked: cst.CSTNode = header.test
    elif isinstance(header, cst.For):
        asked = header.iter
    elif isinstance(header, cst.Match):
        asked = header.subject
    else:
        return None
    names = (item for item in (asked, *descendants(asked)) if isinstance(item, (cst.Name, cst.Attribute)))
    return {dotted(item) for item in names} - _EVERYBODYS
