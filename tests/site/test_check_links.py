"""The check of a built site: what is broken is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_session_expiry.pages_online import SITE
from scripts.check_links import broken_links, main

_INDEX = '<h1 id="start">x</h1><a href="{link}">x</a>'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "one.html").write_text('<h1 id="ein-z&auml;hler">x</h1>')
    (tmp_path / "style.css").touch()
    return tmp_path


@pytest.mark.parametrize(
    "link",
    [
        "#start", "#", "rules/one.html", "rules/one.html#ein-z%C3%A4hler", "style.css?v=1", "https://example.org/nowhere",
        "mailto:a@example.org", SITE, f"{SITE}rules/one.html",
    ],
)  # fmt: skip
def test_a_link_that_leads_somewhere(site: Path, link: str) -> None:
    (site / "index.html").write_text(_INDEX.format(link=link))
    assert list(broken_links(site)) == []


@pytest.mark.parametrize(
    "link",
    [
        "#end",
        "two.html",
        "rules/one.html#two",
        "rules/",
        "/elsewhere/index.html",
        "missing.css",
        f"{SITE}rules/two.html",
    ],
)
def test_a_link_that_leads_nowhere(site: Path, link: str) -> None:
    (site / "index.html").write_text(_INDEX.format(link=link))
    assert list(broken_links(site)) == [f"index.html: {link}"]


def test_an_image_that_is_missing(site: Path) -> None:
    (site / "index.html").write_text('<img src="line.svg">')
    assert list(broken_links(site)) == ["index.html: line.svg"]


def test_an_empty_folder_is_no_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 1
    assert "there are no pages" in capsys.readouterr().out
