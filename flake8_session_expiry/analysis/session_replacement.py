"""``request.session = ...`` and ``del request.session``: what replaces the session, and whether that is intended."""

from __future__ import annotations

import re
from collections.abc import Sequence

import libcst as cst

from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.semantic.control_flow import ControlFlow
from flake8_session_expiry.semantic.guards import leaves
from flake8_session_expiry.semantic.places import Places
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.effects import Effect
from flake8_session_expiry.sessions.ending_calls import EffectKind
from flake8_session_expiry.sessions.events import RequestWrite, Write

# "Drop the session so that the middleware sets no cookie".
_ON_PURPOSE = re.compile(r"middleware|cookie|\bvary\b|stateless", re.IGNORECASE)
_ENDINGS = frozenset({"flush", "aflush", "logout", "alogout", "auth_logout", "django_logout"})
ENDED_BY = {EffectKind.LOGOUT: "logout", EffectKind.FLUSH: "flush", EffectKind.DELETE: "delete"}


def is_blank(write: RequestWrite) -> bool:
    """Whether nothing, ``None``, or a dict comes into the session's place."""
    return write.how is Write.DELETE or (write.value is not None and _is_empty(write.value))


def is_put_back(tree: Tree, function: cst.FunctionDef) -> bool:
    """Whether a function puts another value there too: the session that it has kept, or a new one."""
    return any(_puts_back(node) for node in tree.inside(function, cst.Assign))


def is_intended(source: SourceFile, write: RequestWrite) -> bool:
    """Whether a comment says what it is for, or the code around it asks whether there is a session at all."""
    return _is_explained(source, write) or _asks_first(source, write)


def _is_explained(source: SourceFile, write: RequestWrite) -> bool:
    line = source.tree.nearest(write.statement, cst.SimpleStatementLine)
    comments = (
        [] if line is None else [*(blank.comment for blank in line.leading_lines), line.trailing_whitespace.comment]
    )
    return any(comment is not None and _ON_PURPOSE.search(comment.value) for comment in comments)


def _asks_first(source: SourceFile, write: RequestWrite) -> bool:
    """
    An ``if`` around it asks whether there is a session, or one before it that leaves; or an ``except AttributeError``
    knows that there is none.
    """
    below: cst.CSTNode = write.node
    for above in source.tree.ancestors(write.node):
        if isinstance(above, cst.FunctionDef):
            break
        if isinstance(above, cst.ExceptHandler) and above.type and "AttributeError" in source.code(above.type):
            return True
        if isinstance(above, cst.If) and _is_question(above):
            return True
        if isinstance(above, cst.IndentedBlock) and source.tree.once_before(_first_question, above, below):
            return True
        below = above
    return False


def _first_question(_: Tree, block: cst.IndentedBlock) -> cst.If | None:
    """The first ``if`` of a block that asks and leaves."""
    asking = (item for item in block.body if isinstance(item, cst.If) and leaves(item.body) and _is_question(item))
    return next(asking, None)


def _is_question(node: cst.If) -> bool:
    return any(_asks(item) for item in (node.test, *descendants(node.test)))


def _asks(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Call):
        return dotted(node.func) in {"getattr", "hasattr"}
    return isinstance(node, cst.Comparison) and any(
        isinstance(target.operator, (cst.Is, cst.IsNot)) for target in node.comparisons
    )


def _is_empty(value: cst.BaseExpression) -> bool:
    if isinstance(value, cst.Call):
        return isinstance(value.func, cst.Name) and value.func.value == "dict"
    return isinstance(value, (cst.Dict, cst.DictComp)) or (isinstance(value, cst.Name) and value.value == "None")


def _puts_back(assign: cst.Assign) -> bool:
    targets = (target.target for target in assign.targets)
    return not _is_empty(assign.value) and any(
        isinstance(t, cst.Attribute) and t.attr.value == "session" for t in targets
    )


def first_ending_call(tree: Tree, function: cst.FunctionDef) -> cst.Call | None:
    """The first call in a function with a name that ends sessions."""
    calls = tree.inside(function, cst.Call)
    return next((call for call in calls if dotted(call.func).rpartition(".")[2] in _ENDINGS), None)


class Endings:
    """What ends the session of one request in one function."""

    def __init__(self, flow: ControlFlow, effects: Sequence[Effect], request: str) -> None:
        found = [effect for effect in effects if effect.kind in ENDED_BY and effect.request == request]
        self._kinds = {
            kind: Places(flow, (effect.node for effect in found if effect.kind is kind))
            for kind in dict.fromkeys(effect.kind for effect in found)
        }
        certain = (effect.node for effect in found if effect.certain and flow.is_certain(effect.node))
        self._certain = Places(flow, certain)

    def before(self, node: cst.CSTNode) -> list[EffectKind]:
        """In which ways it may have ended before a node."""
        return [kind for kind, places in self._kinds.items() if places.any_before(node)]

    def always_before(self, node: cst.CSTNode) -> bool:
        """Whether it has certainly ended before a node; False for code that is never run, behind a ``return``."""
        return self._certain.any_before(node) and self._certain.always_before(node)
