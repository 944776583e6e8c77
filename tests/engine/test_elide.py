"""What is left out of a long file: nothing that a rule could notice."""

from __future__ import annotations

import ast

import pytest

from flake8_session_expiry.check import check_source
from flake8_session_expiry.engine import elide as module
from flake8_session_expiry.engine.elide import elide
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.options import Options

BORING = """\
    @decorator
    def nothing_of_ours(self, a,
                        b=1):  # a comment
        \"\"\"A text
        of two lines.\"\"\"
        value = [a, b, "é𝄞"]
        return value  # done

    def one_liner(self): return sum([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18])

    def header_of_several_lines(
        self,
    ) -> str: ...

    async def decorated_inside(self):
        @property
        def inner(self):
            return 1111111111111111111111111111111111
        return inner

"""
TEXT = (
    "class A:\n"
    + BORING * 80
    + "    def view(self, request):\n        request.session.set_expiry(True)\n"
    + BORING
    + "    x = 1\n"
)


def elided(text: str) -> str:
    source = SourceFile("a.py", text)
    return elide(text, source.python_tree, source.line_starts).text


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_elided_text_has_the_same_length_and_lines(newline: str) -> None:
    text = TEXT.replace("\n", newline)
    short = elided(text)
    assert short != text
    assert "value = [a, b" not in short and "inner" not in short.replace("decorated_inside", "")
    assert [len(line) for line in short.splitlines(True)] == [len(line) for line in text.splitlines(True)]
    ast.parse(short)
    assert "return sum(" in short, "a body on the line of its header stays"
    assert "request.session.set_expiry(True)" in short


def test_findings_are_the_same_without_elided_bodies(monkeypatch: pytest.MonkeyPatch) -> None:
    with_elision = check_source(SourceFile("a.py", TEXT), Options())
    monkeypatch.setattr(module, "LONG_FILE", len(TEXT) + 1)
    without = check_source(SourceFile("a.py", TEXT), Options())
    assert [(each.line, each.column, each.text) for each in with_elision] == [
        (each.line, each.column, each.text) for each in without
    ]
    assert with_elision


@pytest.mark.parametrize("call", ["logout(request)", "await logout(request)", "await login(request, None)"])
def test_async_logins_and_logouts_in_a_long_file_are_reported(call: str) -> None:
    imports = "from django.contrib.auth import login, logout\n"
    names = ", ".join("abcdefghijklmnopq")
    view = f"    async def leave(self, request):\n        {call}\n        return self.a({names})\n"
    text = imports + "class A:\n" + BORING * 80 + view
    found = check_source(SourceFile("a.py", text), Options())
    assert {finding.code for finding in found} & {"DSE107", "DSE113"}


def test_short_files_stay_whole() -> None:
    assert elided("def f():\n    x = 1\n") == "def f():\n    x = 1\n"


@pytest.mark.parametrize(
    "statement",
    [
        "request.user = None",
        "self.modified = True",
        "cart.save()",
        "global AGE; AGE = 1",
        "from x import y",
        "self.client = Telegram()",
        "return Client(enforce_csrf_checks=True)",
        "return StreamingHttpResponse(self.rows())",
    ],
)
def test_function_that_can_excuse_a_finding_is_not_elided(statement: str) -> None:
    text = (
        TEXT + f"    def helper(self):\n        before = 1111111111111111111111111111111111111\n        {statement}\n"
    )
    assert statement in elided(text)


def test_test_function_excuses_no_finding() -> None:
    text = (
        TEXT + "    def test_x(self):\n        response = self.client.get('/a/b/c/d/e/f/g/h/')\n        other.save()\n"
    )
    assert "other.save()" not in elided(text)


@pytest.mark.parametrize(("length", "stays"), [(59, True), (60, False), (200, False)])
def test_a_body_that_is_soon_parsed_stays(length: int, stays: bool) -> None:
    body = f"        value = '{'v' * (length - 19)}'\n"
    assert len(body) == length
    assert elided(f"{TEXT}    def helper(self):\n{body}").endswith(body) is stays


@pytest.mark.parametrize("much", [False, True])
def test_files_are_shortened_from_some_length_on(much: bool) -> None:
    rest = module.LONG_FILE - len(BORING) - len("class A:\n") - 1 + much
    text = f"class A:\n{BORING}{'#' * (rest - 1)}\n"
    assert len(text) == module.LONG_FILE - (not much)
    assert (elided(text) != text) is much
