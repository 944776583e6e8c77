"""Whose the methods of a session are."""

from __future__ import annotations

from flake8_session_expiry.options import Options
from tests.listening import model_of


def test_methods_that_certainly_are_djangos() -> None:
    def own(code: str, method: str, options: Options | None = None) -> bool:
        return model_of(code, options=options).members.is_djangos_own(method)

    assert own("import django", "save")
    assert own("", "set_expiry")
    assert not own("", "save")
    assert own("import django", "save", Options(engine="db"))
    assert not own("import django", "save", Options(engine="shop.sessions"))
    assert not own("import django", "set_expiry", Options(extra_members=frozenset({"set_expiry"})))
