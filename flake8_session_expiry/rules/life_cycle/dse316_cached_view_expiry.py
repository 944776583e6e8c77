"""
DSE316: an expiry is set in a view whose pages are cached.

Silent where:

- the view is not under Django's ``cache_page``: "a view that is not cached", "a decorator of the project", "another
  decorator of Django's"
- the page is kept for no time, or for each visitor: "kept for no time", "kept for no time, by keyword", "never
  cached", "a page for each visitor", "a page for each cookie"
- the call runs for requests that are not answered from the cache: other methods than GET, by a test, the name of the
  method or a decorator: "only for POST", "after GET has been answered", "a case of the method", "the method for POST",
  "a view that refuses GET", "only a method of the class is cached"
- it is a test: "silent in a test module"
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.engine.needs import SET_EXPIRY, WORD
from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.literals import plain_string
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.effects import Effect
from flake8_session_expiry.sessions.ending_calls import EffectKind
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.sessions.model import Model

_CACHE_PAGE = "django.views.decorators.cache.cache_page"
_ONLY_UNCACHED_METHODS = frozenset({"post", "put", "patch", "delete", "form_valid", "form_invalid", "form_save"})
# Decorators with which Django caches a page for each visitor, or none at all.
_EXCUSES = frozenset({"vary_on_cookie", "never_cache", "require_POST"})
_ASKS_FOR_METHOD = frozenset({"method", "POST", "is_valid"})


class CachedViewExpiry(Rule):
    """
    ``set_expiry()`` is called in a view under ``@cache_page``.

    ## What Django does

    The view runs for the one request that fills the cache. Until that page expires, all other visitors (and the same
    one, on the next visit) get it without the view being run: no expiry is set for them, no cookie is sent, and no
    session is renewed.

    ## Flagged

        from django.http import HttpResponse
        from django.views.decorators.cache import cache_page

        @cache_page(60 * 15)
        def view(request):
            request.session.set_expiry(600)
            return HttpResponse("welcome")

    ## Use instead

        from django.http import HttpResponse

        def view(request):
            request.session.set_expiry(600)
            return HttpResponse("welcome")

    ## References

    - [The per-view cache](https://docs.djangoproject.com/en/stable/topics/cache/#the-per-view-cache)
    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    """

    code = "DSE316"
    since = "0.1.0"
    needs = SET_EXPIRY & WORD("cache_page")
    message = (
        "under cache_page, only the request that fills the cache sets this expiry: visitors who "
        "get the cached page have none; set it in a view that is not cached"
    )
    in_tests = False

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._cached: dict[cst.CSTNode, bool] = {}

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        """The types of names in decorators are known only at this place of the walk."""
        self._cached[node] = self._is_cached(node)

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        """``@method_decorator(cache_page(60), name="dispatch")``."""
        self._cached[node] = self._is_cached(node)

    def leave_Module(self, original_node: cst.Module) -> None:
        """Effects are complete now."""
        effects = self.effects
        for function in effects.functions():
            for effect in effects.own(function):
                if (
                    effect.kind is EffectKind.EXPIRY
                    and effect.function is not None
                    and self._is_skipped(effect, effect.function)
                ):
                    self.report(effect.node)

    def _is_skipped(self, expiry: Effect, function: FunctionContext) -> bool:
        """Whether the call does not run when a cached page is sent."""
        return self._runs_cached(function) and not self._is_for_other_methods(expiry, function)

    def _runs_cached(self, function: FunctionContext) -> bool:
        if self._cached.get(function.node):
            return True
        class_ = function.class_
        if class_ is None or not self._cached.get(class_.node) or function.name in _ONLY_UNCACHED_METHODS:
            return False
        # @method_decorator(cache_page(60), name="get"): dispatch() and other methods run each time.
        names = {name for decorator in class_.node.decorators for name in _named(decorator)}
        return not names or "dispatch" in names or function.name in names

    def _is_cached(self, node: cst.FunctionDef | cst.ClassDef) -> bool:
        calls = [call for decorator in node.decorators for call in _calls(decorator)]
        names = {name.rpartition(".")[2] for decorator in node.decorators for name in _names(decorator)}
        if names & _EXCUSES or any(_varies_on_cookie(call) or _refuses_get(call) for call in calls):
            return False
        return any(self.types.qualified(call.func) == _CACHE_PAGE and not self._is_off(call) for call in calls)

    def _is_off(self, call: cst.Call) -> bool:
        """Whether a page is cached for 0 seconds, or for a time that depends on DEBUG or a test."""
        keywords = {
            argument.keyword.value if argument.keyword else None: argument.value for argument in call.args[::-1]
        }
        timeout = keywords.get(None, keywords.get("timeout"))
        if timeout is None:
            return False
        return any(value.seconds is not None and value.seconds <= 0 for value in self.values.at(timeout).alternatives())

    def _is_for_other_methods(self, expiry: Effect, function: FunctionContext) -> bool:
        """
        Whether only POST requests, which are not answered from the cache, reach the call: by a test around it, or one
        before it that returns.
        """
        below: cst.CSTNode = expiry.node
        for above in self.tree.ancestors(expiry.node):
            if isinstance(above, cst.If) and below is not above.test and self.tree.once(_asks_for_method, above.test):
                return True
            if isinstance(above, cst.Match) and self.tree.once(_asks_for_method, above.subject):
                return True
            if isinstance(above, cst.IndentedBlock) and self.tree.once_before(_first_about_method, above, below):
                return True
            if above is function.node:
                break
            below = above
        return False


def _varies_on_cookie(call: cst.Call) -> bool:
    """``vary_on_headers("Cookie")``."""
    texts = (argument.value.evaluated_value for argument in call.args if isinstance(argument.value, cst.SimpleString))
    is_vary = dotted(call.func).rpartition(".")[2] == "vary_on_headers"
    return is_vary and any(isinstance(text, str) and text.lower() == "cookie" for text in texts)


def _refuses_get(call: cst.Call) -> bool:
    """``require_http_methods(["POST"])``, ``api_view(["POST"])``."""
    if dotted(call.func).rpartition(".")[2] not in {"require_http_methods", "api_view"} or not call.args:
        return False
    methods = {plain_string(item.value) for item in descendants(call) if isinstance(item, cst.Element)}
    return bool(methods) and None not in methods and not methods & {"GET", "HEAD"}


def _named(decorator: cst.Decorator) -> Iterator[str]:
    """The method that ``method_decorator(cache_page(60), name="get")`` is for."""
    call = decorator.decorator
    if isinstance(call, cst.Call) and "cache_page" in {name.rpartition(".")[2] for name in _names(decorator)}:
        for argument in call.args:
            if argument.keyword is not None and argument.keyword.value == "name":
                yield plain_string(argument.value) or "dispatch"


def _calls(decorator: cst.Decorator) -> Iterator[cst.Call]:
    for item in descendants(decorator):
        if isinstance(item, cst.Call):
            yield item


def _names(decorator: cst.Decorator) -> Iterator[str]:
    for item in descendants(decorator):
        if isinstance(item, (cst.Name, cst.Attribute)):
            yield dotted(item)


def _first_about_method(tree: Tree, block: cst.IndentedBlock) -> cst.If | None:
    tests = (item for item in block.body if isinstance(item, cst.If))
    return next((item for item in tests if tree.once(_asks_for_method, item.test)), None)


def _asks_for_method(_: Tree, test: cst.BaseExpression) -> bool:
    return any(
        isinstance(item, cst.Attribute) and item.attr.value in _ASKS_FOR_METHOD for item in (test, *descendants(test))
    )
