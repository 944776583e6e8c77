"""Facts about the project of a linted file: found above it, never beside it, and only where they are certain."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_session_expiry.check import check_source
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.options import Options
from flake8_session_expiry.settings.project_facts import with_facts
from tests.projectfiles import ENGINE, MANAGE, put, write


def facts(root: Path, file: str = "app/views.py", options: Options | None = None) -> Options:
    """The options of one file of the project."""
    return with_facts(options or Options(), str(root / file))


def test_engine_and_use_tz_from_manage(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"manage.py": MANAGE.format("site.settings"), "site/settings.py": ENGINE.format("cache") + "USE_TZ = True\n"},
    )
    found = facts(tmp_path)
    assert (found.engine, found.use_tz, found.project_root) == ("cache", True, str(tmp_path))
    assert found.known_settings["SESSION_SAVE_EVERY_REQUEST"] is False
    assert "SECRET_KEY" in found.known_settings


def test_what_was_given_stays(tmp_path: Path) -> None:
    write(tmp_path, {"manage.py": MANAGE.format("settings"), "settings.py": ENGINE.format("cache") + "USE_TZ = True\n"})
    found = facts(tmp_path, options=Options(engine="file", use_tz=False, django_version=(4, 2)))
    assert (found.engine, found.use_tz, found.django_version) == ("file", False, (4, 2))


def test_discovery_can_be_switched_off(tmp_path: Path) -> None:
    write(tmp_path, {"manage.py": MANAGE.format("settings"), "settings.py": ENGINE.format("cache")})
    assert facts(tmp_path, options=Options(discovery=False)).engine is None
    given = Options(discovery=False, settings=(str(tmp_path / "settings.py"),))
    assert facts(tmp_path, options=given).engine == "cache"


def test_modules_that_disagree_give_no_fact(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "manage.py": MANAGE.format("site.settings.dev"),
            "site/wsgi.py": MANAGE.format("site.settings.prod"),
            "site/settings/base.py": "USE_TZ = True\n" + ENGINE.format("db"),
            "site/settings/dev.py": "from .base import *\n",
            "site/settings/prod.py": "from .base import *\n" + ENGINE.format("cache"),
        },
    )
    found = facts(tmp_path)
    assert (found.engine, found.use_tz) == (None, True)


def test_test_settings_count_only_where_there_are_no_others(tmp_path: Path) -> None:
    files = {"pytest.ini": "[pytest]\nDJANGO_SETTINGS_MODULE = t.settings\n", "t/settings.py": ENGINE.format("file")}
    write(tmp_path, files)
    assert facts(tmp_path).engine == "file"
    write(tmp_path, {"manage.py": MANAGE.format("settings"), "settings.py": ENGINE.format("cache")})
    assert facts(tmp_path).engine == "cache"


@pytest.mark.parametrize("name", ["tests/settings.py", "shop/test_settings.py", "testproject/settings.py"])
def test_settings_that_are_made_for_tests_are_facts_for_tests_only(tmp_path: Path, name: str) -> None:
    module = name.removesuffix(".py").replace("/", ".")
    write(tmp_path, {"pytest.ini": f"[pytest]\nDJANGO_SETTINGS_MODULE = {module}\n", name: ENGINE.format("file")})
    assert facts(tmp_path).engine is None
    assert facts(tmp_path, "shop/tests/test_views.py").engine == "file"
    given = with_facts(Options(settings=(str(tmp_path / name),)), str(tmp_path / "shop" / "views.py"))
    assert given.engine == "file"


def test_the_package_that_startproject_makes_is_a_part_of_its_project(tmp_path: Path) -> None:
    files = {"manage.py": MANAGE.format("site.settings.dev"), "site/wsgi.py": MANAGE.format("site.settings.prod")}
    settings = {"site/settings/dev.py": ENGINE.format("file"), "site/settings/prod.py": ENGINE.format("db")}
    write(tmp_path, files | settings)
    for name in ("app/views.py", "site/urls.py", "site/settings/prod.py"):
        assert facts(tmp_path, name).project_root == str(tmp_path)
        assert facts(tmp_path, name).engine is None


def test_the_package_of_another_project_is_no_part_of_the_one_above(tmp_path: Path) -> None:
    files = {"manage.py": MANAGE.format("site.settings"), "site/settings.py": ENGINE.format("file")}
    write(
        tmp_path, files | {"other/wsgi.py": MANAGE.format("other.settings"), "other/settings.py": ENGINE.format("db")}
    )
    assert facts(tmp_path, "other/urls.py").engine == "db"
    assert facts(tmp_path, "app/urls.py").engine == "file"


def test_a_neighbour_says_nothing(tmp_path: Path) -> None:
    write(
        tmp_path, {"a/manage.py": MANAGE.format("settings"), "a/settings.py": ENGINE.format("cache"), "b/views.py": ""}
    )
    assert facts(tmp_path, "b/views.py").engine is None
    write(tmp_path, {"manage.py": MANAGE.format("a.settings"), "sub/.git/HEAD": ""})
    assert facts(tmp_path, "sub/views.py").engine is None


def test_a_class_of_django_configurations(tmp_path: Path) -> None:
    classes = (
        "from configurations import Configuration\n\nclass A(Configuration):\n    SESSION_ENGINE ="
        " 'x.a'\n\nclass B(A):\n    SESSION_ENGINE = 'x.b'\n"
    )
    manage = MANAGE.format("settings") + "os.environ.setdefault('DJANGO_CONFIGURATION', 'B')\n"
    write(tmp_path, {"manage.py": manage, "settings.py": classes})
    assert facts(tmp_path).engine == "x.b"


@pytest.mark.parametrize(
    "entry",
    [
        "os.environ.setdefault('DJANGO_SETTINGS_MODULE', f'settings.{ENV}')",
        "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings' + ENV)",
        "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings' if DEV else 'production')",
        "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings'.format(ENV))",
        "S = 'settings'\nif DEV:\n    S = 'production'\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', S)",
        "print 'Python 2'\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings')",
        "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'elsewhere.settings')",
    ],
)
def test_settings_that_cannot_be_told_are_not_those_of_another_project(tmp_path: Path, entry: str) -> None:
    """Neither a part of the name counts, nor the tests' settings, nor the project around this one."""
    files = {
        "manage.py": MANAGE.format("outer"),
        "outer.py": ENGINE.format("file"),
        "inner/manage.py": f"import os\n{entry}\n",
        "inner/settings.py": ENGINE.format("cache"),
        "inner/pytest.ini": "[pytest]\nDJANGO_SETTINGS_MODULE = settings\n",
        "inner/requirements.txt": "django==5.2.1\n",
    }
    write(tmp_path, files)
    found = facts(tmp_path, "inner/app/views.py")
    assert (found.engine, found.known_settings, found.project_root) == (None, {}, None)
    assert found.django_version == (5, 2)


