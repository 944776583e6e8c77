"""
DSE302: an expiry is set before login(), which may throw it away.

Silent where:

- no login follows on a path: "after the login", "after super().form_valid()", "in another branch than the login",
  "after the view of the login"
- the expiry is set again after the login: "before and after"
- only anonymous visitors come there, by a test of ``is_authenticated`` before it, a decorator, a mixin, the
  ``dispatch()`` of the class or ``redirect_authenticated_user``: "whoever is logged in is sent away", "the view sends
  away whoever is logged in", "a decorator lets nobody in who is logged in", "a test of the user lets nobody in who is
  logged in", "a mixin lets nobody in who is logged in", "the class sends away whoever is logged in", "the view of the
  login sends away whoever is logged in"
- the session was ended before it: "nobody is logged in any more", "whoever is logged in is logged out before it"
- the same user is logged in again: "the user who is logged in already"
- the expiry is None: "back to the default"
- what is called is no login of Django's, or one of another request: "another function of that name", "the form of a
  view that is no login", "before another view", "before the view of a logout", "another request", "another request's
  login"
- it is a test: "silent in a test module"
"""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from flake8_session_expiry.analysis.authentication import Audience, audience_at, branch_for_logged_in, turns_users_away
from flake8_session_expiry.analysis.by_session import BySession, EffectPlaces
from flake8_session_expiry.analysis.login_calls import LoginCalls, is_of_the_same_user
from flake8_session_expiry.engine.findings import Edit, Finding, Fix, Insert, Remove, Replace, Safety
from flake8_session_expiry.engine.needs import SET_EXPIRY, WORD
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.control_flow import ControlFlow
from flake8_session_expiry.semantic.places import Places
from flake8_session_expiry.sessions.effects import Effect
from flake8_session_expiry.sessions.ending_calls import ENDING, EffectKind
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.values.value import Kind

_RESULT = "response"


