"""``python scripts/check_links.py docs/_build/html``: prints links and anchors of a built site that lead nowhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from flake8_session_expiry.pages_online import SITE  # noqa: E402

_LINKS = frozenset({"href", "src", "poster", "data"})


class _Page(HTMLParser):
    """The ids of one page, and where it links to."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = {"top"}  # browsers know "#top" without an element
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect what identifies an element, and what it links to."""
        for name, value in attrs:
            if value and (name == "id" or (name == "name" and tag == "a")):
                self.ids.add(value)
            elif value and name in _LINKS and tag != "object":
                self.links.add(value)


def broken_links(site: Path) -> Iterator[str]:
    """``policy.html: check.html#from``, for each link inside of the site whose page, file or anchor is not there."""
    pages = sorted(site.rglob("*.html"))
    if not pages:
        yield f"{site}: there are no pages"
    for page in pages:
        for link in sorted(_read(page).links):
            if not _leads_somewhere(site, page, link):
                yield f"{page.relative_to(site)}: {link}"


@cache
def _read(path: Path) -> _Page:
    parser = _Page()
    parser.feed(path.read_text(encoding="utf-8"))
    return parser


def _leads_somewhere(site: Path, page: Path, link: str) -> bool:
    if link.startswith(SITE):  # such as those of the page for addresses that do not exist
        page, link = site / "index.html", link.removeprefix(SITE) or "index.html"
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return True
    path = unquote(parts.path)
    root = urlsplit(SITE).path
    if path.startswith("/"):
        if not path.startswith(root):
            return False
        target = site / (path.removeprefix(root) or "index.html")
    else:
        target = page.parent / path if path else page
    if target.is_dir():
        target /= "index.html"
    if not target.is_file():
        return False
    anchor = unquote(parts.fragment)
    return not anchor or target.suffix != ".html" or anchor in _read(target.resolve()).ids


def main(arguments: list[str]) -> int:
    """Print what leads nowhere; exit code 1 if there is something."""
    found = [line for folder in arguments for line in broken_links(Path(folder).resolve())]
    print("\n".join(found) or "all links lead somewhere")
    return 1 if found or not arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