@pytest.mark.parametrize("stale", ["site/asgi.py", "site/wsgi.py", "asgi.py", "manage.py"])
def test_a_name_that_leads_nowhere_takes_nothing_from_the_others(tmp_path: Path, stale: str) -> None:
    files = {"manage.py": MANAGE.format("site.settings"), "site/wsgi.py": MANAGE.format("site.settings")}
    write(tmp_path, {**files, "site/settings.py": ENGINE.format("file"), stale: MANAGE.format("oldname.settings")})
    for name in ("views.py", "app/views.py", "site/views.py"):
        found = facts(tmp_path, name)
        assert (found.engine, found.project_root) == ("file", str(tmp_path))


def test_a_name_that_may_be_any_takes_certainty_from_the_others(tmp_path: Path) -> None:
    files = {"manage.py": MANAGE.format("site.settings"), "site/settings.py": ENGINE.format("file")}
    write(tmp_path, {**files, "site/wsgi.py": "import os\nos.environ['DJANGO_SETTINGS_MODULE'] = find()\n"})
    assert facts(tmp_path).engine is None


def test_the_only_server_of_a_manage_that_leads_nowhere(tmp_path: Path) -> None:
    files = {"manage.py": MANAGE.format("old.settings"), "site/wsgi.py": MANAGE.format("site.settings")}
    write(tmp_path, {**files, "site/settings.py": ENGINE.format("file")})
    assert facts(tmp_path).engine == "file"
    write(tmp_path, {"other/wsgi.py": MANAGE.format("other.settings"), "other/settings.py": ENGINE.format("file")})
    assert facts(tmp_path).engine is None


