"""The views of routes: ``LogoutView.as_view()``, ``views.bye``, ``login_required(views.bye)``."""

from __future__ import annotations

import ast

from flake8_session_expiry.project.definitions import (
    External,
    ProjectModule,
    Variable,
    dotted_parts,
    external_name,
    find,
)
from flake8_session_expiry.project.logout_classes import LOGOUT_VIEWS, allows_get, logout_class
from flake8_session_expiry.project.routes import View, ViewKind

_LOGOUT_FUNCTIONS = frozenset({"django.contrib.auth.views.logout_then_login"})
_ALLAUTH = frozenset({"allauth.account.views.LogoutView", "allauth.account.views.logout"})
# With all of these decorators, the view still answers the GET of a visitor who is logged in.
_TRANSPARENT = (
    "django.contrib.auth.decorators.",
    "django.views.decorators.cache.",
    "django.views.decorators.csrf.",
    "django.views.decorators.debug.",
    "django.contrib.admin.views.decorators.",
)
_DEEPEST = 6


def view_of(node: ast.expr, module: ProjectModule, depth: int = 0) -> View:
    """The view that an expression in a module of URLs is."""
    if depth > _DEEPEST:
        return View(ViewKind.UNKNOWN)
    if isinstance(node, ast.Lambda):
        return View(ViewKind.OWN, "a lambda")
    if isinstance(node, ast.Call):
        return _called(node, module, depth)
    found = find(module, node)
    if isinstance(found, External):
        return View(_kind_of_package(found.name), found.name)
    if not isinstance(found, Variable):
        return View(ViewKind.UNKNOWN, ".".join(dotted_parts(node)))
    if isinstance(found.value, ast.expr):
        return view_of(found.value, found.module, depth + 1)
    if isinstance(found.value, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return View(ViewKind.OWN, found.name, found)
    return View(ViewKind.UNKNOWN, found.name)


def _kind_of_package(name: str) -> ViewKind:
    if name in _LOGOUT_FUNCTIONS:
        return ViewKind.LOGOUT
    return ViewKind.ALLAUTH if name in _ALLAUTH else ViewKind.PACKAGE


def _called(node: ast.Call, module: ProjectModule, depth: int) -> View:
    if isinstance(node.func, ast.Attribute) and node.func.attr == "as_view":
        return _of_class(node.func.value, node, module)
    # login_required(view), cache_page(60)(view), partial(view, ...)
    if not node.args:
        return View(ViewKind.UNKNOWN)
    decorator = external_name(module, node.func.func if isinstance(node.func, ast.Call) else node.func)
    view = view_of(node.args[0], module, depth + 1)
    kind = view.kind if view.kind is ViewKind.OWN or decorator.startswith(_TRANSPARENT) else ViewKind.UNKNOWN
    return View(kind, view.name, view.variable, view.arguments, (decorator, *view.decorators))


def _of_class(class_: ast.expr, call: ast.Call, module: ProjectModule) -> View:
    arguments = {word.arg: word.value for word in call.keywords if word.arg is not None}
    found = find(module, class_)
    kind = ViewKind.UNKNOWN
    variable = found if isinstance(found, Variable) else None
    if isinstance(found, External):
        kind = ViewKind.LOGOUT if found.name in LOGOUT_VIEWS else _kind_of_package(found.name)
    elif variable is not None and isinstance(variable.value, ast.ClassDef):
        logout = logout_class(variable)
        kind = ViewKind.LOGOUT if logout is not None and logout.keeps_get else ViewKind.OWN
    if kind is ViewKind.LOGOUT and not _keeps_methods(call):
        kind = ViewKind.OWN if variable is not None else ViewKind.UNKNOWN
    name = found.name if isinstance(found, (External, Variable)) else ".".join(dotted_parts(class_))
    return View(kind, name, variable, arguments)


def _keeps_methods(call: ast.Call) -> bool:
    """Whether ``as_view(...)`` certainly does not allow GET."""
    for word in call.keywords:
        if word.arg is None or (word.arg == "http_method_names" and allows_get(word.value) is not False):
            return False
    return True
