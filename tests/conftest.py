"""For all tests: they leave no files behind, and none fails because the machine is slow."""

from __future__ import annotations

import os
from contextlib import suppress

from tests.casefiles import remove_projects

os.environ.pop("FORCE_COLOR", None)  # CI sets it, and tox passes it on; tests compare texts without colours

with suppress(ModuleNotFoundError):  # the cases of rules do without it
    from hypothesis import settings

    settings.register_profile("no deadline", deadline=None)  # 200 ms for an example are little beside other work
    settings.load_profile("no deadline")


def pytest_unconfigure() -> None:
    """Called in processes of pytest-xdist, too, which do not run functions of ``atexit``."""
    remove_projects()
