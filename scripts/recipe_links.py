"""Pages of rules lead to the recipes that say of themselves that these rules point to them, or that they name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

RECIPES = Path(__file__).resolve().parent.parent / "docs" / "recipes"
_POINTED_FROM = "## Rules that point here\n"
_CURE = "\n## Use instead\n"


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


@cache
def _titles() -> Mapping[str, str]:
    """The title of a recipe -> the name of its file."""
    return {path.read_text("utf-8").partition("\n")[0].removeprefix("# "): path.name for path in RECIPES.glob("*.md")}


def with_recipes(pages: dict[Path, str]) -> dict[Path, str]:
    """
    The same pages; on those of rules, recipes that the text names are links (``the recipe "Idle timeout"``), and the
    list of the rule's recipes stands below *Use instead*.
    """
    return {
        path: _with_recipes(path.stem, text) if path.parent.name == "rules" else text for path, text in pages.items()
    }


def _with_recipes(stem: str, text: str) -> str:
    for title, name in _titles().items():
        text = re.sub(rf'"{re.escape(title)}"', f"[{title}](../recipes/{name})", text)
    links = recipes_of_rules().get(stem)
    if links is None:
        return text
    before, use_instead, after = text.partition(_CURE)
    cure, next_heading, rest = after.partition("\n## ")
    recipes = "\n## Recipes\n\n" + "".join(f"- {link}\n" for link in links)
    return f"{before}{use_instead}{cure}{recipes}{next_heading}{rest}"
