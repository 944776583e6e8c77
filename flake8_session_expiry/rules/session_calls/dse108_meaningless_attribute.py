"""
DSE108: an attribute that Django never reads is assigned on a session.

Silent where:

- Django reads the attribute, or it is a method that is called: "attributes that Django reads", "set_expiry is fine"
- its name is none of the closed list, no session setting and says nothing of an expiry: "an attribute of one's own",
  "private names", "names that are no setting and say nothing of an expiry"
- the module reads it anywhere, also with getattr(): "read further down", "read with getattr"
- what the session says of its own expiry is put there, for a template: "put there for a template"
- the module has a function or property of that name, or an option names it: "a property that the module defines",
  "named by option"
- the class defines a store, or the engine or the store is not Django's: "the code of a store", "an engine of the
  project's own", "a store of another package"
- what is assigned may be callable, where the name is that of a method: "a mock"
- it is added to, or deleted: "added to, or deleted"
- hasattr() asks first: "guarded"
- it is certainly no session of Django: "a session of requests in a view", "rows, and what else is called session", "the
  model has an expire_date", "Flask", "Flask's session on a request", "Starlette", "in a project that is known, beside
  another framework"
- the module has no sign of Django: "no sign of Django", "Odoo without an import that says so"
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import libcst as cst

from flake8_session_expiry.analysis.assigned_values import assigned_value, never_callable, shown_expiry, whole_statement
from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import UNKNOWN_MEMBER, WRITTEN
from flake8_session_expiry.reference import session_api, session_misnomers
from flake8_session_expiry.reference.settings import SESSION_SETTINGS
from flake8_session_expiry.rewrites.session_calls import advised_call, session_call
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.literals import plain_string
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.events import SessionRead, SessionWrite, Write
from flake8_session_expiry.sessions.model import Model

_LIKE_A_SETTING = re.compile(
    r"SESSION_(?:[A-Z]+_)*(?:EXPIRE[SD]?|EXPIRY|EXPIRATION|AGE|TIMEOUT|LIFETIME|TTL)(?:_[A-Z]+)*"
)
_SET = (Write.ASSIGN, Write.ANNOTATED, Write.SETATTR, Write.UNPACKED)


@dataclass(frozen=True)
class _Assigned:
    """One assignment; reported when the module is known to the end."""

    write: SessionWrite
    instead: str
    call: str | None


class MeaninglessAttribute(Rule):
    """
    An attribute that Django never reads is assigned on the session.

    ## What Django does

    Nothing: ``request.session.expiry = 300`` is stored on the Python object of this one request, and is gone after
    it. The session is not saved because of it, and it lasts as long as before (``SESSION_COOKIE_AGE``).
    ``permanent`` belongs to Flask, ``expire_date`` to the model ``Session``, and the ``SESSION_*`` names to the
    settings.

    ## Flagged

        from django.http import HttpResponse

        def view(request):
            request.session["seen"] = True
            request.session.expiry = 300
            return HttpResponse()

    ## Use instead

        from django.http import HttpResponse

        def view(request):
            request.session["seen"] = True
            request.session.set_expiry(300)
            return HttpResponse()

    ## Fix safety

    Unsafe: an attribute that sounds like an expiry becomes ``set_expiry(value)``. Whether the value was meant in
    seconds is not known. ``permanent`` and names of settings have no fix: ``set_expiry(seconds)`` is the length of
    this one session, ``SESSION_COOKIE_AGE`` in the settings module that of all.

    ## Options

    ``--session-expiry-extra-members`` names the members of your own session engine.

    ## References

    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    - [Session settings](https://docs.djangoproject.com/en/stable/ref/settings/#sessions)
    """

    code = "DSE108"
    since = "0.1.0"
    needs = WRITTEN & UNKNOWN_MEMBER
    message = "Django ignores the session attribute {name}: no expiry is set and nothing is saved; {instead}"
    fixes = frozenset({Safety.UNSAFE})

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._assigned: list[_Assigned] = []
        self._read: set[str] = set()

    def on_session_write(self, write: SessionWrite) -> None:
        """Remembered, as the module may read the attribute further down."""
        name = write.name
        value = assigned_value(self.tree, write)
        if write.how not in _SET or not self._is_ignored(write) or (self.here.class_ and self.here.class_.is_store):
            return
        if value is not None and _is_setter(name) and not never_callable(self.symbols, self.values, value):
            return
        if isinstance(value, cst.Call) and dotted(value.func).rpartition(".")[2] in session_api.GETTERS:
            return  # request.session.expiry = request.session.get_expiry_date(), for a template
        receiver = self.source.code(write.receiver)
        text = None if value is None else self.source.code(value)
        like_expiry = name in session_misnomers.EXPIRY_LIKE_ATTRIBUTES or _is_setter(name)
        call = None
        if text is not None and like_expiry and write.how is not Write.UNPACKED:
            call = session_call(self.options, self.here.in_async, receiver, "set_expiry", text)
        shown = "..." if value is None else shown_expiry(self.source, self.values, value)
        advised = advised_call(self.options, self.here.in_async, receiver, "set_expiry", shown)
        instead = f"call {advised}" if like_expiry else _instead(name)
        self._assigned.append(_Assigned(write, instead, call))

    def on_session_read(self, name: SessionRead) -> None:
        """Whoever reads the attribute uses the session of one request as a place to put things."""
        self._read.add(name.name)

    def visit_Call(self, node: cst.Call) -> None:
        """``getattr(request.session, "timeout", None)``."""
        if isinstance(node.func, cst.Name) and node.func.value == "getattr" and len(node.args) > 1:
            self._read.add(plain_string(node.args[1].value) or "")

    def leave_Module(self, original_node: cst.Module) -> None:
        """All reads are known now."""
        for assigned in self._assigned:
            write = assigned.write
            if write.name not in self._read:
                statement, call = whole_statement(write), assigned.call
                edit = Replace(statement, call) if statement is not None and call is not None else None
                self.report(write.node, name=write.name, instead=assigned.instead, edit=edit)

    def fix(self, finding: Finding) -> Fix | None:
        edit = finding.facts["edit"]
        return Fix.unsafe(edit) if isinstance(edit, Replace) else None

    def _is_ignored(self, write: SessionWrite) -> bool:
        name = write.name
        if name in SESSION_SETTINGS or _LIKE_A_SETTING.fullmatch(name):
            return not self.model.members.is_own_member(name)
        if name not in session_misnomers.IGNORED_ATTRIBUTES and not _is_setter(name):
            return False
        return self.model.members.is_stock(write.session) and not self.model.members.is_own_member(name)


def _is_setter(name: str) -> bool:
    """Whether it is no name for an attribute, but a method that somebody takes for ``set_expiry`` (``set_expire``, ``expire``)."""
    wrong = session_misnomers.WRONG_NAMES.get(name)
    method = session_misnomers.meant(name) if wrong is None else wrong.method
    return method in session_api.SETTERS


def _instead(name: str) -> str:
    if name == "permanent":
        return "for a longer session call set_expiry(seconds)"
    if name not in SESSION_SETTINGS:
        return "to set the expiry of one session call set_expiry(seconds)"
    return "this is a project-wide setting: for one session call set_expiry()"
