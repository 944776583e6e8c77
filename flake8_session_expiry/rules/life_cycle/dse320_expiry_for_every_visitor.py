"""DSE320: a middleware sets an expiry for each request, and so stores a session for each anonymous visitor."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.needs import SET_EXPIRY, WORD
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.effects import Effect, EffectKind
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.values.value import Kind

_EACH_REQUEST = frozenset({"__call__", "__acall__", "process_request", "process_response", "process_view"})


class ExpiryForEveryVisitor(Rule):
    """
    ``set_expiry()`` is called in a middleware for every request, whoever sends it.

    ## What Django does

    A visitor without a session gets one when something is written to it, and ``set_expiry()`` writes
    (``set_expiry(None)`` does not). In a middleware that means a stored session, a cookie and ``Vary: Cookie`` for each
    visitor, crawlers included: with the database engine one row for each request that sends no cookie, and no page that
    a shared cache could keep. Asking for ``request.user`` reads the session: ``Vary: Cookie`` is sent then as well, but
    nothing is stored, and no cookie is set.

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

    ## References

    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    - [Writing your own middleware](https://docs.djangoproject.com/en/stable/topics/http/middleware/#writing-your-own-middleware)
    """

    code = "DSE320"
    needs = SET_EXPIRY & WORD(*_EACH_REQUEST, "get_response")
    message = "in a middleware this stores a session for every anonymous visitor; ask for {user}.is_authenticated first"
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
