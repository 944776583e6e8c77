"""
Whether a module changes the password of the user of a request; ``needs`` has the vocabulary.

Wider than ``analysis/request_users``, which knows scopes and the order of the code: names stand for whatever the module
binds them to.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from flake8_session_expiry.engine import needs
from flake8_session_expiry.engine.needs import Shapes
from flake8_session_expiry.engine.python_nodes import BoundNames, PythonNodes, last_name, text_of

PASSWORD_FORMS: Final = frozenset({"PasswordChangeForm", "SetPasswordForm", "AdminPasswordChangeForm"})
"""Django's forms whose ``save()`` changes the password of the user that they were made with."""
_FORM_MODULES = ("django.contrib.auth.forms", "django.contrib.auth.views")
_FORM_VIEW = "PasswordChangeView"
_OWN = frozenset({"self", "cls"})
_REQUESTS = frozenset({"req", "http_request", "django_request"})
_SETTERS = frozenset({"set_password", "set_unusable_password"})
_HASHER = "make_password"
_SAVERS = frozenset({"save", "asave"})
_FETCHERS = frozenset({"get", "aget", "first", "afirst", "last", "alast", "get_object_or_404", "aget_object_or_404"})
_KEYS = frozenset({"pk", "id", "username", "email"})
_API = re.compile(r"\w*(?:Serializer|APIView|ViewSet|Viewset)\w*")
_DEEPEST = 20


