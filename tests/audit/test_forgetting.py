"""A process that looks at many projects keeps nothing of the last one."""

from __future__ import annotations

import sys
from pathlib import Path

from flake8_session_expiry.audit.forgetting import forget_projects
from flake8_session_expiry.audit.project_result import result_of
from flake8_session_expiry.audit.requests import ProjectRequest
from flake8_session_expiry.project import files
from flake8_session_expiry.settings import effective
from tests.audit.conftest import FALSE, MakeProject


def cached() -> dict[str, int]:
    """How much each cache of the package has that has anything; but for those of words and tables."""
    return {
        f"{name}.{attribute}": value.cache_info().currsize
        for name, module in [*sys.modules.items()]
        if name.startswith(("flake8_session_expiry.project.", "flake8_session_expiry.settings."))
        for attribute, value in vars(module).items()
        if hasattr(value, "cache_info") and value.cache_info().currsize
    }


def test_nothing_is_kept(project: MakeProject, folder: Path) -> None:
    shop = project("shop", views=FALSE)
    effective.effective_settings(str(shop / "config" / "settings.py"))
    files.read_text(str(shop / "manage.py"))
    assert cached() and effective._CACHE
    forget_projects()
    assert cached() == {} and effective._CACHE == {}
    result_of(ProjectRequest(str(shop)))
    assert cached() == {} and effective._CACHE == {}
