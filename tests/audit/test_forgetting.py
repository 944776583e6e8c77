"""A process that looks at many projects keeps nothing of the last one."""

from __future__ import annotations

import subprocess
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


_COUNTING = """
import gc, re, sys
from flake8_session_expiry.audit.project_result import result_of
from flake8_session_expiry.audit.requests import ProjectRequest
for number, folder in enumerate(sys.argv[1:], 1):
    result_of(ProjectRequest(folder))
    re.purge()  # never more than 512
    gc.collect()
    if not number % 6:
        print(len(gc.get_objects()))
"""


def test_the_number_of_objects_does_not_grow(project: MakeProject) -> None:
    folders = [str(project(f"p{number:02}", age=number + 1, views=FALSE)) for number in range(18)]
    done = subprocess.run([sys.executable, "-c", _COUNTING, *folders], capture_output=True, text=True, check=True)
    _, second, third = map(int, done.stdout.split())  # modules are imported and tables made with the first ones
    assert third - second < 6 * 5  # kept patterns alone were 20 for each project
