"""``flake8-session-expiry rules``."""

from __future__ import annotations

import json

import pytest

from flake8_session_expiry.rule_table import main
from flake8_session_expiry.rules.registry import rules

Captured = pytest.CaptureFixture[str]


def codes(capsys: Captured, *arguments: str) -> list[str]:
    """The codes that are listed, the same as text and as JSON."""
    assert main(arguments) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert main([*arguments, "--format=json"]) == 0
    assert [each["code"] for each in json.loads(capsys.readouterr().out)] == listed
    return listed


def test_every_rule(capsys: Captured) -> None:
    assert codes(capsys) == [rule.code for rule in rules()]


def test_some_of_them(capsys: Captured) -> None:
    assert codes(capsys, "--fixable") == [rule.code for rule in rules() if rule.fixes]
    assert codes(capsys, "--opt-in") == [rule.code for rule in rules() if not rule.enabled_by_default]
    assert codes(capsys, "dse2") == [rule.code for rule in rules() if rule.code.startswith("DSE2")]
    assert codes(capsys, "insecure_settings") == codes(capsys, "DSE5")
    assert codes(capsys, "--fixable", "bool-expiry,DSE104") == ["DSE202", "DSE104"]
    assert codes(capsys, "--opt-in", "DSE202") == codes(capsys, "DSE901") == []


def test_a_row(capsys: Captured) -> None:
    assert main(["DSE202", "--color=never"]) == 0
    assert capsys.readouterr().out.startswith("DSE202  bool-expiry  safe  ")
    assert main(["DSE202", "--color=always"]) == 0
    assert capsys.readouterr().out.startswith("\x1b[31mDSE202\x1b[0m  ")
    assert main(["DSE208", "--format=json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row.keys() == {"code", "name", "group", "summary", "on_by_default", "in_tests", "fix", "since"}
    assert row["on_by_default"] is False


def test_no_such_rule(capsys: Captured) -> None:
    assert main(["bool-expire"]) == 2
    assert capsys.readouterr() == (
        "",
        "flake8-session-expiry rules: error: there is no rule 'bool-expire'; did you mean bool-expiry (DSE202)?\n",
    )


@pytest.mark.parametrize(
    ("argument", "exit_code", "said"),
    [
        ("--help", 0, "usage: flake8-session-expiry rules"),
        ("--nonsense", 2, "flake8-session-expiry rules: error: unrecognized arguments: --nonsense"),
    ],
)
def test_usage(argument: str, exit_code: int, said: str, capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([argument])
    assert stopped.value.code == exit_code
    assert "".join(capsys.readouterr()).startswith(said)


def test_no_rule_is_left(capsys: Captured) -> None:
    assert main(["--opt-in", "DSE101"]) == 0
    assert capsys.readouterr() == ("", "flake8-session-expiry rules: no rule matches all of that\n")
