"""The pages: as generated, and their code blocks true of the rules themselves."""

from __future__ import annotations

import ast
import re
from dataclasses import replace

import pytest

from flake8_session_expiry.check import check_source
from flake8_session_expiry.engine.findings import Safety
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.fix.passes import fix_source
from flake8_session_expiry.options import Options
from flake8_session_expiry.rules.registry import rules
from flake8_session_expiry.rules.rule import Rule, code_blocks, sections
from scripts.generate_docs import generated
from tests.casefiles import parse_options, project_with

MANAGE = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n'
RULES = [pytest.param(rule, id=rule.code) for rule in rules()]


def options_for(rule: type[Rule]) -> Options:
    """
    A page's code is of a current project: the newest Django, the rule itself named, and the settings that its *Options*
    speak of.
    """
    options = parse_options(
        [f"--extend-select={rule.code}", "--session-expiry-django-version=5.2", *page_options(rule)]
    )
    return replace(options, known_settings=page_settings(rule))


def page_options(rule: type[Rule]) -> list[str]:
    """Options that the *Options* section of a page names as ``--option=value`` in its first line of code."""
    return [block.strip() for block in code_blocks(sections(rule).get("Options", "")) if block.startswith("--")]


def page_settings(rule: type[Rule]) -> dict[str, object]:
    """Settings of the project that the *Options* section of a page shows (``SESSION_SAVE_EVERY_REQUEST = False``)."""
    blocks = code_blocks(sections(rule).get("Options", ""))
    lines = (block.partition(" = ") for block in blocks if block.startswith("SESSION_"))
    return {name: ast.literal_eval(value.strip()) for name, _, value in lines}


def display_name(rule: type[Rule]) -> str:
    """Where the code of a page would stand."""
    blocks = code_blocks(sections(rule)["Flagged"])
    if rule.group() in {"setting_values", "insecure_settings"} and not any("request" in block for block in blocks):
        return "settings.py"
    return "views.py" if not any("client" in block for block in blocks) else "tests.py"


def path_of(rule: type[Rule]) -> str:
    """
    Where the code of a page stands: in a project, if the page shows another file of it (code that begins with
    ``# shop/middleware.py``).
    """
    shown = (block.partition("\n") for block in code_blocks(sections(rule)["What Django does"]))
    files = {first[2:]: rest for first, _, rest in shown if re.fullmatch(r"# [\w/]+\.py", first)}
    if not files:
        return display_name(rule)
    return str(project_with({"settings.py": "", **files, "manage.py": MANAGE}) / display_name(rule))


def codes(rule: type[Rule], code: str) -> list[str]:
    """The codes reported in some code of a rule's page, in the file that its first line names, if it does."""
    named = re.match(r"# ([\w/]+\.py)\n", code)
    path = named[1] if named else path_of(rule)
    return [finding.code for finding in check_source(SourceFile(path, code), options_for(rule))]


def test_generated_files_are_up_to_date() -> None:
    stale = [
        path.name for path, text in generated().items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert not stale, "run: python scripts/generate_docs.py"


@pytest.mark.parametrize("rule", RULES)
def test_flagged_code_is_flagged(rule: type[Rule]) -> None:
    blocks = code_blocks(sections(rule)["Flagged"])
    assert blocks
    for block in blocks:
        assert set(codes(rule, block)) == {rule.code}, block


@pytest.mark.parametrize("rule", RULES)
def test_the_code_to_use_instead_is_silent(rule: type[Rule]) -> None:
    blocks = code_blocks(sections(rule)["Use instead"])
    assert blocks
    for block in blocks:
        assert codes(rule, block) == [], block


@pytest.mark.parametrize("rule", [rule for rule in rules() if Safety.SAFE in rule.fixes], ids=lambda rule: rule.code)
def test_a_safe_fix_makes_one_of_the_other(rule: type[Rule]) -> None:
    fixed = [
        (fix_source(display_name(rule), flagged, options_for(rule)).text, instead)
        for flagged, instead in zip(
            code_blocks(sections(rule)["Flagged"]), code_blocks(sections(rule)["Use instead"]), strict=False
        )
    ]
    assert any(result == instead for result, instead in fixed)
