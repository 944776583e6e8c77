"""
Django's session API as data: methods and attributes, their arguments, async twins and the versions that have them.

Covers ``SessionBase`` and the stores db, cache, cached_db, file and signed_cookies of Django 4.2 to 6.1
(``django/contrib/sessions/backends/``). ``tests/reference/test_session_api.py`` compares it with the installed Django.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

Version = tuple[int, int]

ENGINES: Final = ("db", "cache", "cached_db", "file", "signed_cookies")
"""Django's session engines: the last part of ``django.contrib.sessions.backends.<engine>``."""


class MemberKind(Enum):
    """How a member is used."""

    METHOD = "method"
    PROPERTY = "property"
    ATTRIBUTE = "attribute"  # set on every instance by SessionBase.__init__, meant to be written
    DATA = "data"  # a constant of the class


@dataclass(frozen=True, slots=True)
class Signature:
    """
    The arguments of a method without ``self``.

    Where stores differ, those of the one that accepts the most: a call that is refused here fails with every store.
    """

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    keywords: bool = False
    """
    ``**kwargs``: any keyword is accepted (Django ignores those that it does not use), but no further positional
    argument.
    """

    @property
    def names(self) -> tuple[str, ...]:
        """Every parameter that may be given by position or by keyword, in order."""
        return self.required + self.optional

    def accepts(self, positional: int, keywords: frozenset[str] = frozenset()) -> bool:
        """
        Whether a call with so many positional arguments and these keywords does not fail (without ``*`` and ``**``).
        """
        if positional > len(self.names):
            return False
        if not self.keywords and not keywords <= set(self.names):
            return False
        by_position = set(self.names[:positional])
        return not by_position & keywords and set(self.required) <= by_position | keywords


@dataclass(frozen=True, slots=True)
class Member:
    """One public method or attribute of a session."""

    name: str
    kind: MemberKind
    signature: Signature | None = None
    """None if it is not a method."""
    is_async: bool = False
    twin: str | None = None
    """The async method that does the same, or the sync one: ``set_expiry`` <-> ``aset_expiry``."""
    since: Version = (1, 4)
    """The first version of Django that has it; (1, 4) for all that are older than the supported ones."""
    until: Version | None = None
    """The first version of Django that no longer has it."""
    changes: bool = False
    """Calling (or assigning) it changes this session's data, key or stored copy."""
    django_only: bool = False
    """No other session library in common use has a member of this name."""
    engines: tuple[str, ...] = ENGINES
    """The stores that have it; all of them if ``SessionBase`` has it."""


ASYNC_SESSIONS_SINCE: Final[Version] = (5, 1)
"""The ``a…`` methods of sessions: https://docs.djangoproject.com/en/5.1/releases/5.1/#django-contrib-sessions."""
ASYNC_AUTH_SINCE: Final[Version] = (5, 0)
"""``alogin``, ``alogout`` of ``django.contrib.auth`` and ``asession`` of the test client."""
EMPTY_SESSION_IS_FALSE_SINCE: Final[Version] = (6, 1)
"""``SessionBase.__bool__``: in earlier versions every session is true, an empty one, too."""

SESSION_EXPIRY_KEY: Final = "_session_expiry"
"""The key of the session under which ``set_expiry`` stores its value."""
AUTH_KEYS: Final = ("_auth_user_id", "_auth_user_backend", "_auth_user_hash")
"""The keys of the session that ``login()`` writes (``django/contrib/auth/__init__.py``)."""

_NONE = Signature()
_KEY = Signature(("key",))
_KEY_DEFAULT = Signature(("key",), ("default",))
_KEY_VALUE = Signature(("key", "value"))
_OPTIONAL_KEY = Signature((), ("session_key",))
_EXPIRY = Signature((), (), keywords=True)

_MODEL_ENGINES = ("db", "cached_db")
_CACHE_ENGINES = ("cache", "cached_db")


def _pair(
    name: str,
    signature: Signature,
    *,
    changes: bool = False,
    django_only: bool = False,
    engines: tuple[str, ...] = ENGINES,
) -> tuple[Member, Member]:
    """A method and its async twin."""
    twin = f"a{name}"
    sync = Member(
        name, MemberKind.METHOD, signature, False, twin, changes=changes, django_only=django_only, engines=engines
    )
    return sync, Member(
        twin, MemberKind.METHOD, signature, True, name, ASYNC_SESSIONS_SINCE, None, changes, django_only, engines
    )


