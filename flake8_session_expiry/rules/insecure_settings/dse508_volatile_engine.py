"""
DSE508: sessions are stored in a cache that loses them.

Silent where:

- the cache of sessions is shared by all processes, or may be: "a cache that several processes share", "caches of
  packages", "another cache by its alias", "a shared cache outside of DEBUG", "a shared cache where there is one", "a
  subclass of one's own", "cached_db on a cache that all processes share", "cached_db on another alias than that in
  memory"
- the cache is not known: its class, its alias, or what may still change it: "an alias that cannot be told", "an alias
  that does not exist", "a cache that cannot be told", "a backend from the environment", "caches that are put
  together", "a cache that is given a backend later", "a base module whose caches come from elsewhere", "caches of an
  import that cannot be read", "before an import of what cannot be read", "cached_db on a cache of the environment",
  "cached_db whose caches come later", "cached_db where caches may come from what cannot be read", "cached_db under
  another alias of two possible ones"
- cached_db keeps the sessions in the database, and no process has a copy: "cached_db on a cache that keeps nothing",
  "cached_db on memory or on nothing"
- the engine is another one: "another engine", "an engine of one's own"
- it has no effect in production, or is a test: "while developing", "a project that is tried out", "under DEBUG", "in a
  test module", "cached_db while developing", "cached_db in tests"
"""

from __future__ import annotations

from flake8_session_expiry.engine.needs import ASSIGNED
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.settings.production import seen_in_production, values_in_production
from flake8_session_expiry.settings.session_caches import DUMMY, LOCAL, cache_classes
from flake8_session_expiry.values.value import Source

_BACKENDS = "django.contrib.sessions.backends."
_IN_MEMORY = (
    "sessions are kept in LocMemCache: other processes do not have them, a restart ends them,"
    " and beyond MAX_ENTRIES live ones are dropped"
)
_NOWHERE = "sessions are kept in DummyCache, which keeps nothing: nobody can stay logged in"
_COPIES_IN_MEMORY = (
    "cached_db on LocMemCache: each process has its own copy, overwrites others' changes and "
    "accepts a copied cookie after logout elsewhere"
)


class VolatileEngine(Rule):
    """
    The ``cache`` engine keeps sessions in a cache that loses them, or ``cached_db`` copies them into a cache that each
    process has for itself.

    ## What Django does

    ``LocMemCache``, which Django also uses where ``CACHES`` is not set, lives in the memory of one process. With
    the engine ``cache`` another worker of the same server does not know the session, and a restart ends all of
    them. It keeps 300 entries by default (``MAX_ENTRIES``); when it is full it drops some, including sessions in
    use. ``DummyCache`` stores nothing: the request after a login is anonymous.

    With the engine ``cached_db`` a restart loses nothing, as the database has every session. But each process reads
    its own copy, if it has one: it does not see what another process wrote, and its next write overwrites that, in
    the database too. A logout in one process deletes the row and the copy of that process only: a copied cookie is
    still logged in where another process holds the session. On a server with one process, threads or not,
    ``cached_db`` works correctly, and so it does with ``DummyCache``.

    Reported where the cache of ``SESSION_CACHE_ALIAS`` is certainly one of these in production. Other caches drop
    sessions too when they are full: ``FileBasedCache`` and ``DatabaseCache`` at ``MAX_ENTRIES``, Memcached at its
    memory, and Redis at ``maxmemory`` where its ``maxmemory-policy`` is not ``noeviction`` (with that, its default, it
    refuses to write instead, and saving a session fails).

    ## Flagged

        SESSION_ENGINE = "django.contrib.sessions.backends.cache"

        CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

    or, with more than one process,

        SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

        CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

    ## Use instead

        SESSION_ENGINE = "django.contrib.sessions.backends.db"

        CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

    Or give the engine a cache that all processes share, such as Redis or Memcached. With ``cache`` it has to be large
    enough for all sessions, and a restart ends those that it does not keep on disk: with Memcached all, with Redis as
    its ``save`` and ``appendonly`` say; ``cached_db`` has the database behind it.

    ## References

    - [Using cached sessions](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-cached-sessions)
    - [Local-memory caching](https://docs.djangoproject.com/en/stable/topics/cache/#local-memory-caching)
    - [CACHES](https://docs.djangoproject.com/en/stable/ref/settings/#caches)
    """

    code = "DSE508"
    since = "0.1.0"
    needs = ASSIGNED("SESSION_ENGINE", values=(_BACKENDS + "cache", _BACKENDS + "cached_db"))
    message = "{what}; use db, or a cache that all processes share"
    in_tests = False
    settings = frozenset({"SESSION_ENGINE"})

    def on_setting(self, setting: Setting) -> None:
        """An engine with a cache, if it is such a cache in every module that production may run with."""
        for value in values_in_production(setting):
            if value.source is Source.ENVIRONMENT or value.constant not in (
                _BACKENDS + "cache",
                _BACKENDS + "cached_db",
            ):
                continue
            classes = {name for view in seen_in_production(setting) for name in cache_classes(view)}
            if classes == {LOCAL} and value.constant == _BACKENDS + "cached_db":
                self.report(value.node, what=_COPIES_IN_MEMORY)
            elif classes <= {LOCAL, DUMMY} and value.constant == _BACKENDS + "cache":
                self.report(value.node, what=_IN_MEMORY if LOCAL in classes else _NOWHERE)
