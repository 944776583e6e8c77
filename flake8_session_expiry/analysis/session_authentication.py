"""Does a session tell who the user of a view is? Views of REST and GraphQL packages often have tokens in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.semantic.symbols import SymbolTable, dotted
from flake8_session_expiry.sessions.functions import ClassContext, FunctionContext

_PACKAGES = frozenset(
    ["adrf", "ariadne", "dj_rest_auth", "djoser", "graphene", "graphene_django", "graphql", "ninja", "ninja_extra",
     "rest_framework", "strawberry", "tastypie"]
)  # fmt: skip
_PLAIN_VIEW = re.compile(
    r"(?:Template|Form|Create|Update|Delete|Detail|List|Redirect|PasswordChange)?View"
    r"|(?:LoginRequired|PermissionRequired|UserPassesTest|SuccessMessage|AccessMixin|Context)\w*Mixin"
    r"|PasswordContextMixin"
)
_ROUTES = frozenset(
    ["action", "api_operation", "api_view", "delete", "field", "get", "mutation", "patch", "post", "put", "route"]
)
_SESSION = "SessionAuthentication"


def may_have_no_session(symbols: SymbolTable, function: FunctionContext) -> bool:
    """
    Whether a function may be a view of Django REST framework, Ninja or GraphQL, and nothing says that it authenticates
    by the session.

    In a module that imports such a package only functions and classes that are plainly views of Django's own are none.
    """
    if not _PACKAGES & {module.partition(".")[0] for module in symbols.modules_imported}:
        return False
    while function.outer is not None:
        function = function.outer
    if _says_session(function):
        return False
    if function.class_ is not None:
        return not is_plain_view(function.class_)
    return function.parameters[:1] != ("request",) or bool(
        _ROUTES & {name.rpartition(".")[2] for name in function.decorators}
    )


def is_plain_view(class_: ClassContext) -> bool:
    """Whether a class derives from views and mixins of Django's own only, by their names."""
    names = [base.rpartition(".")[2] for base in class_.bases]
    return bool(names) and all(_PLAIN_VIEW.fullmatch(name) for name in names)


def _says_session(function: FunctionContext) -> bool:
    """``authentication_classes = [SessionAuthentication]``, ``@authentication_classes([SessionAuthentication])``."""
    return any(dotted(item).rpartition(".")[2] == _SESSION for part in _parts(function) for item in descendants(part))


def _parts(function: FunctionContext) -> Iterator[cst.CSTNode]:
    for decorator in function.node.decorators:
        call = decorator.decorator
        if isinstance(call, cst.Call) and dotted(call.func).rpartition(".")[2] == "authentication_classes":
            yield call
    for statement in function.class_.node.body.body if function.class_ is not None else ():
        for small in statement.body if isinstance(statement, cst.SimpleStatementLine) else ():
            if isinstance(small, cst.Assign) and dotted(small.targets[0].target) == "authentication_classes":
                yield small.value
