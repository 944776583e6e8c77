"""By what a module shows that it is Django's, although it may import nothing of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_session_expiry.options import Options
from flake8_session_expiry.settings.project_facts import with_facts
from tests.listening import model_of
from tests.projectfiles import MANAGE, write

IN_TESTS = "tests/test_views.py"


def shown(code: str, name: str = "views.py", options: Options | None = None) -> bool:
    """Whether some code shows Django."""
    return model_of(code, name, options).shows_django


@pytest.mark.parametrize(
    "code",
    [
        "import django.http\n",
        "from rest_framework.views import APIView\n",
        "class Guard:\n    def __init__(self, get_response):\n        pass\n",
        "def guard(get_response):\n    return get_response\n",
        "def view(request: 'HttpRequest'):\n    pass\n",
        "def view(request: 'django.http.HttpRequest'):\n    pass\n",
        "def view(request: HttpRequest):\n    pass\n",
        "def view(request):\n    request.session.set_expiry(5)\n",
        "def view(self):\n    self.request.session.set_expiry = 5\n",
        "async def view(request):\n    await request.session.aset_expiry(5)\n",
    ],
)
def test_signs(code: str) -> None:
    assert shown(code)


@pytest.mark.parametrize(
    "code",
    [
        "def view(request):\n    request.session.max_age = 5\n",
        "from .types import HttpRequest\ndef view(request: HttpRequest):\n    pass\n",
        "from azure import functions as func\ndef main(req: func.HttpRequest):\n    pass\n",
        "def view(request: 'ExportRequest'):\n    pass\n",
        "def get(session):\n    session.set_expiry(5)\n",
        "cache.session.set_expiry(5)\n",
        "def response(get):\n    pass\n",
        "from flask import request\ndef guard(get_response):\n    pass\n",
        "from starlette.requests import Request\ndef view(request: 'HttpRequest'):\n    pass\n",
        "def test_basket(client, db):\n    pass\n",
    ],
)
def test_what_is_none(code: str) -> None:
    assert not shown(code)


@pytest.mark.parametrize(
    "fixture",
    ["db", "transactional_db", "django_user_model", "admin_client", "rf", "settings", "django_assert_num_queries"],
)
def test_fixtures_of_pytest_django(fixture: str) -> None:
    assert shown(f"def test_basket(client, {fixture}):\n    pass\n", IN_TESTS)
    assert shown(f"import pytest\n@pytest.fixture()\ndef basket({fixture}):\n    pass\n", IN_TESTS)
    assert not shown(f"def make_basket(client, {fixture}):\n    pass\n", IN_TESTS)


@pytest.mark.parametrize("fixture", ["client", "app", "live_server", "session", "user"])
def test_fixtures_that_others_have_too(fixture: str) -> None:
    assert not shown(f"def test_basket({fixture}):\n    pass\n", IN_TESTS)


def test_a_project_whose_settings_are_known(tmp_path: Path) -> None:
    write(tmp_path, {"manage.py": MANAGE.format("site.settings"), "site/settings.py": "USE_TZ = True\n"})
    path = str(tmp_path / "shop" / "basket.py")
    code = "def keep(request):\n    request.session.max_age = 60\n"
    assert shown(code, path, with_facts(Options(), path))
    assert not shown(f"import flask\n{code}", path, with_facts(Options(), path))


def test_a_project_whose_settings_are_not_found(tmp_path: Path) -> None:
    write(tmp_path, {"manage.py": MANAGE.format("elsewhere.settings")})
    path = str(tmp_path / "shop" / "basket.py")
    assert not shown("def keep(request):\n    request.session.max_age = 60\n", path, with_facts(Options(), path))
