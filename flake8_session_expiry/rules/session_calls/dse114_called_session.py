"""
DSE114: the session itself is called.

Silent where:

- a method or an item is called: "get is called", "a subscript", "what lies in the session is called", "a method of the
  request that makes sessions", "a session that is passed on"
- it is not the session of a request, a scope or a test client: "SQLAlchemy's session factory", "the session factory of
  a database", "a name of the project's own", "a session that is neither the request's nor a client's", "requests under
  another name"
- no text is given as a key, and it is a client's, or the module has no sign of Django: "a driver's session in a test",
  "a request of an unknown framework"
- the module puts something else into its place: "the module puts something else there"
- callable() asks first, or TypeError is expected: "asked first, or expected to fail"
- the module is another framework's: "aiohttp"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import SESSION_CALLED
from flake8_session_expiry.rewrites.session_calls import session_call
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.types import SessionOrigin

_SESSIONS = frozenset({SessionOrigin.REQUEST, SessionOrigin.CHANNELS, SessionOrigin.CLIENT, SessionOrigin.BOUND_CLIENT})


class CalledSession(Rule):
    """
    The session is called like a function: ``request.session("key")``.

    ## What Django does

    A session is used like a dict, and cannot be called: the line raises ``TypeError: 'SessionStore' object is not callable``.

    ## Flagged

        from django.http import HttpResponse

        def view(request):
            return HttpResponse(request.session("theme"))

    ## Use instead

        from django.http import HttpResponse

        def view(request):
            return HttpResponse(request.session.get("theme"))

    ## Fix safety

    Unsafe: ``session("key")`` becomes ``session.get("key")``, which gives None where the key is missing. In ``async
    def`` it is ``await ….aget("key")``, and only if Django 5.1 or later is known. A call with no or with several
    arguments has no fix: write ``get("key", default)`` to read, ``session["key"] = value`` to store.

    ## References

    - [Using sessions in views](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-sessions-in-views)
    """

    code = "DSE114"
    since = "0.1.0"
    needs = SESSION_CALLED
    message = '{session} is called like a function: this raises TypeError; read a key with {session}.get("key")'
    fixes = frozenset({Safety.UNSAFE})
    raises = frozenset({"TypeError"})

    def visit_Call(self, node: cst.Call) -> None:
        session = self.types.session(node.func)
        if session is None or not session.certain or session.origin not in _SESSIONS:
            return
        arguments = [argument for argument in node.args if argument.keyword is None and not argument.star]
        # A key says what is meant; a call without one needs Django's word that this is no factory of somebody else's sessions.
        is_key = bool(arguments) and isinstance(arguments[0].value, cst.SimpleString)
        is_surely = self.model.shows_django and session.origin in {SessionOrigin.REQUEST, SessionOrigin.CHANNELS}
        if is_key or is_surely:
            self.report(node, session=self.source.code(node.func), in_async=self.here.in_async)

    def fix(self, finding: Finding) -> Fix | None:
        """``get``, where one key is given and the result is used."""
        call = finding.node
        assert isinstance(call, cst.Call)
        parent = self.tree.parents[call]
        if len(call.args) != 1 or call.args[0].keyword is not None or call.args[0].star:
            return None
        if isinstance(parent, (cst.Expr, cst.Await)):
            return None
        key = self.source.code(call.args[0].value)
        in_async = finding.facts["in_async"] is True
        code = session_call(self.options, in_async, str(finding.facts["session"]), "get", key)
        return None if code is None else Fix.unsafe(Replace(call, code))
