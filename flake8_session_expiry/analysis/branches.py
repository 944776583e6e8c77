"""Whether the conditions around two places have to do with each other: they speak of the same names."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.semantic.symbols import dotted, target_names

# What conditions that have nothing to do with each other may both speak of.
_EVERYBODYS = frozenset(
    {"", "self", "request", "session", "request.session", "self.request", "len", "get", "True", "False", "None"}
)


def related_branches(
    tree: Tree, node: cst.CSTNode, other: cst.CSTNode, changed: str | None = None
) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
    """
    The branches that ``node`` stands in and ``other`` does not, whose condition may have to do with how ``other`` is reached.

    Each as (header, branch): a condition speaks of a name that a condition around ``other`` speaks of, or that is assigned beside it, or
    compares what ``other`` has ``changed`` with something else (``if len(cart) != before``).
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
    """What the conditions around ``node`` alone speak of, and the names that are assigned in the blocks that they guard."""
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
    """The names and attributes that a header asks about; None if it is no header of branches."""
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
