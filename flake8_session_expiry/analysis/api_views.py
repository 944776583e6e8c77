"""
Whether the user of a view may come from something other than the session: views of Django REST framework, Ninja and
GraphQL also accept tokens, without any session.
"""

from __future__ import annotations

import re

import libcst as cst

from flake8_session_expiry.engine.walk import Tree, descendants
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
    roots = symbols.packages_imported
    if roots & _ROUTED and any(name.rpartition(".")[2] in _METHODS for name in function.decorators):
        return True
    has_tokens, authenticated = symbols.tree.once(_signs_of_tokens, function.node)
    if has_tokens or request in authenticated:
        return True
    class_ = function.class_
    is_api = any(name.rpartition(".")[2] == "api_view" for name in function.decorators)
    is_api = is_api or (class_ is not None and class_.has_base(_API))
    # A class of the project that may have an API view as its base.
    is_own = class_ is not None and bool(class_.bases) and not is_plain_view(class_)
    is_api = is_api or (is_own and bool(roots & (_REST | _GRAPHQL)))
    return is_api and not _is_by_session(symbols.tree, function)


def _signs_of_tokens(tree: Tree, function: cst.FunctionDef) -> tuple[bool, frozenset[str]]:
    """Whether a function names tokens, and of which objects it reads ``auth``."""
    has_tokens = any(_TOKENS.search(_text(item)) for item in descendants(function))
    attributes = tree.inside(function, cst.Attribute)
    return has_tokens, frozenset(dotted(item.value) for item in attributes if item.attr.value == "auth")


def _text(node: cst.CSTNode) -> str:
    return node.value if isinstance(node, (cst.Name, cst.SimpleString)) else ""


def is_plain_view(class_: ClassContext) -> bool:
    """Whether a class derives from views and mixins of Django's own only, by their names."""
    names = [base.rpartition(".")[2] for base in class_.bases]
    return bool(names) and all(_PLAIN_VIEW.fullmatch(name) for name in names)


def _is_by_session(tree: Tree, function: FunctionContext) -> bool:
    declared = _declared_around(tree, function)
    return bool(declared) and all("SessionAuthentication" in dotted(value).rpartition(".")[2] for value in declared)


def _declared_around(tree: Tree, function: FunctionContext) -> list[cst.BaseExpression]:
    """The ``authentication_classes`` of the function, else of its class."""
    for decorator in function.node.decorators:
        call = decorator.decorator
        if isinstance(call, cst.Call) and dotted(call.func).rpartition(".")[2] == _DECLARED and call.args:
            return _elements(call.args[0].value)
    return tree.once(_declared_in, function.class_.node) if function.class_ is not None else []


def _declared_in(_: Tree, class_: cst.ClassDef) -> list[cst.BaseExpression]:
    lines = (line for line in class_.body.body if isinstance(line, cst.SimpleStatementLine))
    assigned = (small for line in lines for small in line.body if isinstance(small, cst.Assign))
    found = (_elements(small.value) for small in assigned if dotted(small.targets[0].target) == _DECLARED)
    return [value for values in found for value in values]


def _elements(node: cst.BaseExpression) -> list[cst.BaseExpression]:
    return [element.value for element in node.elements] if isinstance(node, (cst.List, cst.Tuple)) else []
