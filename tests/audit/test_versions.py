"""Which versions a result depends on, and how two machines differ."""

from __future__ import annotations

import platform
from importlib import metadata

from flake8_session_expiry import __version__
from flake8_session_expiry.audit.versions import differences, versions


def test_all_that_decide() -> None:
    found = versions()
    assert found["flake8-session-expiry"] == __version__ and platform.python_version() in found["Python"]
    assert found["flake8"] == metadata.version("flake8") and found["libcst"] == metadata.version("libcst")


def test_differences() -> None:
    here = {"Python": "3.13.1", "libcst": "1.8.2", "Flake8-pyproject": ""}
    assert differences(here, here) == []
    assert differences({"Python": "3.12.0", "libcst": "1.8.2", "more": "1"}, here) == [
        "Python 3.12.0 (here 3.13.1)",
        "more 1 (here none)",
    ]
    assert differences({"Python": "3.13.1"}, here) == ["libcst none (here 1.8.2)"]
