"""What is advised in async code."""

from __future__ import annotations

import pytest

from flake8_session_expiry.options import Options
from flake8_session_expiry.rewrites.awaited_session import awaited_remedy


@pytest.mark.parametrize(
    ("version", "twin", "advice"),
    [
        ((4, 2), "aset", 'await sync_to_async(request.session.__setitem__)("k", 1)'),
        ((5, 0), "aset", 'await sync_to_async(request.session.__setitem__)("k", 1)'),
        ((5, 1), "aset", 'await request.session.aset("k", 1)'),
        (None, "aset", 'await request.session.aset("k", 1) (Django 5.1+)'),
        ((5, 1), "asetdefault", 'await request.session.asetdefault("k", 1)'),
        ((4, 2), "asetdefault", 'await sync_to_async(request.session.setdefault)("k", 1)'),
    ],
)
def test_advice(version: tuple[int, int] | None, twin: str, advice: str) -> None:
    options = Options(django_version=version)
    assert awaited_remedy(options, "request.session", twin, '"k", 1') == advice
