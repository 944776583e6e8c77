"""What comes first in the report: everything that is not as the profile wants it, with what to write."""

from __future__ import annotations

import re

import pytest

from flake8_session_expiry.policy.json_report import as_data
from flake8_session_expiry.policy.page import page
from flake8_session_expiry.policy.report import Answer, Verdict
from flake8_session_expiry.policy.terminal import show
from flake8_session_expiry.policy.verdicts import together
from flake8_session_expiry.policy.violations import parts, plain, violations
from tests.policy.conftest import MIDDLEWARE, Report, Write

LOCAL = "CACHES = {'default': {'BACKEND': 'django.core.cache.backends.locmem.LocMemCache'}}\n"
REDIS = "CACHES = {'default': {'BACKEND': 'django.core.cache.backends.redis.RedisCache', 'LOCATION': 'redis://x'}}\n"
SAFE = "import os\nSECRET_KEY = os.environ['KEY']\nSESSION_COOKIE_SECURE = True\n"


def engine(name: str) -> str:
    """The setting of one of Django's engines."""
    return f"SESSION_ENGINE = 'django.contrib.sessions.backends.{name}'\n"


def found(policy: Report, *arguments: str) -> list[tuple[str, str, bool]]:
    """Name, what to write, and whether it counts for --check."""
    return [(each.name, plain(each.verdict.write), each.counts) for each in violations(policy(*arguments))]


def test_each_says_what_to_write(write: Write, policy: Report) -> None:
    write(
        {
            "prod.py": f"{MIDDLEWARE}SECRET_KEY = 'x'\nSESSION_COOKIE_HTTPONLY = False\nSESSION_COOKIE_AGE = 86400\n"
            f"SESSION_COOKIE_SAMESITE = None\n{engine('signed_cookies')}",
            "views.py": "from datetime import timedelta\n\ndef view(request):\n    request.session.set_expiry(7200)\n"
            "    request.session.set_expiry(timedelta(days=3))\n",
        }
    )
    assert found(policy, "prod.py", "--session-expiry-profile=nist-aal2") == [
        ("SESSION_COOKIE_AGE", "SESSION_COOKIE_AGE = 3600, or less", True),
        ("SESSION_ENGINE", 'SESSION_ENGINE = "django.contrib.sessions.backends.db"', True),
        (
            "SESSION_COOKIE_NAME",
            'SESSION_COOKIE_NAME = "__Host-sessionid", which browsers keep only if it is secure, has no domain and has'
            ' the path "/"',
            True,
        ),
        ("SESSION_COOKIE_SECURE", "SESSION_COOKIE_SECURE = True, on a site that is served over HTTPS", True),
        ("SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_HTTPONLY = True", True),
        ("SESSION_COOKIE_SAMESITE", 'SESSION_COOKIE_SAMESITE = "Lax"', True),
        ("SECRET_KEY", 'SECRET_KEY = os.environ["SECRET_KEY"]: one key, kept outside of the code', True),
        ("set_expiry(7200)", "set_expiry(3600), or less", True),
        ("set_expiry(timedelta(days=3))", "set_expiry(timedelta(seconds=86400)), or less", True),
    ]


def test_what_does_not_count_comes_last(write: Write, policy: Report) -> None:
    write(
        {
            "dev.py": f"{MIDDLEWARE}{SAFE}SESSION_COOKIE_SECURE = False\n",
            "prod.py": f"{MIDDLEWARE}{SAFE}SESSION_COOKIE_HTTPONLY = False\n",
        }
    )
    assert [(name, counts) for name, _, counts in found(policy, "dev.py", "prod.py")] == [
        ("SESSION_COOKIE_HTTPONLY", True),
        ("SESSION_COOKIE_SECURE", False),
    ]


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("SECRET_KEY = 'abc'\n", "no"),
        (
            "from django.core.management.utils import get_random_secret_key\nSECRET_KEY = get_random_secret_key()\n",
            "no",
        ),
        ("import os\nSECRET_KEY = os.environ['KEY']\n", "yes"),
        ("import os\nSECRET_KEY = os.environ.get('KEY', 'abc')\n", "depends"),
        ("SECRET_KEY = read_from_the_vault()\n", "none"),
        ("SECRET_KEY = ''\n", "none"),  # Django does not start with it
    ],
)
def test_the_key_that_signs(write: Write, policy: Report, key: str, answer: str) -> None:
    write({"prod.py": f"{MIDDLEWARE}SESSION_COOKIE_SECURE = True\n{key}"})
    data = as_data(policy("prod.py"))
    (row,) = [row for row in data["modules"][0]["settings"] if row["name"] == "SECRET_KEY"]
    assert row["verdict"]["answer"] == answer
    assert data["violated"] is (answer == "no")
    assert ("write" in row["verdict"]) is (answer in {"no", "depends"})
    assert "abc" not in page(policy("prod.py"))


