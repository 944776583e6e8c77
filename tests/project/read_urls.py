"""A module of URLs on disk, and what is read of it in a short form."""

from __future__ import annotations

from pathlib import Path

from flake8_session_expiry.project.routes import Entry, Gap, Route
from flake8_session_expiry.project.urls import urls_of
from tests.projectfiles import write

HEAD = """\
from django.contrib import admin
from django.contrib.auth.views import LogoutView, logout_then_login
from django.urls import include, path, re_path
from shop import views
A = path("a/", views.a, name="a")
"""
FILES = {
    "manage.py": "",
    "shop/__init__.py": "",
    "shop/views.py": (
        "from django.contrib.auth.views import LogoutView\n"
        "def a(request): pass\n"
        "def b(request): pass\n"
        "class C(LogoutView): pass\n"
        "class Open(LogoutView):\n    http_method_names = ['get', 'post']\n"
        "class Closed(LogoutView):\n    http_method_names = ['post']\n"
    ),
    "shop/more.py": "from django.urls import path\nfrom shop import views\nroutes = [path('b/', views.b, name='b')]\n"
    "urlpatterns = [path('m/', views.b, name='m')]\n",
    "shop/spaced.py": "from django.urls import path\nfrom shop import views\napp_name = 'shop'\n"
    "urlpatterns = [path('s/', views.b, name='s')]\n",
}


def shown(entry: Entry) -> str:
    """``/a/ a OWN a``: address, full name, kind and name of the view; ``GAP``; with ``?`` if it may be missing."""
    mark = "?" if entry.place.is_conditional else ""
    if isinstance(entry, Gap):
        return f"GAP{mark} {entry.package or ''} line {entry.line}".replace("  ", " ")
    assert isinstance(entry, Route)
    name = entry.full_name + ("*" if entry.has_unknown_name else "")
    return f"{entry.address}{mark} {name} {entry.view.kind.name} {entry.view.name}".replace("  ", " ")


def read(root: Path, code: str) -> list[str]:
    """What is read of ``urls.py`` with this code below the imports, which end in line 5."""
    write(root, {**FILES, "urls.py": HEAD + code})
    urls = urls_of(str(root / "urls.py"))
    assert urls is not None
    assert [*urls.routes, *urls.gaps] == sorted(urls.entries, key=lambda entry: isinstance(entry, Gap))
    return [shown(entry) for entry in urls.entries]
