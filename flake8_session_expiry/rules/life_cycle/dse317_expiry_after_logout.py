"""
DSE317: an expiry is set after the session was ended, which begins a new one.

Silent where:

- a new session is wanted: a login, a key that is written, a new key, another store: "login between", "login after",
  "an item write", "an item write after it", "update", "setdefault", "cycle_key", "create", "another session takes its
  place"
- a call that gets the request, the session or ``self`` may want one, or a caller of this function: "a helper that gets
  the request", "a helper that gets the session", "a helper of this module that writes", "a method of the class may log
  in", "a helper that begins a session for its callers", "named as what begins a session", "the view behind a
  middleware may log in"
- no path leads from the end to the expiry, or only under a condition that may have to do with the end: "a return
  between", "the other branch", "a test that asks who is left", "whoever is logged out has left before", "the same
  condition is asked again", "another condition that may have to do with it", "in another round of a loop", "tried
  again", "what is called by then raises", "a function that runs later"
- the expiry is None, or may be: "None removes a custom expiry and begins nothing", "maybe None"
- the session that ended is another one, or goes on: "another request's session", "clear keeps the session"
- it is a test: "in a test module"
"""

from __future__ import annotations

import re
from itertools import chain

import libcst as cst

from flake8_session_expiry.analysis.by_session import BySession, EffectPlaces
from flake8_session_expiry.analysis.falling_through import FallingThrough, Leaving
from flake8_session_expiry.engine.findings import Finding, Fix, Remove, Safety
from flake8_session_expiry.engine.needs import CALLED, SET_EXPIRY, WORD
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.control_flow import ControlFlow
from flake8_session_expiry.semantic.places import Places
from flake8_session_expiry.sessions.effects import Effect
from flake8_session_expiry.sessions.ending_calls import ENDING, EffectKind
from flake8_session_expiry.sessions.events import PassedOn, RequestWrite
from flake8_session_expiry.sessions.functions import snake
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.values.value import Kind

_WANTED = frozenset(
    {
        EffectKind.LOGIN,
        EffectKind.WRITE,
        EffectKind.CYCLE,
        EffectKind.REHASH,
        EffectKind.SAVE,
        EffectKind.MARK,
        EffectKind.ESCAPES,
    }
)
"""Effects that show that the new session is intended."""
_BEGINS = re.compile(
    r"(?:start|begin|new|init|reset|create|renew|prepare|setup|restart|open)_.*session|session_.*start"
)


class ExpiryAfterLogout(Rule):
    """
    ``set_expiry()`` is called after ``logout()`` or ``flush()``, on a session that has just been ended.

    ## What Django does

    ``logout()`` and ``flush()`` delete the server copy, and the response then deletes the cookie. A
    ``set_expiry()`` after them writes to a session again: Django stores a new, anonymous one and sends its cookie
    instead of deleting the old one. (``set_expiry(None)`` writes nothing.)

    ## Flagged

        from django.contrib.auth import logout

        def view(request):
            logout(request)
            request.session.set_expiry(0)

    ## Use instead

        from django.contrib.auth import logout

        def view(request):
            logout(request)

    ## Fix safety

    Unsafe: the call is removed. Where ``logout()`` only falls through to a ``set_expiry()`` for other visitors, write
    ``return`` or ``else`` instead.

    ## References

    - [logout](https://docs.djangoproject.com/en/stable/topics/auth/default/#django.contrib.auth.logout)
    - [flush](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.flush)
    """

    code = "DSE317"
    since = "0.1.0"
    needs = SET_EXPIRY & (CALLED("flush", "aflush") | WORD("logout"))
    message = (
        "set_expiry() after {end}() starts a new anonymous session and sends its cookie instead "
        "of deleting the old one; remove it, or return before it"
    )
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._replaced: list[cst.CSTNode] = []

    def on_request_write(self, write: RequestWrite) -> None:
        """``request.session = SessionStore()``: another session goes on."""
        if write.name == "session":
            self._replaced.append(write.node)

    def leave_Module(self, original_node: cst.Module) -> None:
        """Effects are complete now."""
        effects = self.effects
        for function in effects.functions():
            if function is not None and (any(effects.callers(function)) or _BEGINS.search(snake(function.name.value))):
                continue
            found = effects.of(function)
            ends = [effect for effect in found if effect.kind in ENDING and effect.certain]
            expiries = [e for e in found if e.kind is EffectKind.EXPIRY and e.helper is None and _is_set(e)]
            if ends and expiries:
                self._judge(effects.flow(function), found, ends, expiries)

    def _judge(self, flow: ControlFlow, found: list[Effect], ends: list[Effect], expiries: list[Effect]) -> None:
        views = Places(flow, (effect.node for effect in found if _is_passed_to_view(effect)))
        wanted = [effect.node for effect in found if effect.kind in _WANTED and not _is_passed_to_view(effect)]
        begun = Places(flow, chain(wanted, self._replaced))
        sessions, leaving = BySession(flow, ends), Leaving(flow)
        ways: dict[EffectPlaces, FallingThrough] = {}
        by_ends: dict[EffectPlaces, list[Effect]] = {}
        for expiry in expiries:
            by_ends.setdefault(sessions.of(expiry), []).append(expiry)
        for expiry in expiries:
            same = sessions.of(expiry)
            if same.places.always_after(expiry.node):
                continue  # ended once more: DSE301
            if same not in ways:
                last = [end for end in same.effects if not begun.any_after(end.node)]
                ways[same] = FallingThrough(leaving, flow, last, by_ends[same], views)
            end = ways[same].first(expiry)
            if end is not None:
                only_here = not flow.on_some_path(expiry.node, end.node) and flow.always_before(expiry.node, [end.node])
                name = "logout" if end.kind is EffectKind.LOGOUT else "flush"
                self.report(expiry.node, end=name, only_here=only_here)

    def fix(self, finding: Finding) -> Fix | None:
        """Remove the call, where it is a statement that only runs after the session was ended."""
        assert finding.node is not None
        statement = self.tree.whole_statement(finding.node)
        if not finding.facts["only_here"] or statement is None:
            return None
        return Fix.unsafe(Remove(statement))


def _is_passed_to_view(effect: Effect) -> bool:
    """``self.get_response(request)``."""
    event = effect.event
    return effect.kind is EffectKind.ESCAPES and isinstance(event, PassedOn) and event.name.endswith("get_response")


def _is_set(expiry: Effect) -> bool:
    """Whether the expiry is certainly not None, which would only remove one."""
    value = expiry.expiry
    return value is not None and all(branch.kind is not Kind.NONE for branch in value.alternatives())
