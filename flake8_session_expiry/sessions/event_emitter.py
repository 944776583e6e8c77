"""Emits the events of sessions and requests during the walk, in source order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import libcst as cst

from flake8_session_expiry.engine.dispatch import Visitor
from flake8_session_expiry.engine.events import Event
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.semantic.literals import plain_string, subscript_key
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.effects import Effects
from flake8_session_expiry.sessions.events import (
    Access,
    PassedOn,
    RequestCall,
    RequestWrite,
    SessionCall,
    SessionItem,
    SessionRead,
    SessionWrite,
    Write,
)
from flake8_session_expiry.sessions.inference import Inference
from flake8_session_expiry.sessions.module_facts import ModuleFacts
from flake8_session_expiry.sessions.position import Position
from flake8_session_expiry.sessions.tested_values import is_ruled_out
from flake8_session_expiry.sessions.types import (
    Opaque,
    Request,
    Session,
)
from flake8_session_expiry.sessions.value_scope import ValueScope
from flake8_session_expiry.values.occurrence import Occurrence


class EventEmitter(Visitor):
    """
    Emits an event for each thing that code does with a session or request, and adds it to ``effects``. Runs after the
    binder and before the rules.
    """

    def __init__(
        self, module: ModuleFacts, here: Position, types: Inference, values: ValueScope, effects: Effects
    ) -> None:
        super().__init__()
        self.emit: Callable[[Event], None] = lambda event: None
        self._tree = module.symbols.tree
        self._is_foreign = module.frameworks.foreign
        self._here = here
        self._types = types
        self._values = values
        self._effects = effects

    def _emit(self, event: Event) -> None:
        self._effects.add(event)
        self.emit(event)

    def visit_Attribute(self, node: cst.Attribute) -> None:
        """Everything that is done with a member of a session or request."""
        name = node.attr.value
        session = self._types.session(node.value)
        if session is not None:
            if session.certain or name in session_api.DJANGO_ONLY:
                self._emit_session_member(node, session, name)
            return
        request = self._types.request(node.value)
        if request is not None:
            self._emit_request_member(node, request, name)

    def _emit_session_member(self, node: cst.Attribute, session: Session, name: str) -> None:
        parent = self._tree.parents[node]
        statement = self._tree.statement(node)
        if isinstance(parent, cst.Call) and parent.func is node:
            awaited = isinstance(self._tree.parents[parent], cst.Await)
            expiry = self._expiry_argument(parent) if name in session_api.SETTERS else None
            self._emit(SessionCall(parent, session, node.value, name, statement, self._here.function, awaited, expiry))
            return
        written = self._written(node)
        if written is None:
            self._emit(SessionRead(node, session, node.value, name, statement, self._here.function))
        else:
            how, value = written
            self._emit(SessionWrite(node, session, node.value, name, value, how, statement, self._here.function))

    def _emit_request_member(self, node: cst.Attribute, request: Request, name: str) -> None:
        parent = self._tree.parents[node]
        statement = self._tree.statement(node)
        if isinstance(parent, cst.Call) and parent.func is node:
            self._emit(RequestCall(parent, request, node.value, name, statement, self._here.function))
        elif (written := self._written(node)) is not None:
            how, value = written
            self._emit(RequestWrite(node, request, node.value, name, value, how, statement, self._here.function))

    def visit_Subscript(self, node: cst.Subscript) -> None:
        """Everything that is done with an item of a session."""
        session = self._types.session(node.value)
        if session is None or not session.certain:
            return
        access, value = Access.READ, None
        if (written := self._written(node)) is not None:
            how, value = written
            access = {Write.DELETE: Access.DELETE, Write.AUGMENTED: Access.AUGMENTED}.get(how, Access.WRITE)
        statement = self._tree.statement(node)
        self._emit(
            SessionItem(node, session, node.value, subscript_key(node), access, value, statement, self._here.function)
        )

    def visit_Call(self, node: cst.Call) -> None:
        """Calls with a request or a session; ``setattr(session, "name", value)`` and ``delattr``."""
        if not isinstance(node.func, cst.Name) or node.func.value not in {"setattr", "delattr"} or len(node.args) < 2:
            self._emit_passed_on(node)
            return
        name = plain_string(node.args[1].value)
        if name is None:
            return
        value = node.args[2].value if len(node.args) == 3 else None
        how = Write.SETATTR if node.func.value == "setattr" else Write.DELETE
        owner, statement = node.args[0].value, self._tree.statement(node)
        session, request = self._types.session(owner), self._types.request(owner)
        if session is not None and (session.certain or name in session_api.DJANGO_ONLY):
            self._emit(SessionWrite(node, session, owner, name, value, how, statement, self._here.function))
        elif request is not None:
            self._emit(RequestWrite(node, request, owner, name, value, how, statement, self._here.function))

    def _emit_passed_on(self, node: cst.Call) -> None:
        passed: list[tuple[int | str, Request | Session]] = []
        inside: list[tuple[int | str, Request | Session]] = []
        for position, argument in enumerate(node.args):
            if isinstance(argument.value, cst.Dict):
                inside += (("{}", type_) for type_ in self._given_in(argument.value))
            # Only such expressions: this runs for every argument of every call.
            if isinstance(argument.value, (cst.Name, cst.Attribute, cst.NamedExpr)):
                type_ = self._types.type_of(argument.value)
                if isinstance(type_, (Request, Session)):
                    passed.append((position if argument.keyword is None else argument.keyword.value, type_))
        passed += inside
        owner = _owner(node.func)
        if (passed or owner) and not self._is_foreign:
            name = self._types.qualified(node.func) or dotted(node.func)
            if isinstance(node.func, cst.Name) and isinstance(self._types.type_of(node.func), Opaque):
                name = f".{name}"  # it is bound in this module, so it is not a name of a star import
            statement = self._tree.statement(node)
            self._emit(PassedOn(node, name, tuple(passed), owner, statement, self._here.function))

    def _given_in(self, given: cst.Dict) -> Iterator[Request | Session]:
        """``context={"request": request}``, as serializers and templates are given a request."""
        for element in given.elements:
            if isinstance(element, cst.DictElement) and isinstance(element.value, (cst.Name, cst.Attribute)):
                type_ = self._types.type_of(element.value)
                if isinstance(type_, (Request, Session)):
                    yield type_

    def _expiry_argument(self, call: cst.Call) -> Occurrence | None:
        for argument in call.args:
            if argument.star:
                return None
            if argument.keyword is None or argument.keyword.value == "value":
                return self._as_used(argument.value, self._values.at(argument.value))
        return None

    def _as_used(self, node: cst.BaseExpression, value: Occurrence) -> Occurrence:
        """A value, or each of its branches, at its use: unknown where a test rules the constant of a name out."""
        if value.branches:
            return replace(value, branches=tuple(self._as_used(branch.node, branch) for branch in value.branches))
        is_name = isinstance(node, (cst.Name, cst.Attribute))
        if value.known and is_name and is_ruled_out(self._tree, node, value.constant):
            return Occurrence(node, node)
        return value

    def _written(self, node: cst.BaseExpression) -> tuple[Write, cst.BaseExpression | None] | None:
        parent = self._tree.parents[node]
        if isinstance(parent, cst.AssignTarget):
            assign = self._tree.parents[parent]
            return Write.ASSIGN, assign.value if isinstance(assign, cst.Assign) else None
        if isinstance(parent, cst.AnnAssign) and parent.target is node:
            return (Write.ANNOTATED, parent.value) if parent.value is not None else None
        if isinstance(parent, cst.AugAssign) and parent.target is node:
            return Write.AUGMENTED, parent.value
        if isinstance(parent, cst.Del):
            return Write.DELETE, None
        if isinstance(parent, (cst.For, cst.CompFor)) and parent.target is node or isinstance(parent, cst.AsName):
            return Write.UNPACKED, None
        if isinstance(parent, (cst.Element, cst.StarredElement)):
            return self._written_in_tuple(parent)
        return None

    def _written_in_tuple(self, element: cst.BaseElement) -> tuple[Write, None] | None:
        outer = self._tree.parents[element]
        if isinstance(outer, (cst.Tuple, cst.List)) and (written := self._written(outer)) is not None:
            return (Write.DELETE if written[0] is Write.DELETE else Write.UNPACKED), None
        return None


def _owner(function: cst.BaseExpression) -> str | None:
    """``self`` for ``self.method`` (and ``cls.method``), ``super`` for ``super().method``."""
    if not isinstance(function, cst.Attribute):
        return None
    owner = function.value
    if isinstance(owner, cst.Name) and owner.value in {"self", "cls"}:
        return "self"
    if isinstance(owner, cst.Call) and isinstance(owner.func, cst.Name) and owner.func.value == "super":
        return "super"
    return None
