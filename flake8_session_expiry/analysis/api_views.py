"""
Whether the user of a view may come from something other than the session: views of Django REST framework, Ninja and
GraphQL also accept tokens, without any session.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.semantic.symbols import SymbolTable, dotted
from flake8_session_expiry.sessions.functions import ClassContext, FunctionContext

_API = r"\w*(?:Serializer|APIView|ViewSet|Viewset|GenericView|ModelViewSet|ControllerBase)\w*"
_REST = frozenset({"rest_framework", "adrf", "dj_rest_auth", "rest_auth", "djoser"})
_ROUTED = frozenset({"ninja", "ninja_extra"})
_METHODS = frozenset({"get", "post", "put", "patch", "delete", "api_operation"})
_GRAPHQL = frozenset({"graphene", "graphene_django", "strawberry", "ariadne"})
_DECLARED = "authentication_classes"
# jwt_encode(user), RefreshToken.for_user(user), request.user.auth_token, delete_cookie("access_token")
_TOKENS = re.compile(r"(?:^|[_\W])jwt(?:[_\W]|$)|(?:access|refresh|auth)_?token|knox|^for_user$", re.IGNORECASE)
_PLAIN_VIEW = re.compile(
    r"(?:Template|Form|Create|Update|Delete|Detail|List|Redirect|PasswordChange)?View"
    r"|(?:LoginRequired|PermissionRequired|UserPassesTest|SuccessMessage|Context)\w*Mixin|PasswordContextMixin"
)


def may_know_its_user_otherwise(symbols: SymbolTable, function: FunctionContext | None, request: str) -> bool:
    """
    Whether the user of a view may come from a token; ``request`` is the text of its request.

    It cannot where ``authentication_classes``, of the class or the function, has only SessionAuthentication.
    """
    if "info" in request.split("."):  # GraphQL: info.context
        return True
    if function is None:
        return False
    while function.outer is not None:
        function = function.outer
    roots = {name.partition(".")[0] for name in symbols.modules_imported}
    if roots & _ROUTED and any(name.rpartition(".")[2] in _METHODS for name in function.decorators):
        return True
    if any(_TOKENS.search(_text(item)) or dotted(item) == f"{request}.auth" for item in descendants(function.node)):
        return True
    class_ = function.class_
    is_api = any(name.rpartition(".")[2] == "api_view" for name in function.decorators)
    is_api = is_api or (class_ is not None and class_.has_base(_API))
    # A class of the project that may have an API view as its base.
    is_own = class_ is not None and bool(class_.bases) and not is_plain_view(class_)
    is_api = is_api or (is_own and bool(roots & (_REST | _GRAPHQL)))
    return is_api and not _is_by_session(function)


def _text(node: cst.CSTNode) -> str:
    return node.value if isinstance(node, (cst.Name, cst.SimpleString)) else ""


def is_plain_view(class_: ClassContext) -> bool:
    """Whether a class derives from views and mixins of Django's own only, by their names."""
    names = [base.rpartition(".")[2] for base in class_.bases]
    return bool(names) and all(_PLAIN_VIEW.fullmatch(name) for name in names)


def _is_by_session(function: FunctionContext) -> bool:
    declared = [value for node in _around(function) for value in node]
    return bool(declared) and all("SessionAuthentication" in dotted(value).rpartition(".")[2] for value in declared)


def _around(function: FunctionContext) -> Iterator[list[cst.BaseExpression]]:
    """The ``authentication_classes`` of the function, else of its class."""
    for decorator in function.node.decorators:
        call = decorator.decorator
        if isinstance(call, cst.Call) and dotted(call.func).rpartition(".")[2] == _DECLARED and call.args:
            yield _elements(call.args[0].value)
            return
    for line in function.class_.node.body.body if function.class_ is not None else ():
        for small in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            if isinstance(small, cst.Assign) and dotted(small.targets[0].target) == _DECLARED:
                yield _elements(small.value)


def _elements(node: cst.BaseExpression) -> list[cst.BaseExpression]:
    return [element.value for element in node.elements] if isinstance(node, (cst.List, cst.Tuple)) else []
