"""
Whether only logged-in visitors, or only anonymous ones, reach a place: by decorators, mixins, tests of
``is_authenticated`` and attributes of the user that are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto

import libcst as cst

from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.effects import is_harmless
from flake8_session_expiry.sessions.functions import FunctionContext, names_in, snake

_ASKS = frozenset({"login_required", "permission_required", "staff_member_required", "superuser_required"})
_ASKS_NOBODY = frozenset({"login_not_required", "login_exempt"})
_PERMISSIONS = frozenset({"IsAuthenticated", "IsAdminUser"})
_MIXINS = r"(?:LoginRequired|PermissionRequired)\w*"
_TURNS_AWAY = re.compile(
    r"(?:^|_)(?:unauthenticated|not_authenticated|anonymous|guest|logged_out|not_logged|no_login|logout_required"
    r"|redirect_(?:authenticated|logged_in|if_logged))"
)
"""Decorators of projects for views that are for anonymous visitors only (``@unauthenticated_user``)."""
_ANONYMOUS_ONLY = (
    r"\w*(?:Anonymous|NotLoggedIn|Unauthenticated|LoggedOut|LogoutRequired|Guest|RedirectAuthenticated)\w*"
)
"""Mixins for views that are for anonymous visitors only (``AnonymousRequiredMixin`` of django-braces)."""
_WRITES_LOG = re.compile(r"(?:\w+\.)*(?:log|logger|logging)\.\w+$", re.IGNORECASE)
_GATES = frozenset({"dispatch", "setup"})
_TESTS = frozenset({"is_authenticated", "is_anonymous"})


class Audience(Enum):
    """Which visitors reach a place."""

    LOGGED_IN = auto()
    ANONYMOUS = auto()


_OTHER = {Audience.LOGGED_IN: Audience.ANONYMOUS, Audience.ANONYMOUS: Audience.LOGGED_IN}


def needs_login(tree: Tree, function: FunctionContext, node: cst.CSTNode, request: str) -> bool:
    """
    Whether only logged-in visitors reach ``node``.

    By a decorator, a mixin or a test of ``is_authenticated``; without any such test also where an attribute is read
    that only a logged-in user has (``request.user.email``), or the user is passed on (``user=request.user``).
    """
    decorators = [*function.decorators]
    if function.class_ is not None:
        decorators += _names(function.class_.node)
        if function.class_.has_base(_MIXINS) or tree.once(_permits_users_only, function.class_.node):
            return True
    decorators += _names(function.node)
    asked = {name.rpartition(".")[2] for name in decorators}
    if _ASKS & asked:
        return True
    if _ASKS_NOBODY & asked:
        return False
    audience = audience_at(tree, function.node, node)
    if audience is not None or tree.once(_asks_who, function.node):
        return audience is Audience.LOGGED_IN
    return f"{request}.user" in tree.once(_users_used, function.node)


def turns_users_away(tree: Tree, function: FunctionContext) -> bool:
    """
    Whether a decorator admits anonymous visitors only: by its name, or by the test of ``user_passes_test``; or the
    class of a view, by a mixin, ``redirect_authenticated_user``, ``test_func()`` or its ``dispatch()``.
    """
    class_ = function.class_
    if class_ is not None and (class_.has_base(_ANONYMOUS_ONLY) or tree.once(_has_gate, class_.node)):
        return True
    for decorator in (*function.node.decorators, *(class_.node.decorators if class_ is not None else ())):
        if any(_TURNS_AWAY.search(snake(name.rpartition(".")[2])) for name in names_in(decorator)):
            return True
        tests = (item.body for item in descendants(decorator) if isinstance(item, cst.Lambda))
        if any(_tested(test) is Audience.ANONYMOUS for test in tests):
            return True
    return False


def _has_gate(_: Tree, class_: cst.ClassDef) -> bool:
    return any(map(_is_gate, descendants(class_.body)))


def _is_gate(item: cst.CSTNode) -> bool:
    """A statement of a class with which a view sends logged-in users away."""
    if isinstance(item, cst.Assign):
        return dotted(item.targets[0].target) == "redirect_authenticated_user" and dotted(item.value) == "True"
    if not isinstance(item, cst.FunctionDef):
        return False
    if item.name.value == "test_func":
        returned = [each.value for each in descendants(item) if isinstance(each, cst.Return) and each.value is not None]
        return bool(returned) and all(_tested(value) is Audience.ANONYMOUS for value in returned)
    tests = (each for each in descendants(item) if isinstance(each, cst.If)) if item.name.value in _GATES else ()
    return any(_leaves(each.body) and _tested(each.test) is Audience.LOGGED_IN for each in tests)


def branch_for_logged_in(tree: Tree, node: cst.CSTNode) -> cst.BaseExpression | None:
    """The test of the branch that a node is in, if all logged-in visitors go there, and only they."""
    block = tree.nearest(node, cst.IndentedBlock, cst.SimpleStatementSuite)
    above = None if block is None else tree.parents[block]
    if not isinstance(above, cst.If) or above.body is not block or not is_for(Audience.LOGGED_IN, above.test):
        return None
    return above.test


def is_for(audience: Audience, test: cst.BaseExpression) -> bool:
    """Whether a test is true for all of these visitors, and only for them."""
    alone = not isinstance(test, cst.BooleanOperation)
    return alone and _tested(test) is audience


def audience_at(tree: Tree, function: cst.FunctionDef, node: cst.CSTNode) -> Audience | None:
    """
    Which visitors reach ``node`` by the tests of ``is_authenticated`` in branches around it, and in earlier branches
    that leave the function.
    """
    below: cst.CSTNode = node
    for above in tree.ancestors(node):
        if isinstance(above, cst.If) and below is not above.test:
            audience = _tested(above.test)
            if audience is not None:
                return audience if below is above.body else _OTHER[audience]
        if isinstance(above, cst.IndentedBlock):
            gate = tree.once(_gate_in, above)
            if gate is not None and tree.order[gate[0]] < tree.order[below]:
                return _OTHER[gate[1]]
        if above is function:
            break
        below = above
    return None


def _gate_in(_: Tree, block: cst.IndentedBlock) -> tuple[cst.If, Audience] | None:
    """The first branch of a block by which some visitors leave the function, and who these are."""
    for branch in block.body:
        if isinstance(branch, cst.If) and _leaves(branch.body) and (audience := _tested(branch.test)):
            return branch, audience
    return None


def _tested(test: cst.BaseExpression) -> Audience | None:
    """Which visitors a test is true for; None where it tests more than that."""
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        inner = _tested(test.expression)
        return None if inner is None else _OTHER[inner]
    if isinstance(test, cst.BooleanOperation) and isinstance(test.operator, cst.And):
        return _tested(test.left) or _tested(test.right)
    attribute = test.func if isinstance(test, cst.Call) else test
    if isinstance(attribute, cst.Attribute) and attribute.attr.value in _TESTS:
        return Audience.LOGGED_IN if attribute.attr.value == "is_authenticated" else Audience.ANONYMOUS
    return None


def _leaves(block: cst.BaseSuite) -> bool:
    last = block.body[-1] if block.body else None
    if isinstance(last, cst.SimpleStatementLine):
        last = last.body[-1]
    return isinstance(last, (cst.Return, cst.Raise))


def _permits_users_only(_: Tree, class_: cst.ClassDef) -> bool:
    """``permission_classes = [IsAuthenticated]`` of Django REST framework."""
    return any(
        isinstance(item, cst.Assign)
        and dotted(item.targets[0].target) == "permission_classes"
        and isinstance(item.value, (cst.List, cst.Tuple))
        and any(dotted(part.value).rpartition(".")[2] in _PERMISSIONS for part in item.value.elements)
        for item in descendants(class_.body)
    )


def _asks_who(_: Tree, function: cst.FunctionDef) -> bool:
    return any(isinstance(item, cst.Attribute) and item.attr.value in _TESTS for item in descendants(function))


def _users_used(tree: Tree, function: cst.FunctionDef) -> frozenset[str]:
    """The texts (``request.user``) of which an attribute is read that only a logged-in user has, or that are passed."""
    found = (item for item in descendants(function) if isinstance(item, cst.Attribute) and item.attr.value == "user")
    return frozenset(dotted(item) for item in found if _uses_user(tree, item))


def _uses_user(tree: Tree, node: cst.CSTNode) -> bool:
    parent = tree.parents[node]
    if isinstance(parent, cst.Attribute):
        return not re.match(r"is_|has_", parent.attr.value)
    call = tree.parents[parent] if isinstance(parent, cst.Arg) else None
    return (
        isinstance(call, cst.Call) and not is_harmless(dotted(call.func)) and not _WRITES_LOG.match(dotted(call.func))
    )


def _names(node: cst.FunctionDef | cst.ClassDef) -> Iterator[str]:
    for decorator in node.decorators:
        yield from names_in(decorator)
