"""The memory of one process is no place for sessions."""

from __future__ import annotations

import json
import subprocess
import sys

from django.conf import settings
from django.core.cache.backends.base import BaseCache

from tests.behaviour.proving import REDIS, Block, Site, proof
from tests.behaviour.proving.site import site as new_site

MAX_ENTRIES = 300
ANOTHER_PROCESS = """
import json, sys
import django
from django.conf import settings
key, action, values = json.loads(sys.argv[1])
settings.configure(INSTALLED_APPS=["django.contrib.sessions"], **values)
django.setup()
from importlib import import_module
store = import_module(settings.SESSION_ENGINE).SessionStore(key)
seen = store.load()
exec(action)
print(json.dumps(seen))
"""


def seen_by_another_process(key: str | None, action: str = "") -> object:
    """What a second worker of the same server knows of a session, before it does something with the ``store``."""
    database = {**settings.DATABASES["default"], "NAME": str(settings.DATABASES["default"]["NAME"])}
    wanted = {name: getattr(settings, name) for name in ("SECRET_KEY", "SESSION_ENGINE", "CACHES", "USE_TZ")}
    given = json.dumps([key, action, {**wanted, "DATABASES": {"default": database}}])
    run = subprocess.run([sys.executable, "-c", ANOTHER_PROCESS, given], capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def fill(site: Site) -> None:
    """Let more visitors come than a cache in memory keeps."""
    for _ in range(MAX_ENTRIES + 1):
        store = site.store()
        store["visited"] = True
        store.save()


def another_process_has_the_session(site: Site, code: Block) -> None:
    site.configure(code)
    site.remember(cart=1)
    assert seen_by_another_process(site.cookie) == {"cart": 1}


@proof("dse508_volatile_engine", engines=("cache",), promise=another_process_has_the_session)
def test_another_process_does_not_have_the_session(site: Site, code: Block) -> None:
    site.configure(code)
    site.remember(cart=1)
    assert site.open().data == {"cart": 1}
    assert seen_by_another_process(site.cookie) == {}


def live_sessions_stay(site: Site, code: Block) -> None:
    site.configure(code)
    site.login("ann")
    fill(site)
    assert site.user() == "ann"


@proof("dse508_volatile_engine", engines=("cache",), promise=live_sessions_stay)
def test_live_sessions_are_dropped_when_the_cache_is_full(site: Site, code: Block) -> None:
    site.configure(code)
    site.login("ann")
    assert site.user() == "ann"
    fill(site)
    assert site.user() is None


@proof("dse508_volatile_engine", engines=("cache",), case="a cache that keeps nothing", instead=None)
def test_with_a_dummy_nobody_can_stay_logged_in(site: Site, code: Block) -> None:
    site.configure(code)
    site.login("ann")
    assert site.user() is None


@proof("dse508_volatile_engine", engines=("cache",), case="the cache that Django has by default", instead=None)
def test_it_is_what_django_has_by_default(site: Site, code: Block) -> None:
    from django.conf import global_settings
    from django.core.cache import caches

    site.configure(code, CACHES=global_settings.CACHES)
    cache: BaseCache = caches["default"]
    assert type(cache).__name__.startswith("LocMem")
    site.remember(cart=1)
    assert seen_by_another_process(site.cookie) == {}


def what_another_process_writes_is_seen_and_kept(site: Site, code: Block) -> None:
    site.configure(code)
    site.remember(cart=1)
    seen_by_another_process(site.cookie, "store['theirs'] = 1; store.save()")
    assert site.open().data == {"cart": 1, "theirs": 1}
    site.remember(ours=1)
    assert seen_by_another_process(site.cookie) == {"cart": 1, "theirs": 1, "ours": 1}


@proof("dse508_volatile_engine", engines=("cached_db",), block=1, promise=what_another_process_writes_is_seen_and_kept)
def test_what_another_process_writes_is_not_seen_and_overwritten(site: Site, code: Block) -> None:
    site.configure(code)
    site.remember(cart=1)
    assert seen_by_another_process(site.cookie, "store['theirs'] = 1; store.save()") == {"cart": 1}
    assert site.open().data == {"cart": 1}
    site.remember(ours=1)
    assert seen_by_another_process(site.cookie) == {"cart": 1, "ours": 1}


def a_logout_in_another_process_counts(site: Site, code: Block) -> None:
    site.configure(code)
    site.login("ann")
    copied = site.cookie
    seen_by_another_process(copied, "store.flush()")
    assert site.replay(copied).user is None


@proof("dse508_volatile_engine", engines=("cached_db",), block=1, promise=a_logout_in_another_process_counts)
def test_after_a_logout_in_another_process_a_copied_cookie_is_still_logged_in(site: Site, code: Block) -> None:
    site.configure(code)
    site.login("ann")
    copied = site.cookie
    seen_by_another_process(copied, "store.flush()")
    assert site.rows() == 0
    assert site.replay(copied).user == "ann"


@proof(
    "dse508_volatile_engine",
    engines=("cached_db",),
    case="cached_db on a cache that keeps nothing",
    instead=None,
    same=True,
)
def test_cached_db_is_right_where_the_cache_keeps_nothing(site: Site, code: Block) -> None:
    what_another_process_writes_is_seen_and_kept(site, code)
    site.login("ann")
    seen_by_another_process(site.cookie, "store.flush()")
    assert site.user() is None


def test_a_cache_that_the_processes_share_has_the_session() -> None:
    """What the page says of Redis."""
    with new_site(REDIS) as site:
        site.remember(cart=1)
        assert seen_by_another_process(site.cookie) == {"cart": 1}
        fill(site)
        assert site.open().data == {"cart": 1}
        site.configure(SESSION_ENGINE="django.contrib.sessions.backends.cached_db")
        site.login("ann")
        seen_by_another_process(site.cookie, "store.flush()")
        assert site.user() is None
