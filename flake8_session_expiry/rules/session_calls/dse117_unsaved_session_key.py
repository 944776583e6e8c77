"""
DSE117: the key of a session that may not be stored yet is given to the ORM.

Silent where:

- the session is saved, created or given a new key before: "the session is saved before", "made where there is none"
- the function asks anywhere whether there is a key: "asks whether there is one"
- something that is given the request, a caller or a method that runs before may see to it: "a helper sees to it", "a
  helper of the module, a caller, a method that runs before", "a method of the class sees to it", "a function of the
  module that gives the key", "a decorator and a base class that see to it"
- only logged-in visitors come here: "for users only", "for users only, by a test, a mixin, a route, an administrator's
  page"
- it receives a signal of a login or logout: "a receiver of user_logged_in, which has a key", "a function that is
  connected to user_logged_out"
- login() may have been called: "login on one of the paths"
- no row, text or cache entry is kept under it: "not kept", "rows without a key are left out", "the others are looked
  for"
- it is the row of the session itself: "the row of the session itself"
- it is another session: "another session"
- it stands in middleware, a command or a test: "middleware, commands", "tests"
"""

from __future__ import annotations

from functools import cached_property

import libcst as cst

from flake8_session_expiry.analysis.authentication import needs_login
from flake8_session_expiry.analysis.by_body import ByBody
from flake8_session_expiry.analysis.request_cycle import is_marked_around, receives
from flake8_session_expiry.analysis.session_keys import Keeps, SessionKeys, is_looked_at
from flake8_session_expiry.engine.findings import Finding, Fix, Insert, Safety
from flake8_session_expiry.engine.needs import UNCALLED
from flake8_session_expiry.rewrites.session_calls import NEEDS_TWINS, advised_call, session_call
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.ending_calls import EffectKind
from flake8_session_expiry.sessions.events import SessionRead
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.sessions.types import SessionOrigin

_FOR_USERS = r"\w*(?:Session|Login|Auth|UserPassesTest)\w*|\w*Admin(?:Mixin)?"
_STORES = frozenset({EffectKind.SAVE, EffectKind.CYCLE})
_GIVES_KEY = _STORES | {EffectKind.ESCAPES}
_LOGIN = frozenset({EffectKind.LOGIN})
_EFFECTS = {
    Keeps.ROW: "new visitors share one row or hit an IntegrityError",
    Keeps.LOOKUP: "new visitors find every row without a key",
    Keeps.TEXT: "new visitors share whatever is stored under a key made from it",
    Keeps.CACHE: "new visitors share one cache entry",
}
_AFTER_LOGIN = "login() changes the session key: what was stored under the old key is not found with this one, which is None if another user was logged in; read the key before login()"

_WITHOUT_KEYS = "with signed_cookies the key changes on every write: store your own id in the session"


