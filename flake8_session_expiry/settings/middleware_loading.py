"""Which middleware may have loaded the session of a request, or read ``request.user``, before its view runs."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flake8_session_expiry.engine.python_nodes import last_name
from flake8_session_expiry.reference.settings import SESSION_MIDDLEWARE
from flake8_session_expiry.settings.middleware_sessions import Middleware, find_middleware

# Django's own that do neither (4.2 to 6.1). CsrfViewMiddleware loads the session with CSRF_USE_SESSIONS, which is asked
# apart; AuthenticationMiddleware makes a user that is only loaded where something reads it.
_LOADS_NOTHING = frozenset(
    {
        SESSION_MIDDLEWARE,
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.contrib.redirects.middleware.RedirectFallbackMiddleware",
        "django.contrib.sites.middleware.CurrentSiteMiddleware",
        "django.middleware.cache.CacheMiddleware",
        "django.middleware.cache.FetchFromCacheMiddleware",
        "django.middleware.cache.UpdateCacheMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
        "django.middleware.common.BrokenLinkEmailsMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csp.ContentSecurityPolicyMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.middleware.gzip.GZipMiddleware",
        "django.middleware.http.ConditionalGetMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.security.SecurityMiddleware",
        # Packages that look at headers and paths alone, and stand in very many projects.
        "corsheaders.middleware.CorsMiddleware",
        "whitenoise.middleware.WhiteNoiseMiddleware",
    }
)
_CSRF = "django.middleware.csrf.CsrfViewMiddleware"
_OF_USER = frozenset({"user", "auser", "_user", "_cached_user"})
_OF_SESSION = frozenset({"session", "_session", "csrf_cookie"})
_ASKS_ON = frozenset({"get_response", "__init__", "__call__", "__acall__"})
_HARMLESS = frozenset({"isinstance", "type", "print", "id", "iscoroutinefunction", "str", "repr"})
_DECORATORS = frozenset({"sync_and_async_middleware", "async_only_middleware", "sync_only_middleware"})


@dataclass(frozen=True)
class Preloading:
    """What may have been done before a view runs; both are True where that is not known."""

    session: bool = True
    """The session may have been loaded."""
    user: bool = True
    """``request.user`` may have been read, and with it the session."""


def preloading(known: Mapping[str, object], root: str) -> Preloading | None:
    """What the middleware of a project does before its views; None where MIDDLEWARE is not among the settings known."""
    listed = known.get("MIDDLEWARE")
    if (
        not isinstance(listed, (list, tuple))
        or SESSION_MIDDLEWARE not in listed
        or not all(isinstance(each, str) for each in listed)
    ):
        return None
    found = [_of_entry(entry, root) for entry in listed if entry not in _LOADS_NOTHING]
    in_csrf = _CSRF in listed and known.get("CSRF_USE_SESSIONS") is not False
    return Preloading(in_csrf or any(each.session for each in found), any(each.user for each in found))


def _of_entry(path: str, root: str) -> Preloading:
    middleware = None if path.startswith("django.") else find_middleware(path, os.path.join(root, "manage.py"), root)
    return Preloading() if middleware is None else _of_source(middleware)


def _of_source(middleware: Middleware) -> Preloading:
    """By all that the class or function mentions, whatever the path: what one method leaves alone another may read."""
    definition = middleware.definition
    if not middleware.is_plain or any(last_name(each) not in _DECORATORS for each in definition.decorator_list):
        return Preloading()
    mentioned = {
        node.attr if isinstance(node, ast.Attribute) else str(node.value)
        for node in ast.walk(definition)
        if isinstance(node, (ast.Attribute, ast.Constant))
    }
    if mentioned & _OF_USER or _hands_request_on(definition):
        return Preloading()
    return Preloading(session=bool(mentioned & _OF_SESSION), user=False)


def _request_names(definition: ast.AST) -> Iterator[str]:
    """What the request may be called: the first parameter of any function in it, ``self`` left out."""
    yield "request"
    for node in ast.walk(definition):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            parameters = [each.arg for each in (*node.args.posonlyargs, *node.args.args) if each.arg != "self"]
            yield from parameters[:1]


def _hands_request_on(definition: ast.AST) -> bool:
    """
    Whether the request is given to anything but the rest of the chain and the middleware's own functions, which are
    read too.
    """
    own = {node.name for node in ast.walk(definition) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}
    names = {*_request_names(definition)} - {"get_response"}
    allowed: set[ast.AST] = set()
    for node in ast.walk(definition):
        if isinstance(node, ast.Attribute):
            allowed.add(node.value)
        elif isinstance(node, ast.Call) and _is_followed(node.func, own):
            allowed.update((*node.args, *(keyword.value for keyword in node.keywords)))
    return any(
        isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names and node not in allowed
        for node in ast.walk(definition)
    )


def _is_followed(function: ast.expr, own: set[str]) -> bool:
    """``self.get_response``, ``get_response``, ``self.method``, ``super().__call__``, a nested function."""
    name = last_name(function)
    if isinstance(function, ast.Attribute):
        owner = function.value.func if isinstance(function.value, ast.Call) else function.value
        return last_name(owner) in {"self", "cls", "super"} and name in own | _ASKS_ON
    return name in own | _ASKS_ON | _HARMLESS
