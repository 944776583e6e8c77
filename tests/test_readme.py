"""The README: what it shows is true today, and its links lead somewhere from PyPI, too."""

from __future__ import annotations

import re
import tomllib
from html import unescape
from pathlib import Path

import pytest
import yaml

from flake8_session_expiry import __version__
from flake8_session_expiry.api import read_configuration
from flake8_session_expiry.commands import COMMANDS
from flake8_session_expiry.pages_online import SITE
from scripts.readme_parts import GROUPS, with_parts
from scripts.site_pages.markdown import anchor
from scripts.terminal_picture import PICTURE, picture, shown

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def texts(svg: str) -> list[str]:
    """What is written in the picture, piece by piece; its form may differ between versions of rich."""
    return [unescape(each).replace("\xa0", " ") for each in re.findall(r"<text[^>]*>(.*?)</text>", svg, re.DOTALL)]


def test_the_picture_shows_what_the_commands_print_today() -> None:
    drawn = PICTURE.read_text(encoding="utf-8")
    assert texts(drawn) == texts(picture()), "python scripts/terminal_picture.py"
    said = shown().plain
    assert "DSE204" in said and "+    request.session.set_expiry(30 * 60)  # 30 minutes" in said


def test_nothing_of_the_picture_is_loaded_from_elsewhere() -> None:
    drawn = PICTURE.read_text(encoding="utf-8")
    assert not re.search(r"@font-face|@import|url\((?!#)|<script|<image|href=", drawn)


def test_counted_parts_are_up_to_date() -> None:
    assert with_parts(README) == README, "python scripts/generate_docs.py"
    assert all(f"[{group.loved} " in README for group in GROUPS.values())


def test_links_are_absolute_and_lead_to_a_page() -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", README)
    assert len(links) > 20
    for link in links:
        if link.startswith("https://pypi.org/project/"):
            continue
        assert link.startswith(SITE), link
        page, _, place = link.removeprefix(SITE).partition("#")
        source = ROOT / "docs" / (page.removesuffix(".html") + ".md" if page.endswith(".html") else page)
        assert source.is_file(), link
        headings = re.findall(r"^#+ (.*)", source.read_text(encoding="utf-8"), re.MULTILINE) if place else []
        assert not place or place in map(anchor, headings), link


def test_addresses_of_the_project_come_from_one_constant() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["readme"] == "README.md"
    for path in ("docs/conf.py", "scripts", "flake8_session_expiry"):
        files = [ROOT / path] if (ROOT / path).is_file() else sorted((ROOT / path).rglob("*.py"))
        assert [
            file for file in files if file.name != "pages_online.py" and SITE in file.read_text(encoding="utf-8")
        ] == []


def test_versions_that_are_named_are_this_one() -> None:
    """One place holds the version: ``__init__.py``. What tells people which one to use names it, too."""
    named = re.findall(r"rev: v([\w.]+)|flake8-session-expiry@v([\w.]+)", README)
    for path in [*(ROOT / "docs").glob("*.md"), *(ROOT / "templates").rglob("*.yml"), *ROOT.glob("*.yml")]:
        named += re.findall(r"rev: v([\w.]+)|flake8-session-expiry@v([\w.]+)", path.read_text(encoding="utf-8"))
    assert named and {a or b for a, b in named} == {__version__}
    assert "version" not in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def shown_as(language: str) -> str:
    """The only block of this language."""
    (block,) = re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    return str(block)


def test_the_options_can_be_pasted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").write_text(shown_as("toml"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    options = read_configuration()
    assert tomllib.loads(shown_as("toml"))["tool"]["ruff"]["lint"] == {"external": ["DSE"]}
    assert "nist-aal2" in repr(options) and "DSE208" in repr(options)


def test_the_hooks_can_be_pasted() -> None:
    """A whole ``.pre-commit-config.yaml``: pre-commit refuses one that begins with the list of repositories."""
    (repository,) = yaml.safe_load(shown_as("yaml"))["repos"]
    ours = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    named = [hook["id"] for hook in repository["hooks"]]
    assert named and set(named) <= ours and repository["rev"] == f"v{__version__}"


def test_commands_that_are_named_are_there() -> None:
    named = set(re.findall(r"flake8-session-expiry ([a-z]+)", README))
    assert {"check", "fix", "explain", "policy"} <= named <= set(COMMANDS)


def test_what_the_site_says_is_not_said_again() -> None:
    """Details belong to one place, the site: the README is what somebody reads who does not know the tool yet."""
    assert len(README.split()) < 1100
