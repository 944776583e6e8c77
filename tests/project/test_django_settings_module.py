"""What an entry point names as its settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_session_expiry.project.django_settings_module import given_in
from tests.projectfiles import write

SETDEFAULT = "os.environ.setdefault('DJANGO_SETTINGS_MODULE', {})"


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("'site.settings'", ["site.settings"]),
        ("'site.' 'settings'", ["site.settings"]),
        ("'site.' + 'settings'", ["site.settings"]),
        ("'a.dev' if DEV else 'a.prod'", ["a.dev", "a.prod"]),
        ("config('DJANGO_SETTINGS_MODULE', default='a.b')", ["a.b"]),
        ("os.environ.get('SETTINGS', 'a.b')", ["a.b"]),
        ("environ.get('SETTINGS') or 'a.b'", ["a.b"]),
        ("os.getenv('SETTINGS', default='a.b')", ["a.b"]),
        ("env.str('SETTINGS', default='a.b')", ["a.b"]),
        ("os.getenv('SETTINGS')", [None]),
        ("config('DJANGO_SETTINGS_MODULE')", [None]),
        # Not an environment: what else is in the dict is not known.
        ("MODULES.get('dev', 'a.b')", [None]),
        ("find_settings()", [None]),
        ("os.getenv()", [None]),
        ("os.getenv(KEY, 'a.b')", [None]),
        ("os.getenv(5, 'a.b')", [None]),
        ("find(KEY) or 'a.b'", [None, "a.b"]),
        ("f'config.settings.{ENV}'", ["config.settings.*"]),
        ("f\"config.settings.{os.getenv('ENV', 'dev')}\"", ["config.settings.*"]),
        ("'config.settings.' + ENV", ["config.settings.*"]),
        ("'config.settings.%s' % ENV", ["config.settings.*"]),
        ("'%s.settings.%s' % (SITE, ENV)", ["*.settings.*"]),
        ("'config.settings.{}'.format(ENV)", ["config.settings.*"]),
        ("'config.settings.{e}'.format(e=ENV)", [None]),
        ("'settings'.format(ENV)", [None]),
        ("ENV", [None]),
        ("'{{ project_name }}.settings'", ["{{ project_name }}.settings"]),
    ],
)
def test_values(tmp_path: Path, value: str, names: list[str | None]) -> None:
    write(tmp_path, {"manage.py": f"import os\n{SETDEFAULT.format(value)}\n"})
    assert [each.text for each in given_in(str(tmp_path / "manage.py"))] == names


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("S = 'a.b'\n" + SETDEFAULT.format("S"), ["a.b"]),
        ("S = 'a.b'\nif PROD:\n    S = 'a.c'\n" + SETDEFAULT.format("S"), ["a.b", "a.c"]),
        ("ENV = 'dev'\n" + SETDEFAULT.format("f'a.{ENV}'"), ["a.dev"]),
        ("ENV = os.getenv('ENV', 'dev')\n" + SETDEFAULT.format("f'a.{ENV}'"), ["a.*"]),
        ("S = 'a.'\nS += 'b'\n" + SETDEFAULT.format("S"), [None]),
        ("S = S\n" + SETDEFAULT.format("S"), [None]),
        ("S = S or 'a.b'\n" + SETDEFAULT.format("S"), [None, "a.b"]),
        ("S = S if x else 'a.b'\n" + SETDEFAULT.format("S"), [None, "a.b"]),
        ("S = 'a.b' if x else S\n" + SETDEFAULT.format("S"), ["a.b", None]),
        ("S = os.getenv('S', S)\n" + SETDEFAULT.format("S"), [None]),
        ("os.environ['DJANGO_SETTINGS_MODULE'] = 'a.b'", ["a.b"]),
        ("os.environ.update({'DJANGO_SETTINGS_MODULE': 'a.b'})", ["a.b"]),
        ("print 'Python 2'\n" + SETDEFAULT.format("'a.b'"), [None]),
        ("# " + SETDEFAULT.format("'a.b'"), []),
        ("os.environ.setdefault('OTHER', 'a.b')", []),
    ],
)
def test_files(tmp_path: Path, code: str, names: list[str | None]) -> None:
    write(tmp_path, {"manage.py": code + "\n"})
    assert [each.text for each in given_in(str(tmp_path / "manage.py"))] == names


@pytest.mark.parametrize("name", [".env", "settings.ini"])
def test_the_file_of_the_environment_counts_beside_the_default(tmp_path: Path, name: str) -> None:
    line = "DJANGO_SETTINGS_MODULE='a.prod'\nOTHER=1\n"
    value = SETDEFAULT.format("config('DJANGO_SETTINGS_MODULE', default='a.dev')")
    write(tmp_path, {"manage.py": f"{value}\n", name: line})
    assert [each.text for each in given_in(str(tmp_path / "manage.py"))] == ["a.prod", "a.dev"]
    write(tmp_path, {"manage.py": SETDEFAULT.format("config('DJANGO_SETTINGS_MODULE')")})
    assert [each.text for each in given_in(str(tmp_path / "manage.py"))] == ["a.prod"]


def test_the_class_of_django_configurations(tmp_path: Path) -> None:
    code = SETDEFAULT.format("'a.b'") + "\nos.environ.setdefault('DJANGO_CONFIGURATION', 'Dev')\n"
    write(tmp_path, {"manage.py": code})
    given = given_in(str(tmp_path / "manage.py"))
    assert [(each.key, each.text, each.line) for each in given] == [
        ("DJANGO_SETTINGS_MODULE", "a.b", 1),
        ("DJANGO_CONFIGURATION", "Dev", 2),
    ]
