"""A site with one session engine, as a proof sees it."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import partial
from importlib import import_module
from typing import Any
from unittest import mock

import django
import pytest
from django.conf import settings
from django.contrib.auth import signals
from django.contrib.sessions.backends import file
from django.core.cache import caches
from django.db import reset_queries
from django.http import HttpRequest
from django.test import AsyncClient
from django.test.utils import override_settings

from tests.behaviour.pages import Block
from tests.behaviour.proving import project, servers
from tests.behaviour.proving.browser import Browser, Visit
from tests.behaviour.proving.clock import Clock, moved_clock
from tests.behaviour.proving.code import Receiver, execute, prelude, settings_of, view_of
from tests.behaviour.versions import POSTGRESQL, REDIS

REQUIRED = "SESSION_EXPIRY_REQUIRE_SERVERS"
"""The variable by which ``.ci/run`` says that Redis and PostgreSQL are there: then no proof may be skipped."""


class Site(Browser):
    """The site and the first visitor's browser. Use ``site.other()`` for a second one."""

    def __init__(self, engine: str, clock: Clock, undo: ExitStack) -> None:
        super().__init__(clock, [])
        self.engine = engine.partition(" on ")[0]
        """One of ENGINES, whatever it keeps its sessions in."""
        self._on_redis = engine == REDIS
        self.django = django.VERSION[:2]
        self.visits_of_code: list[Visit] = []
        """The requests among them that ran the code under proof."""
        self._undo = undo

    @property
    def visits(self) -> list[Visit]:
        """Every request that was made, by any browser."""
        return self._visits

    # -- the code under proof -------------------------------------------------------------------------------------

    def visit(
        self,
        code: Block,
        name: str | None = None,
        *,
        names: Mapping[str, Any] | None = None,
        kwargs: Mapping[str, Any] | None = None,
        browser: Browser | None = None,
        **how: Any,
    ) -> Visit:
        """Run a block as a view, through the handler and all middleware.

        Args:
            code: the block.
            name: the view, if the block defines several.
            names: more names that the block uses (``form``, ``cart``…).
            kwargs: arguments of the view beside the request, as from the URL.
            browser: another visitor than the first.
            how: as for ``Browser.get``: ``data``, ``query``, ``path``, ``headers``, ``asgi``.
        """
        view = self.view(code, name, names)
        visit = (browser or self).get(partial(view, **kwargs) if kwargs else view, **how)
        self.visits_of_code.append(visit)
        return visit

    def view(self, code: Block, name: str | None = None, names: Mapping[str, Any] | None = None) -> Any:
        """The view that a block is or defines, to be used more than once: ``site.get(view)``."""
        return view_of(code, self._names(names), name)

    def run(self, code: Block, **names: Any) -> dict[str, Any]:
        """Run a block outside of any request; ``client``, ``async_client`` and ``self`` (with both) are at hand.

        Returns:
            The names that it left behind.
        """
        asynchronous = AsyncClient()
        asynchronous.cookies = self.client.cookies
        attributes = {"client": self.client, "async_client": asynchronous}
        return execute(code, self._names({"self": Receiver(**attributes), **attributes, **names}))

    def install(self, code: Block, name: str, *, first: bool = False) -> None:
        """Put the middleware that a block defines at the end of MIDDLEWARE, or before the session middleware."""
        project.extra_middleware[name] = execute(code, self._names(None))[name]
        self._undo.callback(project.extra_middleware.pop, name, None)
        own = [f"{project.PROJECT}.{name}"]
        now = list(settings.MIDDLEWARE)
        self.configure(MIDDLEWARE=own + now if first else now + own)

    def configure(self, code: Block | None = None, /, environ: Mapping[str, str] | None = None, **values: Any) -> None:
        """Start the site anew with the settings of a block, or with these, for the rest of the proof."""
        new = dict(values) if code is None else {**settings_of(code, environ), **values}
        self._undo.enter_context(override_settings(**new))
        _forget_file_path()

    def _names(self, names: Mapping[str, Any] | None) -> dict[str, Any]:
        from django.contrib.auth.models import User

        return {**prelude(), "user": User.objects.filter(username="ann").first(), **(names or {})}

    # -- visitors -------------------------------------------------------------------------------------------------

    def other(self, cookie: str | None = None) -> Browser:
        """Another browser, empty or with a (stolen, restored) session cookie."""
        browser = Browser(self._clock, self._visits)
        if cookie is not None:
            browser.cookie = cookie
        return browser

    def replay(self, cookie: str | None) -> Visit:
        """Send a session cookie again from another browser, whatever its Max-Age: ``.user``, ``.data``."""
        assert cookie, "there is no cookie to replay"
        return self.other(cookie).open()

    def login(self, username: str = "ann", browser: Browser | None = None) -> Visit:
        """Log in as ``ann`` or ``bob`` with Django's ``login()``."""

        def page(request: HttpRequest) -> None:
            from django.contrib.auth import login
            from django.contrib.auth.models import User

            login(request, User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")

        return (browser or self).get(page)

    def remember(self, **data: Any) -> Visit:
        """Store something in the visitor's session, so that the next visit is that of a returning visitor."""

        def page(request: HttpRequest) -> None:
            request.session.update(data or {"visited": True})

        return self.get(page)

    # -- time, and what is stored ---------------------------------------------------------------------------------

    def wait(self, seconds: float) -> None:
        """Let time pass. Redis has a clock of its own: there every entry comes that much nearer to its end."""
        self._clock.ahead += seconds
        if self._on_redis:
            redis = _redis()
            for key in redis.scan_iter():
                left = redis.pttl(key)
                if left >= 0:
                    redis.pexpire(key, left - int(seconds * 1000))

    @property
    def ahead(self) -> float:
        """How many seconds have been waited."""
        return self._clock.ahead

    def stored(self, key: str | None = None) -> float | None:
        """
        Seconds until the server's copy ends, of this or the browser's session; None if none is stored.

        db and cached_db: the row; cache: the entry, as the cache itself counts; the other engines store no end beside
        the data.

        Raises:
            LookupError: the engine is file or signed_cookies.
        """
        key = key or self.cookie
        if self.engine in ("db", "cached_db"):
            from django.contrib.sessions.models import Session

            row = Session.objects.filter(pk=key).first()
            return None if row is None else self._seconds_until(row.expire_date)
        if self.engine == "cache":
            return self.entry_left(key)
        raise LookupError(f"{self.engine} keeps no end of a session on the server")

    def entry_left(self, key: str | None) -> float | None:
        """Seconds until the entry of a session in the cache ends, with cache and cached_db; None if there is none."""
        cache: Any = caches[settings.SESSION_CACHE_ALIAS]
        prefix = import_module(f"django.contrib.sessions.backends.{self.engine}").KEY_PREFIX
        entry = cache.make_key(prefix + (key or ""))
        if self._on_redis:
            left = _redis().pttl(entry)
            return None if left < 0 else left / 1000
        end = cache._expire_info.get(entry)
        return None if end is None else end - self._clock.time()

    def exists(self, key: str | None) -> bool:
        """Whether the server still has a session of this key (expired or not, as the store says)."""
        return bool(key) and bool(self.store().exists(key))

    def store(self, key: str | None = None) -> Any:
        """The engine's ``SessionStore``, outside of a request."""
        return import_module(settings.SESSION_ENGINE).SessionStore(key)

    def rows(self) -> int:
        """Number of rows in ``django_session``."""
        from django.contrib.sessions.models import Session

        return int(Session.objects.count())

    def _seconds_until(self, end: datetime) -> float:
        return end.timestamp() - self._clock.time()


def about(seconds: float | None, expected: float, *, within: float = 5) -> bool:
    """Whether a measured time is the expected one but for the seconds that the run itself took."""
    return seconds is not None and abs(seconds - expected) <= within


def _redis() -> Any:
    """The Redis client behind the default cache."""
    cache: Any = caches["default"]
    return cache._cache.get_client()


@contextmanager
def site(engine: str, **overrides: Any) -> Iterator[Site]:
    """A fresh site: no sessions, empty caches, the accounts ann and bob (password ``p``), the clock at now.

    Skips the test if the engine needs a server that this machine does not have.

    Args:
        engine: one of ALL_ENGINES.
        overrides: settings.

    Raises:
        servers.Unavailable: the server is missing, and REQUIRED is set.
    """
    project.configure()
    name = engine.partition(" on ")[0]
    with ExitStack() as undo:
        undo.enter_context(_signals_as_before())
        try:
            undo.enter_context(_server_of(engine))
        except servers.Unavailable as missing:
            if REQUIRED in os.environ:
                raise
            pytest.skip(f"{engine} is not proven here: {missing}")
        clock = undo.enter_context(moved_clock())
        undo.enter_context(override_settings(SESSION_ENGINE=f"django.contrib.sessions.backends.{name}", **overrides))
        _forget_file_path()
        undo.callback(_forget_file_path)
        _start_clean()
        yield Site(engine, clock, undo)


@contextmanager
def _server_of(engine: str) -> Iterator[None]:
    if engine == REDIS:
        with override_settings(CACHES={"default": servers.redis()}):
            yield
            _redis().connection_pool.disconnect()
    elif engine == POSTGRESQL:
        project.add_database("postgresql", servers.postgresql())
        with mock.patch.object(project, "database", "postgresql"):
            yield
    else:
        yield


def _start_clean() -> None:
    from django.contrib.auth.models import User
    from django.contrib.sessions.models import Session

    Session.objects.all().delete()
    User.objects.all().delete()
    for name in ("ann", "bob"):
        User.objects.create_user(name, password="p")
    for alias in settings.CACHES:
        caches[alias].clear()
    reset_queries()  # the log of a connection holds the last 9,000 only
    shutil.rmtree(project.SESSION_FILES, ignore_errors=True)
    project.SESSION_FILES.mkdir()


def _forget_file_path() -> None:
    """The file store keeps its folder on the class once it has looked it up."""
    with contextlib.suppress(AttributeError):
        del file.SessionStore._storage_path


@contextmanager
def _signals_as_before() -> Iterator[None]:
    """Receivers that a block connects go with it."""
    watched = (signals.user_logged_in, signals.user_logged_out, signals.user_login_failed)
    before = [(signal, list(signal.receivers)) for signal in watched]
    try:
        yield
    finally:
        for signal, receivers in before:
            signal.receivers = receivers
            signal.sender_receivers_cache.clear()
