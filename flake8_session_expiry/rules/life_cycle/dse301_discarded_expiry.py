"""DSE301: an expiry is set on a session that is thrown away afterwards."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.request_cycle import receives
from flake8_session_expiry.engine.findings import Finding, Fix, Remove, Safety
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.control_flow import ControlFlow
from flake8_session_expiry.sessions.effects import ENDING, Effect, EffectKind

_DISCARDS = ENDING | {EffectKind.CLEAR}
_WHAT = {
    EffectKind.FLUSH: "flush() deletes the session and its expiry with it",
    EffectKind.LOGOUT: "logout() deletes the session and its expiry with it",
    EffectKind.CLEAR: "clear() removes the expiry with the rest of the data",
}
_LOGGED_OUT = frozenset({"django.contrib.auth.signals.user_logged_out", "django.contrib.auth.user_logged_out"})
_RECEIVER = "user_logged_out receivers run before logout() deletes the session"


class DiscardedExpiry(Rule):
    """
    ``set_expiry()`` is called on a session that ``logout()``, ``flush()`` or ``clear()`` then throws away.

    ## What Django does

    The custom expiry is a key of the session. ``flush()``, and ``logout()`` through it, deletes the session with all
    its keys, its stored copy and its cookie; ``clear()`` empties it, and its cookie is then sent with
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

    Unsafe: the call is removed, as it has no effect where it stands. If the session after the logout was meant, it must
    be set there.

    ## References

    - [logout](https://docs.djangoproject.com/en/stable/topics/auth/default/#django.contrib.auth.logout)
    - [flush](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.flush)
    """

    code = "DSE301"
    message = "this expiry is lost: {reason}; leave set_expiry() out"
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def leave_Module(self, original_node: cst.Module) -> None:
        """Effects are complete now."""
        effects = self.effects
        for function in effects.functions():
            found = effects.of(function)
            discards = [effect for effect in found if effect.kind in _DISCARDS and effect.certain]
            for expiry in found:
                if expiry.kind is EffectKind.EXPIRY and expiry.helper is None:
                    self._judge(expiry, [effect for effect in discards if effect.same_session(expiry)])

    def _judge(self, expiry: Effect, discards: list[Effect]) -> None:
        flow = self.effects.flow(expiry.function.node if expiry.function else None)
        if flow.always_after(expiry.node, [effect.node for effect in discards]):
            first = next(effect for effect in discards if flow.on_some_path(expiry.node, effect.node))
            if not self._gives_away(flow, expiry, first):
                self.report(expiry.node, reason=_WHAT[first.kind])
        elif expiry.function is not None:
            signals = set(receives(self.tree, self.types, expiry.function))
            if signals and signals <= _LOGGED_OUT:
                self.report(expiry.node, reason=_RECEIVER)

    def _gives_away(self, flow: ControlFlow, expiry: Effect, discard: Effect) -> bool:
        """
        Whether there is a ``yield`` between the two: then other code uses the session with that expiry (a context
        manager, a fixture).
        """
        yields = (node for node in self.tree.of(cst.Yield) if self.tree.nearest(node, cst.FunctionDef) is flow.body)
        return any(flow.between(expiry.node, discard.node, node) for node in yields)

    def fix(self, finding: Finding) -> Fix | None:
        """Remove the call where it is a statement."""
        assert finding.node is not None
        statement = self.tree.whole_statement(finding.node)
        return None if statement is None else Fix.unsafe(Remove(statement))
