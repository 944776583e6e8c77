"""
DSE102: a method of the session is called on the request.

Silent where:

- it is called on the session, or requests have the name themselves: "on the session", "names that requests have",
  "flush, which other requests have"
- the name only ends in request, or the class is no HttpRequest by its name: "another kind of request", "another kind of
  request as a parameter", "another kind of request by its annotation"
- the class is called Request, but comes from the project: "a model called Request", "a class called Request that is
  defined here"
- the name is bound to something else: a call, an item of a loop, the parameter of a lambda: "a name bound to something
  else", "what a query or a call gave", "the items of a loop, a comprehension and a sort"
- self.request is bound in the body of the class, belongs to a task, or stands in a module without a sign of Django: "a
  field of a model that is called request", "the request of a task", "the request of a class of tasks", "somebody's
  self.request without a sign of Django"
- the module defines a function of that name, or gives a request the attribute: "a request that the project gave the
  method", "a middleware that puts the method there", "a request that has the method, or was given it with setattr"
- the module is another framework's: "another framework", "Pyramid"
- the module is one of tests: "in a test module"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.assigned_values import (
    assigned_value,
    never_callable,
    safety_as_expiry,
    whole_statement,
)
from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import ON_REQUEST
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.rewrites.session_calls import arguments_code, in_place_of, session_call
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import RequestCall, RequestWrite
from flake8_session_expiry.sessions.types import Request

_TEST_COOKIE = frozenset({"set_test_cookie", "test_cookie_worked", "delete_test_cookie"})


class CalledOnRequest(Rule):
    """
    A method of the session is called on the request.

    ## What Django does

    ``HttpRequest`` has no such method: the session is its attribute ``request.session``. The call raises
    ``AttributeError: 'WSGIRequest' object has no attribute 'set_expiry'``; an assignment (``request.set_expiry =
    300``) raises nothing and sets no expiry.

    ## Flagged

        request.set_expiry(300)

    or without an error:

        request.set_expiry = 300

    ## Use instead

        request.session.set_expiry(300)

    or

        request.session.set_expiry(300)

    ## Fix safety

    ``.session`` is inserted: nothing else can have been meant. An assignment becomes a call where the value is a
    known number of seconds, ``None`` or a ``timedelta``.

    ## References

    - [Using sessions in views](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-sessions-in-views)
    """

    code = "DSE102"
    since = "0.1.0"
    needs = ON_REQUEST
    message = (
        "{method} is a method of the session, not of the request: {effect}; write {receiver}.session.{method}(...)"
    )
    in_tests = False
    fixes = frozenset({Safety.SAFE})

    def on_request_call(self, call: RequestCall) -> None:
        """``request.set_expiry(300)``."""
        if not self._is_misplaced(call.request, call.receiver, call.method):
            return
        node, source, receiver = call.node, self.source, self.source.code(call.receiver)
        edit: Replace | None = Replace(call.receiver, f"{receiver}.session")
        if self.here.in_async and not isinstance(self.tree.parents[node], cst.Await):
            arguments = arguments_code(source, node)
            by = session_call(self.options, True, f"{receiver}.session", call.method, arguments)
            edit = None if by is None else in_place_of(self.tree, node, by)
        self.report(node, method=call.method, receiver=receiver, effect="this raises AttributeError", edit=edit)

    def on_request_write(self, write: RequestWrite) -> None:
        """``request.set_expiry = 300``."""
        if not self._is_misplaced(write.request, write.receiver, write.name, assigned=True):
            return
        value = assigned_value(self.tree, write)
        if value is None or not never_callable(self.symbols, self.values, value):
            return
        receiver, statement = self.source.code(write.receiver), whole_statement(write)
        by = session_call(self.options, self.here.in_async, f"{receiver}.session", write.name, self.source.code(value))
        is_safe = write.name in session_api.SETTERS and safety_as_expiry(self.values.at(value)) is Safety.SAFE
        self.report(
            write.node,
            method=write.name,
            receiver=receiver,
            effect="the assignment does nothing",
            edit=Replace(statement, by) if statement is not None and by is not None and is_safe else None,
        )

    def fix(self, finding: Finding) -> Fix | None:
        edit = finding.facts["edit"]
        return Fix.safe(edit) if isinstance(edit, Replace) else None

    def _is_misplaced(
        self, request: Request, receiver: cst.BaseExpression, name: str, *, assigned: bool = False
    ) -> bool:
        """Whether the session has the name and the request has not; a module that gives requests the name itself knows better."""
        if name not in session_api.DJANGO_ONLY | _TEST_COOKIE or not request.exact:
            return False
        if not self.model.shows_django and not isinstance(receiver, cst.Name):
            return False
        # lambda request: request.get_expiry_date(), the key of a sort, may be about requests of any kind.
        if isinstance(receiver, cst.Name) and isinstance(self.symbols.scope_of(receiver), cst.Lambda):
            return False
        if any(definition.name.value == name for definition in self.tree.of(cst.FunctionDef)):
            return False
        return assigned or name not in self.symbols.names_assigned
