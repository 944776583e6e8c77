"""The entries of a literal ``MIDDLEWARE``, and which of them may set ``request.session``."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.settings.events import Setting


@dataclass(frozen=True, eq=False)
class Entry:
    """One middleware: the string that names it, and its dotted path."""

    node: cst.BaseExpression
    path: str

    @property
    def name(self) -> str:
        """``SessionMiddleware``: the last part of the path."""
        return self.path.rpartition(".")[2]

    @property
    def is_djangos(self) -> bool:
        """It is a part of Django."""
        return self.path.startswith("django.")

    @property
    def may_give_session(self) -> bool:
        """It has "session" in its name, so it may be used in the place of Django's session middleware."""
        return "session" in self.name.lower()


def literal_list(setting: Setting) -> cst.List | cst.Tuple | None:
    """The literal that is assigned to MIDDLEWARE, or None if anything else is."""
    statement = setting.statement
    if not isinstance(statement, (cst.Assign, cst.AnnAssign)):
        return None
    return statement.value if isinstance(statement.value, (cst.List, cst.Tuple)) else None


def entries(literal: cst.List | cst.Tuple) -> list[Entry] | None:
    """The entries of a literal in order; None if anything but strings is in it."""
    found: list[Entry] = []
    for element in literal.elements:
        value = element.value
        path = value.evaluated_value if isinstance(value, (cst.SimpleString, cst.ConcatenatedString)) else None
        if not isinstance(path, str) or isinstance(element, cst.StarredElement):
            return None
        found.append(Entry(value, path))
    return found


def is_handed_on(tree: Tree, name: str) -> bool:
    """Whether a list is the argument of a call, which may change it."""
    return name in tree.once(_handed_on, tree.module)


def _handed_on(tree: Tree, _: cst.Module) -> frozenset[str]:
    return frozenset(node.value for node in tree.of(cst.Name) if isinstance(tree.parents[node], cst.Arg))
