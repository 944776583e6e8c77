"""DSE307: a session is emptied instead of ended."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.rewrites.session_calls import session_call
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.effects import ENDING, EffectKind
from flake8_session_expiry.sessions.events import Access, SessionCall, SessionItem
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.sessions.types import SessionOrigin

_CLEAR = "clear() empties the session but keeps its key, its stored copy and its cookie"
_KEYS = "deleting every key empties the session but keeps its key, its stored copy and its cookie"
_USER = "deleting _auth_user_id ends the login but keeps the other data, the session's key and its cookie"
_DELETE = "delete() removes the stored copy but not the cookie"
_EXCUSES = ENDING | {EffectKind.CYCLE, EffectKind.LOGIN, EffectKind.ESCAPES}
"""What ends the session, or gives it a new key, so that nothing is left under the old one."""


class ClearAsLogout(Rule):
    """
    A logout function empties the session instead of ending it.

    ## What Django does

    ``clear()``, or deleting every key, does end the login: the next request is anonymous. But the session keeps its key and its stored
    copy, now empty, and its cookie is sent anew with ``SESSION_COOKIE_AGE``. Deleting ``_auth_user_id`` leaves all other data as well.
    ``delete()`` removes the stored copy and leaves the cookie; if the session was written before in the same request, the response is an
    error 400. ``flush()`` and ``logout()`` delete data, stored copy and cookie; ``logout()`` also resets ``request.user`` and sends
    ``user_logged_out``.

    ## Flagged

        def logout_view(request):
            request.session.clear()

    ## Use instead

        def logout_view(request):
            request.session.flush()

    ## Fix safety

    Unsafe: ``flush()`` also deletes what the shorter way kept, on purpose or not. Where the function deletes or writes other keys as well,
    they would be missing after it, or begin a new session: that is left to you.

    ## References

    - [flush](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.flush)
    - [logout](https://docs.djangoproject.com/en/stable/topics/auth/default/#django.contrib.auth.logout)
    """

    code = "DSE307"
    message = "this does not end the session: {effect}; call logout(request) or flush()"
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._found: list[tuple[SessionCall | SessionItem, str, bool]] = []

    def on_session_call(self, call: SessionCall) -> None:
        """``clear()``, ``delete()``, ``pop("_auth_user_id")``, ``pop(key)`` in a loop over all keys."""
        method = session_api.SYNC_TWINS.get(call.method, call.method)
        if method == "clear":
            self._keep(call, _CLEAR)
        elif method == "delete" and not call.node.args:
            self._keep(call, _DELETE)
        elif method == "pop" and call.node.args:
            self._deleted(call, call.node.args[0].value)

    def on_session_item(self, item: SessionItem) -> None:
        """``del session["_auth_user_id"]``, ``del session[key]`` in a loop over all keys."""
        index = item.node.slice[0].slice
        if item.access is Access.DELETE and isinstance(index, cst.Index):
            self._deleted(item, index.value)

    def _deleted(self, event: SessionCall | SessionItem, key: cst.BaseExpression) -> None:
        text = key.evaluated_value if isinstance(key, cst.SimpleString) else None
        qualified = self.types.qualified(key)
        if text == session_api.AUTH_KEYS[0] or qualified == "django.contrib.auth.SESSION_KEY":
            self._keep(event, _USER)
        elif isinstance(key, cst.Name) and self._runs_over_all(event, key.value):
            self._keep(event, _KEYS, fixable=False)

    def _runs_over_all(self, event: SessionCall | SessionItem, name: str) -> bool:
        """Whether the deletion stands directly in ``for key in list(session.keys())``."""
        loop = self.tree.nearest(event.node, cst.For)
        block = self.tree.nearest(event.node, cst.IndentedBlock, cst.SimpleStatementSuite)
        if loop is None or block is not loop.body or not isinstance(loop.target, cst.Name) or loop.target.value != name:
            return False
        if any(isinstance(item, (cst.Continue, cst.Break, cst.If)) for item in descendants(loop.body)):
            return False
        over = self._followed(loop.iter)
        if (
            isinstance(over, cst.Call)
            and isinstance(over.func, cst.Name)
            and over.func.value in {"list", "tuple", "set"}
        ):
            over = over.args[0].value if len(over.args) == 1 else over
        if isinstance(over, cst.Call) and isinstance(over.func, cst.Attribute) and over.func.attr.value == "keys":
            over = over.func.value
        session = self.types.session(over)
        return session is not None and session.key == event.session.key

    def _followed(self, node: cst.BaseExpression) -> cst.BaseExpression:
        """What a name stands for: ``keys = list(session.keys())``."""
        binding = self.symbols.reaching(node) if isinstance(node, cst.Name) else None
        return node if binding is None or binding.value is None else binding.value

    def _keep(self, event: SessionCall | SessionItem, effect: str, *, fixable: bool = True) -> None:
        function = event.function
        if function is not None and function.has_to_log_out and event.session.origin is SessionOrigin.REQUEST:
            self._found.append((event, effect, fixable))

    def leave_Module(self, original_node: cst.Module) -> None:
        """All functions are known."""
        effects = self.effects
        reported: list[cst.CSTNode] = []
        for event, effect, fixable in self._found:
            assert event.function is not None
            flow = effects.flow(event.function.node)
            again = any(flow.on_one_path(node, event.node) for node in reported)
            if not again and not effects.is_done(_EXCUSES, event.function, event.node):
                reported.append(event.node)
                alone = not effects.is_done(
                    frozenset({EffectKind.WRITE, EffectKind.SAVE, EffectKind.EXPIRY}), event.function, event.node
                )
                self.report(event.node, effect=effect, event=event if fixable and alone else None)

    def fix(self, finding: Finding) -> Fix | None:
        """Flush, where the deletion is a statement of its own."""
        event = finding.facts["event"]
        if not isinstance(event, (SessionCall, SessionItem)):
            return None
        in_async = event.function is not None and event.function.is_async
        code = session_call(self.options, in_async, self.source.code(event.receiver), "flush")
        statement = event.statement
        if code is None:
            return None
        if isinstance(statement, cst.Del) and statement.target is event.node:
            return Fix.unsafe(Replace(statement, code))
        alone = self.tree.whole_statement(event.node)
        return None if alone is None else Fix.unsafe(Replace(alone.value, code))
