"""
Which parts of the templates of a project make a browser request a URL by GET: links, forms without ``method="post"``,
redirects of scripts.

Templates are read as text, of Django or of Jinja; nothing is rendered.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from flake8_session_expiry.project.files import Stamp, listing, read_text, stamp
from flake8_session_expiry.project.paths_of_tests import is_test_module

_ENDINGS = (".html", ".htm", ".xhtml", ".djhtml", ".jinja", ".jinja2", ".j2")
_SKIPPED = frozenset(
    [
        "node_modules",
        "site-packages",
        "venv",
        "env",
        "__pycache__",
        "__pypackages__",
        "build",
        "dist",
        "static",
        "staticfiles",
        "media",
    ]
)
_COMMENTS = re.compile(r"<!--.*?-->|\{#.*?#\}|\{%-?\s*comment\b.*?%\}.*?\{%-?\s*endcomment\s*-?%\}", re.DOTALL)
_TEMPLATE_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_TAG = re.compile(r"<([a-zA-Z][\w:-]*)")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_URL = re.compile(r"\{%-?\s*url\s+([\"'])(?P<name>[\w:.-]+)\1\s*(?:as\s+(?P<variable>\w+)\s*)?-?%\}")
_JINJA_URL = re.compile(r"\{\{-?\s*url\(\s*([\"'])(?P<name>[\w:.-]+)\1\s*\)\s*-?\}\}")
_VARIABLE = re.compile(r"\{\{-?\s*(?P<variable>\w+)\s*-?\}\}")
_PATH = re.compile(r"/(?!/)[\w./~-]*")
_SCRIPTED = re.compile(
    r"location(?:\.href)?\s*=\s*[\"'`]|location\.(?:assign|replace)\(\s*[\"'`]|window\.open\(\s*[\"'`]"
)
"""The code before the URL that a script sends the browser to."""
_FILLER = "\x01"
# With one of these attributes the browser, or a script, uses another method.
_OTHER_METHODS = frozenset(
    ["data-method", "data-turbo-method", "up-method", "hx-post", "hx-delete", "hx-put", "hx-patch", "data-hx-post"]
)
_STOPS = re.compile(r"submit|preventDefault|return\s+false")


@dataclass(frozen=True)
class TemplateLink:
    """
    One place in a template that requests a URL by GET: a route by its ``name``, or the ``address`` that is written
    there.
    """

    path: str
    line: int
    name: str | None
    address: str | None
    tag: str
    """``a``, ``form``, ``script`` ..."""


def links_by_get(root: str) -> Iterator[TemplateLink]:
    """The links of all templates of a project, in the order of their paths; not those of its tests."""
    folder = listing(stamp(root))
    for path in folder.files:
        if path.endswith(_ENDINGS):
            yield from _links(stamp(path))
    for inner in folder.folders:
        name = os.path.basename(inner)
        if name not in _SKIPPED and not is_test_module(f"{name}/x.py") and not _is_environment(inner):
            yield from links_by_get(inner)


def _is_environment(folder: str) -> bool:
    return os.path.isfile(os.path.join(folder, "pyvenv.cfg"))


@lru_cache(maxsize=5000)
def _links(at: Stamp) -> tuple[TemplateLink, ...]:
    return tuple(links_in(read_text(at.path), at.path))


def links_in(text: str, path: str = "") -> Iterator[TemplateLink]:
    """The links of one template."""
    if not ("url" in text or "href" in text or "action" in text):
        return
    text = _COMMENTS.sub(_blank, text)
    markup = _TEMPLATE_TAG.sub(_blank, text)
    variables = {match["variable"]: match["name"] for match in _URL.finditer(text) if match["variable"]}
    for tag, attributes in _tags(markup):
        for attribute, (start, end) in attributes.items():
            place = _place_of_url(tag, attribute, attributes, text, start, end)
            if place is not None:
                yield from _link(text, place, variables, path, tag)
    for match in _SCRIPTED.finditer(text):
        yield from _link(text, match.end(), variables, path, "script")


def _blank(match: re.Match[str]) -> str:
    """Blanks of the same length, with the same newlines."""
    return re.sub(r"[^\n]", _FILLER, match[0])


def _tags(markup: str) -> Iterator[tuple[str, dict[str, tuple[int, int]]]]:
    """The tags of HTML, with the places of the values of their attributes."""
    for match in _TAG.finditer(markup):
        end = _end_of_tag(markup, match.end())
        found: dict[str, tuple[int, int]] = {}
        for attribute in _ATTRIBUTE.finditer(markup, match.end(), end):
            group = next(number for number in (2, 3, 4) if attribute[number] is not None)
            found.setdefault(attribute[1].lower(), attribute.span(group))
        yield match[1].lower(), found


def _end_of_tag(markup: str, position: int) -> int:
    """The end of a tag: ``>`` outside of quotes, or the next ``<`` where that is missing."""
    quote = ""
    for offset in range(position, len(markup)):
        character = markup[offset]
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character in "<>":
            return offset
    return position if quote else len(markup)


def _place_of_url(
    tag: str, attribute: str, attributes: dict[str, tuple[int, int]], text: str, start: int, end: int
) -> int | None:
    """The beginning of the URL that an attribute makes the browser request by GET; None if it does not."""

    def value(name: str) -> str | None:
        return text[slice(*attributes[name])].strip().lower() if name in attributes else None

    if attribute in {"hx-get", "data-hx-get"}:
        return start
    if tag in {"a", "area"} and attribute == "href":
        return None if _asks_otherwise(attributes, text) else start
    if tag == "form" and attribute == "action":
        return start if value("method") in {None, "", "get"} and not _asks_otherwise(attributes, text) else None
    if tag in {"button", "input"} and attribute == "formaction":
        return start if value("formmethod") == "get" else None
    if tag == "meta" and attribute == "content" and value("http-equiv") == "refresh":
        found = re.compile(r"url\s*=\s*[\"']?", re.IGNORECASE).search(text, start, end)
        return found.end() if found is not None else None
    return None


def _asks_otherwise(attributes: dict[str, tuple[int, int]], text: str) -> bool:
    """Whether an attribute shows that the request is no GET, or that a script prevents it."""
    for name, (start, end) in attributes.items():
        if name in _OTHER_METHODS and text[start:end].strip().lower() != "get":
            return True
        if name.startswith(("on", "@", "x-on:", "v-on:")) and (".prevent" in name or _STOPS.search(text, start, end)):
            return True
    return False


def _link(text: str, start: int, variables: dict[str, str], path: str, tag: str) -> Iterator[TemplateLink]:
    line = text.count("\n", 0, start) + 1
    while text[start : start + 1].isspace():
        start += 1
    if (match := _URL.match(text, start) or _JINJA_URL.match(text, start)) is not None:
        if "variable" not in match.groupdict() or match["variable"] is None:
            yield TemplateLink(path, line, match["name"], None, tag)
    elif (match := _VARIABLE.match(text, start)) is not None and match["variable"] in variables:
        yield TemplateLink(path, line, variables[match["variable"]], None, tag)
    elif (match := _PATH.match(text, start)) is not None and text[match.end() : match.end() + 1] != "{":
        yield TemplateLink(path, line, None, match[0], tag)
