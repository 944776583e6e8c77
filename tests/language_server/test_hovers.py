"""The words of a hover: in the words and numbers of the policy report, for the text as it stands in the editor."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_session_expiry.language_server.text_checks import Document, TextChecks
from tests.projectfiles import ENGINE, MANAGE, put, write

MIDDLEWARE = "MIDDLEWARE = ['django.contrib.sessions.middleware.SessionMiddleware']\n"
VIEW = "from datetime import timedelta\nfrom django.conf import settings\n\n\ndef view(request):\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project."""
    monkeypatch.chdir(tmp_path)
    return write(tmp_path / "site", {"manage.py": MANAGE.format("config.settings"), "config/settings.py": MIDDLEWARE})


def hover(site: Path, text: str, at: str, name: str = "views.py") -> tuple[str, str]:
    """The words about the first place of ``at``, and the code that they are about; empty ones where there are none."""
    checks = TextChecks()
    document = Document(str(site / name), str(site), text)
    said = checks.hover(document, text.index(at), checks.findings(document).found)
    return ("", "") if said is None else (said.words, text[said.start : said.end])


def of_call(site: Path, argument: str) -> str:
    """The words about a call."""
    return hover(site, f"{VIEW}    request.session.set_expiry({argument})\n", "set_expiry(")[0]


def test_a_number_of_seconds(site: Path) -> None:
    assert of_call(site, "300") == (
        "**`set_expiry(300)`**: five minutes, counted from the last write.\n\n"
        "By `config/settings.py`:\n\n"
        "- It ends five minutes after the last request that wrote to it. Reading pages does not count.\n"
        "- The cookie says Max-Age=300 and is sent anew with each request that wrote to it.\n"
        "- Engine db: The row in django_session is refused from its end on (five minutes after the last request that"
        " wrote to it); it stays in the table until the command clearsessions is run."
    )


@pytest.mark.parametrize(
    ("engine", "says", "not_said"),
    [
        ("signed_cookies", "The server refuses it two weeks after it was written", "It ends five minutes"),
        ("file", "the server accepts such a file for ever", "It ends five minutes"),
        ("cached_db", "Row and cached copy are refused", "two weeks"),
        ("cache", "The cache drops it five minutes after", "two weeks"),
    ],
)
def test_engines(site: Path, engine: str, says: str, not_said: str) -> None:
    put(site, "config/settings.py", MIDDLEWARE + ENGINE.format(engine))
    words = of_call(site, "300")
    assert says in words
    assert not_said not in words
    assert f"Engine {engine}: " in words


@pytest.mark.parametrize(
    ("argument", "says"),
    [
        ("0", "- The cookie has no Max-Age: the browser drops it when it is closed."),
        ("None", "- The cookie says Max-Age=1209600"),
        ("timedelta(hours=2)", "- It ends two hours after this call, whatever the visitor does meanwhile."),
        ("settings.SESSION_COOKIE_AGE", "two weeks, counted from the last write (settings.SESSION_COOKIE_AGE)"),
        ("60 if request.user else 120", "(one of several values): two minutes, counted from the last write"),
        ("request.x", "computed when the code runs"),
        ("", "no value: Django fails in this line"),
    ],
)
def test_other_values(site: Path, argument: str, says: str) -> None:
    assert says in of_call(site, argument)


def test_settings_that_differ_are_told_apart(site: Path) -> None:
    put(site, "config/production.py", "from .settings import *\nSESSION_SAVE_EVERY_REQUEST = True\nDEBUG = False\n")
    words = of_call(site, "300")
    assert "By `config/settings.py`:" in words
    assert "By `config/production.py`:\n\n- It ends five minutes after the last request: every request" in words


def test_settings_with_the_same_words_are_told_once(site: Path) -> None:
    put(site, "config/production.py", "from .settings import *\n")
    words = of_call(site, "300")
    assert "By `config/settings.py`, `config/production.py`:\n\n- It ends five minutes" in words
    assert words.count("It ends five minutes") == 1


