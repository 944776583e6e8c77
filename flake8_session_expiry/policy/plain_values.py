"""The values of settings in plain words, for readers who do not know Django."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from flake8_session_expiry.console import printable
from flake8_session_expiry.reference.cookie_scope import (
    SHARED_DOMAINS,
    domain_fault,
    domain_host,
    is_absolute_path,
    is_one_host,
    is_sent,
)
from flake8_session_expiry.reference.date_range import AFTER_YEAR_9999
from flake8_session_expiry.reference.serializers import MODULES, WITHOUT_DUMPS, is_missing
from flake8_session_expiry.reference.settings import BOOLEANS, ENGINE_MODULES
from flake8_session_expiry.text.length_format import in_words
from flake8_session_expiry.values.value import Kind, Value

_WEEK: Final = 7 * 24 * 60 * 60
_NUMBERS: Final = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
_LONGEST: Final = 60


def length(seconds: float) -> str:
    """``1209600`` -> "two weeks", ``3600`` -> "one hour", ``1800`` -> "30 minutes"."""
    said = length_in_figures(seconds)
    figure, _, unit = said.partition(" ")
    return f"{_NUMBERS[int(figure)]} {unit}" if figure.isdigit() and int(figure) < len(_NUMBERS) else said


def length_in_figures(seconds: float) -> str:
    """``1209600`` -> "2 weeks", ``3600`` -> "1 hour"."""
    weeks = seconds / _WEEK
    if weeks in {1, 2, 3, 4, 6, 8}:
        return f"{weeks:.0f} week{'s' if weeks > 1 else ''}"
    return in_words(seconds)


def shortened(text: str, longest: int = _LONGEST) -> str:
    """A text on one line, cut if it is too long."""
    one_line = printable(" ".join(text.split()))
    return one_line if len(one_line) <= longest else one_line[: longest - 1] + "…"


def quoted(value: object) -> str:
    """A value as Python writes it, shortened."""
    return shortened(repr(value))


@dataclass(frozen=True)
class Surroundings:
    """The values of other settings that the words about one depend on; None where they are not known."""

    every_request: bool | None
    age: float | None
    secure: bool | None = None

    @property
    def counted(self) -> str:
        """What a number of seconds counts from, in words."""
        if self.every_request is None:
            return "counted from the last write, or from the last request (SESSION_SAVE_EVERY_REQUEST decides)"
        return f"counted from the last {'request' if self.every_request else 'write'}"

    @property
    def server_time(self) -> str:
        """How long the server stores a session that the browser forgets, in words."""
        return "for SESSION_COOKIE_AGE" if self.age is None else f"for {length(self.age)} after the last {self._event}"

    @property
    def _event(self) -> str:
        return "request" if self.every_request else "write"


def _age(value: object, around: Surroundings) -> str:
    if isinstance(value, bool):
        return f"{quoted(value)}: {'one second' if value else 'every session ends at once'}"
    if isinstance(value, (int, float)):
        if value != value or abs(value) >= AFTER_YEAR_9999:
            return f"{quoted(value)}: too long, Django fails when it saves a session"
        return "every session ends at once" if value <= 0 else f"{length(value)}, {around.counted}"
    return f"{quoted(value)} is not a number of seconds: Django fails when it saves a session"


def _at_browser_close(value: object, around: Surroundings) -> str:
    if value:
        return (
            f"yes: the browser forgets the session when it is closed; the server still accepts it {around.server_time}"
        )
    return "no: it outlives the browser"


def _every_request(value: object, _around: Surroundings) -> str:
    if value:
        return "yes: every request starts the time again"
    return "no: only a request that writes to the session starts the time again, reading pages does not"


def engine_words(value: object) -> str:
    """A session engine in plain words."""
    words = {
        "db": "in the database (table django_session)",
        "cache": "in the cache only",
        "cached_db": "in the database, with a copy in the cache",
        "file": "in files on the server",
        "signed_cookies": "in the cookie itself, signed but readable; nothing is kept on the server",
    }
    short = ENGINE_MODULES.get(value) if isinstance(value, str) else None
    return words[short] if short else f"by {quoted(value)}, which is not one of Django's engines"


CACHE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "django.core.cache.backends.locmem.LocMemCache": "the memory of one process: lost at each restart, not shared"
        " with other processes",
        "django.core.cache.backends.dummy.DummyCache": "no cache at all: it forgets everything at once",
        "django.core.cache.backends.db.DatabaseCache": "a database table",
        "django.core.cache.backends.filebased.FileBasedCache": "files on the server",
        "django.core.cache.backends.redis.RedisCache": "Redis",
        "django_redis.cache.RedisCache": "Redis (django-redis)",
        "redis_cache.RedisCache": "Redis (django-redis-cache)",
        "django.core.cache.backends.memcached.PyMemcacheCache": "memcached",
        "django.core.cache.backends.memcached.PyLibMCCache": "memcached",
        "django.core.cache.backends.memcached.MemcachedCache": "memcached",
    }
)
"""Django's caches, and the usual ones of packages."""


def _file_path(value: object, _around: Surroundings) -> str:
    return quoted(value) if value else "the system's folder for temporary files"


def _serializer(value: object, _around: Surroundings) -> str:
    if value == "django.contrib.sessions.serializers.JSONSerializer":
        return "as JSON"
    if isinstance(value, str) and value.endswith(".PickleSerializer"):
        return (
            "as a pickle: whoever has the secret key and can write sessions can run code on the server"
            " (Django 5.0 removed it)"
        )
    if not isinstance(value, str) or "." not in value or is_missing(value):
        return f"{quoted(value)} is nothing that Django can import: every request fails"
    if value in WITHOUT_DUMPS | MODULES:
        return f"{quoted(value)} cannot do it: Django fails when it saves a session, but for the engine cache"
    return f"by {quoted(value)}"


