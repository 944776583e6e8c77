"""The README: what it shows is true today, and its links lead somewhere from PyPI, too."""

from __future__ import annotations

import re
import tomllib
from html import unescape
from pathlib import Path

from flake8_session_expiry import __version__
from flake8_session_expiry.pages_online import SITE
from scripts.readme_parts import GROUPS, with_parts
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
        page = link.removeprefix(SITE).partition("#")[0]
        source = ROOT / "docs" / (page.removesuffix(".html") + ".md" if page.endswith(".html") else page)
        assert source.is_file(), link


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
