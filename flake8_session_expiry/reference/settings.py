"""
Django's settings about sessions as data: type, default by version, and which misspelt names mean them.

Covers Django 4.2 to 6.1 (``django/conf/global_settings.py``). ``tests/reference/test_settings.py`` compares it with the
installed Django.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from flake8_session_expiry.reference.session_api import ENGINES
from flake8_session_expiry.reference.spelling import one_edit_apart

Version = tuple[int, int]


class SettingType(Enum):
    """Which values Django expects in a setting."""

    SECONDS = "a number of seconds"
    BOOLEAN = "True or False"
    SAMESITE = "'Lax', 'Strict', 'None' or False"
    MODULE = "the dotted path of a module"
    CLASS = "the dotted path of a class"
    TEXT = "a string"
    LIST = "a list of strings"
    MAPPING = "a dict"


@dataclass(frozen=True, slots=True)
class KnownSetting:
    """One setting of Django."""

    name: str
    type: SettingType
    default: object
    """The default; where ``changed`` is given, in that version and later ones."""
    changed: Version | None = None
    """The first version of Django with this default."""
    default_before: object = None

    def default_in(self, version: Version | None) -> tuple[object, ...]:
        """The default in one version of Django; where the version is not known, every default that it may have."""
        if self.changed is None:
            return (self.default,)
        if version is None:
            return (self.default_before, self.default)
        return (self.default if version >= self.changed else self.default_before,)


_BACKENDS: Final = "django.contrib.sessions.backends"
_SETTINGS: Final = (
    KnownSetting("SESSION_CACHE_ALIAS", SettingType.TEXT, "default"),
    KnownSetting("SESSION_COOKIE_NAME", SettingType.TEXT, "sessionid"),
    KnownSetting("SESSION_COOKIE_AGE", SettingType.SECONDS, 1209600),
    KnownSetting("SESSION_COOKIE_DOMAIN", SettingType.TEXT, None),
    KnownSetting("SESSION_COOKIE_SECURE", SettingType.BOOLEAN, False),
    KnownSetting("SESSION_COOKIE_PATH", SettingType.TEXT, "/"),
    KnownSetting("SESSION_COOKIE_HTTPONLY", SettingType.BOOLEAN, True),
    KnownSetting("SESSION_COOKIE_SAMESITE", SettingType.SAMESITE, "Lax"),
    KnownSetting("SESSION_SAVE_EVERY_REQUEST", SettingType.BOOLEAN, False),
    KnownSetting("SESSION_EXPIRE_AT_BROWSER_CLOSE", SettingType.BOOLEAN, False),
    KnownSetting("SESSION_ENGINE", SettingType.MODULE, f"{_BACKENDS}.db"),
    KnownSetting("SESSION_FILE_PATH", SettingType.TEXT, None),
    KnownSetting("SESSION_SERIALIZER", SettingType.CLASS, "django.contrib.sessions.serializers.JSONSerializer"),
    KnownSetting("CSRF_USE_SESSIONS", SettingType.BOOLEAN, False),
    KnownSetting("DEBUG", SettingType.BOOLEAN, False),
    KnownSetting("USE_TZ", SettingType.BOOLEAN, True, changed=(5, 0), default_before=False),
    KnownSetting("SECRET_KEY", SettingType.TEXT, ""),
    KnownSetting("SECRET_KEY_FALLBACKS", SettingType.LIST, ()),
    KnownSetting("MIDDLEWARE", SettingType.LIST, ()),
    KnownSetting(
        "CACHES",
        SettingType.MAPPING,
        MappingProxyType({"default": MappingProxyType({"BACKEND": "django.core.cache.backends.locmem.LocMemCache"})}),
    ),
    KnownSetting("MESSAGE_STORAGE", SettingType.CLASS, "django.contrib.messages.storage.fallback.FallbackStorage"),
)

SETTINGS: Final[Mapping[str, KnownSetting]] = MappingProxyType({setting.name: setting for setting in _SETTINGS})
"""Every setting that rules and the policy report are about."""

SESSION_SETTINGS: Final = tuple(name for name in SETTINGS if name.startswith("SESSION_"))
"""All SESSION_* settings of Django."""

BOOLEANS: Final = frozenset(
    name
    for name, setting in SETTINGS.items()
    if setting.type is SettingType.BOOLEAN and name.startswith(("SESSION_", "CSRF_"))
)
"""The boolean settings about sessions."""

SESSION_MIDDLEWARE: Final = "django.contrib.sessions.middleware.SessionMiddleware"
"""The path of Django's own, as it stands in MIDDLEWARE."""
ENGINE_MODULES: Final[Mapping[str, str]] = MappingProxyType({f"{_BACKENDS}.{name}": name for name in ENGINES})
"""The modules that Django ships for SESSION_ENGINE -> their short names."""

# Names that only a Django settings module assigns at its top (two of them are enough); projects of all versions of
# Django have them.
_MARKERS: Final = """
    INSTALLED_APPS MIDDLEWARE MIDDLEWARE_CLASSES ROOT_URLCONF WSGI_APPLICATION ASGI_APPLICATION TEMPLATES DATABASES
    AUTH_PASSWORD_VALIDATORS AUTH_USER_MODEL AUTHENTICATION_BACKENDS LANGUAGE_CODE STATIC_URL STATICFILES_DIRS
    STATIC_ROOT MEDIA_ROOT DEFAULT_AUTO_FIELD ALLOWED_HOSTS SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS
    SECURE_PROXY_SSL_HEADER CSRF_TRUSTED_ORIGINS CSRF_COOKIE_SECURE USE_I18N USE_L10N USE_TZ TIME_ZONE
    LOGIN_REDIRECT_URL LOGIN_URL EMAIL_BACKEND CACHES STATICFILES_STORAGE TEMPLATE_DIRS TEMPLATE_LOADERS INTERNAL_IPS
"""
MARKERS: Final = frozenset(_MARKERS.split())
"""
Names that show that a module is a settings module, together with ``SECRET_KEY``, ``DEBUG`` and the session settings.
"""