def test_several_projects_in_one_repository_have_facts_of_their_own(tmp_path: Path) -> None:
    write(
        tmp_path,
        {".git/HEAD": "", "manage.py": MANAGE.format("site.settings"), "site/settings.py": ENGINE.format("db")},
    )
    for name, engine in (("a", "file"), ("b", "cache"), ("b/inner", "signed_cookies")):
        files = {"manage.py": MANAGE.format("conf.settings"), "conf/settings.py": ENGINE.format(engine)}
        write(tmp_path, {f"{name}/{path}": text for path, text in files.items()})
    for name, engine in (
        ("a/app", "file"),
        ("b", "cache"),
        ("b/conf", "cache"),
        ("b/inner/app", "signed_cookies"),
        ("app", "db"),
    ):
        assert facts(tmp_path, f"{name}/views.py").engine == engine


_PACKAGE = {"manage.py": MANAGE.format("site.settings.dev"), "site/settings/base.py": ENGINE.format("cache")}


@pytest.mark.parametrize("name", ["production.py", "prod.py", "staging.py"])
@pytest.mark.parametrize(
    ("text", "engine"),
    [
        ("from .base import *\n" + ENGINE.format("db"), None),
        ("from .base import *\nimport os\nSESSION_ENGINE = os.environ['ENGINE']\n", None),
        ("from .base import *\nfrom elsewhere import *\n", None),
        ("SESSION_ENGINE = = 1\n", None),
        ("from .base import *\n", "cache"),
    ],
)
def test_production_beside_development_must_agree(tmp_path: Path, name: str, text: str, engine: str | None) -> None:
    write(tmp_path, {**_PACKAGE, "site/settings/dev.py": "from .base import *\n", f"site/settings/{name}": text})
    assert facts(tmp_path).engine == engine


def test_production_beside_counts_only_where_nothing_starts_production(tmp_path: Path) -> None:
    modules = {
        "dev.py": "from .base import *\n",
        "production.py": "from .base import *\n",
        "staging.py": ENGINE.format("db"),
    }
    write(tmp_path, {**_PACKAGE, **{f"site/settings/{name}": text for name, text in modules.items()}})
    assert facts(tmp_path).engine is None
    write(tmp_path, {"site/wsgi.py": MANAGE.format("site.settings.production")})
    assert facts(tmp_path).engine == "cache"


@pytest.mark.parametrize(
    "how", ["if PRODUCTION:\n    from .production_settings import *", "from .production_settings import *"]
)
def test_what_the_settings_read_themselves_need_not_agree(tmp_path: Path, how: str) -> None:
    files = {
        "manage.py": MANAGE.format("site.settings"),
        "site/__init__.py": "",
        "site/settings.py": f"import os\nPRODUCTION = 'PROD' in os.environ\n{how}\n{ENGINE.format('cache')}",
        "site/production_settings.py": "DEBUG = False\nDATABASES = {'default': {'HOST': 'db'}}\n",
    }
    write(tmp_path, files)
    assert facts(tmp_path).engine == "cache"


def test_what_is_no_module_of_settings_need_not_agree(tmp_path: Path) -> None:
    files = {
        "manage.py": MANAGE.format("settings"),
        "settings.py": ENGINE.format("file"),
        "deploy.py": "HOSTS = ['a', 'b']\n",
    }
    write(tmp_path, files)
    assert facts(tmp_path).engine == "file"