def _name(value: object, _around: Surroundings) -> str:
    return (
        quoted(value) if isinstance(value, str) and value else f"{quoted(value)} is not a name: Django cannot send it"
    )


def _domain(value: object, _around: Surroundings) -> str:
    if (fault := domain_fault(value)) is not None:
        return f"{quoted(value)} {fault}: browsers drop the cookie, and nobody can log in"
    host = domain_host(value) if isinstance(value, str) else ""
    if not host:
        return "only the host that sent it"
    said = shortened(host)
    if host in SHARED_DOMAINS:
        return f"none: sites of others are below {said}, too, so browsers drop the cookie, and nobody can log in"
    if is_one_host(host):
        return (
            f"only {said} itself, where the site is visited under this name; on every other host browsers drop"
            " the cookie"
        )
    return f"{said} and every host below it"


def _path(value: object, _around: Surroundings) -> str:
    if is_absolute_path(value):
        path = str(value).strip()
        return "every page of the host" if path == "/" else f"pages below {quoted(path)}"
    folder = "only the pages in the folder of the page that set it, and below"
    if not is_sent(value):
        return f"{folder}: no path is sent ({quoted(value)})"
    return f"{folder}: {quoted(value)} does not begin with a slash, and browsers ignore it"


def _secure(value: object, _around: Surroundings) -> str:
    return "yes" if value else "no: it is sent over plain HTTP, too, where others can read it"


def _httponly(value: object, _around: Surroundings) -> str:
    return "yes" if value else "no: scripts in the page can read it"


def _samesite(value: object, around: Surroundings) -> str:
    if isinstance(value, str) and value:
        words = {
            "lax": "Lax: other sites can link here, but forms and frames of theirs come without it",
            "strict": "Strict: never sent when another site makes the request, not even for a link",
            "none": _SAMESITE_NONE[around.secure],
        }
        return words.get(value.lower(), f"{quoted(value)} is not one of Lax, Strict and None: Django fails to send it")
    if value is None or value is False or value == "":
        return f"not said ({quoted(value)}): each browser does as it likes"
    return f"{quoted(value)} is not a text: Django fails to send it"


_THIRD_PARTIES: Final = (
    "None: requests that other sites make carry it too, where the browser allows cookies of other sites"
)
_SAMESITE_NONE: Final = {
    True: _THIRD_PARTIES,
    False: "None, but SESSION_COOKIE_SECURE is off: browsers built on Chromium drop the cookie, and nobody can log in"
    " there",
    None: f"{_THIRD_PARTIES}; if SESSION_COOKIE_SECURE is off, those built on Chromium drop it",
}


def _csrf(value: object, _around: Surroundings) -> str:
    return "in the session, so it ends with it" if value else "in a cookie of its own"


_DESCRIBERS: Final[Mapping[str, Callable[[object, Surroundings], str]]] = MappingProxyType(
    {
        "SESSION_COOKIE_AGE": _age,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": _at_browser_close,
        "SESSION_SAVE_EVERY_REQUEST": _every_request,
        "SESSION_ENGINE": lambda value, _around: engine_words(value),
        "SESSION_FILE_PATH": _file_path,
        "SESSION_SERIALIZER": _serializer,
        "SESSION_COOKIE_NAME": _name,
        "SESSION_COOKIE_DOMAIN": _domain,
        "SESSION_COOKIE_PATH": _path,
        "SESSION_COOKIE_SECURE": _secure,
        "SESSION_COOKIE_HTTPONLY": _httponly,
        "SESSION_COOKIE_SAMESITE": _samesite,
        "CSRF_USE_SESSIONS": _csrf,
    }
)


def described(name: str, value: object, around: Surroundings) -> str:
    """The value of one of Django's settings in plain words."""
    words = _DESCRIBERS[name](value, around)
    if name in BOOLEANS and not isinstance(value, bool) and value not in (0, 1, None):
        return f"{words} ({quoted(value)} counts as {bool(value)})"
    return words


def described_plainly(value: object) -> str:
    """The value of a setting that is not Django's in plain words; not of a text, which might be a password."""
    if isinstance(value, (bool, int, float, timedelta, type(None))):
        return quoted(value)
    return "a text" if isinstance(value, str) else "something else than a number or a text"


def source_words(value: Value) -> str:
    """The words for a value that is not known: where it comes from."""
    if value.unread:
        return "another value, if one is set there"
    if value.variable is not None:
        variable = f"the environment variable {shortened(value.variable)}" if value.variable else "the environment"
        return f"what {variable} says"
    if value.imported is not None:
        return f"{shortened(value.imported)}, which is not part of the project"
    if value.maker is not None and value.kind is not Kind.FUNCTION:
        return f"what {shortened(value.maker)} gives when the site starts"
    return "computed when the site starts"


_RANDOM: Final = frozenset(
    ["get_random_secret_key", "get_random_string", "token_hex", "token_urlsafe", "token_bytes", "urandom", "uuid4",
     "uuid1"]
)  # fmt: skip


def is_random(value: Value) -> bool:
    """Whether a value is another one each time that it is computed."""
    return (value.maker or "").rpartition(".")[2] in _RANDOM


def secret_words(value: Value) -> str:
    """The words for a secret: where it comes from, not its value."""
    if value.known:
        return "written in the settings" if value.constant else "missing: Django does not start"
    if is_random(value):
        return "made anew at each start: every restart ends all logins"
    return source_words(value)
