"""What holds for all tests: they leave nothing behind, and none fails because the machine is slow."""

from __future__ import annotations

from contextlib import suppress

from tests.casefiles import remove_projects

with suppress(ModuleNotFoundError):  # the cases of rules do without it
    from hypothesis import settings

    settings.register_profile("no deadline", deadline=None)  # 200 ms for an example are little beside other work
    settings.load_profile("no deadline")


def pytest_unconfigure() -> None:
    """Processes of pytest-xdist too come here, while ``atexit`` never hears of their end."""
    remove_projects()
