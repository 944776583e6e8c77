"""
DSE320: a middleware sets an expiry for each request, and so stores a session for each anonymous visitor.

Silent where:

- not every anonymous visitor comes there: by a test, an exception, a way out before it, a middleware or mixin that
  asks for a login: "only for those who are logged in", "anonymous visitors have left", "anonymous visitors get an
  error", "only where there is a session", "only where somebody is logged in, in one expression", "in both branches of
  something else there are two, and neither is for all", "some views are left out", "a middleware by get_response, for
  users only", "behind a middleware that asks for a login"
- the function is not certainly one of a middleware that runs for each request: "a view", "dispatch of one view", "a
  decorator of some views", "a hook for failed requests only", "a method of a middleware that may be called for some",
  "an object that is called", "a class that is called with a request, and is no middleware"
- nothing is stored by it: None, an end in the past, or values that cannot be seen: "a custom expiry is taken away",
  "an end in the past", "None for some, a number for others", "an end in the past for some, a number for others", "an
  expiry that cannot be seen"
- it is a test: "silent in a test module"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.authentication import Audience, audience_at
from flake8_session_expiry.engine.needs import SET_EXPIRY, WORD
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.effects import Effect
from flake8_session_expiry.sessions.ending_calls import EffectKind
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.values.value import Kind

_EACH_REQUEST = frozenset({"__call__", "__acall__", "process_request", "process_response", "process_view"})


class ExpiryForEveryVisitor(Rule):
    """
    ``set_expiry()`` is called in a middleware for every request, whoever sends it.

    ## What Django does

    A visitor without a session gets one when something is written to it, and ``set_expiry()`` writes
    (``set_expiry(None)`` does not). In a middleware that means a stored session, a cookie and ``Vary: Cookie`` for
    each visitor, crawlers included: with the database engine one row for each request that sends no cookie, and
    pages that no shared cache can keep. Looking at ``request.user`` reads the session: ``Vary: Cookie`` is sent
    then as well, but nothing is stored, and no cookie is set.

    ## Flagged

        class IdleTimeoutMiddleware:
            def __init__(self, get_response):
                self.get_response = get_response

            def __call__(self, request):
                request.session.set_expiry(1800)
                return self.get_response(request)

    ## Use instead

        class IdleTimeoutMiddleware:
            def __init__(self, get_response):
                self.get_response = get_response

            def __call__(self, request):
                if request.user.is_authenticated:
                    request.session.set_expiry(1800)
                return self.get_response(request)

    ``db``, ``cache`` and ``cached_db`` enforce this number. With ``file`` and ``signed_cookies`` only the browser does,
    and a copied cookie is accepted for longer (DSE312): an idle timeout that holds there compares the time of the last
    request, as on the page of DSE310.

    ## References

    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    - [Writing your own middleware](https://docs.djangoproject.com/en/stable/topics/http/middleware/#writing-your-own-middleware)
    """

    code = "DSE320"
    since = "0.1.0"
    needs = SET_EXPIRY & WORD(*_EACH_REQUEST, "get_response")
    message = "in a middleware, this stores a session for every anonymous visitor; check {user}.is_authenticated first"
    enabled_by_default = False
    in_tests = False

    def leave_Module(self, original_node: cst.Module) -> None:
        """Effects are complete now."""
        effects = self.effects
        for function in effects.functions():
            found = [
                effect
                for effect in effects.own(function)
                if effect.kind is EffectKind.EXPIRY and effect.request is not None
            ]
            for effect in found:
                if effect.function is None or not _runs_for_every_visitor(effect.function) or not _is_set(effect):
                    continue
                node = effect.function.node
                if audience_at(self.tree, node, effect.node) is Audience.LOGGED_IN:
                    continue  # where anonymous visitors are an exception
                if effects.flow(function).always([effect.node]):
                    self.report(effect.node, user=f"{effect.request}.user")


def _runs_for_every_visitor(function: FunctionContext) -> bool:
    """
    Whether a function is a hook of a middleware for each request, or the function that a middleware factory returns.
    """
    class_ = function.class_
    if class_ is not None and class_.has_base(r"\w*(?:Login|Auth\w*)Required\w*"):
        return False
    if class_ is not None and function.outer is None:
        return function.name in _EACH_REQUEST and (
            class_.is_middleware or function.name not in {"__call__", "__acall__"}
        )
    outer = function.outer
    return outer is not None and "get_response" in outer.parameters and outer.returns(function.name)


def _is_set(expiry: Effect) -> bool:
    """Whether an expiry certainly is set: not None, not an end in the past."""
    value = expiry.expiry
    if value is None:
        return False
    return all(
        branch.kind is not Kind.NONE and (branch.seconds is None or branch.seconds >= 0)
        for branch in value.alternatives()
    )