@pytest.mark.parametrize("number", [4, 5, 6])
def test_not_more_than_four_settings_modules(number: int, site: Path) -> None:
    for name in ("heroku", "live", "prod", "production", "staging")[: number - 1]:
        put(site, f"config/{name}.py", "from .settings import *\n")
    words = hover(site, f"{VIEW}    return settings.SESSION_COOKIE_AGE\n", "SESSION_COOKIE_AGE")[0]
    assert words.count("`: two weeks") == 4
    assert ("more settings modules" in words) is (number > 4)
    assert number == 4 or words.endswith(f"\n\nThere are {number - 4} more settings modules.")


def test_hover_is_on_the_method_not_on_the_request(site: Path) -> None:
    text = f"{VIEW}    request.session.set_expiry(300)\n"
    assert hover(site, text, "set_expiry")[1] == "set_expiry(300)"
    assert hover(site, text, "300")[1] == "set_expiry(300)"
    assert hover(site, text, "request.session.set")[0] == ""
    assert hover(site, text, "def view")[0] == ""


def test_setting_in_code_and_in_settings(site: Path) -> None:
    for name, text in (
        ("views.py", f"{VIEW}    return settings.SESSION_COOKIE_AGE\n"),
        ("config/settings.py", MIDDLEWARE + "# SESSION_COOKIE_AGE is left alone\n"),
    ):
        words, code = hover(site, text, "SESSION_COOKIE_AGE", name)
        assert code == "SESSION_COOKIE_AGE"
        assert words == (
            "**SESSION_COOKIE_AGE** How long does a session last?\n\n"
            "`config/settings.py`: two weeks, counted from the last write (Django's default (4.2 to 6.1))\n\n"
            "- A session ends two weeks after the last request that wrote to it. Closing the browser does not end it."
            " No overall limit is enforced.\n"
            "- The cookie says Max-Age=1209600.\n"
            "- It ends two weeks after the last request that wrote to it. Reading pages does not count.\n"
            "- Does not end it: the cookie stays in the browser as long as the session lasts.\n"
            "- Engine db: The row in django_session is refused from its end on (two weeks after the last request that"
            " wrote to it); it stays in the table until the command clearsessions is run."
        )


def test_unsaved_settings_count_and_have_their_line(site: Path) -> None:
    words, _ = hover(site, f"{MIDDLEWARE}SESSION_COOKIE_AGE = 60\n", "SESSION_COOKIE_AGE", "config/settings.py")
    assert "one minute, counted from the last write (config/settings.py:2)" in words


def test_settings_can_be_asked_while_code_is_half_typed(site: Path) -> None:
    assert "two weeks" in hover(site, f"{VIEW}    x = (settings.SESSION_COOKIE_AGE\n", "SESSION_COOKIE_AGE")[0]


@pytest.mark.parametrize("name", ["SESSION_COOKIE_SECURE", "SESSION_ENGINE", "CSRF_USE_SESSIONS", "SESSION_SERIALIZER"])
def test_other_settings(site: Path, name: str) -> None:
    words, _ = hover(site, f"{VIEW}    return settings.{name}\n", name)
    assert words.startswith(f"**{name}** ")
    assert "`config/settings.py`: " in words


@pytest.mark.parametrize("name", ["SESSION_TIMEOUT_OF_OURS", "DEBUG", "SECRET_KEY"])
def test_nothing_of_what_is_not_known_here(site: Path, name: str) -> None:
    assert hover(site, f"{VIEW}    return settings.{name}\n", name)[0] == ""


def test_no_project_no_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert hover(tmp_path, f"{VIEW}    return settings.SESSION_COOKIE_AGE\n", "SESSION_COOKIE_AGE")[0] == ""


def test_finding_has_its_page(site: Path) -> None:
    words, code = hover(site, f"{VIEW}    request.session.set_expiry(False)\n", "False")
    assert code == "set_expiry(False)"
    assert words.startswith("**DSE202** ")
    assert "\n\n**What Django does**\n\n" in words
    assert "\n\n---\n\n**`set_expiry(False)`**: until the browser is closed" in words


def test_words_of_the_user_are_no_markdown(site: Path) -> None:
    text = f"{MIDDLEWARE}SESSION_COOKIE_DOMAIN = '*.<b>x</b>'\n"
    words, _ = hover(site, text, "SESSION_COOKIE_DOMAIN", "config/settings.py")
    assert r"'\*.\<b\>x\</b\>'" in words
