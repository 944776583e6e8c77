"""The recipes: clean under every rule, the same headings on each page, proven by a test, and links that hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flake8_session_expiry.check import check_source
from flake8_session_expiry.codes import stems
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.reference.session_api import ENGINES
from scripts.recipe_links import with_recipes
from tests.casefiles import parse_options
from tests.recipe_blocks import FOLDER, blocks_of, pages, text_of

PROOFS = Path(__file__).parent / "behaviour" / "recipe_pages"
HEADINGS = ["When to use it", "The code", "On each engine", "What it does not do", "Rules that point here"]
EVERY_PAGE = pytest.mark.parametrize("page", pages())


@EVERY_PAGE
@pytest.mark.parametrize("engine", ("", *ENGINES))
def test_no_rule_reports_a_recipe(page: str, engine: str) -> None:
    options = parse_options(
        ["--session-expiry-enable=all", "--session-expiry-django-version=5.2", f"--session-expiry-engine={engine}"]
        if engine
        else ["--session-expiry-enable=all", "--session-expiry-django-version=5.2"]
    )
    for name, block in blocks_of(page).items():
        found = check_source(SourceFile(name, block.text), options)
        assert [f"{finding.line}: {finding.text}" for finding in found] == []


@EVERY_PAGE
def test_every_recipe_answers_the_same_questions(page: str) -> None:
    assert re.findall(r"^## (.+)$", text_of(page), re.MULTILINE) == HEADINGS


@EVERY_PAGE
def test_every_block_of_code_is_run(page: str) -> None:
    """Its proof names each file of the page."""
    proof = (PROOFS / f"test_{page}.py").read_text("utf-8")
    assert f'blocks_of("{page}")' in proof
    for name in blocks_of(page):
        assert f'"{name}"' in proof


@EVERY_PAGE
def test_rules_that_point_here_exist(page: str) -> None:
    named = re.findall(r"\[(DSE\d{3})\]\(\.\./rules/(\w+)\.md\)", text_of(page))
    assert named or page in {"several_projects", "channels"}
    for code, stem in named:
        assert stems()[code].rpartition(".")[2] == stem


def test_every_recipe_is_in_the_index() -> None:
    index = (FOLDER / "index.md").read_text("utf-8")
    assert sorted(set(re.findall(r"\((\w+)\.md\)", index))) == pages()
    assert sorted(re.findall(r"^(\w+)$", index[index.index(":hidden:") :], re.MULTILINE)) == pages()


def test_pages_of_rules_lead_to_the_recipes_that_name_them() -> None:
    page = FOLDER.parent / "rules" / "dse313_sticky_expiry.md"
    recipes = "## Recipes\n\n- [Remember me](../recipes/remember_me.md)\n"
    assert with_recipes({page: "# DSE313\n\n## Use instead\n\nThis.\n\n## See also\n\nThat.\n"}) == {
        page: f"# DSE313\n\n## Use instead\n\nThis.\n\n{recipes}\n## See also\n\nThat.\n"
    }
    assert with_recipes({page.with_name("dse101_assigned_method.md"): "# DSE101\n"}) == {
        page.with_name("dse101_assigned_method.md"): "# DSE101\n"
    }


def test_recipes_that_the_text_of_a_page_names_are_links() -> None:
    page = FOLDER.parent / "rules" / "dse101_assigned_method.md"
    named = {page: 'The recipes "Idle timeout" and "Absolute limit", but not "Nothing".\n'}
    idle, limit = "[Idle timeout](../recipes/idle_timeout.md)", "[Absolute limit](../recipes/absolute_limit.md)"
    assert with_recipes(named) == {page: f'The recipes {idle} and {limit}, but not "Nothing".\n'}
