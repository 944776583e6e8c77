"""
Which effects of a function log in: ``login(request, user)``, a method of Django's ``LoginView``, the view itself.
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.semantic.symbols import SymbolTable, dotted, mentions
from flake8_session_expiry.sessions.effects import Effect
from flake8_session_expiry.sessions.ending_calls import EffectKind
from flake8_session_expiry.sessions.events import PassedOn
from flake8_session_expiry.sessions.functions import FunctionContext, class_context
from flake8_session_expiry.sessions.inference import Inference

_VIEW = r"\w*LoginView"
_SENDS_AWAY = "redirect_authenticated_user"
_METHODS = frozenset({"form_valid", "post", "dispatch"})
"""Methods of LoginView that log in."""


class LoginCalls:
    """To be asked when the walk is over."""

    def __init__(self, symbols: SymbolTable, types: Inference) -> None:
        self._symbols = symbols
        self._tree = symbols.tree
        self._types = types

    def way(self, effect: Effect, request: str | None, function: FunctionContext) -> str | None:
        """
        How an effect of a function logs in, in words: ``login()`` for that of any request, else with this request; None
        if it does not.
        """
        if effect.kind is EffectKind.LOGIN:
            return "login()"
        event = effect.event
        if effect.kind is not EffectKind.ESCAPES or not isinstance(event, PassedOn):
            return None
        of_view = function.class_ is not None and function.class_.has_base(_VIEW)
        name = event.node.func.attr.value if isinstance(event.node.func, cst.Attribute) else ""
        if event.owner == "super" and name in _METHODS and request == "self.request" and of_view:
            return f"super().{name}()"
        if effect.request is not None and effect.request == request and self._is_login_view(event.node.func):
            return "LoginView.as_view()"
        return None

    def _is_login_view(self, node: cst.BaseExpression) -> bool:
        """``LoginView.as_view(...)``, also under a name of the module; not one that sends users away."""
        if isinstance(node, cst.Name):
            found = self._symbols.bindings_of(self._tree.module, node.value)
            value = found[0].value if len(found) == 1 else None
            return value is not None and not isinstance(value, cst.Name) and self._is_login_view(value)
        if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
            return False
        sends_away = any(a.keyword is not None and a.keyword.value == _SENDS_AWAY for a in node.args)
        return node.func.attr.value == "as_view" and not sends_away and self._is_class_of_login(node.func.value)

    def _is_class_of_login(self, node: cst.BaseExpression) -> bool:
        """Django's LoginView, or a class of the module that derives from one."""
        if (self._types.qualified(node) or "") == "django.contrib.auth.views.LoginView":
            return True
        found = self._symbols.bindings_of(self._tree.module, dotted(node))
        only = found[0].node if len(found) == 1 else None
        return (
            isinstance(only, cst.ClassDef)
            and class_context(only).has_base(_VIEW)
            and not self._tree.once(_sends_away, only)
        )


def is_of_the_same_user(login: Effect) -> bool:
    """``login(request, request.user)``: no other user was logged in."""
    given = login.event.node.args if isinstance(login.event, PassedOn) else ()
    if login.kind is not EffectKind.LOGIN or login.helper is not None or len(given) < 2:
        return False
    return dotted(given[1].value) == f"{login.request}.user"


def _sends_away(_: Tree, class_: cst.ClassDef) -> bool:
    return any(mentions(item, _SENDS_AWAY) for item in descendants(class_) if isinstance(item, cst.Assign))
