"""
DSE101: a method of the session is assigned where a call was meant.

Silent where:

- the method is called, or only deleted: "a call is fine", "taken away again"
- what is assigned may be callable: a mock, a lambda, a function, a part or a wrapper of one, an instance of a class: "a
  mock is put there", "a mock out of a module", "a lambda", "a function of the module", "a partial", "a method that is
  bound anew, and a part of one", "an object that can be called"
- what is assigned is not known, or only one of its values is known not to be callable: "a wrapper of unknown kind",
  "the original is put back", "either of two, one of which may be called", "one handler of several"
- it is a parameter without a number as its default, or one that is bound again: "a parameter may be anything",
  "parameters of unknown kind", "a parameter that is something else by then"
- the name is no method of sessions, or not known as the text of setattr(): "an attribute that is meant to be written",
  "a name that is not known until the code runs"
- the name is one that other sessions have as well, and the module shows no Django: "a name that other sessions have,
  without a sign of Django"
- the class defines a store: "a class that defines a store"
- it is no session of Django: "a Flask session", "somebody else's set_expiry"
- the module is one of tests, or patches as tests do: "in a test module", "put there by a helper of mocks"
- hasattr() asks for the method first: "guarded"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.assigned_values import (
    assigned_value,
    is_number_by_default,
    never_callable,
    safety_as_expiry,
    shown_expiry,
    whole_statement,
)
from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import WRITTEN
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.rewrites.session_calls import advised_call, session_call
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import SessionWrite, Write

# What SessionMiddleware and the stores call when they save: hiding one of these with a value fails there.
_CALLED_WHEN_SAVED = frozenset(
    {"save", "get_expiry_age", "get_expiry_date", "get_expire_at_browser_close", "get_session_cookie_age"}
)
_NO_EXPIRY = "no expiry is set"
_HIDDEN = "this only hides the method"
_FAILS = "this hides the method, and saving the session then fails with TypeError"
_FAILS_IN_DATABASE = "this hides the method, and the db and cached_db engines then fail to save the session"


class AssignedMethod(Rule):
    """
    A method of the session is assigned to, not called.

    ## What Django does

    Nothing: the assignment hides the method on this one session object. ``request.session.set_expiry = 600`` sets
    no expiry and does not even count as a change of the session; the session keeps the length of
    ``SESSION_COOKIE_AGE``, and no error is raised. A later call in the same request fails, since a number cannot be
    called. ``request.session.flush = True`` leaves the user logged in.

    Hiding ``save`` or a getter such as ``get_expiry_age`` is worse: Django calls these itself when it saves the
    session, in ``SessionMiddleware`` after the view, and raises ``TypeError`` there.

    ## Flagged

        request.session.set_expiry = 600

    or a getter:

        request.session["seen"] = True
        request.session.get_expiry_age = 600

    ## Use instead

        request.session.set_expiry(600)

    or

        request.session["seen"] = True
        request.session.set_expiry(600)

    ## Fix safety

    A known number of seconds, ``None`` or a ``timedelta`` becomes the argument of ``set_expiry()``; that is safe. For
    other numbers (``settings.X``, arithmetic with unknown names, a parameter whose default is a number) the fix is
    unsafe. Where a getter or another method is assigned there is no fix: write ``set_expiry(600)`` if a length was
    meant, call the method (``flush()``) if its effect was.

    ## References

    - [Using sessions in views](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-sessions-in-views)
    -
    [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    """

    code = "DSE101"
    since = "0.1.0"
    needs = WRITTEN(*session_api.METHODS)
    message = "{method} is assigned, not called: {effect}; {instead}"
    in_tests = False
    fixes = frozenset({Safety.SAFE, Safety.UNSAFE})

    def on_session_write(self, write: SessionWrite) -> None:
        """Mocks and wrappers are assigned on purpose; only what can never be called is a mistake."""
        name = write.name
        if name not in session_api.METHODS or not (name in session_api.DJANGO_ONLY or self.model.shows_django):
            return
        if self.here.class_ is not None and self.here.class_.is_store:
            return
        value = assigned_value(self.tree, write)
        if value is None or not never_callable(self.symbols, self.values, value):
            return
        text = self.source.code(value)
        receiver = self.source.code(write.receiver)
        shown = "..." if _needs_arguments(name) else ""
        shown = shown_expiry(self.source, self.values, value) if name in session_api.SETTERS else shown
        call = advised_call(self.options, self.here.in_async, receiver, name, shown)
        alone = name in session_api.SETTERS and write.how is not Write.UNPACKED
        self.report(
            write.node,
            method=name,
            effect=_effect(name),
            instead=_instead(name, call),
            statement=whole_statement(write) if alone else None,
            safety=self._safety(value),
            call=session_call(self.options, self.here.in_async, receiver, name, text),
        )

    def _safety(self, value: cst.BaseExpression) -> Safety | None:
        is_default = is_number_by_default(self.symbols, self.values, value)
        return Safety.UNSAFE if is_default else safety_as_expiry(self.values.at(value))

    def fix(self, finding: Finding) -> Fix | None:
        statement, call, safety = (finding.facts[key] for key in ("statement", "call", "safety"))
        if statement is None or call is None or safety is None:
            return None
        edit = Replace(statement, call)  # type: ignore[arg-type]
        return Fix.safe(edit) if safety is Safety.SAFE else Fix.unsafe(edit)


def _effect(name: str) -> str:
    if name in session_api.SETTERS:
        return _NO_EXPIRY
    if name == "get_expiry_date":
        return _FAILS_IN_DATABASE
    return _FAILS if name in _CALLED_WHEN_SAVED else _HIDDEN


def _instead(name: str, call: str) -> str:
    if name in session_api.GETTERS:
        return "to set an expiry, call set_expiry(seconds)"
    if name == "save":
        return "to save the session, set modified = True"
    return f"call {call}"


def _needs_arguments(name: str) -> bool:
    signature = session_api.signature(name)
    return signature is not None and bool(signature.required)
