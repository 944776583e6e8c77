"""The code of a page as it would be in an ``async def`` view: with the awaited twins of all methods that have one."""

from __future__ import annotations

import ast
import re
import textwrap

from flake8_session_expiry.reference.session_api import ASYNC_TWINS

_CALL = re.compile(rf"\b(request\.session|store)\.({'|'.join(ASYNC_TWINS)})\(")
_ITEM = re.compile(r"^( *)(request\.session|store)\[([^]]+)\] = (.+)$", re.MULTILINE)
_VIEW = re.compile(r"^( *)def (\w+\((?:self, )?(?:request|req)\b)", re.MULTILINE)
_AUTH_IMPORT = re.compile(r"(?<=^from django\.contrib\.auth import )(login|logout)$", re.MULTILINE)
_AUTH = re.compile(r"(?<!def )\b(login|logout)\(")


def async_form(text: str) -> str:
    """Rewrite functions that take a request; bare statements get one around them.

    The fault of the code stays in it: only right calls and items of a session are replaced by their twins.
    """
    if any(isinstance(node, ast.FunctionDef) for node in ast.walk(ast.parse(text))):
        text = _VIEW.sub(r"\1async def \2", text)
    else:
        text = "async def view(request):\n" + textwrap.indent(text, "    ")
    text = _CALL.sub(lambda call: f"await {call[1]}.{ASYNC_TWINS[call[2]]}(", text)
    text = _ITEM.sub(r"\1await \2.aset(\3, \4)", text)
    return _AUTH.sub(r"await a\1(", _AUTH_IMPORT.sub(r"a\1", text))
