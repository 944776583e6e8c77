"""
DSE324: the cache in which all sessions are stored is cleared.

Silent where:

- the engine is not known to be ``cache``: "the engine is not known", "the engine is db", "the engine is cached_db",
  "the engine is file", "the engine is signed_cookies"
- the cache is not certainly the one with the sessions, nor at the same place: "another alias", "another alias in
  memory", "sessions have an alias of their own", "the alias of sessions is not known", "caches that are not known",
  "another database by its options", "a cache that stores nothing"
- it is no cache of Django's, by import: "another cache", "a cache of an object", "a dict", "a cache of a function"
- single keys are deleted: "single keys"
- it runs in development only: "under DEBUG", "DEBUG is asked before", "only where the site is developed"
- everybody is to be logged out, by the name of the function, the class or the command: "everybody is to be logged
  out", "a command by whose name sessions end"
- it is a test: "in tests", "in a test case"
"""

from __future__ import annotations

import os
import re
from functools import cached_property

import libcst as cst

from flake8_session_expiry.engine.needs import CACHE_CLEARED
from flake8_session_expiry.engine.project_needs import ENGINE
from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.literals import one_line, plain_string
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.functions import snake
from flake8_session_expiry.settings.session_caches import aliases_of_sessions

_CACHE = "django.core.cache.cache"
_CACHES = "django.core.cache.caches"
_CLEARS = frozenset({"clear", "aclear"})
_ENDS_SESSIONS = re.compile(
    r"(?:log|sign|kick|throw)_(?:all|users|everybody|everyone)_(?:\w+_)?(?:out|off)"
    r"|(?:log|sign)_?(?:out|off)_(?:of_)?(?:all|users|everybody|everyone)"
    r"|(?:clear|delete|drop|end|expire|flush|invalidate|kill|purge|reset|revoke)_(?:\w+_)?sessions"
)
_DEVELOPMENT = re.compile(
    r"(?:^|_)(?:debug|dev|develop|development|local|localhost|tests?|testing|staging)(?:_|$)", re.IGNORECASE
)
_OF_SESSIONS = "SESSION_CACHE_ALIAS"


class CacheClearEndsSessions(Rule):
    """
    A cache is cleared, and the engine ``cache`` stores the sessions in it.

    ## What Django does

    ``clear()`` empties the whole cache, the sessions included: every visitor is anonymous at the next request, and
    what was in a session is lost. A request that writes its session at that time is answered with status 400.
    ``KEY_PREFIX`` and ``VERSION`` of an entry in ``CACHES`` do not protect it: two aliases are cleared together
    where they are the same cache, with the same ``LOCATION`` (or without one, in the memory of a process). A
    different ``LOCATION``, such as another Redis database, does. With the other engines nothing is lost:
    ``cached_db`` reads the sessions from the database again.

    ## Flagged

        from django.core.cache import cache

        def publish(request):
            cache.clear()

    ## Use instead

        from django.core.cache import cache

        def publish(request):
            cache.delete_many(["prices", "menu"])

    Or give the sessions a cache of their own, by ``SESSION_CACHE_ALIAS`` and another ``LOCATION``.

    ## Options

    The rule reports only where the engine is known to be ``cache``, from the project's settings or from

        --session-expiry-engine=cache

    Silent under ``if settings.DEBUG``.

    ## References

    - [Using cached sessions](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-cached-sessions)
    - [cache.clear()](https://docs.djangoproject.com/en/stable/topics/cache/#django.core.caches.cache.clear)
    """

    code = "DSE324"
    since = "0.1.0"
    needs = ENGINE("cache") & CACHE_CLEARED
    message = (
        "{code} also deletes all sessions, which the cache engine keeps there; delete single "
        "keys, or give sessions a cache with another LOCATION"
    )
    in_tests = False

    def visit_Call(self, node: cst.Call) -> None:
        """``cache.clear()``, ``caches["default"].clear()``."""
        if self.options.engine != "cache" or node.args or not isinstance(node.func, cst.Attribute):
            return
        if node.func.attr.value not in _CLEARS or self._is_for_debugging(node):
            return
        alias = self._alias(node.func.value)
        if alias is not None and not self._is_meant() and (alias == _OF_SESSIONS or alias in self._aliases):
            self.report_even_guarded(node, code=one_line(self.source.code(node), "clear()"))

    @cached_property
    def _aliases(self) -> frozenset[str]:
        return aliases_of_sessions(self.options, self.source.name)

    def _is_meant(self) -> bool:
        """Whether everybody is to be logged out, by the name of the function, its class or the module of a command."""
        names = [os.path.splitext(os.path.basename(self.source.name))[0]]
        function = self.here.function
        while function is not None:
            names += [function.name, function.class_.name if function.class_ is not None else ""]
            function = function.outer
        return any(_ENDS_SESSIONS.search(snake(name)) for name in names)

    def _alias(self, node: cst.BaseExpression, depth: int = 0) -> str | None:
        """The alias of a cache, as far as it is one of Django's; ``SESSION_CACHE_ALIAS`` for that of the setting."""
        if self.types.qualified(node) == _CACHE:
            return "default"
        if isinstance(node, cst.Name):
            bound = self.symbols.reaching(node)
            value = bound.value if bound is not None else None
            return self._alias(value, depth + 1) if value is not None and depth < 3 else None
        if not isinstance(node, cst.Subscript) or self.types.qualified(node.value) != _CACHES or len(node.slice) != 1:
            return None
        index = node.slice[0].slice
        key = index.value if isinstance(index, cst.Index) else None
        if key is None or isinstance(key, cst.Attribute):
            return _OF_SESSIONS if dotted(key) == f"settings.{_OF_SESSIONS}" else None
        return plain_string(key)

    def _is_for_debugging(self, node: cst.CSTNode) -> bool:
        """Whether DEBUG decides: a test around it, or one before it that leaves the function."""
        below = node
        for above in self.tree.ancestors(node):
            if isinstance(above, cst.If) and below is not above.test and self.tree.once(_asks_for_debug, above.test):
                return True
            if isinstance(above, cst.IndentedBlock) and self.tree.once_before(_first_about_debug, above, below):
                return True
            below = above
        return False


def _first_about_debug(tree: Tree, block: cst.IndentedBlock) -> cst.If | None:
    tests = (item for item in block.body if isinstance(item, cst.If))
    return next((item for item in tests if tree.once(_asks_for_debug, item.test)), None)


def _asks_for_debug(tree: Tree, test: cst.BaseExpression) -> bool:
    """``settings.DEBUG``, ``settings.ENVIRONMENT == "dev"``."""
    texts = (
        str(item.evaluated_value) if isinstance(item, cst.SimpleString) else dotted(item).rpartition(".")[2]
        for item in (test, *descendants(test))
    )
    return any(_DEVELOPMENT.search(text) for text in texts)
