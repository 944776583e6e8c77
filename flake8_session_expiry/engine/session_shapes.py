"""What a module does with sessions and requests; ``needs`` has the vocabulary."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cached_property

from flake8_session_expiry.engine import needs
from flake8_session_expiry.engine.container_shapes import KEYED, WRITING, ContainerShapes
from flake8_session_expiry.engine.expiry_shapes import ExpiryShapes
from flake8_session_expiry.engine.marked_changes import MarkedChanges
from flake8_session_expiry.engine.needs import Shapes
from flake8_session_expiry.engine.python_nodes import BoundNames, PythonNodes, last_name, text_of
from flake8_session_expiry.engine.session_names import Likely, SessionNames
from flake8_session_expiry.reference import session_api

_OWN = frozenset({"self", "cls"})
_REQUESTS = frozenset({"request", "req", "http_request", "django_request"})
_ON_REQUEST = session_api.DJANGO_ONLY | {"set_test_cookie", "test_cookie_worked", "delete_test_cookie"}
_READERS = frozenset({"get", "aget", "setdefault", "asetdefault"})
_STORERS = frozenset({"setdefault", "asetdefault", "aset"})
_CHANGES_DATA = session_api.CHANGES - {"flush", "delete", "cycle_key", "create", "save"}
_EXPIRY_KEYWORDS = frozenset({"modification", "expiry"})


@dataclass
class SessionShapes:
    """Finds what is done with sessions and requests."""

    found: Shapes
    nodes: PythonNodes
    bindings: BoundNames
    sessions: SessionNames
    stored: dict[str, set[tuple[ast.AST | None, str]]] = field(default_factory=dict)
    """
    Names and attributes that stand for something that a session stores, each with the functions in which they do, and
    the texts of these sessions.
    """
    containers: ContainerShapes = field(init=False)
    expiries: ExpiryShapes = field(init=False)
    marked: MarkedChanges = field(init=False)
    _sure: dict[str, bool] = field(default_factory=dict)
    _clients: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.containers = ContainerShapes(self.found, self.nodes, self.bindings)
        self.expiries = ExpiryShapes(self.found, self.nodes, self.bindings)
        self.marked = MarkedChanges(self.nodes, self.bindings)

    def find(self) -> None:
        """Note all of them."""
        self.containers.find_changed_names()
        for node in self.nodes.of(ast.Attribute):
            assert isinstance(node, ast.Attribute)
            self._attribute(node)
        for node in self.nodes.of(ast.Subscript):
            assert isinstance(node, ast.Subscript)
            if self.sessions.session(node.value) is Likely.YES:
                self._item(node)
        for node in self.nodes.of(ast.Call):
            assert isinstance(node, ast.Call)
            self._call(node)
        for node in self.nodes.of(ast.Compare):
            assert isinstance(node, ast.Compare)
            self._compared(node)
        self.expiries.find()
        self._find_tests()
        self._find_uses_of_stored()

    # -- members of sessions and requests ------------------------------------------------------------------------------

    def _attribute(self, node: ast.Attribute) -> None:
        name, likely = node.attr, self.sessions.session(node.value)
        if name in _ON_REQUEST and not self._is_no_request(node.value):
            self.found.note(needs.ON_REQUEST, name)
        if name == "session" and not isinstance(node.ctx, ast.Load) and not _is_own(node.value):
            self.found.note(needs.SESSION_REPLACED)
        if likely is Likely.YES or (likely is Likely.BY_METHOD and name in session_api.DJANGO_ONLY):
            self._member(node, likely)

    def _is_no_request(self, node: ast.expr) -> bool:
        """
        Whether an expression is no request: ``x.session``, ``self``, ``super()``, or a name for a session that is bound
        to nothing else.
        """
        if isinstance(node, ast.Attribute):
            return node.attr == "session"
        if isinstance(node, ast.Call):
            return last_name(node.func) == "super"
        if isinstance(node, ast.Name) and node.id in _OWN:
            return not self.bindings.is_typed(node.id)
        if not isinstance(node, ast.Name) or not node.id.lower().endswith("session") or node.id in self.bindings.loops:
            return False
        if node.id not in self._sure:
            values = self.bindings.values.get(node.id, ())
            self._sure[node.id] = all(self.sessions.session(value) is not Likely.NO for value in values)
        return self._sure[node.id]

    def _member(self, node: ast.Attribute, likely: Likely) -> None:
        name, parent = node.attr, self.nodes.parents[node]
        if _is_unknown(name) and likely is Likely.YES:
            self.found.note(needs.UNKNOWN_MEMBER, name)
        if isinstance(parent, ast.Call) and parent.func is node:
            self._method(node, parent)
            return
        if not isinstance(node.ctx, ast.Load):
            self.found.note(needs.WRITTEN, name)
            if name == "modified":
                self._store_changed(node.value)
                if self._may_be_client(node.value):
                    self.found.note(needs.CLIENT_CHANGED)
        if isinstance(node.ctx, ast.Load) or isinstance(parent, ast.AnnAssign):
            self.found.note(needs.UNCALLED, name)

    def _method(self, node: ast.Attribute, call: ast.Call) -> None:
        name, member = node.attr, session_api.MEMBERS.get(node.attr)
        self.found.note(needs.CALLED, name)
        if name in session_api.SETTERS:
            self.expiries.add(call)
        user = self.nodes.parents[call]
        is_awaited = isinstance(user, ast.Await)
        is_alone = isinstance(self.nodes.parents[user] if is_awaited else user, ast.Expr)
        if name in _CHANGES_DATA:
            self._store_changed(node.value)
            if is_alone and self._may_be_client(node.value):
                self.found.note(needs.CLIENT_CHANGED)
        if member is not None and member.is_async is not is_awaited:
            self.found.note(needs.AWAITED if is_awaited else needs.UNAWAITED, name)
        if member is not None and member.signature is not None and not _fits(member.signature, call):
            self.found.note(needs.MISFIT, name)
        plain_name = session_api.SYNC_TWINS.get(name, "set" if name == "aset" else name)
        if plain_name in KEYED and call.args:
            self.containers.key(call.args[0], is_written=plain_name in WRITING)
        if name in _STORERS:
            self.containers.stored_value(call.args[1] if len(call.args) == 2 else None)
        elif plain_name == "update":
            self._updated(call)
        if name in _READERS and call.args:
            self._read(call, node.value, is_client=self._may_be_client(node.value))

    def _updated(self, call: ast.Call) -> None:
        for keyword in call.keywords:
            self.containers.stored_value(keyword.value)
        for argument in call.args:
            if not isinstance(argument, ast.Dict):
                continue
            for key, value in zip(argument.keys, argument.values, strict=True):
                self.containers.stored_value(value)
                self.containers.key(key, is_written=True)

    def _may_be_client(self, session: ast.expr) -> bool:
        """Whether a session may be read from a test client right here: not by a name, nor from what is a request."""
        if not isinstance(session, ast.Attribute):
            return not isinstance(session, ast.Name)
        owner = last_name(session.value)
        if owner in _OWN:
            return False
        if owner is None or not owner.lower().endswith(("request", "req")):
            return True
        if owner not in self._clients:
            values = [*self.bindings.values.get(owner, ()), *self.bindings.attributes.get(owner, ())]
            self._clients[owner] = any(self._names_client(value) for value in values)
        return self._clients[owner]

    def _names_client(self, value: ast.expr) -> bool:
        """Whether a test client may be made here: ``Client()``, ``self.client_class()``, a name for a client."""
        function = value.func if isinstance(value, ast.Call) else value
        name = last_name(function) or ""
        full = " ".join(self.bindings.imported.get(name, ()))
        return "client" in f"{name} {full}".lower() or (isinstance(value, ast.Name) and name not in _REQUESTS)

    def _store_changed(self, session: ast.expr) -> None:
        is_saved = isinstance(session, ast.Name) and (self.nodes.function_of(session), session.id) in self._saved
        if isinstance(session, (ast.Name, ast.Call)) and not is_saved:
            self.found.note(needs.STORE_CHANGED)

    @cached_property
    def _saved(self) -> set[tuple[ast.AST | None, str]]:
        """The names of which ``save`` is named, each with the function."""
        return {
            (self.nodes.function_of(node), node.value.id)
            for node in self.nodes.of(ast.Attribute)
            if isinstance(node, ast.Attribute) and node.attr in {"save", "asave"} and isinstance(node.value, ast.Name)
        }

    # -- items -----------------------------------------------------------------------------------------------------

    def _item(self, node: ast.Subscript) -> None:
        is_client = self._may_be_client(node.value)
        self.containers.key(node.slice, is_written=isinstance(node.ctx, ast.Store))
        if isinstance(node.ctx, ast.Load):
            self.found.note(needs.ITEM, "read")
            self._read(node, node.value, is_client=is_client)
            return
        self._store_changed(node.value)
        if is_client:
            self.found.note(needs.CLIENT_CHANGED)
        if isinstance(node.ctx, ast.Del):
            self.found.note(needs.ITEM, "deleted")
            return
        self.found.note(needs.ITEM, "written")
        value = self.nodes.value_of_target(node)
        self.containers.stored_value(value)
        if isinstance(value, ast.Name):
            self.stored.setdefault(value.id, set()).add(self._place(node, node.value))

    def _read(self, node: ast.expr, session: ast.expr, *, is_client: bool) -> None:
        """A value is read from a session: what is done with it here, and what it is bound to."""
        around, is_changed = self.containers.outermost(node)
        place = self._place(node, session)
        if is_changed:
            self._changed(around, {place})
            if is_client:
                self.found.note(needs.CLIENT_CHANGED)
        self._bind_stored(around, place)

    def _place(self, node: ast.expr, session: ast.expr) -> tuple[ast.AST | None, str]:
        """The function in which a session is used, and the text of the session."""
        return self.nodes.function_of(node), self.marked.receiver(session)

    def _changed(self, node: ast.expr, places: set[tuple[ast.AST | None, str]]) -> None:
        """A value is changed that a session stores; a local name is that of the sessions in the same function."""
        function = self.nodes.function_of(node)
        sessions = {session for there, session in places if there is function}
        if len(sessions) != 1 or not self.marked.is_marked(node, *sessions):
            self.found.note(needs.NESTED_CHANGE)

    def _bind_stored(self, node: ast.expr, place: tuple[ast.AST | None, str]) -> None:
        parent = self.nodes.parents[node]
        targets: list[ast.expr] = []
        if isinstance(parent, ast.Assign):
            targets = parent.targets
        elif isinstance(parent, (ast.AnnAssign, ast.NamedExpr)) and parent.value is node:
            targets = [parent.target]
        for target in targets:
            if (name := last_name(target)) is not None:
                self.stored.setdefault(name, set()).add(place)

    def _find_uses_of_stored(self) -> None:
        """What is done with values that a session stores, by the names and attributes that they are bound to."""
        if not self.stored:
            return
        # ``cart = session["cart"]``, then ``self.cart = cart``
        for attribute, values in self.bindings.attributes.items():
            if any(last_name(value) in self.stored for value in values):
                self.stored.setdefault(attribute, set())
        for node in self.nodes.of(ast.Name, ast.Attribute):
            assert isinstance(node, (ast.Name, ast.Attribute))
            name = last_name(node) or ""
            is_stored = name in self.stored and isinstance(node.ctx, ast.Load)
            if is_stored and self.containers.outermost(node)[1] and isinstance(node, ast.Name):
                self._changed(node, self.stored[name])

    # -- the rest ------------------------------------------------------------------------------------------------------

    def _call(self, node: ast.Call) -> None:
        if self.sessions.session(node.func) is Likely.YES:
            self.found.note(needs.SESSION_CALLED)
        if self.sessions.is_store(node.func):
            self.found.note(needs.STORE_MADE)
            if not node.args and not self.nodes.is_in_function(node):
                self.found.note(needs.STORE_OUTSIDE)
        if last_name(node.func) in {"setattr", "delattr"} and len(node.args) > 1:
            self._set_by_name(node.args[0], text_of(node.args[1]))

    def _set_by_name(self, owner: ast.expr, name: str | None) -> None:
        """``setattr(session, "name", value)``."""
        if name is None:
            return
        likely = self.sessions.session(owner)
        if likely is Likely.YES or (likely is Likely.BY_METHOD and name in session_api.DJANGO_ONLY):
            self.found.note(needs.WRITTEN, name)
            if _is_unknown(name):
                self.found.note(needs.UNKNOWN_MEMBER, name)
            if name == "modified":
                self._store_changed(owner)
                self.found.note(needs.CLIENT_CHANGED)
        if name == "session":
            self.found.note(needs.SESSION_REPLACED)
        if name in _ON_REQUEST:
            self.found.note(needs.ON_REQUEST, name)

    def _compared(self, node: ast.Compare) -> None:
        sides = [node.left, *node.comparators]
        for operator, left, right in zip(node.ops, sides, sides[1:], strict=False):
            if not isinstance(operator, (ast.In, ast.NotIn)):
                continue
            is_session = self.sessions.session(right) is not Likely.NO
            if is_session:
                self.found.note(needs.KEY_ASKED)
            if is_session or last_name(right) in self.stored:
                self.containers.key(left, is_written=False)

    def _find_tests(self) -> None:
        tests: list[ast.expr] = []
        for node in self.nodes.of(ast.If, ast.While, ast.IfExp, ast.Assert):
            assert isinstance(node, (ast.If, ast.While, ast.IfExp, ast.Assert))
            tests.append(node.test)
        for node in self.nodes.of(ast.comprehension):
            assert isinstance(node, ast.comprehension)
            tests += node.ifs
        for node in self.nodes.of(ast.UnaryOp):
            assert isinstance(node, ast.UnaryOp)
            if isinstance(node.op, ast.Not):
                tests.append(node.operand)
        for node in self.nodes.of(ast.Call):
            assert isinstance(node, ast.Call)
            if last_name(node.func) == "bool":
                tests += node.args
        while tests:
            test = tests.pop()
            if isinstance(test, ast.BoolOp):
                tests += test.values
            elif self.sessions.session(test) is Likely.YES:
                self.found.note(needs.TESTED)


def _is_unknown(name: str) -> bool:
    """Whether no session has a name; one with an underscore before it is no mistake."""
    return name not in session_api.MEMBERS and not name.startswith("_")


def _is_own(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in _OWN


def _fits(signature: session_api.Signature, call: ast.Call) -> bool:
    """Whether a method takes the arguments of a call, and ignores none of them."""
    keywords = [keyword.arg for keyword in call.keywords]
    if None in keywords or any(isinstance(argument, ast.Starred) for argument in call.args):
        return True
    names = frozenset(name for name in keywords if name is not None)
    return signature.accepts(len(call.args), names) and (not signature.keywords or names <= _EXPIRY_KEYWORDS)
