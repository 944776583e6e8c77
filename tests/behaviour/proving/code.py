"""From a block of a page to something that runs: which view it defines, or which settings."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import datetime
import json
import os
import textwrap
import time
from collections.abc import Mapping
from importlib import import_module
from typing import Any
from unittest import mock

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tests.behaviour.pages import Block


def prelude() -> dict[str, Any]:
    """Names that a short block may use without importing them."""
    from django.contrib import auth, messages
    from django.contrib.auth.models import User
    from django.contrib.sessions.models import Session

    names: dict[str, Any] = {
        name: getattr(auth, name)
        for name in ("authenticate", "login", "logout", "alogin", "alogout", "update_session_auth_hash")
        if hasattr(auth, name)
    }
    with contextlib.suppress(ImportError):  # a rule may be about a wrong SESSION_ENGINE
        names["SessionStore"] = import_module(settings.SESSION_ENGINE).SessionStore
    return names | {
        "HttpRequest": HttpRequest,
        "HttpResponse": HttpResponse,
        "JsonResponse": JsonResponse,
        "Session": Session,
        "StreamingHttpResponse": StreamingHttpResponse,
        "User": User,
        "async_to_sync": async_to_sync,
        "asyncio": asyncio,
        "datetime": datetime.datetime,
        "json": json,
        "messages": messages,
        "os": os,
        "redirect": redirect,
        "render": render,
        "settings": settings,
        "sync_to_async": sync_to_async,
        "time": time,
        "timedelta": datetime.timedelta,
        "timezone": timezone,
    }


class Receiver:
    """``self`` for statements that were taken out of a method."""

    def __init__(self, **attributes: Any) -> None:
        vars(self).update(attributes)


def execute(block: Block, names: Mapping[str, Any]) -> dict[str, Any]:
    """Run a whole block as a module with these names at hand; what it defined and imported."""
    namespace = {"__name__": block.stem, **names}
    exec(compile(block.text, block.filename, "exec"), namespace)
    return namespace


def settings_of(block: Block, environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The settings that the block assigns, executed anew at each call as at each start of a server.

    Args:
        environ: variables that are set in the environment meanwhile.
    """
    namespace: dict[str, Any] = {"__name__": "settings", "os": os, "__file__": "/srv/site/settings.py"}
    with mock.patch.dict(os.environ, environ or {}):
        exec(compile(block.text, block.filename, "exec"), namespace)
    return {name: value for name, value in namespace.items() if name.isupper()}


def view_of(block: Block, names: Mapping[str, Any], choice: str | None = None) -> Any:
    """The view that a block is or defines.

    Bare statements become the body of one (``async`` if they await). Of several functions and class-based views the
    last that takes a request counts, or the one that is named.

    Raises:
        LookupError: the block defines nothing that could be a view.
    """
    tree = block.tree
    defined = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]
    views = [n.name for n in defined if _could_be_view(n) and choice in (None, n.name)]
    if views:
        found: Any = execute(block, names)[views[-1]]
        return found.as_view() if hasattr(found, "as_view") else found
    if choice is not None or any(isinstance(n, ast.ClassDef) for n in defined):
        raise LookupError(f"{block.filename} defines no view {choice or ''}")
    awaits = any(isinstance(n, ast.Await | ast.AsyncFor | ast.AsyncWith) for n in _outside_functions(tree))
    head = "async def view(request):" if awaits else "def view(request):"
    lines = [head, "    self = __receiver(request=request)", textwrap.indent(block.text, "    ")]
    whole = Block(block.stem, block.origin, "\n".join(lines))
    return execute(whole, {"__receiver": Receiver, **names})["view"]


def _could_be_view(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    if isinstance(node, ast.ClassDef):
        return any(ast.unparse(base).endswith("View") for base in node.bases)
    parameters = [*node.args.posonlyargs, *node.args.args]
    return bool(parameters) and parameters[0].arg in ("request", "req")


def _outside_functions(node: ast.AST) -> list[ast.AST]:
    found: list[ast.AST] = []
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            found += [child, *_outside_functions(child)]
    return found
