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

import libcst as cst

from flake8_session_expiry.analysis.authentication import Audience, audience_at, is_for, turns_users_away
from flake8_session_expiry.engine.findings import Edit, Finding, Fix, Insert, Remove, Replace, Safety
from flake8_session_expiry.engine.needs import SET_EXPIRY, WORD
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.symbols import dotted, mentions
from flake8_session_expiry.sessions.effects import Effect
from flake8_session_expiry.sessions.ending_calls import ENDING, EffectKind
from flake8_session_expiry.sessions.events import PassedOn
from flake8_session_expiry.sessions.functions import FunctionContext, class_context
from flake8_session_expiry.values.value import Kind

_RESULT = "response"
_VIEW = r"\w*LoginView"
_SENDS_AWAY = "redirect_authenticated_user"
_METHODS = frozenset({"form_valid", "post", "dispatch"})
"""Methods of LoginView that log in."""


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
            found = [e for e in effects.of(function) if not _is_of_the_same_user(e)] if function is not None else []
            for effect in found:
                if effect.kind is EffectKind.EXPIRY and effect.helper is None and _is_set(effect):
                    self._judge(effect, found)

    def _judge(self, expiry: Effect, found: list[Effect]) -> None:
        function = expiry.function
        assert function is not None
        flow = self.effects.flow(function.node)
        logins = [
            (name, effect)
            for effect in found
            if (name := self._login(effect, expiry, function)) is not None
            and flow.on_some_path(expiry.node, effect.node)
        ]
        again = [effect.node for effect in found if effect.kind is EffectKind.EXPIRY and effect.same_session(expiry)]
        ends = [e.node for e in found if e.kind in ENDING and e.same_session(expiry) and e.certain]
        ends += [test for end in ends for test in self._for_all_who_are_logged_in(end)]
        if (
            not logins
            or flow.on_any_path([login.node for _, login in logins], again)
            or flow.always_before(expiry.node, ends)
            or flow.on_any_path([expiry.node], ends)
            or audience_at(self.tree, function.node, expiry.node) is Audience.ANONYMOUS
            or turns_users_away(function)
        ):
            return
        name, login = logins[0]
        self.report(expiry.node, login=name, call=login.node, moved=self._moved(expiry, again))

    def _login(self, effect: Effect, expiry: Effect, function: FunctionContext) -> str | None:
        """How an effect logs in: ``login(request, user)``, a method of LoginView, ``LoginView.as_view()(request)``."""
        if effect.kind is EffectKind.LOGIN:
            return "login()" if effect.certain and effect.same_session(expiry) else None
        event = effect.event
        if effect.kind is not EffectKind.ESCAPES or not isinstance(event, PassedOn):
            return None
        of_view = function.class_ is not None and function.class_.has_base(_VIEW)
        name = event.node.func.attr.value if isinstance(event.node.func, cst.Attribute) else ""
        if event.owner == "super" and name in _METHODS and expiry.request == "self.request" and of_view:
            return f"super().{name}()"
        if effect.request is not None and effect.request == expiry.request and self._is_login_view(event.node.func):
            return "LoginView.as_view()"
        return None

    def _for_all_who_are_logged_in(self, end: cst.CSTNode) -> list[cst.CSTNode]:
        """The test of ``if request.user.is_authenticated: logout(request)``: after it nobody is logged in."""
        block = self.tree.nearest(end, cst.IndentedBlock, cst.SimpleStatementSuite)
        above = None if block is None else self.tree.parents[block]
        if not isinstance(above, cst.If) or above.body is not block or not is_for(Audience.LOGGED_IN, above.test):
            return []
        return [above.test]

    def _is_login_view(self, node: cst.BaseExpression) -> bool:
        """``LoginView.as_view(...)``, also under a name of the module; not one that sends users away."""
        if isinstance(node, cst.Name):
            found = self.symbols.bindings_of(self.tree.module, node.value)
            value = found[0].value if len(found) == 1 else None
            return value is not None and not isinstance(value, cst.Name) and self._is_login_view(value)
        if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
            return False
        sends_away = any(a.keyword is not None and a.keyword.value == _SENDS_AWAY for a in node.args)
        return node.func.attr.value == "as_view" and not sends_away and self._is_class_of_login(node.func.value)

    def _is_class_of_login(self, node: cst.BaseExpression) -> bool:
        """Django's LoginView, or a class of the module that derives from one."""
        if (self.types.qualified(node) or "") == "django.contrib.auth.views.LoginView":
            return True
        found = self.symbols.bindings_of(self.tree.module, dotted(node))
        only = found[0].node if len(found) == 1 else None
        return (
            isinstance(only, cst.ClassDef)
            and class_context(only).has_base(_VIEW)
            and not any(mentions(item, _SENDS_AWAY) for item in descendants(only) if isinstance(item, cst.Assign))
        )

    def _moved(self, expiry: Effect, expiries: list[cst.CSTNode]) -> cst.CSTNode | None:
        """The statement to move: that of the call, or the ``if`` around it if only such calls are in it."""
        statement = self.tree.statement(expiry.node)
        moved: cst.CSTNode | None = self.tree.whole_statement(expiry.node)
        for above in self.tree.ancestors(statement):
            if isinstance(above, (cst.If, cst.Else)) and moved is not None:
                lines = [item for item in descendants(above) if isinstance(item, cst.BaseSmallStatement)]
                if not all(any(self.tree.contains(line, node) for node in expiries) for line in lines):
                    return moved
                moved = above if isinstance(above, cst.If) else moved
            elif not isinstance(above, (cst.SimpleStatementLine, cst.IndentedBlock)):
                return moved
        return moved

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
        elif isinstance(login, cst.Return) and login.value is not None and not mentions(self._block(login), _RESULT):
            value = self.source.code(login.value)
            edit = Replace(login, f"{_RESULT} = {value}\n{code}\nreturn {_RESULT}")
        else:
            return None
        return Fix.unsafe(Remove(moved), edit)

    def _block(self, statement: cst.CSTNode) -> cst.CSTNode:
        parent = self.tree.parents[statement]
        return self.tree.parents[parent] if isinstance(parent, cst.SimpleStatementLine) else parent


def _is_of_the_same_user(login: Effect) -> bool:
    """``login(request, request.user)``: no other user was logged in."""
    given = login.event.node.args if isinstance(login.event, PassedOn) else ()
    if login.kind is not EffectKind.LOGIN or login.helper is not None or len(given) < 2:
        return False
    return dotted(given[1].value) == f"{login.request}.user"


def _is_set(expiry: Effect) -> bool:
    """Whether an expiry is set; not by None, which removes one."""
    value = expiry.expiry
    return value is not None and any(branch.kind is not Kind.NONE for branch in value.alternatives())
