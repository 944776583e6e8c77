"""Run the code of a rule's page in a real Django and see what its message claims: ``@proof``, ``Site``, ``Visit``."""

from __future__ import annotations

from tests.behaviour.pages import Block
from tests.behaviour.proving.browser import Browser, Cookie, Visit
from tests.behaviour.proving.proofs import proof
from tests.behaviour.proving.site import Site, about
from tests.behaviour.versions import ENGINES, EXPIRING_ENGINES, ROW_ENGINES, SERVER_ENGINES

__all__ = [
    "ENGINES",
    "EXPIRING_ENGINES",
    "ROW_ENGINES",
    "SERVER_ENGINES",
    "Block",
    "Browser",
    "Cookie",
    "Site",
    "Visit",
    "about",
    "proof",
]
