"""What the tests leave behind when they end: nothing."""

from __future__ import annotations

from tests.casefiles import remove_projects


def pytest_unconfigure() -> None:
    """Processes of pytest-xdist too come here, while ``atexit`` never hears of their end."""
    remove_projects()
