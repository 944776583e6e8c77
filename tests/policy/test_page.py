"""The page: whole, well-formed, readable by all, and with nothing from elsewhere in it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from flake8_session_expiry.policy.page import page
from flake8_session_expiry.policy.page_style import STYLE
from tests.policy.conftest import MIDDLEWARE, Report, Write

_VOID = {"meta", "br", "wbr", "link", "img", "input", "hr"}
_EVIL = "<script>alert(1)</script>&\"'"


class Outline(HTMLParser):
    """Every element with its attributes, and the text; fails where tags are not nested."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID and not (self.get_starttag_text() or "").endswith("/>"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of each element of one kind."""
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def html(write: Write, policy: Report) -> str:
    """A page with much in it: two modules, several stories, notes, problems, calls."""
    write(
        {
            "dev.py": f"{MIDDLEWARE}import os\nSESSION_COOKIE_AGE = 60 if os.environ['X'] else 3600\nfrom .local"
            " import *\n",
            "prod.py": f"{MIDDLEWARE}SESSION_COOKIE_NAME = {_EVIL!r}\nSESSION_COOKIE_DOMAIN = {_EVIL!r}\n",
            "broken.py": "set_expiry(\n",
            "views.py": "def view(request):\n    request.session.set_expiry(600)\n   "
            f" request.session.set_expiry(one({_EVIL!r}))\n",
            "tests.py": "def test(request):\n    request.session.set_expiry(5)\n",
        }
    )
    return page(policy("dev.py", "prod.py", "--session-expiry-profile=nist-aal2"))


def test_one_whole_document(html: str) -> None:
    outline = Outline(html)
    tags = [tag for tag, _ in outline.elements]
    assert html.startswith("<!DOCTYPE html>\n") and html.endswith("</html>\n")
    assert outline.all("html") == [{"lang": "en"}]
    assert (tags.count("title"), tags.count("h1"), tags.count("main")) == (1 + tags.count("svg"), 1, 1)
    assert {"charset": "utf-8"} in outline.all("meta")
    assert {"name": "color-scheme", "content": "light dark"} in outline.all("meta")


