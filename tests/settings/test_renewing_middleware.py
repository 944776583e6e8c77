"""Which middleware may save the session with each request."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from flake8_session_expiry.settings.effective import effective_settings
from flake8_session_expiry.settings.renewing_middleware import may_renew, middleware_of
from tests.projectfiles import write

PLAIN = "class Plain:\n    def __call__(self, request):\n        return self.get_response(request)\n"
TOUCHING = "class Touching:\n    def __call__(self, request):\n        request.session['a'] = 1\n"


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("django.contrib.sessions.middleware.SessionMiddleware", False),
        ("shop.plain.Plain", False),
        ("shop.touching.Touching", True),
        ("whitenoise.middleware.WhiteNoiseMiddleware", False),
        ("package.middleware.IdleMiddleware", True),
        ("package.sessions.Plain", False),
        (None, True),
    ],
)
def test_of_a_project(tmp_path: Path, path: object, may: bool) -> None:
    write(tmp_path, {"settings.py": "", "shop/plain.py": PLAIN, "shop/touching.py": TOUCHING, "shop/__init__.py": ""})
    assert may_renew([path], str(tmp_path / "settings.py"), str(tmp_path)) is may


def test_without_a_project() -> None:
    assert not may_renew(["django.middleware.common.CommonMiddleware"], "settings.py", None)
    assert may_renew(["shop.plain.Plain"], "settings.py", None)


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("", []),
        ("MIDDLEWARE = ['a.A', 'b.B']\n", ["a.A", "b.B"]),
        ("MIDDLEWARE = ['a.A']\nif x:\n    MIDDLEWARE = ['b.B']\n", ["a.A", "b.B"]),
        ("MIDDLEWARE = ['a.A', *more()]\n", [None]),
        ("MIDDLEWARE = compute()\n", [None]),
        ("from elsewhere import *\n", [None]),
    ],
)
def test_entries(text: str, entries: list[object]) -> None:
    assert sorted(middleware_of(effective_settings("settings.py", ast.parse(text))), key=str) == entries
