"""What one file means in its project, as it stands in an editor."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.options import Options
from flake8_session_expiry.policy.of_one_file import FileInProject
from tests.policy.conftest import MIDDLEWARE
from tests.projectfiles import MANAGE, write

CONFIGURATIONS = (
    "from configurations import Configuration\n\n\nclass Base(Configuration):\n    SESSION_COOKIE_AGE = 60\n\n\n"
    "class Production(Base):\n    SESSION_COOKIE_AGE = 120\n"
)


def opened(folder: Path, name: str, text: str, options: Options | None = None) -> FileInProject:
    """A text in the editor, of a project with a ``manage.py``."""
    write(folder, {"manage.py": MANAGE.format("config.settings")})
    return FileInProject(SourceFile(name, text), options or Options())


def names(file: FileInProject) -> list[str]:
    """The settings modules."""
    return [policy.name for policy, _ in file.policies]


@pytest.mark.parametrize(
    ("files", "name", "expected"),
    [
        ({}, "shop/views.py", ["config/settings.py"]),
        ({"config/production.py": "DEBUG = False\n" + MIDDLEWARE}, "shop/views.py",
         ["config/settings.py", "config/production.py"]),
        ({"config/settings.py": CONFIGURATIONS}, "shop/views.py",
         ["config/settings.py: Base", "config/settings.py: Production"]),
        ({"config/other_settings.py": MIDDLEWARE}, "config/other_settings.py",
         ["config/settings.py", "config/other_settings.py"]),
        ({"config/settings.py": "from .base import *\n", "config/base.py": MIDDLEWARE}, "config/base.py",
         ["config/settings.py"]),
        ({"config/settings.py": "from .base_settings import *\nfrom .urls import *\n",
          "config/base_settings.py": MIDDLEWARE, "config/urls.py": "ROOT_URLCONF = 'shop.urls'\n"},
         "config/base_settings.py", ["config/settings.py"]),
    ],
)  # fmt: skip
def test_settings_modules(folder: Path, files: dict[str, str], name: str, expected: list[str]) -> None:
    write(folder, {"config/settings.py": MIDDLEWARE, **files})
    assert names(opened(folder, name, files.get(name, ""))) == expected


def test_settings_for_tests_count_where_there_are_no_others(folder: Path) -> None:
    write(folder, {"config/test_settings.py": MIDDLEWARE, "config/settings.py": MIDDLEWARE})
    both = Options(settings=("config/settings.py", "config/test_settings.py"))
    assert names(opened(folder, "views.py", "", both)) == ["config/settings.py"]
    assert names(opened(folder, "views.py", "", Options(settings=("config/test_settings.py",)))) == [
        "config/test_settings.py"
    ]


def test_text_of_the_editor_is_in_the_place_of_the_file(folder: Path) -> None:
    write(folder, {"config/settings.py": MIDDLEWARE})
    file = opened(folder, "config/settings.py", MIDDLEWARE + "SESSION_SAVE_EVERY_REQUEST = True\n")
    assert file.every_request is True
    assert opened(folder, "views.py", "").every_request is False


def test_text_that_is_no_python_has_no_calls_and_settings_of_the_disk(folder: Path) -> None:
    write(folder, {"config/settings.py": MIDDLEWARE + "SESSION_SAVE_EVERY_REQUEST = True\n"})
    file = opened(folder, "config/settings.py", "SESSION_COOKIE_AGE = (\nset_expiry")
    assert (file.calls, file.assigned, file.every_request) == ([], [], True)
    large = opened(folder, "config/settings.py", "set_expiry = 1\n" * 100_000)
    assert (large.calls, large.assigned) == ([], [])


def test_assigned_settings_with_their_values(folder: Path) -> None:
    write(folder, {"config/settings.py": CONFIGURATIONS})
    found = opened(folder, "config/settings.py", CONFIGURATIONS.replace("60", "SESSION_X = 61")).assigned
    assert [(each.name, each.value.constant, each.expression.lineno) for each in found] == [
        ("SESSION_COOKIE_AGE", 61, 5),
        ("SESSION_X", 61, 5),
        ("SESSION_COOKIE_AGE", 120, 9),
    ]


def test_places_of_calls_and_arguments(folder: Path) -> None:
    write(folder, {"config/settings.py": MIDDLEWARE})
    text = "def view(request):\n    x = 1; request.session.set_expiry(  (60), )\n    request.session.set_expiry()\n"
    calls = opened(folder, "views.py", text).calls
    assert [text[slice(*each.span)] for each in calls] == [
        "request.session.set_expiry(  (60), )",
        "request.session.set_expiry()",
    ]
    assert [each.argument and text[slice(*each.argument)] for each in calls] == ["(60)", None]
