"""
DSE313: the expiry of a remembered login stays for the next login, whose visitor does not want to be remembered.

Silent where:

- something on the way decides about the others: another branch, an expiry before or after it, a new or empty session:
  "both branches", "the other branch returns to the default", "the short one first", "the short one last", "the session
  is new", "the session is emptied"
- the condition is not the wish to be remembered alone: "only those who are not remembered", "compared with on, the
  other way round", "a condition about something else", "one of several branches"
- the wish is a field of one step of several, by its prefix: "a field of one step of several"
- the expiry is not a statement of that branch: "a conditional expression", "a lambda sets it"
- the expiry is None, 0 or not known to be set: "back to the default for the remembered", "arguments that cannot be
  seen"
- a helper by its name may decide about the others: "a helper of the module decides about the others", "something
  imported may decide about the others"
- it is a test: "silent in a test module", "in a test, outside of any function"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.by_session import BySession
from flake8_session_expiry.analysis.remember_me import Wish, wish
from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import SET_EXPIRY
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.rewrites.session_calls import session_call
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.literals import plain_string
from flake8_session_expiry.sessions.effects import Effect
from flake8_session_expiry.sessions.ending_calls import ENDING, EffectKind
from flake8_session_expiry.sessions.events import PassedOn, SessionCall
from flake8_session_expiry.values.value import Kind

_SETTLES = ENDING | {EffectKind.EXPIRY, EffectKind.CLEAR}
"""Effects that decide about the expiry of visitors who do not want to be remembered."""


class StickyExpiry(Rule):
    """
    A long expiry is set if the visitor asks to be remembered, and nothing is set for those who do not ask.

    ## What Django does

    The expiry is a key of the session, and ``login()`` keeps the session of an anonymous visitor, or of the same
    user, with all its keys. Whoever logged in with "remember me" and logs in again without it still has the long
    expiry, for this login as well. ``set_expiry(None)`` removes it, so that ``SESSION_COOKIE_AGE`` applies again.

    ## Flagged

        def view(request, user):
            login(request, user)
            if request.POST.get("remember_me"):
                request.session.set_expiry(30 * 24 * 60 * 60)

    ## Use instead

        def view(request, user):
            login(request, user)
            if request.POST.get("remember_me"):
                request.session.set_expiry(30 * 24 * 60 * 60)
            else:
                request.session.set_expiry(None)

    ## Fix safety

    Unsafe: it changes the lifetime of logins that are not remembered to ``SESSION_COOKIE_AGE`` (or to the closing of
    the browser, with ``SESSION_EXPIRE_AT_BROWSER_CLOSE``), which is what a first login gets.

    ## References

    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    - [login](https://docs.djangoproject.com/en/stable/topics/auth/default/#django.contrib.auth.login)
    """

    code = "DSE313"
    since = "0.1.0"
    needs = SET_EXPIRY("other", "setting")
    message = (
        "this expiry also applies to the same user's next login without remember-me; add: else: "
        "{receiver}.set_expiry(None)"
    )
    enabled_by_default = False
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def leave_Module(self, original_node: cst.Module) -> None:
        """Effects are complete now."""
        effects = self.effects
        for function in effects.functions():
            found = effects.of(function)
            settling = BySession(effects.flow(function), (e for e in found if e.kind in _SETTLES or _may_settle(e)))
            for effect in found:
                if (
                    effect.kind is EffectKind.EXPIRY
                    and effect.helper is None
                    and effect.session is not None
                    and _is_long(effect)
                ):
                    self._judge(effect, settling)

    def _judge(self, expiry: Effect, settling: BySession) -> None:
        branch = self._branch(expiry)
        flow = self.effects.flow(expiry.function.node if expiry.function else None)
        if (
            branch is None
            or not flow.is_certain(expiry.node)
            or wish(self.symbols, self.types, branch.test) is not Wish.REMEMBER
            or _is_one_step(branch.test)
        ):
            return
        if any(effect is not expiry for effect in settling.of(expiry).effects):
            return
        event = expiry.event
        assert isinstance(event, SessionCall)
        in_async = expiry.function is not None and expiry.function.is_async
        self.report(expiry.node, receiver=self.source.code(event.receiver), branch=branch, in_async=in_async)

    def _branch(self, expiry: Effect) -> cst.If | None:
        """The ``if`` without ``else`` whose body the call is a statement of; not an ``elif``."""
        statement = self.tree.statement(expiry.node)
        if not isinstance(statement, cst.BaseSmallStatement):
            return None
        line = self.tree.parents[statement]
        block = line if isinstance(line, cst.SimpleStatementSuite) else self.tree.parents[line]
        branch = self.tree.parents.get(block)
        if not isinstance(branch, cst.If) or block is not branch.body or branch.orelse is not None:
            return None
        return None if isinstance(self.tree.parents[branch], cst.If) else branch

    def fix(self, finding: Finding) -> Fix | None:
        """Add the missing branch."""
        branch = finding.facts["branch"]
        assert isinstance(branch, cst.If)
        receiver = str(finding.facts["receiver"])
        call = session_call(self.options, finding.facts["in_async"] is True, receiver, "set_expiry", "None")
        if call is None or any(
            line.comment
            for block in descendants(branch)
            if isinstance(block, cst.IndentedBlock)
            for line in block.footer
        ):  # a comment at the end of the block would then be in the new branch
            return None
        line = cst.SimpleStatementLine([cst.Expr(cst.parse_expression(call))])
        body = cst.IndentedBlock(
            [line], indent=branch.body.indent if isinstance(branch.body, cst.IndentedBlock) else None
        )
        return Fix.unsafe(Replace(branch, branch.with_changes(orelse=cst.Else(body))))


def _is_long(expiry: Effect) -> bool:
    """Whether an expiry is a length of time: not None, and not known to be 0 or less."""
    value = expiry.expiry
    if value is None:
        return False
    return all(
        branch.kind is not Kind.NONE and (branch.seconds is None or branch.seconds > 0)
        for branch in value.alternatives()
    )


def _is_one_step(test: cst.BaseExpression) -> bool:
    """
    Whether a field of one form of several is asked for, by its prefix (``POST.get("auth-remember_me")``): the request
    of the next step, with the second factor, does not have it, and ``else`` would take back what the first one set.
    """
    return any("-" in (plain_string(node) or "") for node in descendants(test) if isinstance(node, cst.SimpleString))


def _may_settle(effect: Effect) -> bool:
    """
    Whether an effect is a call of an unknown function with a word for sessions, expiry or remember-me in its name.
    """
    event = effect.event
    if effect.kind is not EffectKind.ESCAPES or not isinstance(event, PassedOn):
        return False
    name = event.name.lower()
    return any(word in name for word in ("session", "expir", "remember", "timeout", "logout"))
