"""What ends a session, engine by engine, in words and in the drawing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from flake8_session_expiry.policy.report import Answer, Story
from flake8_session_expiry.policy.timeline import END, Look, picture_of
from tests.policy.conftest import MIDDLEWARE, Report, Write

Stories = Callable[..., tuple[Story, ...]]
ENGINE = "SESSION_ENGINE = 'django.contrib.sessions.backends.{}'\n"


@pytest.fixture
def stories(write: Write, policy: Report) -> Stories:
    """The stories of settings with this text."""

    def of(text: str, *arguments: str) -> tuple[Story, ...]:
        write({"settings.py": MIDDLEWARE + text})
        (module,) = policy("settings.py", *arguments).modules
        return module.stories

    return of


def words(story: Story, what: str) -> str:
    """What a story says about one thing."""
    return next(ending.words for ending in story.endings if ending.what == what)


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("", "A session ends two weeks after the last request that wrote to it. Closing the browser does not end it."
             " No overall limit is enforced."),
        (
            "SESSION_SAVE_EVERY_REQUEST = True\nSESSION_COOKIE_AGE = 1800\n",
            "A session ends 30 minutes after the last request. Closing the browser does not end it. No overall limit"
            " is enforced.",
        ),
        (
            "SESSION_EXPIRE_AT_BROWSER_CLOSE = True\n",
            "A session ends two weeks after the last request that wrote to it. The browser forgets it earlier, when it"
            " is closed; the server does not. No overall limit is enforced.",
        ),
        ("SESSION_COOKIE_AGE = 0\n", "Every session ends at once: nobody can stay logged in."),
        ("SESSION_COOKIE_AGE = compute()\n", "How long a session lasts is not known: see SESSION_COOKIE_AGE."),
        (
            "import os\nSESSION_COOKIE_AGE = int(os.environ.get('AGE', 60))\nSESSION_SAVE_EVERY_REQUEST ="
            " os.environ['SAVE'] == '1'\n",
            "A session ends one minute after the last request (or only the last that wrote to it:"
            " SESSION_SAVE_EVERY_REQUEST decides), unless the"
            " environment says otherwise. Closing the browser does not end it. No overall limit is enforced.",
        ),
    ],
)  # fmt: skip
def test_summary_of_each_combination(stories: Stories, text: str, summary: str) -> None:
    (story,) = stories(text)
    assert story.summary == summary


@pytest.mark.parametrize(
    ("engine", "server", "logout", "looks"),
    [
        ("db", "The row in django_session is refused", "Ends it at once", [Look.VALID, Look.LEFT]),
        ("cached_db", "Row and cached copy are refused", "Ends it at once", [Look.VALID, Look.LEFT]),
        ("cache", "The cache drops it two weeks after the last request", "Ends it at once", [Look.VALID]),
        ("file", "The file is refused", "Ends it at once", [Look.VALID, Look.LEFT]),
        (
            "signed_cookies",
            "There is none",
            "The browser drops the cookie. A copy of it is accepted until two weeks",
            [Look.VALID],
        ),
    ],
)
def test_ending_of_each_engine(stories: Stories, engine: str, server: str, logout: str, looks: list[Look]) -> None:
    (story,) = stories(ENGINE.format(engine))
    assert words(story, "Server copy").startswith(server)
    assert words(story, "Logout").startswith(logout)
    assert ("until the command clearsessions is run" in words(story, "Server copy")) is (
        engine in {"db", "cached_db", "file"}
    )
    drawn = picture_of(story)
    assert drawn is not None
    assert [span.look for span in drawn.lanes[-1].spans] == looks


_REDIS = "CACHES = {'default': {'BACKEND': 'django.core.cache.backends.redis.RedisCache'}}\n"
_DUMMY = "CACHES = {'default': {'BACKEND': 'django.core.cache.backends.dummy.DummyCache'}}\n"
_ENDS = "Ends it at once: the server copy and the cookie are deleted"
_IN_MEMORY = (
    f"{_ENDS}, if there is one process. With more than one, another that holds the session in its memory"
    " still accepts a copy of the cookie."
)
_IN_SOME_CACHE = (
    f"{_ENDS}, if all processes share the cache. If it is the memory of each process, one that holds"
    " the session still accepts a copy of the cookie."
)


@pytest.mark.parametrize("engine", ["cache", "cached_db"])
@pytest.mark.parametrize(
    ("text", "logout"),
    [
        ("", _IN_MEMORY),
        (_REDIS, f"{_ENDS}."),
        (f"if x:\n    {_REDIS}", _IN_SOME_CACHE),
        ("CACHES = {'default': {'BACKEND': 'shop.caches.Cache'}}\n", _IN_SOME_CACHE),
        ("CACHES = compute()\n", _IN_SOME_CACHE),
        ("from elsewhere import *\n", _IN_SOME_CACHE),
        (f"{_REDIS}CACHES['default'] = compute()\n", _IN_SOME_CACHE),
        (
            "CACHES = {'default': {'BACKEND': 'django.core.cache.backends.locmem.LocMemCache'},"
            " 'shared': {'BACKEND': 'django_redis.cache.RedisCache'}}\nSESSION_CACHE_ALIAS = 'shared'\n",
            f"{_ENDS}.",
        ),
    ],
)
def test_a_logout_reaches_the_processes_that_share_the_cache(
    stories: Stories, engine: str, text: str, logout: str
) -> None:
    (story,) = stories(ENGINE.format(engine) + text)
    assert words(story, "Logout") == logout
    in_memory = logout == _IN_MEMORY
    assert ("With more than one process" in words(story, "Server copy")) is in_memory


def test_a_cache_that_keeps_nothing(stories: Stories) -> None:
    (story,) = stories(ENGINE.format("cache") + _DUMMY)
    assert story.summary == "The cache keeps no session: nobody can stay logged in."
    assert words(story, "Logout") == "There is nothing to end: the cache keeps no session."
    assert words(story, "Server copy").startswith("There is none: the cache keeps nothing")
    assert words(story, "Not used any more") == "It ends at once."
    assert story.lifetime.has_server_copy is False
    assert picture_of(story) is None
    (story,) = stories(ENGINE.format("cached_db") + _DUMMY)
    assert words(story, "Logout") == f"{_ENDS}."
    assert story.lifetime.has_server_copy is True


def test_an_engine_that_is_not_djangos(stories: Stories) -> None:
    (story,) = stories("SESSION_ENGINE = 'my.engine'\n")
    assert words(story, "Server copy") == "Not known: 'my.engine' is not one of Django's engines."
    assert words(story, "Logout") == "The browser drops the cookie; what the server does is up to the engine."
    assert story.lifetime.has_server_copy is None
    (story,) = stories("SESSION_ENGINE = compute()\n")
    assert words(story, "Server copy") == "Not known: see SESSION_ENGINE."


def test_ending_by_the_browser(stories: Stories) -> None:
    (story,) = stories("")
    assert (
        words(story, "Browser closed")
        == "Does not end it: the cookie stays in the browser as long as the session lasts."
    )
    (story,) = stories("SESSION_EXPIRE_AT_BROWSER_CLOSE = True\n")
    assert "for two weeks after the last request that wrote to it it accepts the cookie" in words(
        story, "Browser closed"
    )
    assert story.lifetime.cookie_max_age is None
    (story,) = stories("SESSION_EXPIRE_AT_BROWSER_CLOSE = compute()\nSESSION_COOKIE_AGE = compute()\n")
    assert words(story, "Browser closed") == "Not known: see SESSION_EXPIRE_AT_BROWSER_CLOSE."
    assert words(story, "Not used any more") == "Not known: see SESSION_COOKIE_AGE."


def test_overall_limit_is_not_enforced(stories: Stories) -> None:
    (story,) = stories("SESSION_COOKIE_AGE = 3600\n", "--session-expiry-profile=nist-aal2")
    overall = next(ending for ending in story.endings if ending.what == "Used all the time")
    assert overall.words == "No overall limit is enforced: a session that is written to at least every hour never ends."
    assert (overall.verdict.answer, overall.verdict.reason) == (
        Answer.UNENFORCED,
        "a new login is asked for after one day",
    )
    for arguments in ("--session-expiry-profile=pci-dss",), (), ("--session-expiry-max-age=60",):
        (story,) = stories("", *arguments)
        assert story.endings[1].verdict.answer is Answer.NONE


def test_a_key_that_is_made_anew(stories: Stories) -> None:
    (story,) = stories(
        "from django.core.management.utils import get_random_secret_key\nSECRET_KEY = get_random_secret_key()\n"
    )
    assert words(story, "Restart of the site").startswith("Ends every login")
    (story,) = stories("SECRET_KEY = 'k'\n")
    assert words(story, "New SECRET_KEY").startswith("Ends every login, unless")


def test_every_combination_of_known_values(stories: Stories, write: Write, policy: Report) -> None:
    text = (
        "import os\nX = os.environ['X'] == '1'\nSESSION_COOKIE_AGE = 60 if X else"
        " 3600\nSESSION_SAVE_EVERY_REQUEST = True if X else False\n"
    )
    found = stories(text)
    assert [story.lifetime.condition for story in found] == [
        f"SESSION_COOKIE_AGE is {age} and SESSION_SAVE_EVERY_REQUEST is {on}"
        for age in ("one minute", "one hour")
        for on in ("on", "off")
    ]
    text += "SESSION_EXPIRE_AT_BROWSER_CLOSE = True if X else False\n"
    assert len(stories(text)) == 4
    assert policy("settings.py").modules[0].notes == ("There are 4 more combinations of the values in the table.",)


@pytest.mark.parametrize(("age", "place"), [(3599, "after"), (3600, "at"), (3601, "before")])
def test_where_the_limit_is_drawn(stories: Stories, age: int, place: str) -> None:
    (story,) = stories(f"SESSION_COOKIE_AGE = {age}\n", "--session-expiry-profile=nist-aal2")
    drawn = picture_of(story)
    assert drawn is not None
    limit = drawn.lanes[1].limit
    assert limit is not None and limit[1] == "limit: one hour"
    assert place == ("before" if limit[0] < END else "at" if limit[0] == END else "after")


def test_nothing_is_drawn_of_a_session_that_ends_at_once(stories: Stories) -> None:
    (story,) = stories("SESSION_COOKIE_AGE = 0\n")
    assert picture_of(story) is None
    assert words(story, "Not used any more") == "It ends at once."


def test_what_is_not_known_is_drawn_so(stories: Stories) -> None:
    (story,) = stories("SESSION_COOKIE_AGE = compute()\nSESSION_EXPIRE_AT_BROWSER_CLOSE = compute()\n")
    drawn = picture_of(story)
    assert drawn is not None
    assert [[span.look for span in lane.spans] for lane in drawn.lanes] == [
        [Look.OPEN], [Look.UNSURE], [Look.VALID, Look.UNSURE], [Look.UNSURE, Look.LEFT],
    ]  # fmt: skip
    assert drawn.lanes[1].limit is None


def test_the_dot_of_a_read(stories: Stories) -> None:
    (reads_do_not,) = stories("")
    (reads_do,) = stories("SESSION_SAVE_EVERY_REQUEST = True\n")
    for story, renews in ((reads_do_not, False), (reads_do, True)):
        drawn = picture_of(story)
        assert drawn is not None
        assert [mark.renews for mark in drawn.marks] == [True, True, renews, False]


SEVERAL = "if x:\n    SESSION_COOKIE_AGE = 600\nelse:\n    SESSION_COOKIE_AGE = 7200\n"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("", Answer.NO),
        (
            "from .local import *\n",
            Answer.DEPENDS,
        ),  # as in healthchecks: a module that cannot be read may replace a default
        ("SESSION_COOKIE_AGE = 600\nfrom .local import *\n", Answer.DEPENDS),
        ("import os\nSESSION_COOKIE_AGE = int(os.environ.get('AGE', 9000))\n", Answer.DEPENDS),
        ("import os\nSESSION_COOKIE_AGE = int(os.environ.get('AGE', 600))\n", Answer.DEPENDS),
        ("SESSION_COOKIE_AGE = compute()\n", Answer.UNKNOWN),
        ("SESSION_COOKIE_AGE = 600\n", Answer.YES),
        (
            "SESSION_COOKIE_AGE = 600\nif x:\n    SESSION_EXPIRE_AT_BROWSER_CLOSE = True\nfrom .local import *\n",
            Answer.DEPENDS,
        ),
    ],
)
def test_a_verdict_that_stands_twice_is_the_same_twice(write: Write, policy: Report, text: str, answer: Answer) -> None:
    """In the table and beside the drawing; and ``--check`` goes by it."""
    write({"settings.py": MIDDLEWARE + "SESSION_COOKIE_SECURE = True\nSESSION_COOKIE_NAME = '__Host-s'\n" + text})
    found = policy("settings.py", "--session-expiry-profile=owasp-asvs-4-l2")
    (module,) = found.modules
    row = next(row for row in module.rows if row.name == "SESSION_COOKIE_AGE")
    assert row.verdict.answer is answer
    for story in module.stories:
        assert next(ending.verdict for ending in story.endings if ending.what == "Not used any more") == row.verdict
    assert found.violated is (answer is Answer.NO)


@pytest.mark.parametrize("more", ["", "from .local import *\n"])
def test_each_of_several_lifetimes_is_judged_for_itself(stories: Stories, more: str) -> None:
    """Its condition names the value."""
    found = stories(SEVERAL + more, "--session-expiry-profile=owasp-asvs-4-l2")
    judged = [(story.lifetime.condition, story.endings[0].verdict.answer) for story in found]
    assert judged == [("SESSION_COOKIE_AGE is ten minutes", Answer.YES), ("SESSION_COOKIE_AGE is two hours", Answer.NO)]
