"""What the proofs run on: the session engines, and the versions of Django that tox.ini and ``.ci/run`` install."""

from __future__ import annotations

from typing import Final

Version = tuple[int, int]

DJANGO_VERSIONS: Final[tuple[Version, ...]] = ((4, 2), (5, 2), (6, 1))

POSTGRESQL: Final = "db on PostgreSQL"
REDIS: Final = "cache on Redis"
"""Plain ``db`` is on SQLite, plain ``cache`` in the memory of the process."""

ENGINES: Final = ("db", "cache", "cached_db", "file", "signed_cookies")
ALL_ENGINES: Final = (*ENGINES, POSTGRESQL, REDIS)
"""Also on the servers that production has: for claims that speak of a database or a cache, of types or of time."""
SERVER_ENGINES: Final = ("db", "cache", "cached_db", "file", POSTGRESQL, REDIS)
"""Those that keep the session on the server."""
ROW_ENGINES: Final = ("db", "cached_db", POSTGRESQL)
"""Those that keep a row in ``django_session``."""
CACHE_ENGINES: Final = ("cache", REDIS)
"""Those that keep the session in the cache alone."""
EXPIRING_ENGINES: Final = ("db", "cache", "cached_db", POSTGRESQL, REDIS)
"""Those on which the server itself enforces any expiry: file ignores integers, signed_cookies all of them."""
JSON_ENGINES: Final = ("db", "cached_db", "file", "signed_cookies", POSTGRESQL)
"""Those that turn the session into JSON; a cache pickles it."""
LOADING_JSON_ENGINES: Final = ("db", "file", "signed_cookies", POSTGRESQL)
"""Those that make the session of JSON in the next request; cached_db has a pickled copy of it."""