_ALL: Final[tuple[Member, ...]] = (
    *_pair("set_expiry", Signature(("value",)), changes=True, django_only=True),
    *_pair("get_expiry_age", _EXPIRY, django_only=True),
    *_pair("get_expiry_date", _EXPIRY, django_only=True),
    *_pair("get_expire_at_browser_close", _NONE, django_only=True),
    Member("get_session_cookie_age", MemberKind.METHOD, _NONE, django_only=True),
    *_pair("cycle_key", _NONE, changes=True, django_only=True),
    *_pair("clear_expired", _NONE, django_only=True),
    *_pair("flush", _NONE, changes=True),
    Member("clear", MemberKind.METHOD, _NONE, changes=True),
    *_pair("get", _KEY_DEFAULT),
    Member("aset", MemberKind.METHOD, _KEY_VALUE, True, None, ASYNC_SESSIONS_SINCE, changes=True),
    *_pair("pop", _KEY_DEFAULT, changes=True),
    *_pair("setdefault", _KEY_VALUE, changes=True),
    *_pair("update", Signature(("dict_",)), changes=True),
    *_pair("has_key", _KEY),
    *_pair("keys", _NONE),
    *_pair("values", _NONE),
    *_pair("items", _NONE),
    Member("is_empty", MemberKind.METHOD, _NONE),
    *_pair("set_test_cookie", _NONE, changes=True),
    *_pair("test_cookie_worked", _NONE),
    *_pair("delete_test_cookie", _NONE, changes=True),
    Member("encode", MemberKind.METHOD, Signature(("session_dict",))),
    Member("decode", MemberKind.METHOD, Signature(("session_data",))),
    # Only in signed_cookies exists() may be called without a key.
    *_pair("exists", _OPTIONAL_KEY),
    *_pair("create", _NONE, changes=True),
    *_pair("save", Signature((), ("must_create",)), changes=True),
    *_pair("delete", _OPTIONAL_KEY, changes=True),
    *_pair("load", _NONE),
    Member("session_key", MemberKind.PROPERTY),
    Member("key_salt", MemberKind.PROPERTY),
    Member("accessed", MemberKind.ATTRIBUTE),
    Member("modified", MemberKind.ATTRIBUTE, changes=True),
    Member("serializer", MemberKind.ATTRIBUTE),
    Member("TEST_COOKIE_NAME", MemberKind.DATA),
    Member("TEST_COOKIE_VALUE", MemberKind.DATA),
    Member("get_model_class", MemberKind.METHOD, _NONE, engines=_MODEL_ENGINES),
    Member("model", MemberKind.PROPERTY, engines=_MODEL_ENGINES),
    *_pair("create_model_instance", Signature(("data",)), engines=_MODEL_ENGINES),
    Member("cache_key_prefix", MemberKind.ATTRIBUTE, engines=_CACHE_ENGINES),
    Member("cache_key", MemberKind.PROPERTY, twin="acache_key", engines=_CACHE_ENGINES),
    Member("acache_key", MemberKind.METHOD, _NONE, True, "cache_key", ASYNC_SESSIONS_SINCE, engines=_CACHE_ENGINES),
    Member("storage_path", MemberKind.ATTRIBUTE, engines=("file",)),
    Member("file_prefix", MemberKind.ATTRIBUTE, engines=("file",)),
    Member("clean", MemberKind.METHOD, _NONE, until=(5, 1), engines=("file",)),
)

MEMBERS: Final[Mapping[str, Member]] = MappingProxyType({member.name: member for member in _ALL})
"""Every public member of a session in any supported version of Django, by name."""
PYTHON_2_MEMBERS: Final = frozenset({"iterkeys", "itervalues", "iteritems"})
"""Methods that sessions had as long as Django ran on Python 2, until 1.11."""
DJANGO_ONLY: Final = frozenset(name for name, member in MEMBERS.items() if member.django_only)
"""Names that only Django's sessions have: where one is called, the object is a session of Django."""
METHODS: Final = frozenset(name for name, member in MEMBERS.items() if member.kind is MemberKind.METHOD)
CHANGES: Final = frozenset(name for name, member in MEMBERS.items() if member.changes)
"""Members that change the session when they are called (``modified``: when it is assigned)."""
SETTERS: Final = frozenset({"set_expiry", "aset_expiry"})
"""Methods that take an expiry."""
GETTERS: Final = frozenset(
    {
        "get_expiry_age",
        "aget_expiry_age",
        "get_expiry_date",
        "aget_expiry_date",
        "get_expire_at_browser_close",
        "aget_expire_at_browser_close",
        "get_session_cookie_age",
    }
)
"""
Methods that read the expiry. The middleware calls them when it saves: where one is replaced by a value, that call
fails.
"""
ASYNC_TWINS: Final[Mapping[str, str]] = MappingProxyType(
    {m.name: m.twin for m in _ALL if m.twin and m.kind is MemberKind.METHOD and not m.is_async}
)
"""Sync method -> its async twin (Django 5.1 and later)."""
SYNC_TWINS: Final[Mapping[str, str]] = MappingProxyType({twin: name for name, twin in ASYNC_TWINS.items()})
"""Async method -> its sync twin; ``aset`` has none (it is ``session[key] = value``), ``acache_key`` is a property."""

MODEL_MEMBERS: Final = frozenset(
    {
        "session_key",
        "session_data",
        "expire_date",
        "objects",
        "get_decoded",
        "get_session_store_class",
        "get_next_by_expire_date",
        "get_previous_by_expire_date",
    }
)
"""
What ``django.contrib.sessions.models.Session`` has beside the members of every model; it is a row of a table, not a
session.
"""
MODEL_MANAGER_MEMBERS: Final = frozenset({"encode", "save"})
"""What ``Session.objects`` has beside the members of every manager."""


def signature(name: str) -> Signature | None:
    """The signature of a session method; None for a name that is no method of a session."""
    member = MEMBERS.get(name)
    return None if member is None else member.signature
