"""Triage: cheap, the same for text and bytes, and before any import that costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

from flake8_session_expiry.engine.triage import can_matter
from flake8_session_expiry.project.paths_of_tests import is_test_module
from tests.casefiles import all_cases


@pytest.mark.parametrize(
    "source",
    [
        "request.session.set_expiry = 600",
        "del request.session",
        'scope["session"]["k"] = 1',
        "from django.contrib.sessions.backends.db import SessionStore",
        'getattr(request, "session").flush',
        "async def view(request):\n    logout(request)",
        "def change(request):\n    request.user.set_password('x')\n    request.user.save()\n",
        "class ChangeView(PasswordChangeView):\n    def form_valid(self, form):\n        form.save()\n",
        "def leave(request):\n    return redirect('accounts:logout')\n",
        "class Out(LogoutView):\n    http_method_names = ['get']",
        "async def view(request):\n    alogin(request, user)",
        "async def view(request):\n    await login(request, user)",
        "async def view(request):\n    await auth.login(request, user)",
        "async def view(request):\n    aupdate_session_auth_hash(request, user)",
        "request.set_expiry(300)",
        "request.cycle_key()",
        "request.user = AnonymousUser()",
        "nobody = models.AnonymousUser()\nrequest.user = nobody",
        "await request.aget_expiry_age()",
        "from .base import *\n\nDEBUG = False\n",
        "CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = False\n",
        "if not DEBUG: SESSION_COOKIE_SECURE = False\n",
        "DEBUG = False; SESSION_COOKIE_SECURE = False\n",
        "if not DEBUG:\n    SESSION_COOKIE_SECURE = False\n",
        "ADMINS = ('a', 'a@example.com'),\nSESSION_COOKIE_SECURE = False\n",
        "conf.SESSION_COOKIE_AGE = 60\n",
        "setattr(conf, 'SESSION_COOKIE_AGE', 60)\n",
        "import_module(conf.SESSION_ENGINE).SessionStore(key)\n",
        "response.set_cookie('bsid', key)\n",
        "response.delete_cookie(key='bsid')\n",
        "# " + 50 * "é" + "\nfrom .base import *  # noqa\r\nSECURE_SSL_REDIRECT = True\n",
    ],
)
def test_file_that_a_rule_can_report_passes(source: str) -> None:
    assert can_matter(source)
    assert can_matter(source.encode())


@pytest.mark.parametrize(
    "source",
    [
        "",
        "print('hello')",
        "obsession = 1",
        "from django.contrib.auth.models import AnonymousUser\nif isinstance(user, AnonymousUser): pass",
        "# a session of the committee",
        "é = 'Session'",
        "def view(request):\n    logout(request)",
        "request.get_signed_cookie('theme')",
        "link.expiry = token_expires(link)",
        "from .models import *\nfrom .views import *\n",
        "from .models import *\n\ndef f():\n    DEBUG = False\n",
        "DEBUG = False\n",
        "if name == SESSION_COOKIE_NAME:\n    pass\n",
        'configure(SESSION_COOKIE_SECURE=False, x={"SESSION_COOKIE_SECURE": 1})\n',
        "configure(\n    SESSION_COOKIE_SECURE=False,\n    SESSION_COOKIE_AGE=60,\n)\n",
        "async def view(request):\n    return await answer(request)\n",
        "cache.clear()\n",
    ],
)
def test_file_that_no_rule_can_report_is_skipped(source: str) -> None:
    assert not can_matter(source)
    assert not can_matter(source.encode())


@pytest.mark.parametrize(
    ("source", "in_tests"),
    [
        ("self.client.session['x'] = 1", True),
        ("async def test_view():\n    await login(request, user)", True),
        ("SESSION_COOKIE_AGE = 0", True),
        ("request.user = AnonymousUser()", False),
        ("def leave(request):\n    return redirect('accounts:logout')\n", False),
        ("response.set_cookie('bsid', key)\n", False),
        ("from .base import *\n\nDEBUG = False\n", False),
    ],
)
def test_in_tests_fewer_rules_run(source: str, in_tests: bool) -> None:
    assert can_matter(source) and can_matter(source.encode())
    assert can_matter(source, is_test=True) is can_matter(source.encode(), is_test=True) is in_tests


def test_cases_of_tests_pass_where_fewer_rules_run() -> None:
    of_tests = [case for case in all_cases() if is_test_module(case.file, case.parsed_options().test_paths)]
    claimed = [case for case in of_tests if case.claims]
    assert len(claimed) > 20 and [case.id for case in claimed if not can_matter(case.code, is_test=True)] == []


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("letter", ["x", "é", "\U0001f600"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("lines", range(180, 205))
def test_text_and_bytes_get_one_verdict_at_the_end_of_the_head(
    newline: str, letter: str, mark: str, lines: int
) -> None:
    code = f"# {letter}ABCDEF\n" * lines + "from .base import *\nDEBUG = False\n"
    # flake8 takes the mark off and reads every line end as one character.
    assert can_matter(code) == can_matter((mark + code.replace("\n", newline)).encode())


def test_star_import_counts_in_the_head_of_a_file_only() -> None:
    filler = "x = 1  # filler\n" * 400
    assert can_matter("from .base import *\n" + filler + "ALLOWED_HOSTS = []\n")
    assert not can_matter(filler + "from .base import *\nALLOWED_HOSTS = []\n")


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_head_has_2000_characters(mark: str) -> None:
    start = "\nfrom .base import *"
    for length, expected in [(2000, True), (2001, False)]:
        code = "#" * (length - len(start)) + start + "\nDEBUG = False\n"
        assert can_matter(code) is expected
        assert can_matter((mark + code).encode()) is expected


def test_a_target_later_in_a_line_is_searched_for_in_60_characters() -> None:
    """In a long line each further name would take longer, else."""
    assert can_matter("A =" + " " * 58 + "SESSION_COOKIE_SECURE = False\n")
    assert not can_matter("A =" + " " * 59 + "SESSION_COOKIE_SECURE = False\n")


def modules_after(code: str) -> set[str]:
    """What a new Python has imported after the plugin looked at some code."""
    program = (
        "import ast, sys\n"
        "from flake8_session_expiry.plugin import SessionExpiryPlugin\n"
        f"code = {code!r}\n"
        "list(SessionExpiryPlugin(ast.parse(code), 'a.py', code.splitlines(True)).run())\n"
        "print(*sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_a_file_without_a_word_imports_nothing() -> None:
    imported = modules_after("import os\nprint(os.getcwd())\n")
    assert "libcst" not in imported
    assert not any(name.startswith("flake8_session_expiry.rules") for name in imported)
    assert "rich" not in imported


def test_a_file_with_a_word_imports_the_rules() -> None:
    imported = modules_after("request.session.set_expiry(True)\n")
    assert "libcst" in imported
    assert "flake8_session_expiry.rules.expiry_values.dse202_bool_expiry" in imported
    assert "rich" not in imported
