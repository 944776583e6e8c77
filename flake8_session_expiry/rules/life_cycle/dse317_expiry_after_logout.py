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

from flake8_session_expiry.analysis.branches import subjects_around
from flake8_session_expiry.engine.findings import Finding, Fix, Remove, Safety
from flake8_session_expiry.engine.needs import CALLED, SET_EXPIRY, WORD
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.control_flow import ControlFlow, may_give_up
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


_LOGIN = re.compile(r"(?:^|[._])user(?:$|\.)|session|authenticated|anonymous|logged|login|logout")
"""Names in a condition that may test whether the session has just been ended."""
_BRANCHING = (cst.If, cst.For, cst.While, cst.Match, cst.Try, cst.TryStar, cst.FunctionDef)
_LEAVES = (cst.Return, cst.Raise, cst.Break, cst.Continue)


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
            for expiry in found if ends else ():
                if expiry.kind is EffectKind.EXPIRY and expiry.helper is None and _is_set(expiry):
                    self._judge(expiry, [effect for effect in ends if effect.same_session(expiry)], found, function)

    def _judge(self, expiry: Effect, ends: list[Effect], found: list[Effect], function: cst.FunctionDef | None) -> None:
        flow = self.effects.flow(function)
        if flow.always_after(expiry.node, [end.node for end in ends]):
            return  # ended once more: DSE301
        for end in ends:
            wanted = chain((effect.node for effect in found if self._wants_session(effect, expiry)), self._replaced)
            if self._falls_through(flow, end, expiry) and not any(flow.on_some_path(end.node, w) for w in wanted):
                only_here = not flow.on_some_path(expiry.node, end.node) and flow.always_before(expiry.node, [end.node])
                self.report(
                    expiry.node, end="logout" if end.kind is EffectKind.LOGOUT else "flush", only_here=only_here
                )
                return

    def _falls_through(self, flow: ControlFlow, end: Effect, expiry: Effect) -> bool:
        """
        Whether the expiry is set after the end: always, or under a condition that does not depend on who is logged in.
        """
        if not flow.on_some_path(end.node, expiry.node, in_one_round=True):
            return False
        if flow.always_after(end.node, [expiry.node]):
            return True
        if not flow.is_certain(expiry.node):
            return False
        above = (node for node in self.tree.ancestors(expiry.node) if isinstance(node, _BRANCHING))
        if not all(self.tree.contains(node, end.node) for node in above):
            return False
        about = subjects_around(self.tree, end.node, expiry.node)
        inside = descendants(flow.body) if isinstance(flow.body, cst.FunctionDef) else ()
        leaving = (node for node in inside if isinstance(node, _LEAVES) or may_give_up(node))
        leaves = (node for node in leaving if _is_between(flow, end, expiry, node))
        asked = [subjects_around(self.tree, leave, expiry.node) for leave in leaves]
        return all(a and not a & about and not any(_LOGIN.search(subject) for subject in a) for a in asked)

    def _wants_session(self, effect: Effect, expiry: Effect) -> bool:
        if (
            effect.kind is EffectKind.ESCAPES
            and isinstance(effect.event, PassedOn)
            and effect.event.name.endswith("get_response")
        ):
            # In a middleware the call of the view comes after the expiry and does not change that.
            flow = self.effects.flow(expiry.function.node if expiry.function else None)
            return flow.on_some_path(effect.node, expiry.node)
        return effect.kind in _WANTED

    def fix(self, finding: Finding) -> Fix | None:
        """Remove the call, where it is a statement that only runs after the session was ended."""
        assert finding.node is not None
        statement = self.tree.whole_statement(finding.node)
        if not finding.facts["only_here"] or statement is None:
            return None
        return Fix.unsafe(Remove(statement))


def _is_between(flow: ControlFlow, end: Effect, expiry: Effect, node: cst.CSTNode) -> bool:
    return flow.on_some_path(end.node, node, in_one_round=True) and not flow.on_some_path(
        expiry.node, node, in_one_round=True
    )


def _is_set(expiry: Effect) -> bool:
    """Whether the expiry is certainly not None, which would only remove one."""
    value = expiry.expiry
    return value is not None and all(branch.kind is not Kind.NONE for branch in value.alternatives())
