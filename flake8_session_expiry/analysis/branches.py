"""Whether the conditions around two places may depend on each other: the same names are in both."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import libcst as cst

from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.semantic.symbols import dotted, target_names

# Names that are in many conditions and do not connect them.
_EVERYBODYS = frozenset(
    {"", "self", "request", "session", "request.session", "self.request", "len", "get", "True", "False", "None"}
)


class RelatedBranches:
    """
    Some changes in one function, in the order of the source, each with the local name that it is made by: how one is
    reached may depend on the condition of a branch elsewhere, if a name of that condition is in a condition around the
    change, too, or is assigned in its block; or if the condition compares what is changed with something else
    (``if len(cart) != before``).

    Sets of changes are numbers: bit 0 is the first one.
    """

    def __init__(self, tree: Tree, changes: Sequence[cst.CSTNode], names: Sequence[str | None]) -> None:
        self._tree = tree
        self._changes = changes
        self._named: dict[str, int] = {}
        for number, name in enumerate(names):
            if name is not None:
                self._named[name] = self._named.get(name, 0) | 1 << number
        self._below: dict[tuple[cst.CSTNode | None, str], int] = {}
        self._subjects: dict[cst.CSTNode, frozenset[str]] = {}
        self._related: dict[cst.CSTNode, int] = {}
        self._note_headers()

    def _note_headers(self) -> None:
        """
        By each header around changes and each name: the changes below the next headers in it that have the name.
        """
        headers = dict.fromkeys(above for change in self._changes for above in self._around(change))
        for header in headers:
            if (subjects := self._tree.once(_subjects_with_assigned, header)) is not None:
                self._subjects[header] = subjects
        for header, subjects in self._subjects.items():
            inside, missing = self.inside(header), set(subjects)
            for above in self._around(header):
                for subject in missing & self._subjects.get(above, frozenset()):
                    self._note(above, subject, inside)
                    missing.discard(subject)
            for subject in missing:
                self._note(None, subject, inside)

    def _note(self, above: cst.CSTNode | None, subject: str, changes: int) -> None:
        self._below[above, subject] = self._below.get((above, subject), 0) | changes

    def to(self, header: cst.CSTNode) -> int:
        """The changes that may depend on the condition of a header; not those below it."""
        if header not in self._related:
            found, subjects = 0, self._tree.once(_subjects, header) or set()
            for subject in subjects:
                found |= self._with_subject(header, subject)
                if len(subjects) > 1:
                    found |= self._named.get(subject, 0) & self._before(header)
            self._related[header] = found & ~self.inside(header)
        return self._related[header]

    def _with_subject(self, header: cst.CSTNode, subject: str) -> int:
        """The changes with a name in the conditions around them that are not around ``header``."""
        found = inside = 0
        for above in self._around(header):
            if subject in self._subjects.get(above, ()):
                found |= self._below.get((above, subject), 0) & ~inside
                inside = self.inside(above)
        return found | (self._below.get((None, subject), 0) & ~inside)

    def _around(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """What is around a node in its function."""
        for above in self._tree.ancestors(node):
            if isinstance(above, (cst.FunctionDef, cst.Module)):
                return
            yield above

    def inside(self, header: cst.CSTNode) -> int:
        """The changes below a header."""
        first, last = self._first_from(self._tree.order[header]), self._first_from(self._tree.last(header) + 1)
        return (1 << last) - (1 << first)

    def _before(self, header: cst.CSTNode) -> int:
        return (1 << self._first_from(self._tree.order[header])) - 1

    def _first_from(self, place: int) -> int:
        return bisect_left(self._changes, place, key=self._tree.order.__getitem__)


def subjects_around(tree: Tree, node: cst.CSTNode, other: cst.CSTNode) -> set[str]:
    """
    The names in the conditions that are around ``node`` but not around ``other``, and those assigned in the blocks of
    these conditions.
    """
    found: set[str] = set()
    for header in tree.ancestors(node):
        if isinstance(header, (cst.FunctionDef, cst.Module)) or tree.contains(header, other):
            break
        subjects = tree.once(_subjects_with_assigned, header)
        found |= frozenset() if subjects is None else subjects
    return found


def _subjects_with_assigned(tree: Tree, header: cst.CSTNode) -> frozenset[str] | None:
    """The names in the condition of a header, and those assigned below it; None if it is no header of branches."""
    subjects = subjects_of(header)
    if subjects is None:
        return None
    targets = [each.target for each in tree.inside(header, cst.AssignTarget)]
    targets += [each.target for each in tree.inside(header, cst.AugAssign)]
    return frozenset(subjects) | {name.value for target in targets for name in target_names(target)}


def _subjects(_: Tree, header: cst.CSTNode) -> set[str] | None:
    return subjects_of(header)


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
