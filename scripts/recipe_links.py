"""Pages of rules lead to the recipes that say of themselves that these rules point to them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

RECIPES = Path(__file__).resolve().parent.parent / "docs" / "recipes"
_POINTED_FROM = "## Rules that point here\n"


@cache
def recipes_of_rules() -> Mapping[str, list[str]]:
    """The stem of a rule's page, ``dse313_sticky_expiry`` -> links to recipes."""
    found: dict[str, list[str]] = {}
    for path in sorted(RECIPES.glob("*.md")):
        text = path.read_text("utf-8")
        title = text.partition("\n")[0].removeprefix("# ")
        for stem in re.findall(r"\.\./rules/(dse\w+)\.md", text.partition(_POINTED_FROM)[2]):
            found.setdefault(stem, []).append(f"[{title}](../recipes/{path.name})")
    return found


def with_recipes(pages: dict[Path, str]) -> dict[Path, str]:
    """The same pages; those of rules with a list of their recipes at the end."""
    links = recipes_of_rules()
    return {
        path: f"{text}\n## Recipes\n\n" + "".join(f"- {link}\n" for link in links[path.stem])
        if path.parent.name == "rules" and path.stem in links
        else text
        for path, text in pages.items()
    }
