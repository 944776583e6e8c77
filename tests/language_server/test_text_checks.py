"""What is done for one text: findings, changes and words, in the folder and under the name of a run of flake8."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_session_expiry.api import ConfigurationError
from flake8_session_expiry.language_server.text_checks import Document, TextChange, TextChecks
from tests.projectfiles import MANAGE, put, write

VIEW = "def view(request):\n    request.session.set_expiry(False)\n"
MIDDLEWARE = "MIDDLEWARE = ['django.contrib.sessions.middleware.SessionMiddleware']\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project, which is the workspace; the current folder is another one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return write(tmp_path / "site", {"manage.py": MANAGE.format("config"), "config.py": MIDDLEWARE})


def document(site: Path, text: str = VIEW, name: str | None = "views.py", *arguments: str) -> Document:
    """A text of the project."""
    return Document(None if name is None else str(site / name), str(site), text, arguments)


def codes(checks: TextChecks, of: Document) -> list[str]:
    """The codes of what is found."""
    return [each.code for each in checks.findings(of).found]


def changed(text: str, changes: tuple[TextChange, ...]) -> str:
    """The text with the changes."""
    for each in reversed(changes):
        text = text[: each.start] + each.text + text[each.end :]
    return text


def test_configuration_of_the_project_and_its_changes(site: Path) -> None:
    checks = TextChecks()
    assert codes(checks, document(site)) == ["DSE202"]
    put(site, "setup.cfg", "[flake8]\nper-file-ignores = views.py:DSE202\n")
    assert codes(checks, document(site)) == []
    assert codes(checks, document(site, name="other.py")) == ["DSE202"]
    put(site, "setup.cfg", "[flake8]\n")
    assert codes(checks, document(site)) == ["DSE202"]
    (site / "setup.cfg").unlink()
    put(site, "pyproject.toml", "[tool.flake8-session-expiry]\nexclude = ['views.py']\n")
    assert codes(checks, document(site)) == []


def test_wrong_configuration_is_one_line_until_it_is_repaired(site: Path) -> None:
    checks = TextChecks()
    put(site, "setup.cfg", "[flake8]\nsession-expiry-profile = x\n")
    with pytest.raises(ConfigurationError, match="'x' is none of browser"):
        checks.findings(document(site))
    put(site, "setup.cfg", "[flake8]\n")
    assert codes(checks, document(site)) == ["DSE202"]
    with pytest.raises(ConfigurationError, match="profile"):
        checks.findings(document(site, VIEW, "views.py", "--session-expiry-profile=x"))


def test_options_of_the_editor_count(site: Path) -> None:
    assert codes(TextChecks(), document(site, VIEW, "views.py", "--extend-ignore=DSE202")) == []


def test_change_of_settings_is_noticed(site: Path) -> None:
    checks = TextChecks()
    text = "from django.core.cache import cache\n\n\ndef view(request):\n    cache.clear()\n"
    assert codes(checks, document(site, text)) == []
    put(site, "config.py", MIDDLEWARE + "SESSION_ENGINE = 'django.contrib.sessions.backends.cache'\n")
    assert codes(checks, document(site, text)) == ["DSE324"]


@pytest.mark.parametrize("name", [".tox/views.py", "env/lib/views.py", "x/site-packages/y/views.py"])
def test_code_that_is_not_the_users_is_left_alone(site: Path, name: str) -> None:
    put(site, "env/pyvenv.cfg", "")
    checks = TextChecks()
    assert codes(checks, document(site, name=name)) == []
    assert checks.all_fixed(document(site, name=name)) == ()
    assert checks.hints(document(site, name=name)) == ()
    assert checks.hover(document(site, name=name), VIEW.index("set_expiry"), ()) is None


def test_document_that_was_never_saved(site: Path) -> None:
    assert codes(TextChecks(), document(site, name=None)) == ["DSE202"]
    assert [each.code for each in TextChecks().findings(Document(None, None, VIEW)).found] == ["DSE202"]


def test_file_outside_of_the_workspace(site: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "other", {"setup.cfg": "[flake8]\nextend-ignore = DSE202\n"})
    assert codes(TextChecks(), Document(str(other / "views.py"), None, VIEW)) == []


def test_half_typed_code_is_no_python(site: Path) -> None:
    found = TextChecks().findings(document(site, VIEW + "    request.session.set_expiry(\n"))
    assert (found.found, found.is_python) == ((), False)
    assert TextChecks().all_fixed(document(site, VIEW + "(")) == ()
    assert TextChecks().ignored(document(site, VIEW + "("), [(2, "DSE202")]) == ()
    assert TextChecks().hints(document(site, VIEW + "(")) == ()


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_all_safe_fixes_keep_the_rest(site: Path, mark: str, end: str) -> None:
    text = mark + (VIEW + "    request.session.flush\n    x = '🌉'\n").replace("\n", end)
    new = changed(text, TextChecks().all_fixed(document(site, text)))
    assert new == text.replace("False", "0").replace("flush", "flush()")


def test_fixes_obey_comments(site: Path) -> None:
    text = VIEW.replace("(False)", "(False)  # noqa: DSE202")
    assert TextChecks().all_fixed(document(site, text)) == ()
    assert TextChecks().all_fixed(document(site, f"# flake8: noqa\n{VIEW}")) == ()


@pytest.mark.parametrize(
    ("text", "line", "silenced"),
    [
        (VIEW, 2, VIEW.replace("(False)", "(False)  # noqa: DSE202")),
        (
            VIEW.replace("(False)", "(False)  # noqa: E501, W291"),
            2,
            VIEW.replace("(False)", "(False)  # noqa: E501, W291, DSE202"),
        ),
        (
            VIEW.replace("(False)", "(False) if \\\n        x else 1"),
            2,
            VIEW.replace("(False)", "(False) if \\\n        x else 1  # noqa: DSE202"),
        ),
        ("\ufeff" + VIEW, 2, "\ufeff" + VIEW.replace("(False)", "(False)  # noqa: DSE202")),
        (VIEW.replace("\n", "\r\n"), 2, VIEW.replace("(False)", "(False)  # noqa: DSE202").replace("\n", "\r\n")),
    ],
)
def test_comment_that_ignores_a_finding(site: Path, text: str, line: int, silenced: str) -> None:
    new = changed(text, TextChecks().ignored(document(site, text), [(line, "DSE202")]))
    assert new == silenced
    assert codes(TextChecks(), document(site, new)) == []


def test_comment_that_would_not_help_is_not_written(site: Path) -> None:
    assert TextChecks().ignored(document(site, VIEW, "views.py", "--disable-noqa"), [(2, "DSE202")]) == ()


def test_project_is_never_imported(site: Path, capfd: pytest.CaptureFixture[str]) -> None:
    put(site, "libcst.py", "print('imported')\n")
    put(site, "config.py", MIDDLEWARE + "print('imported')\n")
    assert codes(TextChecks(), document(site)) == ["DSE202"]
    assert capfd.readouterr().out == ""
