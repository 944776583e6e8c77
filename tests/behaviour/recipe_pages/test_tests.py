"""Sessions in tests: the page's own tests, run on each engine; which of them an engine cannot pass is told there."""

from __future__ import annotations

import unittest
from typing import Any

import pytest
from django.http import HttpRequest

from tests.behaviour.proving import ENGINES, Site, project
from tests.behaviour.proving.code import execute
from tests.behaviour.proving.site import site
from tests.recipe_blocks import blocks_of

CODE = blocks_of("tests")
MOVED = "test_the_cart_is_gone_after_two_weeks"


def run(fresh: Site, monkeypatch: pytest.MonkeyPatch) -> tuple[int, list[str]]:
    """How many of the page's tests ran, and which failed."""
    views = execute(CODE["shop/views.py"], {})

    def page(request: HttpRequest) -> Any:
        return views["show_cart" if request.path == "/cart/" else "forget_soon"](request)

    monkeypatch.setattr(project, "view", page)
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(execute(CODE["shop/tests.py"], {})["CartTests"]).run(result)
    assert not result.errors, result.errors
    return result.testsRun, [test.id().rpartition(".")[2] for test, _ in result.failures]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_pages_tests_pass_as_its_table_says(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with site(engine) as fresh:
        assert run(fresh, monkeypatch) == (4, [] if engine in ("db", "file") else [MOVED])
