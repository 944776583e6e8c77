"""How often the modules of a chain of settings are read."""

from __future__ import annotations

from pathlib import Path

from flake8_session_expiry.settings.import_chain import Chain
from tests.projectfiles import write


def read(root: Path, files: dict[str, str]) -> list[str]:
    """The modules that are read for ``prod.py``, each as often as it is."""
    chain = Chain()
    assert chain.module(str(write(root, {"manage.py": "", **files}) / "prod.py")) is not None
    return [Path(stamp.path).name for stamp in chain.stamps]


def test_a_module_that_two_others_import_is_read_once(tmp_path: Path) -> None:
    files = {
        "prod.py": "from left import *\nfrom right import *\n",
        "left.py": "from base import *\n",
        "right.py": "from base import *\n",
        "base.py": "SESSION_COOKIE_AGE = 60\n",
    }
    assert read(tmp_path, files) == ["prod.py", "left.py", "base.py", "right.py"]


def test_modules_that_import_one_another_are_read_once(tmp_path: Path) -> None:
    assert read(tmp_path, {"prod.py": "from base import *\n", "base.py": "from prod import *\n"}) == [
        "prod.py",
        "base.py",
    ]