@dataclass
class UserShapes:
    """Finds changes of passwords; ``request_names`` are names that the user has said to be requests."""

    found: Shapes
    nodes: PythonNodes
    bindings: BoundNames
    request_names: Collection[str]
    _names: dict[tuple[str, str], bool] = field(default_factory=dict)
    """
    What was found out of a name, by the question. False while it is asked: the first True is the end of the search, so
    it does not matter for names that depend on each other.
    """

    def find(self) -> None:
        """Note all of them."""
        for node in self.nodes.of(ast.Attribute):
            assert isinstance(node, ast.Attribute)
            if self._is_set(node) and not self._is_in_api(node) and self._is_user(node.value):
                self.found.note(needs.PASSWORD_SET)
                break
        for node in self.nodes.of(ast.Call):
            assert isinstance(node, ast.Call)
            is_save = isinstance(node.func, ast.Attribute) and node.func.attr in _SAVERS
            if is_save and isinstance(node.func, ast.Attribute) and self._is_password_form(node.func.value):
                self.found.note(needs.PASSWORD_FORM_SAVED)
                break

    def _is_set(self, node: ast.Attribute) -> bool:
        """``user.set_password``, also uncalled; ``user.password = make_password(...)``."""
        if node.attr != "password" or not isinstance(node.ctx, ast.Store):
            return node.attr in _SETTERS
        value = self.nodes.value_of_target(node)
        return isinstance(value, ast.Call) and any(name.endswith(_HASHER) for name in self._full(value.func))

    def _is_in_api(self, node: ast.AST) -> bool:
        """Whether a node stands in a method of a class for an API, whose user may come from a token."""
        function: ast.AST | None = node
        while function is not None and not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            function = self.nodes.parents.get(function)
        around = None if function is None else self.nodes.parents.get(function)
        if not isinstance(around, ast.ClassDef) or self.nodes.function_of(around) is not None:
            return False  # a class in a function is judged by that
        if "authentication_classes" in self.found.text:
            return False
        return any(_API.fullmatch(last_name(base) or "") for base in around.bases)

    def _full(self, node: ast.expr) -> set[str]:
        """The last name of a function or class, and the full ones that it may be imported by."""
        name = last_name(node)
        if name is None:
            return set()
        imported = self.bindings.imported.get(name, set()) if isinstance(node, ast.Name) else set()
        return {name, *imported}

    def _by_name(self, question: str, name: str, depth: int, ask: Callable[[ast.expr, int], bool]) -> bool:
        """The answer for one of the values that a name is bound to; each name is followed once."""
        key = (question, name)
        if key not in self._names:
            self._names[key] = False
            self._names[key] = any(ask(value, depth + 1) for value in self.bindings.values.get(name, ()))
        return self._names[key]

    # -- users ---------------------------------------------------------------------------------------------------------

    def _is_user(self, node: ast.expr, depth: int = 0) -> bool:
        if depth > _DEEPEST:
            return True
        if isinstance(node, (ast.Await, ast.NamedExpr)):
            return self._is_user(node.value, depth + 1)
        if isinstance(node, ast.Name):
            return self._by_name("user", node.id, depth, self._is_user)
        if isinstance(node, ast.Attribute):
            is_user = node.attr == "user"
            return is_user and (self._is_request(node.value, depth + 1) or self._is_password_form(node.value))
        return isinstance(node, ast.Call) and self._is_user_called(node, depth)

    def _is_user_called(self, call: ast.Call, depth: int) -> bool:
        function = call.func
        if any(name.rpartition(".")[2] in _FETCHERS for name in self._full(function)):
            return self._is_fetched(call, depth)
        if not isinstance(function, ast.Attribute):
            return False
        if function.attr == "auser":
            return True
        if function.attr == "save":
            return self._is_password_form(function.value) or self._is_made_of_user(function.value, depth)
        return last_name(function.value) in _OWN and function.attr in self._getters

    def _is_fetched(self, call: ast.Call, depth: int) -> bool:
        """``User.objects.get(pk=request.user.pk)``, ``….filter(id=request.user.id).first()``."""
        current: ast.expr = call
        while isinstance(current, ast.Call):
            for keyword in current.keywords:
                value = keyword.value
                if isinstance(value, ast.Attribute) and value.attr in _KEYS:
                    value = value.value
                if (keyword.arg or "").partition("__")[0] in _KEYS and self._is_user(value, depth + 1):
                    return True
            current = current.func.value if isinstance(current.func, ast.Attribute) else current.func
        return False

    def _is_made_of_user(self, form: ast.expr, depth: int) -> bool:
        """A form that is made with ``instance=request.user``."""
        for made in self._made(form):
            for keyword in made.keywords:
                if keyword.arg == "instance" and self._is_user(keyword.value, depth + 1):
                    return True
        return False

    @cached_property
    def _getters(self) -> frozenset[str]:
        """The functions that return ``self.request.user``."""
        names = set()
        for node in self.nodes.of(ast.Attribute):
            assert isinstance(node, ast.Attribute)
            returns = self.nodes.parents[node]
            if node.attr == "user" and isinstance(returns, ast.Return):
                above: ast.AST | None = returns
                while above is not None and not isinstance(above, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    above = self.nodes.parents.get(above)
                names |= {above.name} if above is not None else set()
        return frozenset(names)

    def _is_request(self, node: ast.expr, depth: int) -> bool:
        if depth > _DEEPEST:
            return True
        if isinstance(node, (ast.NamedExpr, ast.Await)):
            return self._is_request(node.value, depth + 1)
        if isinstance(node, ast.IfExp):
            return self._is_request(node.body, depth + 1) or self._is_request(node.orelse, depth + 1)
        if isinstance(node, ast.Name):
            is_typed = self._is_request_name(node.id) or node.id in self.bindings.annotations
            return is_typed or self._by_name("request", node.id, depth, self._is_request)
        if isinstance(node, ast.Attribute):
            if self._is_request_name(node.attr) or node.attr == "context":
                return True
            values = self.bindings.attributes.get(node.attr, ()) if last_name(node.value) in _OWN else ()
            return node.attr in self.bindings.annotations or self._any_request(node.attr, values, depth)
        if isinstance(node, ast.Call):
            return any(self._is_request_name(text_of(argument) or "") for argument in node.args[:2])
        return isinstance(node, ast.Subscript) and text_of(node.slice) == "request"

    def _any_request(self, attribute: str, values: Collection[ast.expr], depth: int) -> bool:
        """Whether one of the values of an attribute is a request; each attribute is followed once."""
        key = ("request", f".{attribute}")
        if key not in self._names:
            self._names[key] = False
            self._names[key] = any(self._is_request(value, depth + 1) for value in values)
        return self._names[key]

    def _is_request_name(self, name: str) -> bool:
        bare = name.lstrip("_")
        return bare.endswith("request") or bare in _REQUESTS or name in self.request_names

    # -- forms ---------------------------------------------------------------------------------------------------------

    def _made(self, node: ast.expr) -> list[ast.Call]:
        """The calls that make a form: the expression itself, or what its name is bound to."""
        values = self.bindings.values.get(node.id, []) if isinstance(node, ast.Name) else [node]
        return [value for value in values if isinstance(value, ast.Call)]

    def _is_password_form(self, node: ast.expr) -> bool:
        """Whether an expression is a form for the password of a user: it is made so, or Django passes it to a view."""
        if not isinstance(node, ast.Name):
            return any(self._is_form_class(made.func) for made in self._made(node))
        key = ("form", node.id)
        if key not in self._names:
            is_made = any(self._is_form_class(made.func) for made in self._made(node))
            self._names[key] = is_made or (self._has_form_view and node.id in self._passed)
        return self._names[key]

    def _is_form_class(self, node: ast.expr, depth: int = 0) -> bool:
        """Django's forms by their names, and classes of the module with such a base."""
        if depth > _DEEPEST:
            return True
        if isinstance(node, ast.Attribute):
            return node.attr in PASSWORD_FORMS
        if not isinstance(node, ast.Name):
            return False
        for full in self.bindings.imported.get(node.id, ()):
            module, _, name = full.rpartition(".")
            if name in PASSWORD_FORMS and module.startswith(_FORM_MODULES):
                return True
        key = ("class", node.id)
        if key not in self._names:
            self._names[key] = False
            bases = [base for class_ in self._classes.get(node.id, ()) for base in class_.bases]
            others = [*bases, *self.bindings.values.get(node.id, ())]
            self._names[key] = any(self._is_form_class(other, depth + 1) for other in others)
        return self._names[key]

    @cached_property
    def _classes(self) -> dict[str, list[ast.ClassDef]]:
        found: dict[str, list[ast.ClassDef]] = {}
        for node in self.nodes.of(ast.ClassDef):
            assert isinstance(node, ast.ClassDef)
            found.setdefault(node.name, []).append(node)
        return found

    @cached_property
    def _passed(self) -> frozenset[str]:
        """The parameters of ``form_valid()``."""
        found = set()
        for node in self.nodes.of(ast.FunctionDef, ast.AsyncFunctionDef):
            assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            if node.name == "form_valid":
                found |= {argument.arg for argument in (*node.args.posonlyargs, *node.args.args)}
        return frozenset(found)

    @cached_property
    def _has_form_view(self) -> bool:
        """Whether a view of the module may make its form with the user of the request."""
        classes = self.bindings.values.get("form_class", ())
        return _FORM_VIEW in self.found.text or any(self._is_form_class(value) for value in classes)
