"""The options of the editor, in whichever way they come."""

from __future__ import annotations

from typing import Any

import pytest

from flake8_session_expiry.language_server.server_options import ServerOptions, options_table

DEFAULTS = ServerOptions()


def updated(given: object, *, is_ours: bool = True) -> tuple[ServerOptions, list[str]]:
    """The options, and what is said of them."""
    problems: list[str] = []
    return DEFAULTS.updated(given, problems, is_ours=is_ours), problems


@pytest.mark.parametrize("wrap", ["", "flake8-session-expiry", "settings", "settings flake8-session-expiry"])
def test_options_are_found_where_editors_put_them(wrap: str) -> None:
    given: Any = {"diagnostics": False, "debounce": 0, "arguments": ["--isolated"]}
    for name in reversed(wrap.split()):
        given = {name: given}
    found, problems = updated(given)
    assert (found.diagnostics, found.debounce, found.arguments, problems) == (False, 0, ("--isolated",), [])


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"severty": "error"}, "there is no option 'severty'; did you mean severity?"),
        ({"diagnostics": "no"}, "diagnostics must be true or false"),
        ({"debounce": -1}, "debounce must be a whole number of milliseconds up to 10000"),
        ({"debounce": True}, "debounce must be a whole number of milliseconds up to 10000"),
        (
            {"arguments": "--isolated"},
            'arguments must be a list of options as on the command line: ["--session-expiry-profile=nist-aal2"]',
        ),
        ({"arguments": ["--isolated", 1]}, "arguments must be a list of options as on the command line"),
        ({"severity": "fatal"}, 'severity must be "error", "warning", "information", "hint" or "off", or a table'),
        ({"severity": {"E501": "error"}}, "severity must be"),
        ({"severity": ["error"]}, "severity must be"),
        ({"inlayHints": None}, "inlayHints must be true or false"),
        ({"unsafeFixes": 1}, "unsafeFixes must be true or false"),
    ],
)
def test_wrong_options_are_said_and_leave_the_default(given: object, problem: str) -> None:
    found, problems = updated(given)
    assert found == DEFAULTS
    assert [each[: len(problem)] for each in problems] == [problem]
    assert not problem.endswith("]") or problems == [problem]


@pytest.mark.parametrize("given", [None, 5, [], {}, "x", {"settings": None}])
def test_nothing_that_can_be_read_changes_nothing(given: object) -> None:
    assert updated(given) == (DEFAULTS, [])


def test_options_of_other_servers_are_theirs() -> None:
    assert updated({"python": {"x": 1}, "pylsp": {}}, is_ours=False) == (DEFAULTS, [])
    given = {"python": {}, "flake8-session-expiry": {"inlayHint": True}}
    assert updated(given, is_ours=False)[1] == ["there is no option 'inlayHint'; did you mean inlayHints?"]


def test_severity_by_the_longest_beginning() -> None:
    found, _ = updated({"severity": {"DSE5": "error", "DSE": "hint", "dse501": "off"}})
    assert [found.severity_of(code) for code in ("DSE501", "DSE502", "DSE101")] == ["off", "error", "hint"]
    assert updated({"severity": {"DSE5": "error"}})[0].severity_of("DSE101") == "warning"


def test_table_has_each_option() -> None:
    rows = "\n".join(options_table())
    assert all(f"| `{key}` |" in rows for key in ("diagnostics", "severity", "inlayHints", "unsafeFixes", "debounce"))
    assert all(row.count("|") == 4 for row in options_table())
