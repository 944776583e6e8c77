"""``python -m flake8_session_expiry.explain``: pages in the terminal."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from flake8_session_expiry.codes import all_codes
from flake8_session_expiry.explain import main
from flake8_session_expiry.pages_online import address
from flake8_session_expiry.rules.pages import fenced


def test_prints_a_page_as_markdown_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dse202"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("# DSE202 bool-expiry\n")
    assert "```python\nrequest.session.set_expiry(False)\n" in out


def test_lays_it_out_on_a_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert main(["DSE202"]) == 0
    out = capsys.readouterr().out
    assert "DSE202 bool-expiry" in out
    assert "```" not in out and "\x1b[" in out
    assert main(["DSE202", "--format=markdown"]) == 0
    assert capsys.readouterr().out.startswith("# DSE202")


def test_colours(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert main(["DSE202"]) == 0
    assert "\x1b[3" not in capsys.readouterr().out
    assert main(["DSE202", "--color=always"]) == 0
    assert "\x1b[3" in capsys.readouterr().out


def test_several_a_prefix_a_name_and_all(capsys: pytest.CaptureFixture[str]) -> None:
    def titles(*arguments: str) -> list[str]:
        assert main(arguments) == 0
        return re.findall(r"^# (DSE\d+)\b", capsys.readouterr().out, re.MULTILINE)

    assert titles("DSE202", "assigned-method,DSE104") == ["DSE202", "DSE101", "DSE104"]
    assert titles("dse10") == [code for code in sorted(all_codes()) if code.startswith("DSE10")]
    assert titles("--all") == sorted(all_codes())


def test_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["DSE202", "DSE901", "--format=json"]) == 0
    rule, of_engine = json.loads(capsys.readouterr().out)
    assert (rule["code"], rule["name"], rule["fix"], rule["on_by_default"]) == ("DSE202", "bool-expiry", "safe", True)
    assert rule["markdown"].startswith("# DSE202") and rule["url"].endswith("dse202_bool_expiry.html")
    assert (of_engine["code"], of_engine["summary"]) == ("DSE901", "a file could not be analysed")


def test_a_pipe_that_is_closed_is_no_traceback() -> None:
    command = f"{sys.executable} -m flake8_session_expiry.explain --all | head -1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("# DSE101 assigned-method\n", "")


def test_explains_the_codes_of_the_engine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["DSE900", "DSE901"]) == 0
    assert "A rule failed on a file." in capsys.readouterr().out


def test_a_code_that_does_not_exist(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["DSE299"]) == 2
    err = capsys.readouterr().err
    assert "there is no rule 'DSE299'" in err and err.count("\n") == 1
    assert main(["assigned-methods"]) == 2
    assert "; did you mean assigned-method (DSE101)?" in capsys.readouterr().err


def test_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    out = capsys.readouterr().out
    assert "explain DSE202" in out
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == out


def test_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flake8_session_expiry.explain", "DSE202"], capture_output=True, text=True, check=True
    )
    assert "bool-expiry" in done.stdout


def test_code_blocks_are_fenced_and_text_between_them_is_not() -> None:
    assert (
        fenced("    a = 1\n\n    b = 2\n\nor\n\n    c = 3\n")
        == "```python\na = 1\n\nb = 2\n```\n\nor\n\n```python\nc = 3\n```"
    )


def test_page_ends_with_its_address_on_the_web(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["DSE101", "DSE102"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("On the web: ")] == [
        f"On the web: <{address('DSE101')}>",
        f"On the web: <{address('DSE102')}>",
    ]
