"""The words of a text rule out no shape that stands in it."""

from __future__ import annotations

import ast
import random

import pytest

from benchmarks.sieve_losses import Mutant, mutants
from flake8_session_expiry.engine import needs
from flake8_session_expiry.engine.needs import Shape
from flake8_session_expiry.engine.shape_words import WORDS, WordShapes
from flake8_session_expiry.engine.shapes import shapes_of
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.reference.package_settings import PACKAGES
from flake8_session_expiry.reference.settings import SESSION_SETTINGS
from flake8_session_expiry.rules.index import INDEX
from flake8_session_expiry.rules.wanted import needed_codes
from tests.casefiles import all_cases

CASES = [Mutant(case.file, case.code, case.parsed_options(), case.id) for case in all_cases()]
MUTANTS = [each for case in CASES for each in mutants(case.name, case.text, case.options, case.origin)]
SAMPLE = random.Random(20261127).sample(MUTANTS, 800)


def lost(code: Mutant) -> set[str]:
    """The rules that the words rule out, although what they need stands in the code."""
    source = SourceFile(code.name, code.text)
    try:
        found = shapes_of(source.python_tree, code.text, code.name, code.options.session_names)
    except Exception:  # no Python
        return set()
    words = WordShapes(code.text, code.name, code.options.session_names)
    return set(needed_codes(INDEX, found)) - set(needed_codes(INDEX, words))


def test_what_stands_in_a_case_is_not_ruled_out_by_its_words() -> None:
    assert {case.origin: codes for case in CASES if (codes := lost(case))} == {}


def test_what_stands_in_a_mutant_is_not_ruled_out_by_its_words() -> None:
    assert {each.origin: codes for each in SAMPLE if (codes := lost(each))} == {}


@pytest.mark.parametrize(
    ("code", "shape"),
    [
        ("5 in user_session", needs.ODD_KEY),
        ("x = 'a' not in (user_Session)", needs.KEY_ASKED),
        ("def Log_Out(): pass", needs.LOGOUT_NAMED),
        ("class\\\n EndSession: pass", needs.LOGOUT_NAMED),
        ("sesion_cookie_age = 1", needs.UNKNOWN_SETTING),
        ("COOKIE_SESSION_AGE = 1", needs.UNKNOWN_SETTING),
        ("cookie_session_age = 1", needs.UNKNOWN_SETTING),
        ("SSSION_COOKIE_AGE = 1", needs.UNKNOWN_SETTING),
        ("XSESSION_COOKIE_AGE = 1", needs.UNKNOWN_SETTING),
        ("request. # the\n session.get(5)", needs.CALLED),
        ("from .base import \\\n *", needs.SETTINGS_FILE),
        ("INSTALLED_APPS = []\nDEBUG = False", needs.SETTINGS_FILE),
        ("from django.contrib.auth import login as enter\nenter(request)", needs.UNAWAITED("login()")),
        ("cart.cycle_key()", needs.CALLED("cycle_key")),
        ("request.test_cookie_worked()", needs.ON_REQUEST("test_cookie_worked")),
        ("user.password = x", needs.PASSWORD_SET),
    ],
)
def test_words_of_a_shape(code: str, shape: Shape) -> None:
    assert WordShapes(code, "a.py").has(shape)


@pytest.mark.parametrize(
    ("code", "shape"),
    [
        ("user_session.get(5)", needs.CALLED),
        ("request.session.get(5)", needs.CALLED("pop")),
        ("processes = Classes()", needs.UNKNOWN_SETTING),
        ("session_key = session_id", needs.UNKNOWN_SETTING),
        ("session = Session()\nsession.get(5)", needs.CALLED("get")),
        ("DEBUG = False", needs.SETTINGS_FILE),
        ("logout(request)", needs.LOGOUT_NAMED),
        ("for key in sessions: pass", needs.KEY_ASKED),
    ],
)
def test_text_without_the_words_of_a_shape(code: str, shape: Shape) -> None:
    assert not WordShapes(code, "a.py").has(shape)


def test_name_that_the_user_gives_counts_as_a_session() -> None:
    assert WordShapes("basket.get(5)", "a.py", ["basket"]).has(needs.CALLED("get"))


def test_every_kind_of_shape_has_its_words() -> None:
    kinds = {each.kind for each in vars(needs).values() if isinstance(each, Shape)}
    assert kinds - {needs.SETTINGS_FILE.kind, needs.UNKNOWN_SETTING.kind} == set(WORDS)


@pytest.mark.parametrize("name", sorted({*SESSION_SETTINGS, *frozenset[str]().union(*PACKAGES.values())}))
def test_near_miss_of_a_setting_is_seen_in_the_text(name: str) -> None:
    for known in (name, name.lower()):
        for place in range(len(known) + 1):
            before, after = known[:place], known[place:]
            for letter in ("", "A", "x", "_", after[1:2] + after[:1]):
                for wrong in (before + letter + after, before + letter + after[1:], before + letter + after[2:]):
                    found = shapes_of(ast.parse(f"{wrong} = 1") if wrong.isidentifier() else ast.parse(""), "", "a.py")
                    words = WordShapes(f"{wrong} = 1", "a.py")
                    assert words.has(needs.UNKNOWN_SETTING) or not found.has(needs.UNKNOWN_SETTING), wrong


@pytest.mark.parametrize(
    "imports",
    [
        "from django.core.cache import cache",
        "import django.core.cache",
        "from django.core import exceptions, cache",
        "from django.core import (\n    exceptions,  # why\n    cache,\n)",
        "from django.core import exceptions, \\\n    cache",
        "from django import core",
        "import django.core as core",
    ],
)
def test_imports_of_djangos_caches(imports: str) -> None:
    assert WordShapes(f"{imports}\ncache.clear()\n", "a.py").has(needs.CACHE_CLEARED)
    assert shapes_of(ast.parse(f"{imports}\ncache.clear()\n"), "", "a.py").has(needs.CACHE_CLEARED)


def test_imports_without_djangos_caches() -> None:
    code = "from django.core import exceptions\ncache = {}\ncache.clear()\n"
    assert not WordShapes(code, "a.py").has(needs.CACHE_CLEARED)