# Settings of packages that are not Django's: prefixes and whole names.
_FOREIGN_PREFIXES: Final = (
    "SESSION_SECURITY_",  # django-session-security
    "SESSION_REDIS",  # django-redis-sessions, Flask-Session
    "SESSION_MEMCACHED",  # Flask-Session
    "SESSION_MONGODB",
    "SESSION_FILE_THRESHOLD",
    "SESSION_FILE_MODE",
    "SESSION_SQLALCHEMY",
    "SESSION_DYNAMODB",
    "SESSION_CLEANUP",
    "SESSION_ACTIVITY",  # django-session-activity
    "SESSION_CONTROL",
    "SESSION_IDLE",  # django-session-idle-timeout
    "SESSION_LOCK",
    "SESSION_HEADER",
)
_FOREIGN_NAMES: Final = """
    SESSION_EXPIRE_SECONDS SESSION_EXPIRE_AFTER_LAST_ACTIVITY SESSION_EXPIRE_AFTER_LAST_ACTIVITY_GRACE_PERIOD
    SESSION_TIMEOUT_REDIRECT SESSION_EXPIRE_CALLABLE SESSION_TIMEOUT_KEY SESSION_TYPE SESSION_PERMANENT
    SESSION_USE_SIGNER SESSION_KEY_PREFIX SESSION_ID_LENGTH SESSION_SERIALIZATION_FORMAT SESSION_COOKIE_PARTITIONED
    SESSION_REFRESH_EACH_REQUEST SESSION_TIMEOUT SESSION_TIMEOUT_METHOD SESSION_SERVER_SIDE SESSION_TTL SESSION_DB
    SESSION_URL SESSION_WARN_DELTA SESSION_COOKIE_NAME_PREFIX SESSION_COOKIE_DOMAINS SESSION_COOKIE_SAMESITE_FORCE_ALL
    SESSION_COOKIE_SAMESITE_KEYS SESSION_EXPIRE_WARNING
"""
_FOREIGN: Final = frozenset(_FOREIGN_NAMES.split())


def is_of_a_package(name: str) -> bool:
    """
    Whether a SESSION_* name belongs to a known package (django-session-timeout, Flask-Session, allauth, Horizon ...).
    """
    return name in _FOREIGN or name.startswith(_FOREIGN_PREFIXES)


# Other forms of the words in names of settings. "ON", "AT" and "WHEN" do not change what a name means.
_SAME_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "SESSIONS": "SESSION",
        "COOKIES": "COOKIE",
        "AGES": "AGE",
        "EXPIRES": "EXPIRE",
        "EXPIRED": "EXPIRE",
        "EXPIRY": "EXPIRE",
        "EXPIRING": "EXPIRE",
        "BROWSERS": "BROWSER",
        "CLOSES": "CLOSE",
        "CLOSED": "CLOSE",
        "CLOSING": "CLOSE",
        "SAVES": "SAVE",
        "SAVED": "SAVE",
        "REQUESTS": "REQUEST",
        "EACH": "EVERY",
        "ENGINES": "ENGINE",
        "SECURED": "SECURE",
        "SERIALISER": "SERIALIZER",
        "SERIALIZERS": "SERIALIZER",
        "MAXAGE": "AGE",
    }
)
_JOINING_WORDS: Final = frozenset({"ON", "AT", "WHEN", "MAX", "THE"})
_DISTANCE_OF_SHORTEST: Final = 12


def _key(name: str) -> tuple[str, ...]:
    """
    The words of a name, the same for every order, plural and tense: SESSIONS_COOKIE_AGE and SESSION_AGE_COOKIE have one
    key.
    """
    text = name.upper().replace("HTTP_ONLY", "HTTPONLY").replace("SAME_SITE", "SAMESITE")
    words = [_SAME_WORDS.get(word, word) for word in text.split("_") if word]
    return tuple(sorted(word for word in words if word not in _JOINING_WORDS))


_BY_KEY: Final[Mapping[tuple[str, ...], str]] = MappingProxyType({_key(name): name for name in SESSION_SETTINGS})


def near_miss(name: str) -> str | None:
    """
    The setting of Django that a wrong name certainly means: it differs by one letter, a plural, a tense, the order of
    its words or lower case.

    None if there is no such setting, for Django's own names and for those of known packages.
    """
    if name in SETTINGS or is_of_a_package(name) or not re.fullmatch(r"\w+", name):
        return None
    if not name.upper().startswith(("SESSION", "SESION", "COOKIE_SESSION")) and not any(
        _is_or_is_near(name.upper(), known) for known in SESSION_SETTINGS
    ):
        return None
    if (found := _BY_KEY.get(_key(name))) is not None:
        return found
    for known in SESSION_SETTINGS:
        if len(known) >= _DISTANCE_OF_SHORTEST and _is_or_is_near(name.upper(), known):
            return known
    return None


def _is_or_is_near(name: str, known: str) -> bool:
    return name == known or one_edit_apart(name, known)
