"""In which class the lifetime of a project is."""

from __future__ import annotations

import pytest

from flake8_session_expiry.audit.lifetimes import CLASSES, is_of_development, lifetime_class, longest_lifetime
from flake8_session_expiry.settings.purpose import Purpose
from tests.audit.results import module, stored


@pytest.mark.parametrize(
    ("ages", "longest", "words"),
    [
        ([0], 0, "up to 15 minutes"),
        ([900], 900, "up to 15 minutes"),
        ([901], 901, "up to 1 hour"),
        ([60, 86_400], 86_400, "up to 1 day"),
        ([1_209_600], 1_209_600, "up to 2 weeks (Django's default)"),
        ([1_209_601], 1_209_601, "up to 1 month"),
        ([400 * 86_400], 34_560_000, "up to 400 days"),
        ([400 * 86_400 + 1], 34_560_001, "longer than 400 days"),
        ([60, None], None, "not known"),
        ([], None, "no settings found"),
    ],
)
def test_the_longest_one_counts(ages: list[float | None], longest: float | None, words: str) -> None:
    document = stored("/a", *(module(age=age) for age in ages)).document
    assert (longest_lifetime(document), lifetime_class(document)) == (longest, words)
    assert words in CLASSES


def test_settings_of_development_count_where_there_are_no_others() -> None:
    document = stored("/a", module(age=60), module(age=1e9, judged=False)).document
    assert longest_lifetime(document) == 60
    assert not is_of_development(document)
    alone = stored("/a", module(age=60, judged=False)).document
    assert longest_lifetime(alone) == 60 and is_of_development(alone)
    tests = stored("/a", module(judged=False) | {"purpose": Purpose.TESTS.value}).document
    assert lifetime_class(tests) == "no settings found" and not is_of_development(tests)
