"""
Changes inside of what a session stores: ``session["cart"]["x"] = 1``, ``session.get("list").append(2)``, the same
through a local name.

Django's session notices only changes of its own keys: ``session["n"] += 1`` assigns a key and is saved,
``session["cart"]["x"] += 1`` does not and is lost.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import TypeAlias

import libcst as cst

from flake8_session_expiry.analysis.local_containers import LOOKERS, is_fresh, is_looped_over, outermost
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.semantic.literals import subscript_key
from flake8_session_expiry.semantic.symbols import Binding, SymbolTable, dotted
from flake8_session_expiry.sessions.effects import Effect
from flake8_session_expiry.sessions.events import Access, SessionCall, SessionItem

Naming: TypeAlias = cst.Assign | cst.NamedExpr


@dataclass(frozen=True, eq=False)
class Stored:
    """A value that is read from a session: by item, by ``get`` or by ``setdefault``. ``key`` is the code of its key."""

    read: SessionItem | SessionCall
    node: cst.BaseExpression
    key: str


@dataclass(frozen=True, eq=False)
class Change:
    """
    A change inside of a stored value; ``node`` is the target or the call, ``name`` the local name by which it is made.

    ``whole``: the name (or the expression that is changed) is the value under the key itself. ``fresh``: it may be a
    container made here, which is not in the session.
    """

    stored: Stored
    node: cst.BaseExpression
    name: str | None = None
    whole: bool = False
    fresh: bool = False


def stored(source: SourceFile, event: SessionItem | SessionCall) -> Stored | None:
    """The value that an event reads from a session; None if it does something else."""
    if isinstance(event, SessionItem):
        return Stored(event, event.node, ", ".join(source.code(element.slice) for element in event.node.slice))
    if event.method not in {"get", "aget", "setdefault", "asetdefault"} or not event.node.args:
        return None
    return Stored(event, event.node, source.code(event.node.args[0].value))


def change_of(tree: Tree, found: Stored) -> Change | None:
    """The change of a stored value in the expression that reads it."""
    value, changed = outermost(tree, found.node)
    if changed is None:
        return None
    whole = value is found.node or (isinstance(value, cst.Await) and value.expression is found.node)
    return Change(found, changed, whole=whole, fresh=_has_default(value))


def bound_to(tree: Tree, found: Stored) -> tuple[Naming, str] | None:
    """The assignment of a stored value (or something in it) to a local name, and the name."""
    value = outermost(tree, found.node)[0]
    assign = tree.parents[value]
    if isinstance(assign, cst.NamedExpr) and isinstance(assign.target, cst.Name):
        return assign, assign.target.value
    if isinstance(assign, cst.Assign) and assign.value is value and len(assign.targets) == 1:
        target = assign.targets[0].target
        return (assign, target.value) if isinstance(target, cst.Name) else None
    return None


def changes_through(
    symbols: SymbolTable,
    function: cst.FunctionDef,
    name: str,
    bound: dict[Naming, Stored],
    kept: Set[cst.CSTNode],
) -> Iterator[Change]:
    """
    The changes made by a local name that is bound to stored values and new containers only. ``kept`` are the written
    items of sessions in the function.

    Nothing where other code gets the container (returned, put into an attribute, passed to a call) and may store it.
    """
    tree = symbols.tree
    bindings = symbols.bindings_of(function, name)
    ours = [binding for binding in bindings if binding.node in bound]
    if not ours or not all(binding.node in bound or is_fresh(binding.value) for binding in bindings):
        return
    uses = tree.names_inside(function, name)
    if any(_escapes(tree, use, kept) for use in uses):
        return
    is_shown = any(isinstance(tree.parents[use], cst.DictElement) or _is_answer(tree, use) for use in uses)
    others = any(binding.node not in bound and not _is_stored_too(binding, kept) for binding in bindings)
    has_one_key = len({found.key for found in bound.values()}) == 1
    for use in uses:
        if symbols.scope_of(use) is not function:
            continue
        changed = outermost(tree, use)[1]
        reaching = symbols.reaching(use)
        if changed is None or (reaching is not None and reaching.node not in bound):
            continue
        if isinstance(changed, cst.Subscript) and is_looped_over(tree, changed, name):
            continue
        if is_shown and isinstance(changed, cst.Subscript) and subscript_key(changed) is not None:
            continue  # cart["total"] = ..., for a template that gets the cart
        before = bisect_left(ours, tree.order[use], key=lambda binding: tree.order[binding.node])
        if before:
            node = ours[before - 1].node
            assert isinstance(node, (cst.Assign, cst.NamedExpr))
            whole = has_one_key and outermost(tree, bound[node].node, parts=False)[0] is node.value
            yield Change(bound[node], changed, name, whole=whole, fresh=others or _has_default(node.value))


def _is_stored_too(binding: Binding, kept: Set[cst.CSTNode]) -> bool:
    """``cart = session["cart"] = {}``."""
    return isinstance(binding.node, cst.Assign) and any(target.target in kept for target in binding.node.targets)


def _has_default(value: cst.BaseExpression) -> bool:
    """Whether a container made here is used where the session has none: ``get(key, {})``, ``get(key) or {}``."""
    if isinstance(value, cst.Await):
        return _has_default(value.expression)
    if isinstance(value, (cst.BooleanOperation, cst.IfExp)):
        return True
    if isinstance(value, cst.Call) and isinstance(value.func, cst.Attribute):
        if value.func.attr.value in {"setdefault", "asetdefault"}:
            return False  # its default is put into the session
        default = value.args[1].value if len(value.args) > 1 else None
        is_none = isinstance(default, cst.Name) and default.value == "None"
        return (default is not None and not is_none) or _has_default(value.func.value)
    return isinstance(value, cst.Subscript) and _has_default(value.value)


def _is_answer(tree: Tree, use: cst.Name) -> bool:
    """``JsonResponse(cart)``, ``Response(cart)``: what is shown of it is what it holds now."""
    call = tree.parents[tree.parents[use]]
    return isinstance(call, cst.Call) and dotted(call.func).rpartition(".")[2].endswith("Response")


def _escapes(tree: Tree, use: cst.Name, kept: Set[cst.CSTNode]) -> bool:
    """Whether other code gets the value of a name; ``kept`` are the written items of the session itself."""
    parent = tree.parents[use]
    if isinstance(parent, cst.Assign) and all(target.target in kept for target in parent.targets):
        return False
    if isinstance(parent, cst.Arg):
        call = tree.parents[parent]
        return isinstance(call, cst.Call) and dotted(call.func) not in LOOKERS and not _is_answer(tree, use)
    if isinstance(parent, (cst.Return, cst.Yield, cst.From, cst.Lambda)):
        return True
    if isinstance(parent, cst.Element):
        return isinstance(tree.parents[tree.parents[parent]], (cst.Return, cst.Yield))
    return isinstance(parent, (cst.Assign, cst.AnnAssign, cst.NamedExpr)) and parent.value is use


@dataclass(frozen=True)
class FilledGap:
    """
    What a write does that only sets the first value of a key: where the key had one, it does not run. ``name``: the
    local name of the value that is asked for, if it is a name: ``if not cart: session["cart"] = cart = {}``.
    """

    key: str
    branch: cst.If
    name: str | None


def gap_filled(source: SourceFile, tree: Tree, effect: Effect) -> FilledGap | None:
    """The gap that an effect fills, if it is such a write."""
    item = effect.event
    if not isinstance(item, SessionItem) or item.access is not Access.WRITE or effect.helper is not None:
        return None
    branch = tree.nearest(item.node, cst.If)
    if branch is None or tree.nearest(item.node, cst.IndentedBlock, cst.SimpleStatementSuite) is not branch.body:
        return None
    key = ", ".join(source.code(element.slice) for element in item.node.slice)
    asked, is_asked_key = _asked_for_absence(source, branch.test)
    if asked is not None and is_asked_key:
        return FilledGap(key, branch, None) if source.code(asked) == key else None
    if isinstance(asked, cst.Name):
        return FilledGap(key, branch, asked.value)
    inside = (asked, *descendants(asked)) if isinstance(asked, (cst.Call, cst.Subscript)) else ()
    is_key = any(isinstance(node, cst.BaseExpression) and source.code(node) == key for node in inside)
    return FilledGap(key, branch, None) if is_key else None


def sets_default(effect: Effect) -> bool:
    """``setdefault(key, value)`` of a session: marks it once, where the key is missing."""
    call = effect.event
    if not isinstance(call, SessionCall) or effect.helper is not None:
        return False
    return session_api.SYNC_TWINS.get(call.method, call.method) == "setdefault"


def popped_if_there(source: SourceFile, effect: Effect) -> str | None:
    """
    The code of the key of ``pop(key, None)``, which marks the session only where the key is there: that of the changed
    container is.
    """
    call = effect.event
    if not isinstance(call, SessionCall) or effect.helper is not None or len(call.node.args) < 2:
        return None
    is_pop = session_api.SYNC_TWINS.get(call.method, call.method) == "pop"
    return source.code(call.node.args[0].value) if is_pop else None


def _asked_for_absence(source: SourceFile, test: cst.BaseExpression) -> tuple[cst.BaseExpression | None, bool]:
    """
    The value of which a test asks whether it is missing, and whether it is the key: ``"cart" not in session``,
    ``not session.get("cart")``, ``session.get("cart") is None``, ``not cart``. None if it asks something else.
    """
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        inner = test.expression
        if isinstance(inner, cst.Comparison) and isinstance(inner.comparisons[0].operator, cst.In):
            return inner.left, True
        return inner, False
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        target = test.comparisons[0]
        if isinstance(target.operator, cst.NotIn):
            return test.left, True
        if isinstance(target.operator, (cst.Is, cst.Equal)) and source.code(target.comparator) == "None":
            return test.left, False
    return None, False


def is_first_value(tree: Tree, change: Change) -> bool:
    """``if name not in session["data"]: session["data"][name] = {}``: it does not matter that this is lost."""
    assign = tree.nearest(change.node, cst.Assign)
    branch = tree.nearest(change.node, cst.If)
    if assign is None or branch is None or not is_fresh(assign.value):
        return False
    if isinstance(assign.value, (cst.Dict, cst.List)) and assign.value.elements:
        return False
    tests = (branch.test, *descendants(branch.test))
    return isinstance(branch.test, cst.UnaryOperation) or any(
        isinstance(target.operator, (cst.NotIn, cst.Is)) for target in tests if isinstance(target, cst.ComparisonTarget)
    )
