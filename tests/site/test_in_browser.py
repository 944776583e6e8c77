"""
Every page in a real browser: three widths, light and dark, without JavaScript, on paper; and axe's rules of
accessibility on each kind of page. ``tox -e docs`` runs this on the site that it has built; ``browser/look.mjs`` drives
the browser.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from flake8_session_expiry.pages_online import SITE

BROWSER = Path(__file__).parent / "browser"
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


def _why_not() -> str | None:
    """Why no browser can be started here; None where it can."""
    if not os.environ.get("SESSION_EXPIRY_SITE"):
        return "there is no built site: tox -e docs builds it and runs this"
    if _chromium() is None:
        return "there is no Chromium: apt-get install chromium"
    if shutil.which("node") is None:
        return "there is no Node.js: apt-get install nodejs npm"
    if not (BROWSER / "node_modules" / "axe-core").is_dir():
        return "its packages are missing: npm ci --prefix tests/site/browser"
    return None


def _chromium() -> str | None:
    return next((path for program in _PROGRAMS if (path := shutil.which(program)) is not None), None)


@pytest.fixture(scope="module", autouse=True)
def a_browser() -> None:
    """Skip where there is none, with the reason; fail where it has to be there (``.ci/run``)."""
    reason = _why_not()
    if reason is not None and os.environ.get("SESSION_EXPIRY_REQUIRE_BROWSER"):
        pytest.fail(reason)
    if reason is not None:
        pytest.skip(reason)


def problems(site: Path) -> list[dict[str, object]]:
    """What the browser finds wrong with a site."""
    command = ["node", str(BROWSER / "look.mjs"), str(site), urlsplit(SITE).path, str(_chromium())]
    if folder := os.environ.get("SESSION_EXPIRY_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        command.append(folder)
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=1200)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_no_page_has_a_problem() -> None:
    assert problems(Path(os.environ["SESSION_EXPIRY_SITE"])) == []


def test_problems_are_seen(tmp_path: Path) -> None:
    """A page that is too wide, has no language, grey text on white and a script that fails."""
    (tmp_path / "index.html").write_text(
        "<html><title>x</title><main><h1 style='color: #ccc'>Grey</h1><p style='width: 3000px'>Wide</p></main>"
        "<script>nowhere()</script></html>"
    )
    (tmp_path / "start.html").write_text("<html lang=en><title>x</title><aside class=sidebar-drawer>x</aside></html>")
    (tmp_path / "search.html").write_text("<html lang=en><title>x</title><main><h1>Search</h1></main></html>")
    found = "\n".join(str(each["problem"]) for each in problems(tmp_path))
    for expected in (
        "wider than the window",
        "html-has-lang",
        "color-contrast",
        "nowhere is not defined",
        "without JavaScript there is no navigation",
        "does not say that search needs JavaScript",
        "navigation is printed",
    ):
        assert expected in found
