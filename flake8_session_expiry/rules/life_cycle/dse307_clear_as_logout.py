"""
DSE307: a session is emptied instead of ended.

Silent where:

- the function is not one for a logout, also logs in, or receives a signal: "not a logout function", "a receiver of a
  signal, beside the logout", "somebody is logged in after it"
- a base of the class is a view or mixin for a logout, which may end the session: "a subclass of Django's view"
- the session is ended on that path, or gets a new key: "with logout after it", "with flush before it", "with a new
  key", "clear, delete and flush", "the key of the module's own login, and flushed", "the caller logs out"
- a helper of another module may end it after that, or before by its name: "with a logout of somebody else", "a helper
  after it may log out", "a helper before it that says that it logs out"
- not all keys go, or not of this session: "some keys only", "some keys by a comprehension", "some keys, out of a list
  that has a name", "one of the keys on a condition", "keys of another thing", "keys of another session", "as long as
  something else"
- the loop fails before it deletes: "a loop over pairs", "a loop over the keys by their pairs"
- the key is not one by which a login function of the module logs in: "a key of the project's own", "another key than
  that of the login", "a key that is no login's", "a key for the way to a login", "a login as somebody else", "a
  function that writes the key and is no login", "the key of the module's own login, deleted elsewhere"
- the module uses Django's users: "a key beside Django's login", "a key beside Django's users", "a key beside a
  decorator of Django's"
- what is emptied is not certainly the session of a request: "another session is deleted", "a session store", "another
  thing is cleared", "a row of the module's own stands in the place of the session", "the session of a client"
- keys are only read: "the user's key and a whole slice are only read"
- it is a test: "in a test module"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import libcst as cst

from flake8_session_expiry.analysis.by_body import ByBody
from flake8_session_expiry.analysis.emptied_sessions import Emptied, Keys, is_ended_beside
from flake8_session_expiry.analysis.own_logins import OwnLogins
from flake8_session_expiry.engine.findings import Edit, Finding, Fix, Remove, Replace, Safety
from flake8_session_expiry.engine.needs import CALLED, ITEM, LOGOUT_NAMED
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.rewrites.session_calls import session_call
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.places import Places
from flake8_session_expiry.sessions.ending_calls import EffectKind
from flake8_session_expiry.sessions.events import Access, SessionCall, SessionItem
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.sessions.types import SessionOrigin

_CLEAR = "clear() empties the session but keeps its key, its server copy and its cookie"
_DELETE = "delete() removes the server copy but not the cookie"
_BOTH = (
    "after delete(), saving the cleared session fails with an error 400 (not on signed_cookies), and the cookie stays"
)
_USER = "deleting _auth_user_id ends the login but keeps the other data, the session key and the cookie"
_KEYS = {
    Keys.COPY: "deleting all keys empties the session but keeps its session key, its server copy and its cookie",
    Keys.LIVE: "deleting in a loop over keys() raises RuntimeError after the first key, and the user stays logged in",
    Keys.NONE: "looping over the session itself raises KeyError, and the user stays logged in",
}
_OWN = "deleting {key!r} keeps the other data, the session key and the cookie for the next user of this browser"
_OTHERS = frozenset({EffectKind.WRITE, EffectKind.SAVE, EffectKind.EXPIRY})  # a repair would change these effects


@dataclass(frozen=True, eq=False)
class _Found:
    """A deletion, its effect, the loop that it is in, and the key, if that may be a login of the module's own."""

    event: SessionCall | SessionItem
    effect: str
    loop: cst.CSTNode | None = None
    key: str | None = None


