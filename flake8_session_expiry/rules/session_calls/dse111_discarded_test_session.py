"""
DSE111: a change through the test client's session in one go, which is lost.

Silent where:

- the session is bound to a name or attribute before: "bound, changed, saved", "bound to an attribute", "bound by a
  walrus", "a loop over one, a block with one, and an attribute of one"
- the call acts on what is stored: "what is stored is ended", "save alone changes nothing"
- it is only read, or the result is used: "reads", "a result that is used"
- an exception is expected: "expected to fail"
- the client is certainly another one: made by another class, or by a call that is not known: "Telethon", "Telethon in a
  TestCase", "another client beside Django", "a mocked client", "another library's client by a fixture", "a client that
  a helper makes, a driver, a cloud's client"
- the project sets a client class of its own: "a client of the project that keeps its session", "a client of the project
  that is written elsewhere"
- nothing vouches for Django's client: no import of Django, no TestCase, no fixture of pytest-django, or another
  library's sessions are imported: "a client fixture of an unknown library", "a client without a sign of Django", "a
  client beside a fixture of pytest-django, and another library's sessions", "a client of requests", "locust", "Flask"
- it stands outside of tests: "a client outside of tests"
- it is the session of something else: "the session of a request", "the session of a request, and of the test itself"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

import libcst as cst

from flake8_session_expiry.engine.findings import Edit, Finding, Fix, Insert, Replace, Safety
from flake8_session_expiry.engine.needs import CLIENT_CHANGED
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.rewrites.session_calls import advised_test_session
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import Access, SessionCall, SessionItem, SessionWrite
from flake8_session_expiry.sessions.types import Session, SessionOrigin

# Changes of the data; flush, delete, cycle_key, create and save act on what is stored, and do take effect.
_STORED = frozenset({"flush", "delete", "cycle_key", "create", "save"})
CHANGES = frozenset(name for name in session_api.CHANGES if session_api.SYNC_TWINS.get(name, name) not in _STORED)


class DiscardedTestSession(Rule):
    """
    A session is changed directly on Django's test client: ``self.client.session["key"] = value``.

    ## What Django does

    ``client.session`` is a property that loads the session anew at each access. The change is made on an object
    that is thrown away: the next request of the client does not see it. A ``client.session.save()`` in the next
    line saves another new object, without the change. ``client.session.flush()`` and ``delete()`` do take effect,
    as they act on what is stored. Such a test may pass, and not test what it claims.

    ## Flagged

        from django.test import TestCase

        class CartTests(TestCase):
            def setUp(self):
                self.client.session["cart"] = {"1": 2}

    or

        from django.test import TestCase

        class ShortSessionTests(TestCase):
            def setUp(self):
                self.client.session.set_expiry(60)
                self.client.session.save()

    ## Use instead

        from django.test import TestCase

        class CartTests(TestCase):
            def setUp(self):
                session = self.client.session
                session["cart"] = {"1": 2}
                session.save()

    or

        from django.test import TestCase

        class ShortSessionTests(TestCase):
            def setUp(self):
                session = self.client.session
                session.set_expiry(60)
                session.save()

    With the signed_cookies engine the data lives in the cookie, and the test must also put it there:
    ``client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key``.

    ## Fix safety

    Unsafe: the session is bound to a name, changed and saved, so the test begins to see what it has prepared, and
    may begin to fail. Changes that follow each other share one name and one ``save()``. There is no fix in ``async
    def``, with the signed_cookies engine, and where the names ``session`` and ``client_session`` are taken.

    ## References

    - [Client.session](https://docs.djangoproject.com/en/stable/topics/testing/tools/#django.test.Client.session)
    """

    code = "DSE111"
    since = "0.1.0"
    needs = CLIENT_CHANGED
    message = "{session} is a new object each time: this change is lost; {advice}"
    fixes = frozenset({Safety.UNSAFE})

    def on_session_item(self, item: SessionItem) -> None:
        if item.access is not Access.READ or self._changes_inside(item.node):
            self._report(item.node, item.session, item.receiver, item.statement)

    def on_session_call(self, call: SessionCall) -> None:
        """Only as a statement: what reads a result may well mean to throw the rest away."""
        if call.method in CHANGES and _is_statement(self.tree.parents[call.node], call.statement):
            self._report(call.node, call.session, call.receiver, call.statement)

    def on_session_write(self, write: SessionWrite) -> None:
        """``client.session.modified = True``; other attributes are those of other clients."""
        if write.name == "modified":
            self._report(write.node, write.session, write.receiver, write.statement)

    def _report(
        self, node: cst.CSTNode, session: Session, receiver: cst.BaseExpression, statement: cst.CSTNode
    ) -> None:
        if session.origin is SessionOrigin.CLIENT and self._is_djangos():
            text = self.source.code(receiver)
            in_async = self.here.in_async
            advice = advised_test_session(self.options, in_async, text)
            self.report(node, session=text, statement=statement, in_async=in_async, advice=advice)

    def _is_djangos(self) -> bool:
        """
        Whether the client can only be Django's.

        "client" and "session" are everybody's words: without an import of Django, another sign of it (a fixture of pytest-django), a TestCase or
        pytest-django's mark must vouch for them.
        """
        if self.model.frameworks.django:
            return True
        in_test_case = self.here.class_ is not None and self.here.class_.is_test_case
        vouched = self.model.shows_django or in_test_case or "django_db" in self.source.text
        return vouched and not (self.model.frameworks.other_session or self.model.frameworks.other_web)

    def _changes_inside(self, node: cst.Subscript) -> bool:
        """``client.session["cart"]["x"] = 1``."""
        current: cst.CSTNode = node
        parent = self.tree.parents[current]
        while isinstance(parent, cst.Subscript) and parent.value is current:
            current, parent = parent, self.tree.parents[parent]
        return current is not node and (
            isinstance(parent, (cst.AssignTarget, cst.Del))
            or (isinstance(parent, cst.AugAssign) and parent.target is current)
        )

    def fix(self, finding: Finding) -> Fix | None:
        """One name and one ``save()`` for all the changes that follow each other."""
        text, statement = str(finding.facts["session"]), finding.facts["statement"]
        assert isinstance(statement, cst.CSTNode)
        is_plain = re.fullmatch(r"[\w.]+", text) is not None
        if finding.facts["in_async"] or self.options.engine == "signed_cookies" or not is_plain:
            return None
        run = self._run(statement, text)
        if not run:
            return None  # the first of the run repairs them all
        saved = self._save_after(run[-1], text)
        name = self._free_name(run[0], text)
        if name is None:
            return None
        edits: list[Edit] = [Insert(run[0], f"{name} = {text}", before=True)]
        edits += [Replace(receiver, name) for part in run for receiver in self._receivers(part, text)]
        if saved is None:
            edits.append(Insert(run[-1], f"{name}.save()"))
        else:
            edits += [Replace(receiver, name) for receiver in self._receivers(saved, text)]
        return Fix.unsafe(*edits)

    def _run(self, statement: cst.CSTNode, text: str) -> list[cst.CSTNode]:
        """The reported statements, one beneath the other, of which this one is the first; none if it is not."""
        is_first = (text, self.tree.beside(statement, -1)) not in self._reported
        run = [statement] if is_first and self.tree.beside(statement, 0) is not None else []
        while run and (text, below := self.tree.beside(run[-1], 1)) in self._reported and below is not None:
            run.append(below)
        return run

    @cached_property
    def _reported(self) -> set[tuple[object, object]]:
        """The statements that are reported, with the text of their session."""
        return {(report.facts["session"], report.facts["statement"]) for report in self.reports}

    def _save_after(self, statement: cst.CSTNode, text: str) -> cst.CSTNode | None:
        following = self.tree.beside(statement, 1)
        call = following.value if isinstance(following, cst.Expr) else None
        if isinstance(call, cst.Call) and not call.args and self.source.code(call.func) == f"{text}.save":
            return following
        return None

    def _receivers(self, statement: cst.CSTNode, text: str) -> Iterator[cst.BaseExpression]:
        for node in descendants(statement):
            if isinstance(node, cst.Attribute) and self.source.code(node) == text:
                yield node

    def _free_name(self, first: cst.CSTNode, text: str) -> str | None:
        scope = self.symbols.function_of(first) or self.tree.module
        for name in ("session", "client_session"):
            used = self.symbols.mentions_of(scope, name)
            bindings = self.symbols.bindings_of(scope, name)
            values = [binding.value and self.source.code(binding.value) for binding in bindings]
            same = bool(values) and all(value == text for value in values)
            is_over = all(self.tree.order[node] < self.tree.order[first] for node in used)
            if not used or (same and is_over):
                return name
        return None


def _is_statement(parent: cst.CSTNode, statement: cst.CSTNode) -> bool:
    return isinstance(statement, cst.Expr) and (parent is statement or statement.value is parent)
