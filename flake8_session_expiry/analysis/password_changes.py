"""
Where a module changes the password of the user who is logged in and saves it, and whether it keeps the session then.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import libcst as cst

from flake8_session_expiry.analysis.request_users import (
    RequestUser,
    RequestUsers,
    is_commit_false,
    saves_password,
)
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.functions import FunctionContext

_SETS = frozenset({"set_password", "set_unusable_password"})
_SAVES = frozenset({"save", "asave"})
_HASHERS = frozenset({"django.contrib.auth.hashers.make_password"})
_REHASHES = re.compile(r"django\.contrib\.auth\.a?update_session_auth_hash")


@dataclass(frozen=True)
class PasswordChange:
    """
    One change. ``node`` is the call or assignment, ``user`` the user; ``is_saved`` is whether it also saves the
    password (the ``save()`` of a form).
    """

    node: cst.CSTNode
    user: RequestUser
    function: FunctionContext
    is_saved: bool = False


@dataclass(frozen=True)
class UserSave:
    """``user.save()``."""

    node: cst.Call
    user: RequestUser
    function: FunctionContext


@dataclass
class PasswordChanges:
    """
    Collects the changes during a walk; ``hashed`` are the users of each ``update_session_auth_hash()`` (None: not
    known).
    """

    users: RequestUsers
    changes: list[PasswordChange] = field(default_factory=list)
    saves: list[UserSave] = field(default_factory=list)
    hashed: dict[cst.Call, RequestUser | None] = field(default_factory=dict)

    def call(self, node: cst.Call) -> None:
        """To be called for each call in the walk."""
        function = self.users.here.function
        if _REHASHES.fullmatch(self.users.types.qualified(node.func) or ""):
            given = next((a.value for a in node.args[1:2]), None)
            self.hashed[node] = self.users.at(given) if given is not None else None
        if function is None or not isinstance(node.func, cst.Attribute):
            return
        method, owner = node.func.attr.value, node.func.value
        if method in _SETS and (user := self.users.at(owner)) is not None:
            self.changes.append(PasswordChange(node, user, function))
        elif method in _SAVES and not is_commit_false(node):
            if (form := self._form(owner)) is not None:
                self.changes.append(PasswordChange(node, form, function, is_saved=True))
            elif (user := self.users.at(owner)) is not None and saves_password(node):
                self.saves.append(UserSave(node, user, function))

    def assignment(self, node: cst.Assign) -> None:
        """``user.password = make_password(...)``."""
        function = self.users.here.function
        for target in (target.target for target in node.targets):
            if (
                function is not None
                and isinstance(target, cst.Attribute)
                and target.attr.value == "password"
                and isinstance(node.value, cst.Call)
                and self.users.types.qualified(node.value.func) in _HASHERS
                and (user := self.users.at(target.value)) is not None
            ):
                self.changes.append(PasswordChange(target, user, function))

    def _form(self, node: cst.BaseExpression) -> RequestUser | None:
        """The user of a password form: of one that is made here, or of the argument of ``form_valid()`` in a view."""
        found = self.users.of_password_form(node)
        here = self.users.here
        if found is not None or here.function is None or here.class_ is None or here.function.name != "form_valid":
            return found
        parameters = here.function.parameters
        if len(parameters) != 2 or dotted(node) != parameters[1] or not self._is_made_with_user(here.class_.node):
            return None
        return RequestUser("self.request", f"{parameters[1]}.user", is_itself=True)

    def _is_made_with_user(self, class_: cst.ClassDef) -> bool:
        """
        Whether a view makes its form with the user of the request: PasswordChangeView does, others in
        ``get_form_kwargs()``.
        """
        qualified = {self.users.types.qualified(base.value) for base in class_.bases}
        if "django.contrib.auth.views.PasswordChangeView" in qualified:
            return True
        bound = self.users.symbols.bindings_of(class_, "form_class")
        if len(bound) != 1 or bound[0].value is None or not self.users.is_password_form_class(bound[0].value):
            return False
        kwargs = self.users.symbols.bindings_of(class_, "get_form_kwargs")
        code = (
            cst.Module([kwargs[0].node]).code
            if len(kwargs) == 1 and isinstance(kwargs[0].node, cst.FunctionDef)
            else ""
        )
        return re.search(r"user[\"']?\]?\s*[=:]\s*self\.request\.user", code) is not None