class ClearAsLogout(Rule):
    """
    A logout function empties the session, or deletes the key of the login, instead of ending the session.

    ## What Django does

    ``clear()``, or deleting every key, logs out: the next request is anonymous. It does not end the session, which
    keeps its key and its server copy, now empty: the old cookie still opens it, and is sent again with
    ``SESSION_COOKIE_AGE``. With ``signed_cookies`` a copy of the old cookie is still logged in. Deleting
    ``_auth_user_id``, or the key by which the project itself logs in, keeps all other data: the next user of this
    browser finds what the last one left. Django's documentation logs out this way in an example, and warns of it:
    "This simplistic view ... The standard ``django.contrib.auth.logout()`` function actually does a bit more than
    this to prevent inadvertent data leakage. It calls the ``flush()`` method".

    ``delete()`` removes the server copy and leaves the cookie; if the session is written in the same request
    (``clear()`` writes it), the response is an error 400 with all engines but signed_cookies. A loop that deletes
    keys must run over a copy of ``request.session.keys()`` (otherwise ``RuntimeError``), and a loop over the
    session itself fails at once (``KeyError``): both give an error 500, and the user stays logged in. ``flush()``
    and ``logout()`` delete data, server copy and cookie; ``logout()`` also resets ``request.user`` and sends
    ``user_logged_out``.

    ``logout()`` and ``flush()`` delete what the server has: with ``signed_cookies`` that is nothing, and a copied
    cookie stays valid (DSE507); they do not reach what another process keeps in its own memory (DSE508).

    ## Flagged

        def logout_view(request):
            request.session.clear()

    ## Use instead

        def logout_view(request):
            request.session.flush()

    ## Fix safety

    Unsafe: ``flush()`` also deletes what the shorter way kept, on purpose or not. Where the function deletes or
    writes other keys as well there is no fix: decide what the next visitor of this browser may see, call
    ``logout(request)``, and write only that after it. Of ``clear()`` and ``delete()`` the first becomes ``flush()``,
    and the other one is removed.

    ## References

    - [flush](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.flush)
    - [Using sessions in views](https://docs.djangoproject.com/en/stable/topics/http/sessions/#examples)
    - [logout](https://docs.djangoproject.com/en/stable/topics/auth/default/#django.contrib.auth.logout)
    """

    code = "DSE307"
    since = "0.1.0"
    needs = LOGOUT_NAMED & (CALLED("clear", "delete", "adelete", "pop", "apop", "__delitem__") | ITEM("deleted"))
    message = "this does not end the session: {effect}; call {cure}"
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._found: list[_Found] = []
        self._emptied = Emptied(self.tree, self.symbols, self.types)
        self._logins = OwnLogins(self.symbols)

    def on_session_call(self, call: SessionCall) -> None:
        """``clear()``, ``delete()``, ``pop("_auth_user_id")``, ``pop(key)`` in a loop; keys that a login writes."""
        method = session_api.SYNC_TWINS.get(call.method, call.method)
        if method == "clear":
            self._keep(_Found(call, _CLEAR))
        elif method == "delete" and not call.node.args:
            self._keep(_Found(call, _DELETE))
        elif method in {"pop", "__delitem__"} and call.node.args:
            self._deleted(call, call.node.args[0].value)
        elif method in {"aset", "__setitem__"} and call.node.args:
            self._logins.add(call, self._key(call.node.args[0].value))

    def on_session_item(self, item: SessionItem) -> None:
        """``del session["_auth_user_id"]``, ``del session[key]`` in a loop over all keys; keys that a login writes."""
        index = item.node.slice[0].slice
        if isinstance(index, cst.Index) and item.access is Access.DELETE:
            self._deleted(item, index.value)
        elif isinstance(index, cst.Index):
            self._logins.add(item, self._key(index.value))

    def _key(self, key: cst.BaseExpression) -> str:
        """The text of a key, also by the name of a constant, else its code."""
        constant = self.values.at(key).constant
        return constant if isinstance(constant, str) else self.source.code(key)

    def _deleted(self, event: SessionCall | SessionItem, key: cst.BaseExpression) -> None:
        text = self._key(key)
        if text == session_api.AUTH_KEYS[0] or self.types.qualified(key) == "django.contrib.auth.SESSION_KEY":
            self._keep(_Found(event, _USER))
        elif (emptied := self._emptied.by(event, key)) is not None:
            self._keep(_Found(event, _KEYS[emptied[0]], loop=emptied[1]))
        else:
            self._keep(_Found(event, _OWN.format(key=text), key=text))

    def _keep(self, found: _Found) -> None:
        function = found.event.function
        if function is not None and function.has_to_log_out and found.event.session.origin is SessionOrigin.REQUEST:
            self._found.append(found)

    def leave_Module(self, original_node: cst.Module) -> None:
        """Effects are complete now."""
        own_keys = self._logins.keys()
        reported: dict[cst.CSTNode, Places] = {}
        rows = {kind: [(f.event.node, f) for f in self._found if f.effect == kind] for kind in (_CLEAR, _DELETE)}
        beside = {kind: ByBody(self.effects, self.tree, found) for kind, found in rows.items()}
        for found in self._found:
            is_meant = found.key is None or found.key in own_keys
            node, function = found.event.node, found.event.function
            again = any(reported[f].any_on_one_path(node) for f in self.tree.ancestors(node) if f in reported)
            if function is not None and is_meant and not again and not is_ended_beside(self.effects, found.event):
                reported.setdefault(function.node, Places(self.effects.flow(function.node))).add(node)
                self._report(found, beside)

    def _report(self, found: _Found, beside: Mapping[str, ByBody[_Found]]) -> None:
        event, function = found.event, found.event.function
        body = None if function is None else function.node
        others = beside.get({_CLEAR: _DELETE, _DELETE: _CLEAR}.get(found.effect, ""))
        second = others.first_beside(body, found, event.node) if others is not None else None
        # try ... except KeyError is about a key that is missing, and nothing is deleted then.
        guards_nothing = found.key is not None or found.effect in {_USER, _KEYS[Keys.COPY]}
        report = self.report_even_guarded if guards_nothing else self.report
        report(
            event.node,
            effect=found.effect if second is None else _BOTH,
            cure="flush()" if found.key is not None else "logout(request) or flush()",
            event=None if self.effects.is_done(_OTHERS, function, event.node) else event,
            second=None if second is None else second.event,
            loop=found.loop,
        )

    def fix(self, finding: Finding) -> Fix | None:
        """Flush, where the deletion, or the loop of it, is a statement of its own."""
        event, second, loop = (finding.facts[name] for name in ("event", "second", "loop"))
        if not isinstance(event, (SessionCall, SessionItem)) or event.function is None:
            return None
        code = session_call(self.options, event.function.is_async, self.source.code(event.receiver), "flush")
        edit = None if code is None else self._flushed(event, loop, code)
        if edit is None or not isinstance(second, SessionCall):
            return None if edit is None else Fix.unsafe(*edit)
        gone, flow = self.tree.whole_statement(second.node), self.effects.flow(event.function.node)
        return Fix.unsafe(*edit, Remove(gone)) if gone and flow.always_after(event.node, [second.node]) else None

    def _flushed(self, event: SessionCall | SessionItem, loop: object, code: str) -> tuple[Edit, ...] | None:
        statement = event.statement
        if isinstance(loop, (cst.For, cst.While)):
            lines = [item for item in descendants(loop.body) if isinstance(item, cst.BaseSmallStatement)]
            return (Replace(loop, code),) if lines == [statement] and not loop.orelse else None
        if isinstance(statement, cst.Del) and statement.target is event.node:
            return (Replace(statement, code),)
        alone = self.tree.whole_statement(event.node if not isinstance(loop, cst.CSTNode) else loop)
        return None if alone is None else (Replace(alone.value, code),)
