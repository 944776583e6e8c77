"""
DSE301: an expiry is set on a session that is thrown away afterwards.

Silent where:

- some path from the expiry ends without ``logout()``, ``flush()`` or ``clear()``, or an exception may end it before:
  "a return between", "a raise between", "only one of the paths ends the session", "the sibling branch ends it",
  "something that may raise stands between", "a logout that may fail", "a helper that ends it on some of its paths",
  "the logout waits for the end of a transaction", "the idle timeout recipe ends an old session or renews it"
- what follows keeps the expiry: "cycle_key keeps the expiry", "update_session_auth_hash keeps the expiry"
- the session is ended before it, and not after it: "the session is ended first"
- what is ended is not certainly the same session: "another session is ended", "another store under the same name"
- ``logout`` is a function of the project: "something called logout that is not Django's"
- the session is used with that expiry in between: a ``yield``, a call that is given it, a store that others may load,
  the expiry is read: "others work with it in between", "a helper copies it in between", "a store that is saved in
  between", "the expiry is read in between"
- a receiver of ``user_logged_out`` also receives another signal, or only others: "a receiver of logins as well",
  "a receiver of user_logged_in"
- it is a test, or another framework's session: "in a test module", "a Pyramid session"
"""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from flake8_session_expiry.analysis.by_body import ByBody
from flake8_session_expiry.analysis.by_session import BySession, EffectPlaces
from flake8_session_expiry.analysis.request_cycle import receives
from flake8_session_expiry.engine.findings import Finding, Fix, Remove, Safety
from flake8_session_expiry.engine.needs import CALLED, SET_EXPIRY, WORD
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.places import Places
from flake8_session_expiry.sessions.effects import Effect
from flake8_session_expiry.sessions.ending_calls import ENDING, EffectKind
from flake8_session_expiry.sessions.events import PassedOn, SessionCall
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.sessions.types import Session, SessionOrigin

_DISCARDS = ENDING | {EffectKind.CLEAR}
_WHAT = {
    EffectKind.FLUSH: "flush() deletes it with the session",
    EffectKind.LOGOUT: "logout() deletes it with the session",
    EffectKind.CLEAR: "clear() removes it with all other data",
}
_LOGGED_OUT = frozenset({"django.contrib.auth.signals.user_logged_out", "django.contrib.auth.user_logged_out"})
_READS = frozenset({"get_expiry_age", "get_expiry_date", "get_expire_at_browser_close"})
_RECEIVER = "user_logged_out receivers run before logout() deletes the session"


@dataclass(frozen=True)
class _Uses:
    """Where a function uses sessions: gives one away, reads an expiry, saves one."""

    given_away: Places
    reads: Places
    saves: BySession


class DiscardedExpiry(Rule):
    """
    ``set_expiry()`` is called on a session that ``logout()``, ``flush()`` or ``clear()`` then discards.

    ## What Django does

    The custom expiry is a key of the session. ``flush()``, and ``logout()`` through it, deletes the session with
    all its keys, its server copy and its cookie; ``clear()`` empties it, and its cookie is then sent with
    ``SESSION_COOKIE_AGE`` again. A receiver of ``user_logged_out`` runs before the session is flushed, so the same
    happens there. ``cycle_key()`` and ``update_session_auth_hash()`` keep the expiry.

    ## Flagged

        from django.contrib.auth import logout

        def view(request):
            request.session.set_expiry(0)
            logout(request)

    ## Use instead

        from django.contrib.auth import logout

        def view(request):
            logout(request)

    ## Fix safety

    Unsafe: the call is removed, as it has no effect where it stands. If the session after the logout was meant, set
    it there.

    ## References

    - [logout](https://docs.djangoproject.com/en/stable/topics/auth/default/#django.contrib.auth.logout)
    - [flush](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.flush)
    """

    code = "DSE301"
    since = "0.1.0"
    needs = SET_EXPIRY & (CALLED("flush", "aflush", "clear") | WORD("logout", "user_logged_out"))
    message = "this expiry is lost: {reason}; remove set_expiry()"
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._read: list[cst.Call] = []

    def on_session_call(self, call: SessionCall) -> None:
        """``get_expiry_age()``, ``get_expiry_date()``: what was set is used."""
        if session_api.SYNC_TWINS.get(call.method, call.method) in _READS:
            self._read.append(call.node)

    def leave_Module(self, original_node: cst.Module) -> None:
        """Effects are complete now."""
        effects = self.effects
        reads = ByBody(effects, self.tree, ((node, node) for node in self._read))
        yields: dict[cst.FunctionDef | None, list[cst.CSTNode]] = {}
        for node in self.tree.of(cst.Yield):
            yields.setdefault(self.tree.nearest(node, cst.FunctionDef), []).append(node)
        for function in effects.functions():
            found = effects.of(function)
            expiries = [effect for effect in found if effect.kind is EffectKind.EXPIRY and effect.helper is None]
            if expiries:
                flow = effects.flow(function)
                discards = BySession(flow, (effect for effect in found if effect.kind in _DISCARDS and effect.certain))
                own = effects.own(function)
                given = (effect.node for effect in own if _is_given_session(effect))
                saves = BySession(flow, (effect for effect in own if effect.kind is EffectKind.SAVE))
                uses = _Uses(Places(flow, (*yields.get(function, ()), *given)), reads.places(function), saves)
                for expiry in expiries:
                    self._judge(expiry, discards.of(expiry), uses)

    def _judge(self, expiry: Effect, discards: EffectPlaces, uses: _Uses) -> None:
        number = discards.places.first_after(expiry.node) if discards.places.always_after(expiry.node) else None
        if number is not None:
            first = discards.effects[number]
            if not self._is_used_between(uses, expiry, first):
                self.report(expiry.node, reason=_WHAT[first.kind])
        elif expiry.function is not None:
            signals = set(receives(self.tree, self.types, expiry.function))
            if signals and signals <= _LOGGED_OUT:
                self.report(expiry.node, reason=_RECEIVER)

    def _is_used_between(self, uses: _Uses, expiry: Effect, discard: Effect) -> bool:
        """
        Whether other code uses the session with that expiry before it goes: a ``yield`` (a context manager, a fixture),
        a call that is given the session, a store of the code's own that is saved. Or the expiry is read.
        """
        if any(places.any_between(expiry.node, discard.node) for places in (uses.given_away, uses.reads)):
            return True
        own = expiry.event.session if isinstance(expiry.event, SessionCall) else None
        if own is None or own.origin is SessionOrigin.REQUEST:
            return False  # others may load a store that the code made and saved
        return uses.saves.of(expiry).places.any_between(expiry.node, discard.node)

    def fix(self, finding: Finding) -> Fix | None:
        """Remove the call where it is a statement."""
        assert finding.node is not None
        statement = self.tree.whole_statement(finding.node)
        return None if statement is None else Fix.unsafe(Remove(statement))


def _is_given_session(effect: Effect) -> bool:
    """Whether a call is given the session itself."""
    event = effect.event
    if effect.kind is not EffectKind.ESCAPES or not isinstance(event, PassedOn):
        return False
    return any(isinstance(given, Session) for _, given in event.passed)
