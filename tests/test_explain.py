"""``python -m flake8_session_expiry.explain``: pages in the terminal."""

from __future__ import annotations

import subprocess
import sys

import pytest

from flake8_session_expiry.explain import main
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
    assert "```" not in out


def test_explains_the_codes_of_the_engine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["DSE900", "DSE901"]) == 0
    assert "a rule failed on a file" in capsys.readouterr().out


def test_a_code_that_does_not_exist(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["DSE299"]) == 2
    assert "there is no rule 'DSE299'" in capsys.readouterr().err


@pytest.mark.parametrize(("arguments", "exit_code"), [([], 2), (["--help"], 0)])
def test_usage(arguments: list[str], exit_code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == exit_code
    assert "DSE202" in capsys.readouterr().out


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