@pytest.mark.parametrize(
    ("settings", "answer"),
    [
        (engine("cached_db") + LOCAL, "no"),
        (engine("cached_db"), "no"),  # without CACHES Django uses the memory of the process
        (engine("cache") + LOCAL, "no"),
        (engine("cached_db") + REDIS, "none"),
        (engine("cached_db") + LOCAL.replace("locmem.LocMem", "dummy.Dummy"), "none"),
        (engine("cache") + LOCAL.replace("locmem.LocMem", "dummy.Dummy"), "no"),
        (f"{engine('cached_db')}{REDIS}if os.environ['X']:\n    {LOCAL}", "depends"),
        (f"{engine('db')}if os.environ['X']:\n    {engine('cached_db')}{LOCAL}", "depends"),
    ],
)
def test_the_memory_of_one_process(write: Write, policy: Report, settings: str, answer: str) -> None:
    write({"prod.py": f"{MIDDLEWARE}{SAFE}{settings}"})
    data = as_data(policy("prod.py"))
    (row,) = [row for row in data["modules"][0]["settings"] if row["name"] == "CACHES['default']"]
    assert row["verdict"]["answer"] == answer
    assert ("such as Redis" in row["verdict"].get("write", "")) is (answer in {"no", "depends"})
    assert data["violated"] is (answer == "no")


def test_another_engine_does_not_use_the_cache(write: Write, policy: Report) -> None:
    write({"prod.py": f"{MIDDLEWARE}{SAFE}{engine('db')}{LOCAL}"})
    assert found(policy, "prod.py") == []


def test_one_of_several_is_wrong() -> None:
    wrong, depends = Verdict(Answer.NO, "r", "s", "w"), Verdict(Answer.DEPENDS, "r", "s", "w")
    right = Verdict(Answer.YES)
    assert together([right, wrong]) == depends == together([right, depends]) == together([depends, wrong])


def test_code_is_told_from_words() -> None:
    assert list(parts("`A = 1`, or less")) == [("A = 1", True), (", or less", False)]


def test_they_are_the_first_thing_on_the_page(write: Write, policy: Report) -> None:
    write({"prod.py": f"{MIDDLEWARE}{SAFE}SESSION_COOKIE_HTTPONLY = False\n"})
    html = page(policy("prod.py"))
    headings = re.findall("<h2>(.*?)</h2>", html)
    assert headings[:2] == ["What to change", "prod.py"]
    first = html[html.index("What to change") : html.index("<h2>prod.py")]
    assert "<code>SESSION_<wbr>COOKIE_<wbr>HTTPONLY = True</code>" in first


def test_they_are_the_first_thing_in_the_terminal(
    write: Write, policy: Report, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    write({"dev.py": f"{MIDDLEWARE}{SAFE}SESSION_COOKIE_HTTPONLY = False\n"})
    show(policy("dev.py"), "never")
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    first = lines.index("What to change")
    assert first < lines.index("dev.py  settings for development; its verdicts do not count for --check")
    assert lines[first : first + 6] == [
        "What to change",
        "",
        "  not ok  SESSION_COOKIE_HTTPONLY  dev.py:5  (does not count for --check)",
        "  no: scripts in the page can read it; not hidden from scripts (Django's",
        "  deployment checks, security.W015: warning)",
        "  write: SESSION_COOKIE_HTTPONLY = True",
    ]


def test_nothing_to_change_is_said(
    write: Write, policy: Report, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    write({"prod.py": f"{MIDDLEWARE}{SAFE}"})
    show(policy("prod.py"), "never")
    assert "Nothing is known to be otherwise than the profile wants it." in capsys.readouterr().out
    assert "Nothing is known to be otherwise than the profile wants it." in page(policy("prod.py"))
