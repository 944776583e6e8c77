"""
Which rules run in a file: by the options, by its being a test, and by what stands in it. Asks the generated ``index``,
so that no rule, and no LibCST, is imported for it.
"""

from __future__ import annotations

from collections.abc import Iterable

from flake8_session_expiry.codes import stems
from flake8_session_expiry.engine.needs import UNKNOWN_PROJECT, ProjectFacts, Shapes
from flake8_session_expiry.options import Options
from flake8_session_expiry.project.paths_of_tests import is_test_module
from flake8_session_expiry.rules.index import INDEX
from flake8_session_expiry.rules.indexed_rule import IndexedRule


def wanted_codes(name: str, options: Options) -> list[str]:
    """
    The rules that run in the file of this name: those that are switched on, and in a test module only those that are
    about tests, too.
    """
    is_test = is_test_module(name, options.test_paths)
    found = []
    for code in stems():
        rule = indexed(code)
        if options.wants(code, by_default=rule.enabled_by_default) and (rule.in_tests or not is_test):
            found.append(code)
    return found


def needed_codes(codes: Iterable[str], found: Shapes, facts: ProjectFacts = UNKNOWN_PROJECT) -> list[str]:
    """Those of some rules that could report something in a file in which this was found."""
    return [code for code in codes if (needs := indexed(code).needs) is None or needs.met_by(found, facts)]


def indexed(code: str) -> IndexedRule:
    """What the index says of a rule; one that it lacks is imported."""
    known = INDEX.get(code)
    if known is None:
        from flake8_session_expiry.rules.registry import rule

        known = IndexedRule(rule(code).enabled_by_default, rule(code).in_tests, None)
    return known
