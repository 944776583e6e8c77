"""The fixes as a codemod of LibCST's."""

from __future__ import annotations

import argparse

import libcst as cst
import pytest
from libcst.codemod import CodemodContext, SkipFile

from flake8_session_expiry.codemod import FixSessionExpiry
from flake8_session_expiry.engine.findings import Finding, Fix
from flake8_session_expiry.rules.expiry_values.dse202_bool_expiry import BoolExpiry

FALSE = "request.session.set_expiry(False)\r\n"


def transformed(text: str, context: CodemodContext | None = None, *, unsafe_fixes: bool = False) -> str:
    """``text`` after the codemod."""
    command = FixSessionExpiry(context or CodemodContext(filename="views.py"), unsafe_fixes=unsafe_fixes)
    return command.transform_module(cst.parse_module(text)).code


def test_repairs_a_module() -> None:
    assert transformed(FALSE) == "request.session.set_expiry(0)\r\n"
    assert transformed(FALSE, CodemodContext()) == "request.session.set_expiry(0)\r\n"
    nothing = "request.session.set_expiry(True)\n"
    assert transformed(nothing) == nothing


def test_unsafe_fixes_when_asked_for() -> None:
    text = "class T(TestCase):\n    def test(self):\n        self.client.session['k'] = 1\n"
    context = CodemodContext(filename="test_views.py")
    text = f"from django.test import TestCase\n{text}"
    assert transformed(text, context) == text
    assert "session.save()" in transformed(text, context, unsafe_fixes=True)
    parser = argparse.ArgumentParser()
    FixSessionExpiry.add_args(parser)
    assert parser.parse_args(["--unsafe-fixes"]).unsafe_fixes


def test_skips_what_cannot_matter_and_what_python_refuses() -> None:
    with pytest.raises(SkipFile, match="nothing in it concerns sessions"):
        transformed("x = 1\n")
    with pytest.raises(SkipFile, match="cannot be parsed"):
        transformed(f"x = b'é'\n{FALSE}")


def test_a_fix_that_fails_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    def fix(rule: BoolExpiry, finding: Finding) -> Fix | None:
        raise ZeroDivisionError

    monkeypatch.setattr(BoolExpiry, "fix", fix)
    context = CodemodContext(filename="views.py")
    assert transformed(FALSE, context) == FALSE
    assert [warning[:40] for warning in context.warnings] == ["views.py: 1:28: DSE900 rule DSE202 faile"]
