"""Whether a file names a route of its project to Django's logout."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from flake8_session_expiry.options import Options
from flake8_session_expiry.settings.project_urls import names_logout
from tests.projectfiles import write

URLS = """
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path
from shop.own import bye

accounts = [path("out/", LogoutView.as_view(), name="logout")]
urlpatterns = [
    path("login/", LoginView.as_view(), name="login"),
    path("bye/", LogoutView.as_view(), name="bye"),
    path("bye/", bye, name="own_bye"),
    path("own/", bye, name="own"),
    path("accounts/", include((accounts, "accounts"))),
]
"""


def names(root: Path, code: str, *, urls: str = URLS) -> bool:
    """The answer for a module of a project with these URLs."""
    write(
        root,
        {
            "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings')\n",
            "settings.py": "ROOT_URLCONF = 'urls'\n",
            "urls.py": urls,
            "shop/own.py": "def bye(request): ...\n",
            "shop/views.py": code,
        },
    )
    return names_logout(Options(), str(root / "shop" / "views.py"), ast.parse(code))


@pytest.mark.parametrize(
    "code",
    [
        "redirect('bye')",
        "redirect('own_bye')",  # the first route with its path is that of the logout
        "redirect('accounts:logout')",
        "redirect('/bye/')",
        "URL = '/accounts/out/?next=/'",
        "URL = '/bye/#top'",
        "redirect('b' 'ye')",
    ],
)
def test_it_does(code: str, tmp_path: Path) -> None:
    assert names(tmp_path, code)


@pytest.mark.parametrize(
    "code",
    ["redirect('login')", "redirect('own')", "redirect('/own/')", "redirect(bye)", "redirect('logout')", "x = 1"],
)
def test_it_does_not(code: str, tmp_path: Path) -> None:
    assert not names(tmp_path, code)


def test_no_urls_are_known(tmp_path: Path) -> None:
    assert not names(tmp_path, "redirect('bye')", urls="import missing\n")
    assert not names_logout(Options(), str(tmp_path / "elsewhere.py"), ast.parse("redirect('bye')"))
