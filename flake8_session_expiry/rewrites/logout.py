"""The code with which a repair ends a login."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.findings import NeededImport
from flake8_session_expiry.options import Options
from flake8_session_expiry.rewrites.session_calls import session_call
from flake8_session_expiry.semantic.symbols import SymbolTable, dotted


def logout_code(
    symbols: SymbolTable, options: Options, receiver: str, request: str | None, in_async: bool
) -> tuple[str, tuple[NeededImport, ...]] | None:
    """
    The code that logs out of the session ``receiver``, and the imports that it needs.

    ``logout(request)`` where the request is known and ``logout`` has no other meaning in the module, else ``flush()``,
    which does the same without the signal ``user_logged_out``. None in async code where ``aflush()`` may be missing
    (before Django 5.1).
    """
    bindings = symbols.bindings_of(symbols.tree.module, "logout")
    free = all(isinstance(s.node, cst.ImportFrom) and dotted(s.node.module) == "django.contrib.auth" for s in bindings)
    if in_async or request is None or not free:
        flush = session_call(options, in_async, receiver, "flush")
        return None if flush is None else (flush, ())
    return f"logout({request})", (NeededImport("django.contrib.auth", "logout"),)