def test_nothing_is_loaded_from_elsewhere(html: str) -> None:
    outline = Outline(html)
    assert not {"script", "link", "img", "iframe", "object", "embed", "base", "form", "image", "use"} & {
        tag for tag, _ in outline.elements
    }
    for tag, attributes in outline.elements:
        assert not any(
            name in {"src", "srcset", "data", "style", "xlink:href"} or name.startswith("on") for name in attributes
        )
        if "href" in attributes:
            assert tag == "a" and (attributes["href"] or "").startswith("#")
    assert not re.search(r"https?:|@import|url\((?!#)", html)
    (policy,) = [meta["content"] for meta in outline.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_everything_is_escaped(html: str) -> None:
    assert "alert(1)" in html and "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    Outline(html)


def test_control_characters_are_written_out(write: Write, policy: Report) -> None:
    write({"settings.py": f"{MIDDLEWARE}SESSION_COOKIE_DOMAIN = 'a\\x1b[31m\\u202eb'\n"})
    text = page(policy("settings.py"))
    assert "\x1b" not in text and "\u202e" not in text and "a\\x1b[31m\\u202eb" in text


def test_for_those_who_do_not_see(html: str) -> None:
    outline = Outline(html)
    ids = [attributes["id"] for _, attributes in outline.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for drawing in outline.all("svg"):
        assert drawing["role"] == "img"
        assert set((drawing["aria-labelledby"] or "").split()) <= set(ids)
    assert all(link["href"] in {f"#{each}" for each in ids} for link in outline.all("a"))
    for table in outline.all("table"):
        assert table["role"] == "table"
    assert len(outline.all("caption")) == len(outline.all("table"))
    assert all(header.get("scope") in {"col", "row", "rowgroup"} for header in outline.all("th"))
    headings = [int(tag[1]) for tag, _ in outline.elements if re.fullmatch("h[1-6]", tag)]
    assert headings[0] == 1 and all(after - before <= 1 for before, after in zip(headings, headings[1:], strict=False))


def test_the_drawings_are_well_formed(html: str) -> None:
    drawings = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert len(drawings) == 2 * 3  # wide and narrow: two stories of dev.py, one of prod.py
    for drawing in drawings:
        root = ElementTree.fromstring(drawing)
        width = float((root.get("viewBox") or "").split()[2])
        for element in root.iter():
            if element.tag == "rect" and element.get("x") is not None:
                assert 0 <= float(element.get("x") or -1) <= width
                assert float(element.get("x") or 0) + float(element.get("width") or 0) <= width
            if element.tag == "text" and element.get("text-anchor") == "start":
                assert float(element.get("x") or 0) + 7 * len(element.text or "") <= width + 8


def test_the_end_is_not_struck_through(html: str) -> None:
    """The line that marks it begins below its words, and the words of the lanes are drawn over it."""
    for drawing in re.findall(r"<svg.*?</svg>", html, re.DOTALL):
        root = ElementTree.fromstring(drawing)
        (guide,) = [line for line in root.iter("line") if line.get("class") == "guide"]
        (words,) = [text for text in root.iter("text") if text.text == "the end"]
        assert float(guide.get("y1") or 0) > float(words.get("y") or 0)
        order = [element.tag for element in root]
        assert order.index("line") < order.index("text")
    assert "paint-order: stroke" in STYLE


def test_long_names_break_at_underscores(html: str) -> None:
    for name in ("SESSION_EXPIRE_AT_BROWSER_CLOSE", "set_expiry(600)"):
        assert f">{name.replace('_', '_<wbr>')}<" in html and f">{name}<" not in html


def test_what_is_said(html: str) -> None:
    text = Outline(html).text
    for said in (
        "Session policy of site",
        "Measured by the profile nist-aal2: at most one hour unused, at most one day overall (NIST SP 800-63B-4,"
        " 2.2.3, AAL2: SHOULD).",
        "dev.py:4 takes in settings that cannot be read from here",
        "Not everything could be read",
        "broken.py: cannot be parsed",
        "If SESSION_COOKIE_AGE is one minute:",
        "ten minutes, counted from the last write",
        "view()",
        "1 more call in tests.",
        "Where does the key come from that signs it?",
    ):
        assert said in text
    for number in (1, 2):
        assert {"href": f"#settings-{number}"} in Outline(html).all("a")


def test_a_page_without_calls_and_with_one_module(write: Write, policy: Report) -> None:
    write({"settings.py": f"{MIDDLEWARE}SESSION_COOKIE_AGE = 0\n"})
    outline = Outline(page(policy("settings.py")))
    assert "The code never calls set_expiry()" in outline.text
    assert not outline.all("nav") and not outline.all("svg")


def _contrast(one: str, other: str) -> float:
    """WCAG 2's contrast of two colours."""

    def light(colour: str) -> float:
        digits = colour.lstrip("#")
        digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
        parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((light(one), light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_text_can_be_read(scheme: int) -> None:
    block = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[scheme]
    colours = dict(re.findall(r"--([\w-]+): (#\w+)", block))
    for ground in ("ground", "raised"):
        for text in ("text", "soft", "link", "limit"):
            assert _contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
        for shape in ("valid", "open", "stripe"):
            assert _contrast(colours[shape], colours[ground]) >= 3, (shape, ground)
    for verdict in ("yes", "no", "maybe"):
        assert _contrast(colours[verdict], colours[f"{verdict}-ground"]) >= 4.5, verdict
        assert _contrast(colours["text"], colours[f"{verdict}-ground"]) >= 4.5, verdict
    assert _contrast(colours["maybe"], colours["ground"]) >= 4.5
