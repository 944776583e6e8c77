"""The public function: from a text to its findings with their fixes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from flake8_session_expiry import api
from flake8_session_expiry.api import Diagnostic, Safety, TextEdit, TextFix, apply_fix, check_text, read_configuration
from flake8_session_expiry.codes import all_codes, names
from flake8_session_expiry.fix.single_fixes import differences
from flake8_session_expiry.rules import registry

PAGE = Path(__file__).parent.parent / "docs" / "api.md"
FALSE = "def view(request):\n    request.session.set_expiry(False)\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, with no configuration above it."""
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path / "project"


def test_a_finding_has_place_name_and_fix() -> None:
    (found,) = check_text(FALSE, "views.py")
    edit = TextEdit(50, 55, "0", 2, 32, 2, 37)
    assert found == Diagnostic("DSE202", "bool-expiry", found.message, 2, 32, 2, 37, TextFix(Safety.SAFE, (edit,)))
    assert found.text == f"DSE202 {found.message} [bool-expiry]"
    assert found.fix is not None
    assert apply_fix(FALSE, found.fix) == FALSE.replace("False", "0")


def test_fixes_can_be_left_out() -> None:
    (found,) = check_text(FALSE, "views.py", fixes=False)
    assert (found.code, found.end_column, found.fix) == ("DSE202", 37, None)


def test_edits_count_characters_of_the_text_that_was_given() -> None:
    """A byte order mark is a character of the text, and none of its first line, as in flake8; ``\\r\\n`` are two."""
    text = "\ufeff" + "# ä \U0001f36a\r\n" + FALSE.replace("\n", "\r\n")
    (found,) = check_text(text, "views.py")
    assert found.fix is not None and (found.line, found.column) == (3, 32)
    assert apply_fix(text, found.fix) == text.replace("False", "0")


def test_a_fix_has_its_imports_among_its_edits() -> None:
    text = (
        "from datetime import datetime, timedelta\n\n\ndef view(request):\n"
        "    request.session.set_expiry(datetime.now() + timedelta(hours=1))\n"
    )
    fixed = [(found, found.fix) for found in check_text(text, "views.py") if found.fix is not None]
    ((found, fix),) = fixed
    assert len(fix.edits) > 1 and fix.edits == tuple(sorted(fix.edits, key=lambda edit: edit.start))
    assert found.code == "DSE205" and "import timedelta\n" in apply_fix(text, fix)


def test_each_of_two_fixes_is_made_alone() -> None:
    text = FALSE + "    request.session.cycle_key\n"
    fixes = [found.fix for found in check_text(text, "views.py")]
    assert [apply_fix(text, fix) for fix in fixes if fix is not None] == [
        text.replace("False", "0"),
        text.replace("cycle_key", "cycle_key()"),
    ]


def test_noqa_counts() -> None:
    assert check_text(FALSE.replace("False)", "False)  # noqa: DSE202"), "views.py") == []
    assert check_text("# flake8: noqa\n" + FALSE, "views.py") == []
    assert check_text("# flake8: noqa\n" + FALSE, "views.py", fixes=False) == []


def test_no_configuration_file_is_read_unless_it_is_asked_for(folder: Path) -> None:
    (folder / "setup.cfg").write_text("[flake8]\nper-file-ignores = shop/*: DSE202\n", encoding="utf-8")
    assert check_text(FALSE, "shop/views.py") != []
    own = read_configuration()
    assert check_text(FALSE, "shop/views.py", own) == check_text(FALSE, "shop/views.py", own, fixes=False) == []
    assert check_text(FALSE, "views.py", own) != []


def test_a_configuration_by_arguments() -> None:
    long = "def view(request):\n    request.session.set_expiry(60 * 60 * 24)\n"
    assert check_text(long, "views.py") == []
    strict = read_configuration(["--session-expiry-profile=nist-aal2", "--extend-ignore=DSE104"])
    assert [found.code for found in check_text(long, "views.py", strict)] == ["DSE206"]


@pytest.mark.parametrize("arguments", [["--session-expiry-profile=x"], ["--nonsense"], ["--jobs=2"], ["--config=x"]])
def test_a_wrong_configuration_is_one_line(arguments: list[str]) -> None:
    with pytest.raises(api.ConfigurationError) as raised:
        read_configuration(arguments)
    assert "\n" not in str(raised.value)


def test_a_text_that_is_no_python() -> None:
    with pytest.raises(api.SourceError, match=r"cannot be parsed: .* \(line 3\)"):
        check_text(FALSE + "def", "views.py")
    assert check_text("def", "other.py") == []  # nothing in it concerns sessions


def test_a_file_that_is_too_large_is_a_finding() -> None:
    (found,) = check_text(FALSE + "x = 1\n" * 400_000, "views.py")
    assert (found.code, found.name, found.line, found.end_column) == ("DSE901", "file-not-analysed", 1, 1)


def test_a_finding_about_a_module_ends_with_its_first_line() -> None:
    text = 'DEBUG = False\r\nMIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]\r\n'
    (found,) = check_text(text, "config/settings/production.py")
    assert (found.code, found.line, found.column, found.end_line, found.end_column) == ("DSE505", 1, 1, 1, 14)


def test_names_are_those_of_the_rules() -> None:
    assert names().keys() == all_codes()
    assert {rule.code: rule.name() for rule in registry.rules()}.items() <= names().items()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("a\n", ""),
        ("", "a\n"),
        ("a\nb\nc\n", "a\nB\nc\n"),
        ("a\nb", "import x\na\nb(1)"),
        ("a\r\nb\r\n", "a\r\nb()\r\n"),
        ("aa\naa\n", "aa\naa\naa\n"),
        ("f(x)\ng(x)\n", "f()\nh\ng(x, x)\n"),
    ],
)
def test_differences_give_the_new_text(old: str, new: str) -> None:
    text = old
    for splice in reversed(list(differences(old, new))):
        text = text[: splice.start] + splice.text + text[splice.end :]
    assert text == new


def test_differences_are_small() -> None:
    assert [(each.start, each.end, each.text) for each in differences("a\nf(True)\n", "b\na\nf(1)\n")] == [
        (0, 0, "b\n"),
        (4, 8, "1"),
    ]


def test_the_page_names_all_that_is_public_and_its_examples_run() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert set(api.__all__) <= set(re.findall(r"`(?:api\.)?(\w+)", page))
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(compile(block, str(PAGE), "exec"), {})


def test_importing_it_loads_neither_libcst_nor_rich() -> None:
    program = "import sys, flake8_session_expiry.api; print({'libcst', 'rich'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
