"""Which project a file belongs to, and with which settings it is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_session_expiry.options import Options
from flake8_session_expiry.project.entry_points import project_of
from tests.projectfiles import ENGINE, put, write


@pytest.mark.parametrize("name", ["-", "stdin", ""])
def test_a_text_without_a_name_has_no_project(name: str) -> None:
    assert project_of(Options(), name) is None


@pytest.mark.parametrize(
    "entry",
    [
        "S = 'site.settings'\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', S)",
        "# os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'old')\nos.environ['DJANGO_SETTINGS_MODULE'] ="
        " 'site.settings'",
        "'os.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"old\")'\nos.environ.update({'DJANGO_SETTINGS_MODULE':"
        " 'site.settings'})",
        "os.environ.setdefault(\n    'DJANGO_SETTINGS_MODULE',\n    'site.' 'settings',\n)",
    ],
)
def test_what_an_entry_point_names(tmp_path: Path, entry: str) -> None:
    files = {
        "manage.py": f"import os\n{entry}\n",
        "site/settings.py": ENGINE.format("file"),
        "old.py": ENGINE.format("db"),
    }
    write(tmp_path, {**files, "site.py": ENGINE.format("cache")})
    project = project_of(Options(), str(tmp_path / "app" / "views.py"))
    assert project is not None and project.settings == ((str(tmp_path / "site" / "settings.py"), None),)


@pytest.mark.parametrize(
    "manage",
    [
        "from shop.setup import setup_env\n\nif __name__ == '__main__':\n    setup_env()\n",
        "from shop import setup\n\nsetup.setup_env()\n",
        "import shop.setup\n\nshop.setup.setup_env()\n",
    ],
)
def test_settings_that_a_module_names_which_manage_imports(tmp_path: Path, manage: str) -> None:
    named = "import os\n\ndef setup_env():\n    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.conf.dev')\n"
    files = {"manage.py": manage, "shop/__init__.py": "", "shop/setup.py": named, "shop/conf/__init__.py": ""}
    write(tmp_path, {**files, "shop/conf/dev.py": ENGINE.format("file")})
    project = project_of(Options(), str(tmp_path / "app" / "views.py"))
    assert project is not None and project.settings == ((str(tmp_path / "shop" / "conf" / "dev.py"), None),)


def test_what_manage_imports_counts_only_where_it_names_nothing_itself(tmp_path: Path) -> None:
    name = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', '{}')\n"
    files = {"manage.py": "import other\n" + name.format("site1"), "other.py": name.format("site2")}
    write(tmp_path, {**files, "site1.py": ENGINE.format("file"), "site2.py": ENGINE.format("db")})
    project = project_of(Options(), str(tmp_path / "app" / "views.py"))
    assert project is not None and project.settings == ((str(tmp_path / "site1.py"), None),)


@pytest.mark.parametrize("name", ["pytest.ini", "setup.cfg", "tox.ini"])
@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_settings_that_only_the_tests_name(tmp_path: Path, name: str, quote: str) -> None:
    text = f"[pytest]\n  DJANGO_SETTINGS_MODULE = {quote}site.settings{quote}\n"
    write(tmp_path, {name: text, "site/settings.py": ENGINE.format("file"), "app/views.py": ""})
    project = project_of(Options(), str(tmp_path / "app" / "views.py"))
    assert project is not None and project.settings == ((str(tmp_path / "site" / "settings.py"), None),)
    write(tmp_path, {name: text.replace("site.", "elsewhere.")})
    assert project_of(Options(), str(tmp_path / "app" / "views.py")) is None


def test_settings_of_tests_do_not_count_beside_those_of_the_site(tmp_path: Path) -> None:
    files = {"manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site1')\n", "site1.py": ""}
    write(tmp_path, {**files, "pytest.ini": "DJANGO_SETTINGS_MODULE=site2\n", "site2.py": ""})
    project = project_of(Options(), str(tmp_path / "views.py"))
    assert project is not None and project.settings == ((str(tmp_path / "site1.py"), None),)


WSGI = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', '{}')\n"


def test_where_manage_names_nothing_the_servers_of_the_only_package_count(tmp_path: Path) -> None:
    """A folder with a ``manage.py`` of its own is another project."""
    files = {"manage.py": "run()\n", "shop/wsgi.py": WSGI.format("shop.settings"), "shop/settings.py": ""}
    write(tmp_path, {**files, "other/manage.py": "", "other/wsgi.py": WSGI.format("shop.old"), "shop/old.py": ""})
    project = project_of(Options(), str(tmp_path / "views.py"))
    assert project is not None and project.settings == ((str(tmp_path / "shop" / "settings.py"), None),)
    put(tmp_path, "more/asgi.py", WSGI.format("shop.old"))
    assert project_of(Options(), str(tmp_path / "views.py")) is None


@pytest.mark.parametrize(
    ("name", "is_open"),
    [("'site1' if X else 'elsewhere.settings'", True), ("'elsewhere.settings'", False), ("made()", True)],
)
def test_one_of_several_names_without_a_module_leaves_open_which(tmp_path: Path, name: str, is_open: bool) -> None:
    manage = f"import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', {name})\n"
    write(tmp_path, {"manage.py": manage, "site1.py": ""})
    project = project_of(Options(), str(tmp_path / "views.py"))
    assert project is not None
    assert [(each.line, each.is_open) for each in project.unfollowed] == [(2, is_open)]
    assert not project.is_known


def test_the_package_that_startproject_makes_is_a_part_of_the_project_of_its_manage(tmp_path: Path) -> None:
    files = {"manage.py": WSGI.format("shop.settings"), "shop/wsgi.py": WSGI.format("shop.settings")}
    write(tmp_path, {**files, "shop/settings.py": "", "shop/__init__.py": ""})
    project = project_of(Options(), str(tmp_path / "shop" / "views.py"))
    assert project is not None and project.root == str(tmp_path)
