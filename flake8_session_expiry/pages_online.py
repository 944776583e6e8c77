"""The address of the documentation. It may not answer yet; what links there has the text itself, too."""

from __future__ import annotations

from typing import Final

from flake8_session_expiry.codes import stems

SITE: Final = "https://flake8-session-expiry.readthedocs.io/en/stable/"


def home() -> str:
    """The first page."""
    return SITE


def address(code: str) -> str:
    """The page of a code: a rule's, or that of a code of the engine."""
    stem = stems().get(code)
    return f"{SITE}rules/{stem.partition('.')[2] if stem is not None else code.lower()}.html"
