"""What the proofs run on: the session engines, and the versions of Django that tox.ini and ``.ci/run`` install."""

from __future__ import annotations

from typing import Final

Version = tuple[int, int]

DJANGO_VERSIONS: Final[tuple[Version, ...]] = ((4, 2), (5, 2), (6, 1))

ENGINES: Final = ("db", "cache", "cached_db", "file", "signed_cookies")
SERVER_ENGINES: Final = ("db", "cache", "cached_db", "file")
"""Those that keep the session on the server."""
ROW_ENGINES: Final = ("db", "cached_db")
"""Those that keep a row in ``django_session``."""
EXPIRING_ENGINES: Final = ("db", "cache", "cached_db")
"""Those on which the server itself enforces any expiry: file ignores integers, signed_cookies all of them."""
