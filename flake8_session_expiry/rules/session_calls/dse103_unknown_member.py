"""
DSE103: a session is asked for something that it does not have.

Silent where:

- a session of Django has the name, on any engine and in any version: "members of every session", "members of single
  stores", "the async twins"
- the wrong name is another library's too, and the module has no sign of Django: "Pyramid without an import that says
  so", "Odoo without an import that says so", "Beaker without an import that says so", "no sign of Django", "a request
  class of somebody else", "sessions of other libraries in a project that is known"
- the module is another framework's: "Pyramid", "Starlette", "another framework in a project that is known"
- it is no session of Django, but an object that is called so: "an SQLAlchemy session in a view of Django", "an
  SQLAlchemy session on another object", "a session of requests", "a checkout session of a shop", "rows and objects that
  the project calls sessions", "the cache's own set_expire", "the test client may be anybody's"
- the module puts another session on the request, or SQLAlchemy may be that session: "another session is put in its
  place", "another session is put on a request that the code makes", "a session of SQLAlchemy that the project puts on
  the request"
- the engine, or the store that is imported, is not Django's: "an engine of the project's own", "a store of another
  package"
- the module assigns the attribute, or defines a function of that name: "assigned anywhere in the module", "put there
  with setattr", "defined in the module"
- an option names the member: "named by option"
- it is neither in the list of wrong names nor one letter from a member, and the engine is not known to be Django's, or
  it is only read: "any other unknown member where the engine is not known", "an attribute that a middleware elsewhere
  may have put there", "flash is no misspelt flush", "words that are no misspelling of a member", "a private name"
- sessions had the method on Python 2, and the project may still be on it: "methods of Python 2 where Django is not known",
  "methods of Python 2 in a Django that ran on it"
- a misspelt attribute is not assigned: "a misspelt modified that is added to", "a misspelt modified that is deleted"
- hasattr() asks first, or AttributeError is expected: "guarded by hasattr", "guarded by try"
- the row has the name, is no row of Django's model, or becomes a session: "a name of one's own on the model", "a model
  called Session of the project's own", "a proxy of the model with methods of its own", "a row is turned into a session"
- it is the request of pytest or of a task, or the attribute of a mock: "the request of pytest", "the request of a task in a project that
  is known", "the request of pytest in a test", "a mock's methods"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis import session_rows
from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import ON_REQUEST, UNKNOWN_MEMBER, WORD
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.reference.session_misnomers import WRONG_NAMES, WRONG_READS, WrongName, meant
from flake8_session_expiry.rewrites.session_calls import arguments_code, in_place_of, session_call
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import SessionCall, SessionRead, SessionWrite, Write
from flake8_session_expiry.sessions.types import Session

_RAISES = "Django's sessions have no {name}: this raises AttributeError; {hint}"
_ON_ROW = "the Session model, a plain database row, has no {name}: this raises AttributeError; {hint}"
_IGNORED = "Django's sessions have no {name}: assigning it does nothing; {hint}"
_ROW_HINT = "call it on SessionStore(session_key), and save() that store if you change it"


class UnknownMember(Rule):
    """
    A session is asked for a method or attribute that Django's sessions do not have.

    ## What Django does

    It raises ``AttributeError: 'SessionStore' object has no attribute 'set_expire'`` in the view. There is
    ``set_expiry()`` for the length of a session, ``flush()`` to end it, ``cycle_key()`` for a new key, ``pop(key,
    None)`` to remove a key; saving it (``modified = True``) is what renews an expiry in seconds. A misspelt
    ``request.session.modifed = True`` raises nothing: the change is not saved.

    The model ``django.contrib.sessions.models.Session`` is a database row, not a session: it has ``expire_date``,
    but no ``set_expiry()``.

    ## Flagged

        from django.http import HttpResponse

        def view(request):
            request.session.set_expire(300)
            return HttpResponse()

    or

        from django.http import HttpResponse

        def view(request):
            request.session.invalidate()
            return HttpResponse()

    ## Use instead

        from django.http import HttpResponse

        def view(request):
            request.session.set_expiry(300)
            return HttpResponse()

    or

        from django.http import HttpResponse

        def view(request):
            request.session.flush()
            return HttpResponse()

    ## Fix safety

    Unsafe: the name is replaced where it can mean only one thing, such as ``set_expire(300)``, ``destroy()``,
    ``remove("key")`` or a spelling mistake. In which unit the number was meant is not known; ``set_expiry()``
    counts seconds.

    ## Options

    ``--session-expiry-extra-members`` names the members of your own session engine. With
    ``--session-expiry-engine`` set to one of Django's, every other unknown method is reported as well.

    ## References

    - [Methods of sessions](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-sessions-in-views)
    - [The Session model](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-sessions-out-of-views)
    """

    code = "DSE103"
    since = "0.1.0"
    needs = UNKNOWN_MEMBER | (WORD("Session") & WORD("sessions") & WORD("models") & ON_REQUEST)
    message = _RAISES
    fixes = frozenset({Safety.UNSAFE})

    def on_session_call(self, call: SessionCall) -> None:
        """``session.expire(300)``."""
        wrong = self._wrong(call.session, call.method) or self._unknown(call.session, call.method)
        if wrong is not None:
            receiver, async_ = self.source.code(call.receiver), self.here.in_async
            edit = self._renamed(call, wrong, receiver, async_)
            self.report(call.node, name=call.method, hint=wrong.hint, edit=edit)

    def on_session_read(self, name: SessionRead) -> None:
        """``session.expire_date``; also a wrong name that is passed on uncalled."""
        wrong = WRONG_READS.get(name.name) if self.model.members.is_stock(name.session) else None
        wrong = wrong if wrong and self._is_unheard_of(name.name) else self._wrong(name.session, name.name)
        if wrong is not None:
            real = wrong.method is not None and wrong.name not in WRONG_NAMES
            edit = Replace(name.node.attr, wrong.method or "") if real else None
            self.report(name.node, name=name.name, hint=wrong.hint, edit=edit)

    def on_session_write(self, write: SessionWrite) -> None:
        """``session.modifed = True``."""
        real = session_api.MEMBERS.get(meant(write.name) or "")
        if real is None or real.kind is not session_api.MemberKind.ATTRIBUTE or write.how is not Write.ASSIGN:
            return
        if self.model.members.is_stock(write.session) and not self.model.members.is_own_member(write.name):
            assert isinstance(write.node, cst.Attribute)
            hint, edit = f"write {real.name}", Replace(write.node.attr, real.name)
            self.report(write.node, message=_IGNORED, name=write.name, hint=hint, edit=edit)

    def visit_Attribute(self, node: cst.Attribute) -> None:
        """``Session.objects.get(...).set_expiry(300)``."""
        name = node.attr.value
        if name in session_api.DJANGO_ONLY and session_rows.is_session_row(self.symbols, self.types, node.value):
            self.report(node, message=_ON_ROW, name=name, hint=_ROW_HINT, edit=None)

    def fix(self, finding: Finding) -> Fix | None:
        edit = finding.facts["edit"]
        return Fix.unsafe(edit) if isinstance(edit, Replace) else None

    def _wrong(self, session: Session, name: str) -> WrongName | None:
        """Why a session of Django cannot have this name, or None if it may."""
        if name in session_api.MEMBERS or not self._is_unheard_of(name):
            return None
        if (wrong := WRONG_NAMES.get(name)) is not None:
            return wrong if wrong.django_only or self.model.members.is_stock(session) else None
        if (real := meant(name)) is not None:
            method = WrongName(name, f"write {real}", real)
            return method if real in session_api.DJANGO_ONLY or self.model.members.is_stock(session) else None
        return None

    def _unknown(self, session: Session, name: str) -> WrongName | None:
        """
        Any other method, where the engine is known.

        Only calls: an attribute of another name may have been put there in another module, as middleware does.
        """
        if (
            self.options.engine not in session_api.ENGINES
            or self.model.is_test
            or name.startswith("_")
            or name in session_api.MEMBERS
            or (name in session_api.PYTHON_2_MEMBERS and not self.options.django_at_least(2, 0))
        ):
            return None
        stock = self.model.members.is_stock(session) and self._is_unheard_of(name)
        return WrongName(name, "see the session methods in Django's documentation") if stock else None

    def _is_unheard_of(self, name: str) -> bool:
        return not self.model.members.is_own_member(name) and name not in self.symbols.names_assigned

    def _renamed(self, call: SessionCall, wrong: WrongName, receiver: str, in_async: bool) -> Replace | None:
        node, method = call.node, wrong.method
        assert isinstance(node.func, cst.Attribute)
        if method is None or any(argument.star or argument.keyword for argument in node.args):
            return None
        if wrong.arguments is not None and wrong.arguments != len(node.args):
            return None
        if call.awaited:
            twin = session_api.ASYNC_TWINS.get(session_api.SYNC_TWINS.get(method, method))
            has_twin = twin is not None and self.options.django_at_least(*session_api.ASYNC_SESSIONS_SINCE)
            return Replace(node.func.attr, twin or "") if has_twin and method != "pop" else None
        arguments = arguments_code(self.source, node) + (", None" if wrong.name == "remove" else "")
        if not in_async and wrong.name != "remove":
            return Replace(node.func.attr, method)
        code = session_call(self.options, in_async, receiver, method, arguments)
        return None if code is None else in_place_of(self.tree, node, code)
