"""
Settings of packages about sessions, by the module that shows in INSTALLED_APPS, MIDDLEWARE or SESSION_ENGINE that a
package is in use. As their documentation has them in 2026.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from flake8_session_expiry.reference.spelling import one_edit_apart

_SETTINGS: Final = {
    "django_session_timeout": """
        SESSION_EXPIRE_SECONDS SESSION_EXPIRE_AFTER_LAST_ACTIVITY SESSION_EXPIRE_AFTER_LAST_ACTIVITY_GRACE_PERIOD
        SESSION_TIMEOUT_REDIRECT SESSION_EXPIRE_CALLABLE
    """,
    "session_security": """
        SESSION_SECURITY_EXPIRE_AFTER SESSION_SECURITY_WARN_AFTER SESSION_SECURITY_PASSIVE_URLS
        SESSION_SECURITY_PASSIVE_URL_NAMES SESSION_SECURITY_INSECURE SESSION_SECURITY_REDIRECT_TO_LOGOUT
    """,
    "redis_sessions": """
        SESSION_REDIS SESSION_REDIS_HOST SESSION_REDIS_PORT SESSION_REDIS_DB SESSION_REDIS_PASSWORD
        SESSION_REDIS_PREFIX SESSION_REDIS_URL SESSION_REDIS_SOCKET_TIMEOUT SESSION_REDIS_RETRY_ON_TIMEOUT
        SESSION_REDIS_UNIX_DOMAIN_SOCKET_PATH SESSION_REDIS_SENTINEL_LIST SESSION_REDIS_SENTINEL_MASTER_ALIAS
    """,
    "django_cookies_samesite": """
        SESSION_COOKIE_SAMESITE_FORCE_ALL SESSION_COOKIE_SAMESITE_KEYS
    """,
}
PACKAGES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {module: frozenset(names.split()) for module, names in _SETTINGS.items()}
)


def misspelt(name: str, in_use: Iterable[str]) -> tuple[str, str] | None:
    """
    The setting of a package that a name is one edit away from, with the module of that package, or None.

    ``in_use`` are dotted paths in the settings: ``django_session_timeout.middleware.SessionTimeoutMiddleware``.
    """
    modules = {path.partition(".")[0] for path in in_use}
    for module, names in PACKAGES.items():
        if module in modules and name not in names:
            for known in sorted(names):
                if one_edit_apart(name, known):
                    return known, module
    return None
