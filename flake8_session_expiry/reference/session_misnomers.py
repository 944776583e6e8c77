"""Names that people use on a session although Django's sessions do not have them, and which member they mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from flake8_session_expiry.reference import session_api
from flake8_session_expiry.reference.spelling import one_edit_apart


@dataclass(frozen=True, slots=True)
class WrongName:
    """
    A name that no session of Django has.

    ``hint`` says what to write. ``method`` is the method of Django that a call can be turned into, if it has
    ``arguments`` positional arguments (None: any number). ``django_only`` is True where no other session library has
    the name either: then it is enough to show that the object is a session of Django.
    """

    name: str
    hint: str
    method: str | None = None
    arguments: int | None = None
    django_only: bool = False


_SET_EXPIRY: Final = "write set_expiry(seconds)"
_FLUSH: Final = "write flush(), or logout(request) to log the user out"
_SAVE: Final = "set modified = True, which saves the session and restarts an expiry in seconds"
_CYCLE: Final = "write cycle_key() for a new key, or flush() for a new session"


def _setters(*names: str, django_only: bool = False) -> tuple[WrongName, ...]:
    return tuple(WrongName(name, _SET_EXPIRY, "set_expiry", 1, django_only) for name in names)


def _others(hint: str, *names: str, method: str | None = None) -> tuple[WrongName, ...]:
    return tuple(WrongName(name, hint, method, None if method is None else 0) for name in names)


_ALL: Final = (
    *_setters("set_expire", "set_expires", "set_expiry_time", "set_expiry_age", "set_expiry_date", django_only=True),
    *_setters("setExpiry", "set_expiration", "set_cookie_age", django_only=True),
    *_setters("expire", "expires_in", "expire_in", "set_timeout", "set_max_age", "set_age"),
    WrongName("set_expire_at_browser_close", "write set_expiry(0)", django_only=True),
    WrongName("get_expire_date", "write get_expiry_date()", "get_expiry_date", 0, django_only=True),
    *_others("write get_expiry_age() or get_expiry_date()", "get_expiry", "get_age"),
    *_others("an expired session loads as an empty one: test for the key that you need", "is_expired"),
    *_others(_SAVE, "touch", "refresh", "renew", "extend"),
    *_others(_CYCLE, "reset"),
    *_others(_CYCLE, "regenerate", "regenerate_id", method="cycle_key"),
    *_others(_FLUSH, "invalidate", "destroy", "delete_session", method="flush"),
    WrongName("remove", "write pop(key, None) or del session[key]", "pop", 1),
)
WRONG_NAMES: Final[Mapping[str, WrongName]] = MappingProxyType({wrong.name: wrong for wrong in _ALL})
"""All of them, by name."""

WRONG_READS: Final[Mapping[str, WrongName]] = MappingProxyType(
    {
        "expire_date": WrongName("expire_date", "write get_expiry_date(); only the Session model has expire_date"),
        "creation_date": WrongName("creation_date", "store the time of the login under a key of your own"),
    }
)
"""Attributes that are read from a session, but that only the model ``Session`` (or a model of a package) has."""

IGNORED_ATTRIBUTES: Final = frozenset(
    {"expiry", "max_age", "timeout", "cookie_age", "permanent", "expire_date", "expires", "expiry_age", "expiry_date"}
)
"""Attributes without effect that are assigned as if they changed the expiry."""
EXPIRY_LIKE_ATTRIBUTES: Final = IGNORED_ATTRIBUTES - {"permanent"} | {"SESSION_COOKIE_AGE"}
"""Those of them whose value may be meant for set_expiry."""

# Words that differ by one letter from a member, but are no misspellings: attributes of other libraries, or of a store's
# own model.
_OWN_WORDS: Final = frozenset({"flash", "created", "updated", "deleted", "cleared", "loaded", "saved", "models"})
_SHORTEST: Final = 5


@cache
def meant(name: str) -> str | None:
    """
    The one member that ``name`` is a misspelling of: it differs by one letter, or is in ``camelCase``. None if none is,
    or several are.
    """
    if name.startswith("_") or name in session_api.MEMBERS or name in WRONG_NAMES or name in _OWN_WORDS:
        return None
    bare = name.replace("_", "").lower()
    same = [
        member for member in session_api.MEMBERS if member.replace("_", "").lower() == bare and len(member) >= _SHORTEST
    ]
    if same:
        return same[0] if len(same) == 1 else None
    if len(name) < _SHORTEST:
        return None
    near = [member for member in session_api.MEMBERS if len(member) >= _SHORTEST and one_edit_apart(name, member)]
    return near[0] if len(near) == 1 else None
