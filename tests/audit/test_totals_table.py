"""The summary: which lists are shown, and how much of a long one."""

from __future__ import annotations

import pytest

from flake8_session_expiry.audit.requests import ReplyKind
from flake8_session_expiry.audit.since import Since, since
from flake8_session_expiry.audit.store import StoredResult
from flake8_session_expiry.audit.totals import totals_of
from flake8_session_expiry.audit.totals_table import show_totals
from tests.audit.results import finding, module, setting, stored

AGE = "SESSION_COOKIE_AGE"


def shown(
    capsys: pytest.CaptureFixture[str], *results: StoredResult, changes: Since | None = None
) -> dict[str, list[str]]:
    """The lines of each part of the summary, by its title."""
    show_totals(totals_of(results), {ReplyKind.DONE: len(results)}, changes, "never")
    parts = [part.splitlines() for part in capsys.readouterr().out.split("\n\n")]
    return {title: lines for title, *lines in parts}


def test_the_worst_projects_have_violations_or_findings(capsys: pytest.CaptureFixture[str]) -> None:
    results = [
        stored("/good", module(setting(AGE, "yes"))),
        stored("/found", findings=[finding("DSE202", "1")]),
        stored("/bad", module(setting(AGE, "no", "long"))),
    ]
    head, *rows = shown(capsys, *results)["The worst projects"]
    assert head.split() == ["Project", "Violations", "Findings", "Not", "sure", "Django", "Lifetime"]
    assert [row.split()[:3] for row in rows] == [["/bad", "1", "0"], ["/found", "0", "1"]]


def test_not_more_than_fifteen_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    results = [stored(f"/{number:02}", findings=[finding("DSE202", "1")]) for number in range(16)]
    rows = shown(capsys, *results)["The worst projects"][1:]
    assert [row.split()[0] for row in rows] == [f"/{number:02}" for number in range(15)]


def test_nothing_is_said_of_changes_where_none_were_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert not any(title.startswith("Since") for title in shown(capsys, stored("/a")))


def test_the_rest_of_long_lists_of_changes_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    found = [finding("DSE202", f"{number}") for number in range(7)]
    pairs = [(stored(f"/{number:02}"), stored(f"/{number:02}", findings=found)) for number in range(23)]
    lines = shown(capsys, stored("/a"), changes=since(1, "2026-01-01", pairs))[
        "Since run 1 of 2026-01-01: 23 projects worse, 0 better, 0 new, 0 gone"
    ]
    assert lines[:7] == ["  worse: /00", *["    DSE202 views.py:3 some-name"] * 5, "    and 2 more"]
    assert len(lines) == 20 * 7 + 1 and lines[-1] == "  and 3 more"
