"""
DSE115: the session itself is tested for truth.

Silent where:

- hasattr() asks first: "asked first", "asked first in an outer if", "is there a session at all"
- the name, or getattr(), may be None: "a name that may be None", "getattr itself", "a name that is None in one branch",
  "a parameter", "one of two"
- a key, a value or the session itself is asked: "the key", "a key in it", "a value in it", "its keys, its length",
  "is_empty", "compared with None"
- the same condition asks the session itself afterwards: "careful before a question", "careful before is_empty"
- it is no condition: "a default"
- the engine is the project's own, and may have a truth value: "an engine of the project's own may have a truth value",
  "a store of the module with a truth value"
- the module, or SQLAlchemy, may put another session there: "a session that was replaced", "the module, or SQLAlchemy,
  puts another session there", "a fixture of pytest, which may be a mock with a dict for a session"
- Django is known to be 6.1 or later: "Django 6.1 knows empty sessions"
- it is no session of Django, or the module has no sign of it: "Odoo", "a request of an unknown framework", "a database
  session", "no sign of Django"
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import TESTED
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.types import SessionOrigin


class TruthTestedSession(Rule):
    """
    The session itself is the condition: ``if request.session:``.

    ## What Django does

    Before Django 6.1 a session has no truth value of its own, and every object without one is true: the condition
    holds for every visitor, even for one who has no session at all. ``not request.session`` is never true. Since
    Django 6.1 an empty session is false, so the same code behaves differently there. In all versions,
    ``is_empty()`` tells whether there is neither a key nor data.

    The rule is silent where Django 6.1 or later is known.

    ## Flagged

        from django.http import HttpResponse

        def view(request):
            if request.session:
                return HttpResponse("welcome back")
            return HttpResponse("welcome")

    ## Use instead

        from django.http import HttpResponse

        def view(request):
            if not request.session.is_empty():
                return HttpResponse("welcome back")
            return HttpResponse("welcome")

    ## Fix safety

    Unsafe: a condition that was constant begins to depend on the visitor. If the question is whether somebody is
    logged in, ``request.user.is_authenticated`` is better.

    ## References

    - [is_empty](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.is_empty)
    """

    code = "DSE115"
    since = "0.1.0"
    needs = TESTED
    message = "before Django 6.1 a session is always true, even when empty: {session} as a condition tests nothing; use {session}.is_empty()"
    fixes = frozenset({Safety.UNSAFE})

    def visit_If(self, node: cst.If) -> None:
        self._condition(node.test)

    def visit_While(self, node: cst.While) -> None:
        self._condition(node.test)

    def visit_IfExp(self, node: cst.IfExp) -> None:
        self._condition(node.test)

    def visit_CompIf(self, node: cst.CompIf) -> None:
        self._condition(node.test)

    def visit_Assert(self, node: cst.Assert) -> None:
        self._condition(node.test)

    def visit_UnaryOperation(self, node: cst.UnaryOperation) -> None:
        if isinstance(node.operator, cst.Not):
            self._condition(node.expression)

    def visit_Call(self, node: cst.Call) -> None:
        if isinstance(node.func, cst.Name) and node.func.value == "bool" and len(node.args) == 1:
            self._condition(node.args[0].value)

    def _condition(self, test: cst.BaseExpression) -> None:
        if not self.model.shows_django or self.options.django_at_least(*session_api.EMPTY_SESSION_IS_FALSE_SINCE):
            return
        for part in self._parts(test):
            if self._is_a_session(part):
                self.report(part, session=self.source.code(part))

    def _parts(self, test: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
        """
        The operands of ``and`` and ``or``.

        Not ``request.session and request.session.get("k")``: what asks the session itself afterwards is only careful, and decides rightly.
        """
        if not isinstance(test, cst.BooleanOperation):
            yield test
            return
        texts = {self.source.code(part) for part in (test.right, *descendants(test.right))}
        for part in self._parts(test.left):
            if self.source.code(part) not in texts:
                yield part
        yield from self._parts(test.right)

    def _is_a_session(self, node: cst.BaseExpression) -> bool:
        """A session that is there for certain: not a name that may be None, nor ``getattr(request, "session", None)``."""
        session = self.types.session(node)
        if session is None or session.origin is not SessionOrigin.REQUEST or not self.model.members.is_stock(session):
            return False
        if any(self.model.members.is_method_of_own_store(name) for name in ("__bool__", "__len__")):
            return False
        if isinstance(node, cst.Name):
            binding = self.symbols.reaching(node)
            return (
                binding is not None
                and isinstance(binding.value, cst.Attribute)
                and binding.value.attr.value == "session"
            )
        return isinstance(node, cst.Attribute) and node.attr.value == "session"

    def fix(self, finding: Finding) -> Fix | None:
        """``not x.is_empty()``; ``not x`` loses its ``not``."""
        part = finding.node
        assert part is not None
        asked = f"{finding.facts['session']}.is_empty()"
        parent = self.tree.parents[part]
        if isinstance(parent, cst.UnaryOperation):
            return Fix.unsafe(Replace(parent, asked))
        return Fix.unsafe(Replace(part, f"not {asked}"))
