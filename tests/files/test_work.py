"""When garbage is collected in a run over many files."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from flake8_session_expiry.files import work


@pytest.fixture
def collections(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """One item for each collection; Python's own one is as it was afterwards."""
    made: list[int] = []
    monkeypatch.setattr(work, "_uncollected", 0)
    monkeypatch.setattr(gc, "collect", lambda: made.append(1))
    was_on = gc.isenabled()
    yield made
    (gc.enable if was_on else gc.disable)()


def test_after_every_half_megabyte_of_code(collections: list[int]) -> None:
    gc.disable()
    work.collect_after(b"x" * 500_000)
    assert collections == []
    work.collect_after(b"x")
    assert collections == [1]
    work.collect_after(b"x" * 500_000)
    assert collections == [1]
    work.collect_after(b"x")
    assert collections == [1, 1]


def test_not_where_python_does_it_itself(collections: list[int]) -> None:
    gc.enable()
    work.collect_after(b"x" * 600_000)
    assert collections == []
