"""
Which calls end a session, and what other calls do to one: delete its data or its row, save it, give it an expiry or a
new key. One table of methods of the session, one of Django's functions for logins and logouts.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from types import MappingProxyType


class EffectKind(Enum):
    """What is done to a session."""

    EXPIRY = auto()
    """``set_expiry(...)``."""
    CLEAR = auto()
    """``clear()``: deletes the data; key and row stay."""
    DELETE = auto()
    """``delete()``: deletes the row; the cookie stays."""
    FLUSH = auto()
    LOGOUT = auto()
    """``logout(request)`` of ``django.contrib.auth``."""
    LOGIN = auto()
    CYCLE = auto()
    """``cycle_key()``."""
    REHASH = auto()
    """``update_session_auth_hash(request, user)``: a new key, and the hash of the new password."""
    WRITE = auto()
    """A key of the session is written or deleted: ``session["cart"] = []``, not ``session["cart"]["x"] = 1``."""
    MARK = auto()
    """``modified = True``."""
    SAVE = auto()
    """``save()`` or ``create()``."""
    ESCAPES = auto()
    """Code is called with it that may do any of these things."""


ENDING = frozenset({EffectKind.FLUSH, EffectKind.LOGOUT})
"""What ends a session: it deletes data, key, row and cookie."""
SAVING = frozenset(EffectKind) - {EffectKind.DELETE, EffectKind.ESCAPES}
"""After any of these SessionMiddleware saves the session at the end of the request (or it has been saved)."""
METHODS: Mapping[str, EffectKind] = MappingProxyType(
    {
        "set_expiry": EffectKind.EXPIRY,
        "clear": EffectKind.CLEAR,
        "delete": EffectKind.DELETE,
        "flush": EffectKind.FLUSH,
        "cycle_key": EffectKind.CYCLE,
        "save": EffectKind.SAVE,
        "create": EffectKind.SAVE,
        "pop": EffectKind.WRITE,
        "update": EffectKind.WRITE,
        "setdefault": EffectKind.WRITE,
        "aset": EffectKind.WRITE,
        "set_test_cookie": EffectKind.WRITE,
        "delete_test_cookie": EffectKind.WRITE,
        "__setitem__": EffectKind.WRITE,
        "__delitem__": EffectKind.WRITE,
    }
)
AUTH_FUNCTIONS: Mapping[str, EffectKind] = MappingProxyType(
    {
        "django.contrib.auth.logout": EffectKind.LOGOUT,
        "django.contrib.auth.alogout": EffectKind.LOGOUT,
        "django.contrib.auth.login": EffectKind.LOGIN,
        "django.contrib.auth.alogin": EffectKind.LOGIN,
        "django.contrib.auth.views.auth_logout": EffectKind.LOGOUT,
        "django.contrib.auth.views.auth_login": EffectKind.LOGIN,
        "django.contrib.auth.update_session_auth_hash": EffectKind.REHASH,
        "django.contrib.auth.aupdate_session_auth_hash": EffectKind.REHASH,
        # These names are not bound in the module: they come from a star import.
        "logout": EffectKind.LOGOUT,
        "alogout": EffectKind.LOGOUT,
        "login": EffectKind.LOGIN,
        "alogin": EffectKind.LOGIN,
    }
)
