"""Run the code of a rule's page in a real Django and see what its message claims: ``@proof``, ``Site``, ``Visit``."""

from __future__ import annotations

from tests.behaviour.pages import Block
from tests.behaviour.proving import servers
from tests.behaviour.proving.browser import Browser, Cookie, Visit
from tests.behaviour.proving.promises import (
    cookie_is,
    ends_with_the_browser,
    lasts,
    logs_out,
    sessions_end_with_the_browser,
    sessions_last,
)
from tests.behaviour.proving.proofs import advice_keeps, proof
from tests.behaviour.proving.site import Site, about
from tests.behaviour.versions import (
    ALL_ENGINES,
    CACHE_ENGINES,
    ENGINES,
    EXPIRING_ENGINES,
    JSON_ENGINES,
    LOADING_JSON_ENGINES,
    POSTGRESQL,
    REDIS,
    ROW_ENGINES,
    SERVER_ENGINES,
)

__all__ = [
    "ALL_ENGINES",
    "CACHE_ENGINES",
    "ENGINES",
    "EXPIRING_ENGINES",
    "JSON_ENGINES",
    "LOADING_JSON_ENGINES",
    "POSTGRESQL",
    "REDIS",
    "ROW_ENGINES",
    "SERVER_ENGINES",
    "Block",
    "Browser",
    "Cookie",
    "Site",
    "Visit",
    "about",
    "advice_keeps",
    "cookie_is",
    "ends_with_the_browser",
    "lasts",
    "logs_out",
    "proof",
    "servers",
    "sessions_end_with_the_browser",
    "sessions_last",
]