def test_a_class_for_production_beside_the_one_that_manage_names(tmp_path: Path) -> None:
    class_ = "\n\nclass {}(Base):\n    SESSION_ENGINE = 'x.{}'\n"
    text = "from configurations import Configuration\n\nclass Base(Configuration):\n    USE_TZ = True\n"
    manage = MANAGE.format("settings") + "os.environ.setdefault('DJANGO_CONFIGURATION', 'Dev')\n"
    write(tmp_path, {"manage.py": manage, "settings.py": text + class_.format("Dev", "a") + class_.format("Prod", "b")})
    found = facts(tmp_path)
    assert (found.engine, found.use_tz) == (None, True)


def test_the_modules_that_fit_a_name_which_is_put_together_have_to_agree(tmp_path: Path) -> None:
    manage = (
        "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', f\"conf.settings.{os.getenv('ENV', 'dev')}\")\n"
    )
    files = {"conf/settings/__init__.py": "", "conf/settings/dev.py": "USE_TZ = True\n" + ENGINE.format("file")}
    write(tmp_path, {"manage.py": manage, **files, "conf/settings/live.py": "from .dev import *\n"})
    assert facts(tmp_path).engine == "file"
    write(tmp_path, {"conf/settings/live.py": "from .dev import *\nSESSION_ENGINE = 'x.y'\n"})
    assert (facts(tmp_path).engine, facts(tmp_path).use_tz) == (None, True)


def test_a_class_of_django_configurations_that_nothing_names(tmp_path: Path) -> None:
    classes = (
        "from configurations import Configuration\n\nclass A(Configuration):\n    USE_TZ = False\n   "
        " SESSION_ENGINE = 'x.a'\n\nclass B(A):\n    SESSION_ENGINE = 'x.b'\n"
    )
    write(tmp_path, {"manage.py": MANAGE.format("settings"), "settings.py": classes})
    found = facts(tmp_path)
    assert (found.engine, found.use_tz) == (None, False)


def test_settings_that_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path, {"manage.py": MANAGE.format("settings"), "settings.py": "SESSION_ENGINE = = 1\n"})
    assert facts(tmp_path).engine is None
    write(tmp_path, {"manage.py": MANAGE.format("nowhere")})
    assert facts(tmp_path).project_root is None


def test_requirements_above_the_project(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            ".git/HEAD": "",
            "requirements.txt": "django==5.2\n",
            "src/manage.py": MANAGE.format("settings"),
            "src/settings.py": "",
        },
    )
    assert facts(tmp_path, "src/app/views.py").django_version == (5, 2)


def test_a_rule_sees_what_was_discovered(tmp_path: Path) -> None:
    """DSE205 reports without a condition where USE_TZ is known."""
    code = "from datetime import datetime\n\ndef view(request):\n    request.session.set_expiry(datetime.now())\n"
    write(tmp_path, {"manage.py": MANAGE.format("settings"), "settings.py": "USE_TZ = False\n", "views.py": code})
    source = SourceFile(str(tmp_path / "views.py"), code)
    assert "DSE205" not in {finding.code for finding in check_source(source, Options())}
    assert "DSE205" in {finding.code for finding in check_source(source, Options(discovery=False))}


def test_a_manage_that_appears_is_found(tmp_path: Path) -> None:
    put(tmp_path, ".git", "")
    put(tmp_path, "site/settings.py", ENGINE.format("file"))
    assert facts(tmp_path).engine is None
    put(tmp_path, "manage.py", MANAGE.format("site.settings"))
    assert facts(tmp_path).engine == "file"
    put(tmp_path, "site/settings.py", ENGINE.format("cached_db"))
    assert facts(tmp_path).engine == "cached_db"
    put(tmp_path, "manage.py", MANAGE.format("site.other"))
    assert facts(tmp_path).engine is None
    put(tmp_path, "site/other.py", ENGINE.format("db"))
    assert facts(tmp_path).engine == "db"
