"""
Code that may set names of a module that are not in its text: ``globals()``, ``exec()``, a call with the module as an
argument.
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from typing import Final

from flake8_session_expiry.project.files import Parsed

GLOBALS: Final = frozenset({"globals", "locals", "vars"})
"""Functions that return the names of a module as a dict."""
_LOGGERS: Final = frozenset(
    {"getLogger", "get_logger", "getChild", "Logger", "import_module", "resource_filename", "files"}
)
_REACHING: Final = frozenset({"exec", "execfile", "globals", "_getframe", "currentframe"})
WHOLESALE: Final = frozenset({"exec", "execfile", "DjangoDynaconf", "HookableSettings"})
"""Functions that may set any names."""
_WORDS: Final = re.compile(
    r"\b(?:globals|locals|vars|exec|execfile|_getframe|currentframe|DjangoDynaconf|HookableSettings|__name__)\b"
)


@lru_cache(maxsize=512)
def may_set_any_name(file: Parsed) -> bool:
    """Whether code in a file could set names that are not in its text; True where the text is not known."""
    return file.text is None or _WORDS.search(file.text) is not None


def sets_any_name(value: ast.expr) -> bool:
    """Whether a call in an expression may set any name: it gets the names of the module, or is one of ``WHOLESALE``."""
    return any(
        (called(inner) in GLOBALS and not only_reads(inner, value))
        or called(inner) in WHOLESALE
        or (is_given_the_module(inner) and called(inner) not in _LOGGERS)
        for inner in ast.walk(value)
        if isinstance(inner, ast.Call)
    )


def called(call: ast.Call) -> str:
    """The last part of the name of the called function."""
    function = call.func
    return (
        function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    )


def is_given_the_module(call: ast.Call) -> bool:
    """Whether a call gets ``__name__`` or ``sys.modules[__name__]``, with which it can set names of this module."""
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    given = [argument.slice if isinstance(argument, ast.Subscript) else argument for argument in arguments]
    return any(isinstance(argument, ast.Name) and argument.id == "__name__" for argument in given)


def reaches_out(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """
    Whether a function may set names of its module or that of its caller: ``exec(...)``, ``sys._getframe(1).f_globals``.
    """
    names = (called(node) for node in ast.walk(function) if isinstance(node, ast.Call))
    return any(name in _REACHING for name in names)


def only_reads(call: ast.Call, value: ast.expr) -> bool:
    """Whether ``globals()`` is only read: ``globals().get(...)``, ``"X" in globals()``, ``globals()["X"]``."""
    for outer in ast.walk(value):
        if isinstance(outer, ast.Attribute) and outer.value is call:
            return outer.attr in {"get", "keys", "items", "copy", "values"}
        if isinstance(outer, ast.Compare) and call in outer.comparators:
            return True
        if isinstance(outer, ast.Subscript) and outer.value is call:
            return isinstance(outer.ctx, ast.Load)
    return False


def assigned_by_methods(node: ast.ClassDef) -> set[str]:
    """
    The attributes of a class that its methods assign: ``cls.DEBUG = True`` in ``setup()`` of django-configurations.
    """
    return {
        inner.attr
        for method in node.body
        if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef))
        for inner in ast.walk(method)
        if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store)
    }
