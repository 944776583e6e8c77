"""
Views of Django REST framework, whose request is another object around Django's: what is read of it is read of Django's,
what is set on it is not set there.
"""

from __future__ import annotations

import re

import libcst as cst

from flake8_session_expiry.semantic.symbols import SymbolTable
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.sessions.inference import Inference

_PACKAGES = ("rest_framework", "adrf")
_VIEW = re.compile(r"\w*(?:APIView|ViewSet)")
_DECORATORS = frozenset({"api_view", "action"})


def may_be_rest_view(symbols: SymbolTable) -> bool:
    """Whether functions of a module may be given a request of REST framework; its ``test`` makes requests of Django."""
    return any(
        name.partition(".")[0] in _PACKAGES and not name.startswith("rest_framework.test")
        for name in symbols.modules_imported
    )


def is_rest_view(symbols: SymbolTable, types: Inference, function: FunctionContext) -> bool:
    """Whether a function certainly is given one: a method of an ``APIView``, a function under ``@api_view``."""
    if not may_be_rest_view(symbols):
        return False
    if any(name.rpartition(".")[2] in _DECORATORS for name in function.decorators):
        return True
    if function.class_ is None or function.outer is not None or not function.name.islower():
        return False
    bases = [types.qualified(base.value) or "" for base in function.class_.node.bases if isinstance(base, cst.Arg)]
    return any(base.startswith(_PACKAGES) and _VIEW.fullmatch(base.rpartition(".")[2]) for base in bases)