class UnsavedSessionKey(Rule):
    """
    ``request.session.session_key`` is given to the ORM, and nothing makes sure that there is a key.

    ## What Django does

    A new visitor has no session key until the session is saved, and ``SessionMiddleware`` saves it after the view.
    Neither an item that is written, nor ``set_expiry()``, nor ``SESSION_SAVE_EVERY_REQUEST`` changes that: in the
    view ``session_key`` is ``None``. ``get_or_create(session_key=None)`` then finds one row for all such visitors,
    if the column is nullable (``IntegrityError`` otherwise), and a string that is made from it is the same for all
    of them: they see each other's cart.

    ``login()`` gives the session of an anonymous visitor a new key, and what was stored under the old one is not
    found with it. Where another user was logged in it starts an empty session, whose key is ``None`` until it is
    saved; for the user who is logged in already it keeps the key.

    ``if not request.session.session_key: request.session.create()`` is not enough: with the cookie of a session
    that has ended ``session_key`` is that dead key until the session has been read. ``exists()`` tells the
    difference. With the engine ``signed_cookies`` ``create()`` gives no key, and the key is the text of the cookie
    and changes with each write, so it identifies nothing. An id of your own that you store in the session does.

    ## Flagged

        from cart.models import Cart
        from django.http import HttpResponse

        def view(request):
            cart, _ = Cart.objects.get_or_create(session_key=request.session.session_key)
            return HttpResponse(cart.pk)

    ## Use instead

        from cart.models import Cart
        from django.http import HttpResponse

        def view(request):
            if not request.session.exists(request.session.session_key):
                request.session.create()
            cart, _ = Cart.objects.get_or_create(session_key=request.session.session_key)
            return HttpResponse(cart.pk)

    ## Fix safety

    Unsafe: a session is stored for every visitor who comes here, even for those who never come back. After
    ``login()``, and with ``signed_cookies``, there is no fix: store an id of your own in the session, as in
    ``request.session["cart_id"] = cart.pk``, and look for that.

    ## References

    - [session_key](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-sessions-out-of-views)
    - [When sessions are saved](https://docs.djangoproject.com/en/stable/topics/http/sessions/#when-sessions-are-saved)
    """

    code = "DSE117"
    since = "0.1.0"
    needs = UNCALLED("session_key")
    message = "session_key is None before the first save: {effect}; {remedy}"
    enabled_by_default = False
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._reads: list[SessionRead] = []
        self._seen_to: dict[cst.FunctionDef, bool] = {}
        self._keys = SessionKeys(model.source, model.symbols, model.types)

    def on_session_read(self, name: SessionRead) -> None:
        """Kept: what the function does besides is known when the walk is over."""
        session, function = name.session, name.function
        if name.name != "session_key" or session.origin is not SessionOrigin.REQUEST or not session.certain:
            return
        if function is None or function.is_command_or_task or function.runs_on_every_request:
            return
        # Signals of a login and a logout are sent with the request of a user, who has a key.
        if not any(receives(self.tree, self.types, function)):
            self._reads.append(name)

    def leave_Module(self, original_node: cst.Module) -> None:
        """All functions are known."""
        for read in self._reads:
            assert read.function is not None
            kept = self._keys.kept_in(read.node)
            if kept is not None and not self._has_key(read, read.function):
                self._report(read, kept, read.function)

    def _has_key(self, read: SessionRead, function: FunctionContext) -> bool:
        """Whether there is a key, or code that sees to it: on the path, around the function, in those that call it."""
        if self.tree.once(is_looked_at, function.node) or self._is_seen_to_around(function):
            return True
        request = read.session.request or "request"
        if needs_login(self.tree, function, read.node, request) or any(
            "session" in name.lower() or name.endswith("user_passes_test") for name in function.decorators
        ):
            return True
        if function.name in self._wrapped or (function.class_ is not None and function.class_.has_base(_FOR_USERS)):
            return True
        return self.effects.places(function.node, _GIVES_KEY).any_before(read.node)

    def _is_seen_to_around(self, function: FunctionContext) -> bool:
        """Whether a function around this one, a decorator, a method that runs before, or a caller sees to the key."""
        if function.node not in self._seen_to:
            callers = {caller.function.node for caller in self.effects.callers(function.node) if caller.function}
            self._seen_to[function.node] = is_marked_around(self.symbols, self.effects, function) or any(
                self.effects.places(caller, _STORES).nodes for caller in callers
            )
        return self._seen_to[function.node]

    @cached_property
    def _wrapped(self) -> frozenset[str]:
        """``path("", login_required(view))``: the functions that are let through to users only."""
        calls = (call for call in self.tree.of(cst.Call) if dotted(call.func).endswith("_required"))
        return frozenset(dotted(argument.value) for call in calls for argument in call.args)

    def _report(self, read: SessionRead, kept: Keeps, function: FunctionContext) -> None:
        logins = self.effects.places(function.node, _LOGIN)
        session = self.source.code(read.receiver)
        if logins.any_before(read.node):
            if logins.always_before(read.node) and self.options.engine != "signed_cookies":
                self.report(read.node, message=_AFTER_LOGIN, code=None)
            return
        if self.options.engine == "signed_cookies":
            self.report(read.node, effect=_EFFECTS[kept], remedy=_WITHOUT_KEYS, code=None)
            return
        is_async, options = function.is_async, self.options
        key = f"{session}.session_key"
        exists = advised_call(options, is_async, session, "exists", key).removesuffix(NEEDS_TWINS)
        create = advised_call(options, is_async, session, "create")
        can_be_repaired = session_call(options, is_async, session, "create") is not None
        code = f"if not {exists}:\n    {create}" if can_be_repaired else None
        since = NEEDS_TWINS if create.endswith(NEEDS_TWINS) else ""
        unless = "aexists" if ".aexists(" in exists else "exists"
        remedy = f"first call {create.removesuffix(NEEDS_TWINS)} unless {unless}(session_key){since}"
        self.report(read.node, effect=_EFFECTS[kept], remedy=remedy, code=code, function=function.node)

    @cached_property
    def _reported(self) -> ByBody[cst.CSTNode]:
        return ByBody(self.effects, self.tree, ((report.node, report.node) for report in self.reports))

    def fix(self, finding: Finding) -> Fix | None:
        """The session is stored before the statement."""
        code, node, function = finding.facts["code"], finding.node, finding.facts.get("function")
        if not isinstance(code, str) or node is None or not isinstance(function, cst.FunctionDef):
            return None
        # Of several reads one after the other the repair of the first sees to all.
        if self._reported.places(function).other_always_before(node):
            return None
        statement = self.tree.statement(node)
        line = self.tree.parents[statement]
        if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
            return None
        return Fix.unsafe(Insert(statement, code, before=True))
