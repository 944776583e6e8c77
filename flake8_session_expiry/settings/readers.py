"""Calls that read a variable of the environment: which default they have, and whether what they read is on or off."""

from __future__ import annotations

from typing import Final

import libcst as cst

from flake8_session_expiry.sessions.value_scope import ValueScope

# "HOST", "DYNO" or "PRODUCTION" may be there or not.
_SWITCH_WORDS: Final = """
    ALWAYS BOOL BROWSER CLOSE COOKIE DEBUG DISABLE DISABLED ENABLE ENABLED EVERY EXPIRE FLAG FORCE HTTPONLY HTTPS IS ONLY REQUEST SAVE SECURE
    SSL TLS USE
    """
_SWITCHES: Final = frozenset(_SWITCH_WORDS.split())
_ON_OR_OFF: Final = frozenset({"true", "false", "0", "1", "yes", "no"})


def default_of(reader: cst.BaseExpression) -> cst.Arg | None:
    """The default in ``environ.get("X", 3600)``, ``config("X", default=3600)`` or ``environ.get("X") or 3600``."""
    if isinstance(reader, cst.BooleanOperation):
        return cst.Arg(reader.right)
    if not isinstance(reader, cst.Call):
        return None
    named = [arg for arg in reader.args if arg.keyword is not None and arg.keyword.value == "default"]
    return named[0] if named else reader.args[1] if len(reader.args) > 1 and reader.args[1].keyword is None else None


def is_switch(values: ValueScope, reader: cst.BaseExpression) -> bool:
    """Whether the variable is on or off, by a word in its name or by its default."""
    if isinstance(reader, cst.Subscript):
        key: cst.BaseExpression | None = getattr(reader.slice[0].slice, "value", None)
    else:
        key = reader.args[0].value if isinstance(reader, cst.Call) and reader.args else None
        default = default_of(reader)
        if default is not None and _is_truth(values, default.value):
            return True
    name = None if key is None else values.at(key).constant
    return isinstance(name, str) and not _SWITCHES.isdisjoint(name.upper().split("_"))


def _is_truth(values: ValueScope, node: cst.BaseExpression) -> bool:
    constant = values.at(node).constant
    return isinstance(constant, bool) or constant == 0 or str(constant).lower() in _ON_OR_OFF
