"""
The words without which no rule can fire: most files stop here, at the cost of a few scans for plain substrings.

Imports neither LibCST nor a rule. The fixer asks with bytes and flake8 with text; both get the same verdict, as the words are ASCII
and every encoding that Python allows for source keeps ASCII (UTF-16 is not allowed, PEP 263).

Substring searches run at memory speed, patterns do only if they begin with a literal: hence gates first, and no alternation at the
beginning of a pattern.
"""

from __future__ import annotations

import re

# A finding about a session needs one of these words somewhere.
_GATES = ("session", "SessionStore", "alogout")
# Words that are enough by themselves.
_WORDS = ("expiry", "expire_at_browser", "cycle_key", "clear_expired", "SessionStore", "alogout")
# What is left: a session that is used, given a name, tested, replaced or asked for by its name.
_USES = (r"\.session\b", r"session\s*[.\[(]", r"session[\"']")
_TEXT_USES = tuple(re.compile(use) for use in _USES)
_BYTES_USES = tuple(re.compile(use.encode()) for use in _USES)
_BYTES_GATES = tuple(gate.encode() for gate in _GATES)
_BYTES_WORDS = tuple(word.encode() for word in _WORDS)
# Methods that are called on a request by mistake, in a module that may never say "session".
_METHOD_GATES = ("_expi", "cycle_key", "test_cookie")
_METHODS = ("set_expiry", "get_expiry_", "get_expire_at_browser", "clear_expired", "cycle_key", "test_cookie")
_BYTES_METHOD_GATES = tuple(gate.encode() for gate in _METHOD_GATES)
_BYTES_METHODS = tuple(word.encode() for word in _METHODS)
# A sync logout(request) in async code ends a session without a word of it.
_BOTH = ("logout(", "async def")
_BYTES_BOTH = tuple(word.encode() for word in _BOTH)
# A settings module: one of Django's names about sessions (or nearly one) that is assigned, annotated or compared.
_SETTING_GATES = ("SESSION", "SESION", "session_cookie", "session_expire", "session_save", "SECRET_KEY", "MIDDLEWARE")
_SETTING = r"^\s*(?:\w*SESS?ION\w*|session_(?:cookie|expire|save)_\w+|SECRET_KEY|MIDDLEWARE)\s*(?:[:=]|\+=)"
_TEXT_SETTING = re.compile(_SETTING, re.MULTILINE)
_BYTES_SETTING = re.compile(_SETTING.encode(), re.MULTILINE)
_BYTES_SETTING_GATES = tuple(gate.encode() for gate in _SETTING_GATES)


def can_matter(source: str | bytes) -> bool:
    """Whether any rule could report anything in this source."""
    if isinstance(source, bytes):
        return (
            any(gate in source for gate in _BYTES_GATES)
            and (any(word in source for word in _BYTES_WORDS) or any(use.search(source) for use in _BYTES_USES))
            or (
                any(gate in source for gate in _BYTES_METHOD_GATES)
                and any(method in source for method in _BYTES_METHODS)
            )
            or all(word in source for word in _BYTES_BOTH)
            or (any(gate in source for gate in _BYTES_SETTING_GATES) and _BYTES_SETTING.search(source) is not None)
        )
    return (
        any(gate in source for gate in _GATES)
        and (any(word in source for word in _WORDS) or any(use.search(source) for use in _TEXT_USES))
        or (any(gate in source for gate in _METHOD_GATES) and any(method in source for method in _METHODS))
        or all(word in source for word in _BOTH)
        or (any(gate in source for gate in _SETTING_GATES) and _TEXT_SETTING.search(source) is not None)
    )
