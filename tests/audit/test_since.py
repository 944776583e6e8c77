"""What has become better or worse."""

from __future__ import annotations

import pytest

from flake8_session_expiry.audit.since import ProjectChange, since
from flake8_session_expiry.audit.store import StoredResult
from tests.audit.results import finding, module, setting, stored

AGE = "SESSION_COOKIE_AGE"


def changes(old: StoredResult, new: StoredResult) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is worse and what is better in one project."""
    found = since(1, "2026-01-01", [(old, new)]).changes
    return (found[0].worse, found[0].better) if found else ((), ())


def test_a_verdict() -> None:
    good, bad = stored("/a", module(setting(AGE, "yes", "ok"))), stored("/a", module(setting(AGE, "no", "too long")))
    line = f"{AGE}: too long (no)"
    assert changes(good, bad) == ((line,), ())
    assert changes(bad, good) == ((), (line,))
    unsure = stored("/a", module(setting(AGE, "unknown", "not known")))
    assert changes(good, unsure) == ((f"{AGE}: not known (unknown)",), ())
    assert changes(unsure, bad) == ((line,), ())
    silent = stored("/a", module(setting(AGE, "none")))
    assert changes(silent, good) == changes(good, silent) == ((), ())


def test_a_lifetime() -> None:
    short, long, unknown = (stored("/a", module(age=age)) for age in (3600, 86_400, None))
    assert changes(short, long) == (("sessions live one day, not one hour",), ())
    assert changes(long, short) == ((), ("sessions live one day, not one hour",))
    assert changes(unknown, long) == changes(long, unknown) == ((), ())


def test_findings_by_their_fingerprints() -> None:
    one, two = finding("DSE202", "1"), finding("DSE101", "2")
    moved = {**one, "line": 99}
    assert changes(stored("/a", findings=[one]), stored("/a", findings=[moved])) == ((), ())
    both = changes(stored("/a", findings=[one, one]), stored("/a", findings=[one, two]))
    assert both == (("DSE101 views.py:3 some-name",), ("DSE202 views.py:3 some-name",))


def test_what_could_not_be_read() -> None:
    assert changes(stored("/a"), stored("/a", problems=["x", "y"])) == (("2 more that could not be read",), ())


def test_projects_that_are_new_or_gone() -> None:
    found = since(7, "2026-01-01", [(None, stored("/new")), (stored("/gone"), None), (stored("/a"), stored("/a"))])
    assert (found.run, found.added, found.gone, found.changes) == (7, ["/new"], ["/gone"], [])


@pytest.mark.parametrize("is_worse", [True, False])
def test_worse_and_better_ones_are_listed(is_worse: bool) -> None:
    pair = (stored("/a"), stored("/a", findings=[finding("DSE202", "1")]))
    found = since(1, "", [pair if is_worse else (pair[1], pair[0])])
    assert bool(found.worse) is is_worse and bool(found.better) is not is_worse
    assert isinstance(found.changes[0], ProjectChange) and found.changes[0].name == "/a"


def test_each_setting_with_its_own_reason() -> None:
    rows = [(AGE, "too long"), ("SESSION_COOKIE_SECURE", "not over HTTPS")]
    good = stored("/a", module(*(setting(name, "yes") for name, _ in rows)))
    bad = stored("/a", module(*(setting(name, "no", reason) for name, reason in rows)))
    assert changes(good, bad)[0] == (f"{AGE}: too long (no)", "SESSION_COOKIE_SECURE: not over HTTPS (no)")
