"""Where the name of a settings module leads, and why it may lead nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_session_expiry.project.django_settings_module import MODULE, Given
from flake8_session_expiry.project.settings_module_files import Missed, modules_named
from tests.projectfiles import write


def named(
    root: Path, text: str | None, files: dict[str, str], variable: str | None = None
) -> list[str] | tuple[str, bool]:
    """The files, seen from the root; or why there are none, and whether it may be any."""
    write(root, {"manage.py": "", **files})
    found = modules_named(Given(MODULE, text, 1, variable), str(root / "manage.py"), str(root))
    return (
        (found.why, found.is_open)
        if isinstance(found, Missed)
        else [str(Path(f).relative_to(root)) for f in found.files]
    )


@pytest.mark.parametrize(
    ("name", "files", "found"),
    [
        ("config.settings.dev", {"config/settings/dev.py": ""}, ["config/settings/dev.py"]),  # no __init__.py is needed
        ("config.settings", {"config/settings.py": "", "config/settings/dev.py": ""}, ["config/settings.py"]),
        ("shop.settings", {"settings.py": ""}, ["settings.py"]),
        ("src.shop.settings.dev", {"settings/dev.py": ""}, ["settings/dev.py"]),
        (
            "web.settings",
            {"manage.py": "sys.path.insert(0, 'apps')", "apps/web/settings.py": ""},
            ["apps/web/settings.py"],
        ),
        (
            "{{ project_name }}.settings",
            {"project_name/settings.py": ""},
            ["project_name/settings.py"],
        ),
        (
            "{{ cookiecutter.project_slug }}.settings",
            {"{{cookiecutter.project_slug}}/settings.py": ""},
            ["{{cookiecutter.project_slug}}/settings.py"],
        ),
        (
            "config.settings.*",
            {"config/settings/__init__.py": "", "config/settings/dev.py": "", "config/settings/prod.py": ""},
            ["config/settings/dev.py", "config/settings/prod.py"],
        ),
    ],
)
def test_where_it_leads(tmp_path: Path, name: str, files: dict[str, str], found: list[str]) -> None:
    root = tmp_path / "src" / "shop"
    root.mkdir(parents=True)
    assert named(root, name, files) == found


@pytest.mark.parametrize(
    ("name", "files", "why", "is_open"),
    [
        ("old.settings", {"shop/settings.py": ""}, "names old.settings, and there is no such module", False),
        ("web.settings", {"apps/web/settings.py": ""}, "names web.settings, and there is no such module", False),
        (
            "config.settings",
            {"config/settings/dev.py": ""},
            "names config.settings, which is a folder without __init__.py: it holds no setting",
            False,
        ),
        ("{{ project_name }}.settings", {}, "is a template: {{ project_name }}.settings is filled in later", False),
        ("settings.*", {"settings.py": ""}, "puts the name together: settings.*", True),
        ("*.settings", {"shop/settings.py": ""}, "puts the name together: *.settings", True),
        ("settings_*", {"settings_dev.py": ""}, "puts the name together: settings_*", True),
        (None, {}, "computes the name when it runs", True),
    ],
)
def test_why_it_leads_nowhere(tmp_path: Path, name: str | None, files: dict[str, str], why: str, is_open: bool) -> None:
    assert named(tmp_path, name, files) == (why, is_open)


def test_a_variable_without_a_default(tmp_path: Path) -> None:
    words = "takes the name from the environment variable SETTINGS, without a default"
    assert named(tmp_path, None, {}, "SETTINGS") == (words, True)
