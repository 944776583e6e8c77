"""
Which expressions are the user who is logged in: ``request.user``, a name for it, the same row fetched again, the object
of a form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import libcst as cst

from flake8_session_expiry.engine.user_shapes import PASSWORD_FORMS
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.semantic.literals import plain_string
from flake8_session_expiry.semantic.symbols import SymbolTable, dotted
from flake8_session_expiry.sessions.inference import Inference
from flake8_session_expiry.sessions.position import Position

_FORM_MODULES = ("django.contrib.auth.forms.", "django.contrib.auth.views.")
_KEYS = frozenset({"pk", "id", "username", "email"})
_ONE = frozenset({"get", "aget", "first", "afirst", "last", "alast"})
_SHORTCUTS = frozenset({"django.shortcuts.get_object_or_404", "django.shortcuts.aget_object_or_404"})
_DEEPEST = 5


@dataclass(frozen=True)
class RequestUser:
    """
    The user of a request, by its text. ``code`` is the object as it is written there. ``is_itself`` is False for
    another object of the same user, whose changes are not in ``request.user``.
    """

    request: str
    code: str
    is_itself: bool


@dataclass(frozen=True)
class RequestUsers:
    """Finds such expressions at the place of the walk."""

    types: Inference
    symbols: SymbolTable
    here: Position

    def at(self, node: cst.BaseExpression, depth: int = 0) -> RequestUser | None:
        """The user of the request that an expression certainly is, or None."""
        if depth > _DEEPEST:
            return None
        found = self._directly(node, depth)
        return None if found is None else replace(found, code=dotted(node) or found.code)

    def _directly(self, node: cst.BaseExpression, depth: int) -> RequestUser | None:
        if isinstance(node, cst.Await):
            return self._directly(node.expression, depth)
        if isinstance(node, cst.Name):
            bound = self.symbols.reaching(node)
            return self.at(bound.value, depth + 1) if bound is not None and bound.value is not None else None
        if isinstance(node, cst.Attribute):
            return self._of_attribute(node, depth)
        return self._of_call(node, depth) if isinstance(node, cst.Call) else None

    def _of_attribute(self, node: cst.Attribute, depth: int) -> RequestUser | None:
        if node.attr.value != "user":
            return None
        request = self.types.request(node.value)
        if request is not None and request.exact and not request.made:
            return RequestUser(request.key, dotted(node), is_itself=True)
        return self.of_password_form(node.value, depth + 1)  # form.user

    def _of_call(self, node: cst.Call, depth: int) -> RequestUser | None:
        called = self.types.qualified(node.func) or dotted(node.func)
        if called in _SHORTCUTS or (isinstance(node.func, cst.Attribute) and node.func.attr.value in _ONE):
            return self._fetched(node, depth)
        if not isinstance(node.func, cst.Attribute):
            return None
        method, owner = node.func.attr.value, node.func.value
        if method == "auser" and not node.args and (request := self.types.request(owner)) is not None:
            return RequestUser(request.key, "await " + dotted(node.func) + "()", is_itself=False)
        if method == "save":
            return self.of_password_form(owner, depth + 1) or self._of_model_form(owner, depth + 1)
        return self._of_method(method, owner, depth)

    def _fetched(self, node: cst.Call, depth: int) -> RequestUser | None:
        """
        ``User.objects.get(pk=request.user.pk)``, ``get_object_or_404(User, username=request.user)``,
        ``….filter(id=request.user.id).first()``.
        """
        for argument in _arguments(node):
            if argument.keyword is None or argument.keyword.value.partition("__")[0] not in _KEYS:
                continue
            value = argument.value
            if isinstance(value, cst.Attribute) and value.attr.value in _KEYS:
                value = value.value
            found = self.at(value, depth + 1)
            if found is not None:
                return replace(found, is_itself=False)
        return None

    def _of_method(self, method: str, owner: cst.BaseExpression, depth: int) -> RequestUser | None:
        """``self.get_object()``, where the class has one that returns nothing but the user."""
        class_ = self.here.class_
        if class_ is None or dotted(owner) != "self":
            return None
        found = self.symbols.bindings_of(class_.node, method)
        if len(found) != 1 or not isinstance(found[0].node, cst.FunctionDef):
            return None
        returned = [item.value for item in descendants(found[0].node) if isinstance(item, cst.Return)]
        users = [dotted(value) for value in returned if value is not None]
        if len(returned) == 1 and users == ["self.request.user"]:
            return RequestUser("self.request", "self.request.user", is_itself=True)
        return None

    def of_password_form(self, node: cst.BaseExpression, depth: int = 0) -> RequestUser | None:
        """
        The user whose password a form of Django's changes: the form, by a name for it, must be made with the user of
        the request.
        """
        made = self._made(node)
        if made is None or depth > _DEEPEST or not self._is_password_form(made.func):
            return None
        by_name = next((a.value for a in made.args if a.keyword is not None and a.keyword.value == "user"), None)
        first = next((a.value for a in made.args[:1] if a.keyword is None and not a.star), None)
        user = by_name or first
        found = self.at(user, depth + 1) if user is not None else None
        return None if found is None else replace(found, code=f"{dotted(node)}.user" if dotted(node) else found.code)

    def _of_model_form(self, node: cst.BaseExpression, depth: int) -> RequestUser | None:
        """The object of a form that was made with ``instance=request.user``."""
        made = self._made(node)
        for argument in made.args if made is not None else ():
            if argument.keyword is not None and argument.keyword.value == "instance":
                return self.at(argument.value, depth + 1)
        return None

    def _made(self, node: cst.BaseExpression) -> cst.Call | None:
        """The call that makes the value of a name."""
        bound = self.symbols.reaching(node) if isinstance(node, cst.Name) else None
        value = bound.value if bound is not None else node
        return value if isinstance(value, cst.Call) else None

    def _is_password_form(self, class_: cst.BaseExpression) -> bool:
        return self.is_password_form_class(class_, 0)

    def is_password_form_class(self, class_: cst.BaseExpression, depth: int = 0) -> bool:
        """Whether a class is one of Django's, or a subclass in the module that does not save in its own way."""
        qualified = self.types.qualified(class_) or ""
        if qualified.startswith(_FORM_MODULES) and qualified.rpartition(".")[2] in PASSWORD_FORMS:
            return True
        found = self.symbols.bindings_of(self.symbols.tree.module, class_.value) if isinstance(class_, cst.Name) else []
        own = found[0].node if len(found) == 1 else None
        if not isinstance(own, cst.ClassDef) or depth > _DEEPEST or self.symbols.bindings_of(own, "save"):
            return False
        return any(self.is_password_form_class(base.value, depth + 1) for base in own.bases)


def is_commit_false(call: cst.Call) -> bool:
    """``form.save(commit=False)``: nothing is saved."""
    return any(
        dotted(argument.value) == "False" and (argument.keyword is None or argument.keyword.value == "commit")
        for argument in call.args
    )


def saves_password(call: cst.Call) -> bool:
    """Whether ``user.save(...)`` saves the password: not with ``update_fields`` of other fields."""
    for argument in call.args:
        if argument.keyword is not None and argument.keyword.value == "update_fields":
            fields = argument.value
            if not isinstance(fields, (cst.List, cst.Tuple, cst.Set)):
                return False
            return any(plain_string(element.value) == "password" for element in fields.elements)
    return True


def _arguments(node: cst.Call) -> Iterator[cst.Arg]:
    """The arguments of a query: of ``filter()``, too, in ``filter(...).first()``."""
    yield from node.args
    owner = node.func.value if isinstance(node.func, cst.Attribute) else None
    while isinstance(owner, cst.Call) and isinstance(owner.func, cst.Attribute):
        if owner.func.attr.value == "filter":
            yield from owner.args
        owner = owner.func.value