class ExpiryBeforeLogin(Rule):
    """
    ``set_expiry()`` is called before ``login()``, or before what logs in: a method of a ``LoginView``, or the view
    itself.

    ## What Django does

    ``login()`` keeps the session of an anonymous visitor, its expiry included. If another user is logged in, or the
    same one from before a password change, it flushes the session, and the expiry set before is lost: the new login
    gets ``SESSION_COOKIE_AGE``.

    ## Flagged

        from django.contrib.auth import login

        def view(request, user):
            request.session.set_expiry(600)
            login(request, user)

    ## Use instead

        from django.contrib.auth import login

        def view(request, user):
            login(request, user)
            request.session.set_expiry(600)

    ## Fix safety

    Unsafe: the call is moved after the login, past whatever stands between them.

    ## References

    - [login](https://docs.djangoproject.com/en/stable/topics/auth/default/#django.contrib.auth.login)
    - [How login() treats the session](https://docs.djangoproject.com/en/stable/topics/auth/default/#how-to-log-a-user-in)
    """

    code = "DSE302"
    since = "0.1.0"
    needs = SET_EXPIRY & WORD("login", "Login")
    message = "{login} discards this expiry if another user was logged in; set it after {login}"
    enabled_by_default = False
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def leave_Module(self, original_node: cst.Module) -> None:
        """Effects are complete now."""
        effects = self.effects
        for function in effects.functions():
            found = [e for e in effects.of(function) if not is_of_the_same_user(e)] if function is not None else []
            expiries = [e for e in found if e.kind is EffectKind.EXPIRY and e.helper is None and _is_set(e)]
            if function is not None and expiries:
                around = _Function(effects.flow(function), found)
                for expiry in expiries:
                    self._judge(expiry, around)

    def _judge(self, expiry: Effect, around: _Function) -> None:
        function = expiry.function
        assert function is not None
        # Sessions under several names are mostly one: what is done to them is then the same.
        key = (*(effects.of(expiry) for effects in (around.logins, around.expiries, around.ends)), expiry.request)
        if key not in around.kept:
            around.kept[key] = self._things_around(expiry, function, around)
        things = around.kept[key]
        number = things.places.first_after(expiry.node)
        if (
            number is None
            or things.logins_before_another.any_after(expiry.node)
            or things.ends.always_before(expiry.node)
            or things.ends.any_after(expiry.node)
            or audience_at(self.tree, function.node, expiry.node) is Audience.ANONYMOUS
            or turns_users_away(self.tree, function)
        ):
            return
        name, login = things.logins[number]
        self.report(expiry.node, login=name, call=login.node, moved=self._moved(expiry, things))

    def _things_around(self, expiry: Effect, function: FunctionContext, around: _Function) -> _Around:
        found = [*around.logins.of(expiry).effects, *(around.passed_on if expiry.request is not None else ())]
        found.sort(key=around.number.__getitem__)
        way = LoginCalls(self.symbols, self.types).way
        logins = [(name, effect) for effect in found if (name := way(effect, expiry.request, function)) is not None]
        again = around.expiries.of(expiry).places
        ends = [end.node for end in around.ends.of(expiry).effects]
        # After ``if request.user.is_authenticated: logout(request)`` nobody is logged in: the test counts.
        ends += [test for end in ends if (test := branch_for_logged_in(self.tree, end)) is not None]
        flow = around.flow
        return _Around(
            logins,
            Places(flow, (login.node for _, login in logins)),
            Places(flow, (login.node for _, login in logins if again.any_after(login.node))),
            Places(flow, ends),
            sorted(again.nodes, key=self.tree.order.__getitem__),
        )

    def _moved(self, expiry: Effect, things: _Around) -> cst.CSTNode | None:
        """The statement to move: that of the call, or the ``if`` around it if only such calls are in it."""
        statement = self.tree.statement(expiry.node)
        moved: cst.CSTNode | None = self.tree.whole_statement(expiry.node)
        for above in self.tree.ancestors(statement):
            if isinstance(above, (cst.If, cst.Else)) and moved is not None:
                if above not in things.only_expiries:
                    things.only_expiries[above] = self._has_only(above, things.again)
                if not things.only_expiries[above]:
                    return moved
                moved = above if isinstance(above, cst.If) else moved
            elif not isinstance(above, (cst.SimpleStatementLine, cst.IndentedBlock)):
                return moved
        return moved

    def _has_only(self, branch: cst.CSTNode, expiries: list[cst.CSTNode]) -> bool:
        lines = (item for item in descendants(branch) if isinstance(item, cst.BaseSmallStatement))
        return all(self.tree.within(line, expiries) for line in lines)

    def fix(self, finding: Finding) -> Fix | None:
        """Move the statement behind the login in the same block."""
        moved, call = finding.facts["moved"], finding.facts["call"]
        assert isinstance(call, cst.CSTNode)
        login = self.tree.statement(call)
        if not isinstance(moved, cst.CSTNode) or self._block(moved) is not self._block(login):
            return None
        line = self.tree.parents[moved]
        alone = isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1
        code = self.source.code(line if alone else moved)  # a line of its own is moved with its comments
        edit: Edit
        if isinstance(login, (cst.Expr, cst.Assign)):
            edit = Insert(login, code)
        elif (
            isinstance(login, cst.Return)
            and login.value is not None
            and not self.tree.names_inside(self._block(login), _RESULT)
        ):
            value = self.source.code(login.value)
            edit = Replace(login, f"{_RESULT} = {value}\n{code}\nreturn {_RESULT}")
        else:
            return None
        return Fix.unsafe(Remove(moved), edit)

    def _block(self, statement: cst.CSTNode) -> cst.CSTNode:
        parent = self.tree.parents[statement]
        return self.tree.parents[parent] if isinstance(parent, cst.SimpleStatementLine) else parent


@dataclass(frozen=True)
class _Around:
    """What a function does to the session of some expiries."""

    logins: list[tuple[str, Effect]]
    places: Places
    logins_before_another: Places
    """Those after which an expiry is set again."""
    ends: Places
    again: list[cst.CSTNode]
    """All calls that set an expiry."""
    only_expiries: dict[cst.CSTNode, bool] = field(default_factory=dict)
    """The branches: whether only such calls are in them."""


class _Function:
    """The effects of a function that matter here."""

    def __init__(self, flow: ControlFlow, found: list[Effect]) -> None:
        self.flow = flow
        self.number = {effect: number for number, effect in enumerate(found)}
        self.logins = BySession(flow, (e for e in found if e.kind is EffectKind.LOGIN and e.certain))
        self.passed_on = [effect for effect in found if effect.kind is EffectKind.ESCAPES]
        self.expiries = BySession(flow, (effect for effect in found if effect.kind is EffectKind.EXPIRY))
        self.ends = BySession(flow, (effect for effect in found if effect.kind in ENDING and effect.certain))
        self.kept: dict[tuple[EffectPlaces | str | None, ...], _Around] = {}


def _is_set(expiry: Effect) -> bool:
    """Whether an expiry is set; not by None, which removes one."""
    value = expiry.expiry
    return value is not None and any(branch.kind is not Kind.NONE for branch in value.alternatives())
