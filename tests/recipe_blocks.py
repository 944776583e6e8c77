"""The code on the pages of ``docs/recipes``: the tests run and check exactly this text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.behaviour.pages import Block

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "recipes"
_FENCED = re.compile(r"^```python\n(# ([\w/]+\.py)\n.*?)^```", re.MULTILINE | re.DOTALL)


def pages() -> list[str]:
    """The names of all recipes: ``remember_me``."""
    return sorted(path.stem for path in FOLDER.glob("*.md") if path.stem != "index")


@cache
def text_of(page: str) -> str:
    """The page, in Markdown."""
    return (FOLDER / f"{page}.md").read_text("utf-8")


@cache
def blocks_of(page: str) -> Mapping[str, Block]:
    """The blocks of a page by the file that their first line names: ``accounts/views.py``."""
    found = {name: Block(page, name, text, name) for text, name in _FENCED.findall(text_of(page))}
    assert len(found) == text_of(page).count("```python"), f"{page}: a block names no file, or two name the same"
    return found
