"""
The arguments of ``include()``, ``admin.site.urls`` and ``path()``, as written in one module of URLs.
"""

from __future__ import annotations

import ast
import os
from dataclasses import dataclass

from flake8_session_expiry.project.definitions import (
    External,
    Found,
    ProjectModule,
    Variable,
    dotted_parts,
    external_name,
    find,
    project_module,
)
from flake8_session_expiry.project.module_files import module_file, places
from flake8_session_expiry.project.routes import ANY_SPACE, Part, Place

_INCLUDES = frozenset({"django.urls.include", "django.urls.conf.include", "django.conf.urls.include"})
ADMIN_SITES = frozenset({"django.contrib.admin.AdminSite", "django.contrib.admin.sites.AdminSite"})
"""The class of an admin site."""
_ADMINS = frozenset({"django.contrib.admin.site", "django.contrib.admin.sites.site", "django.contrib.gis.admin.site"})
# Names that a subclass of AdminSite binds if it has another logout.
_LOGOUT_OF_ADMIN = frozenset(
    {"logout", "get_urls", "urls", "admin_view", "__init__", "__getattr__", "__getattribute__"}
)


def argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    """An argument by its position or its name."""
    if any(isinstance(value, ast.Starred) for value in call.args[: position + 1]):
        return None
    found = next((word.value for word in call.keywords if word.arg == name), None)
    return call.args[position] if found is None and len(call.args) > position else found


def constant(node: ast.expr | None, module: ProjectModule) -> str | None:
    """A literal text, or a name bound to one; None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    found = find(module, node) if isinstance(node, (ast.Name, ast.Attribute)) else None
    value = found.value if isinstance(found, Variable) else None
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None


def pattern_text(call: ast.Call, module: ProjectModule) -> str | None:
    """The pattern of a route as written; None for one that is translated or computed."""
    return constant(argument(call, 0, "route") or argument(call, 0, "regex"), module)


@dataclass(frozen=True, eq=False)
class Include:
    """
    What is included, as one of three: a ``package``, the ``variable`` of a module of the project, or ``values`` that
    are written there.
    """

    module: ProjectModule
    line: int
    namespace: str | None
    application: str | None
    package: str | None = None
    variable: Variable | None = None
    values: ast.expr | None = None

    def behind(self, place: Place) -> Place:
        """The place of its routes; an instance without a namespace has that of its application."""
        return place.below(Part(""), self.namespace or self.application, self.application)


def is_include(node: ast.expr, module: ProjectModule) -> bool:
    """Whether a view is a call of Django's ``include()``."""
    return isinstance(node, ast.Call) and external_name(module, node.func) in _INCLUDES


def included(call: ast.expr, module: ProjectModule) -> Include:
    """``include("shop.urls")``, ``include(shop_urls, namespace="shop")``, ``include((routes, "shop"))``."""
    assert isinstance(call, ast.Call)
    target = argument(call, 0, "arg")
    given = argument(call, 1, "namespace")
    namespace = None if given is None else constant(given, module) or ANY_SPACE
    application: str | None = None
    if isinstance(target, ast.Tuple) and len(target.elts) > 1:
        application = constant(target.elts[1], module) or ANY_SPACE
        if len(target.elts) > 2:  # (routes, application, namespace), as admin.site.urls is
            namespace = constant(target.elts[2], module) or ANY_SPACE
        target = target.elts[0]
    found = _found(target, module)
    if isinstance(found, ProjectModule):
        variable = Variable(found, "urlpatterns")
        return Include(module, call.lineno, namespace, application or _application_of(found), variable=variable)
    package = found.name if isinstance(found, External) else None
    return Include(module, call.lineno, namespace, application, package, values=target if found is None else None)


def _found(target: ast.expr | None, module: ProjectModule) -> Found | None:
    """The module that is named or imported; None for a list, and for a module of the project that does not exist."""
    if isinstance(target, ast.Constant) and isinstance(target.value, str):
        path = module_file(target.value, 0, module.path)
        return project_module(path) if path is not None else _package(target.value, module)
    if isinstance(target, (ast.Name, ast.Attribute)) and site_of(target, module) is None:
        found = find(module, target)
        return None if isinstance(found, Variable) else found
    return None


def _package(name: str, module: ProjectModule) -> External | None:
    first = name.partition(".")[0]
    near = any(os.path.isdir(place.removesuffix(".py")) for place in places(first, 0, module.path))
    return None if near else External(name)


def _application_of(module: ProjectModule) -> str | None:
    """``app_name`` of a module of URLs; it may also come from a star import."""
    bound = module.bound.get("app_name", [])
    if bound:
        only = bound[0] if len(bound) == 1 else None
        return (constant(only, module) if isinstance(only, ast.expr) else None) or ANY_SPACE
    found = find(module, ast.Name("app_name"))
    if isinstance(found, Variable) and isinstance(found.value, ast.expr):
        return constant(found.value, found.module) or ANY_SPACE
    return None


@dataclass(frozen=True)
class Site:
    """An object with an attribute ``urls``: the class or the package that it comes from, and its name."""

    package: str | None
    name: str | None = None


def site_of(node: ast.expr, module: ProjectModule) -> Site | None:
    """
    ``admin.site.urls``, ``router.urls``, ``api.urls``; None for an expression that is no attribute ``urls`` of an
    object.
    """
    if not isinstance(node, ast.Attribute) or node.attr != "urls":
        return None
    owner = find(module, node.value)
    if isinstance(owner, ProjectModule) or (isinstance(owner, External) and owner.name not in _ADMINS):
        # After "from wagtail import urls" it is a module; an object of a package cannot be distinguished from it.
        return None
    if isinstance(owner, External):
        return Site("django.contrib.admin.AdminSite")
    if not isinstance(owner, Variable) or not isinstance(made := owner.value, ast.Call):
        return Site(None)
    package = _class_of(owner.module, made.func, 0)
    name = argument(made, 0, "name")
    return Site(package, None if name is None else constant(name, owner.module) or ANY_SPACE)


def _class_of(module: ProjectModule, class_: ast.expr, depth: int) -> str | None:
    """The class of an object, if it is one of a package; for a subclass in the project, its base of a package."""
    found = find(module, class_)
    if isinstance(found, External):
        return found.name
    if not isinstance(found, Variable) or not isinstance(node := found.value, ast.ClassDef) or depth > 5:
        return None
    own = {name for item in node.body for name in _names(item)}
    bases = [_class_of(found.module, base, depth + 1) for base in node.bases]
    if own & _LOGOUT_OF_ADMIN and set(bases) & ADMIN_SITES:
        return None
    return next((base for base in bases if base is not None), None)


def _names(item: ast.stmt) -> list[str]:
    if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return [item.name]
    targets = item.targets if isinstance(item, ast.Assign) else []
    return [part for target in targets for part in dotted_parts(target)]
