"""Binds names during the walk, in source order: imports, assignments, parameters and annotations."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.dispatch import Visitor
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.reference.frameworks import is_of_another_framework
from flake8_session_expiry.semantic.symbols import dotted, imported_names, target_names
from flake8_session_expiry.sessions.declarations import Declarations
from flake8_session_expiry.sessions.frames import Frames
from flake8_session_expiry.sessions.functions import FunctionContext, class_context, function_context, parameters
from flake8_session_expiry.sessions.inference import CLIENT_ATTRIBUTES, Inference, held
from flake8_session_expiry.sessions.module_facts import ModuleFacts
from flake8_session_expiry.sessions.position import Position
from flake8_session_expiry.sessions.types import (
    Imported,
    Opaque,
    Request,
    Session,
    SessionOrigin,
    StoreClass,
    TestClient,
    Type,
)


class Binder(Visitor):
    """
    The first visitor of a walk: writes the frames and the position. It opens scopes; ``ScopeEnd``, the last visitor,
    closes them.

    Imports at the top of the module are bound from its beginning on, other names from their binding on.
    """

    def __init__(self, module: ModuleFacts, frames: Frames, here: Position, types: Inference) -> None:
        super().__init__()
        self._source = module.source
        self._symbols = module.symbols
        self._tree = module.symbols.tree
        self._frames = frames
        self._here = here
        self._types = types
        self._declared = Declarations(module, frames, types)
        imports: list[cst.Import | cst.ImportFrom] = [*self._tree.of(cst.Import), *self._tree.of(cst.ImportFrom)]
        for statement in imports:
            if self._symbols.scope_of(statement) is self._tree.module:
                self._bind_imports(statement)

    def _bind(self, name: str, type_: Type | None) -> None:
        type_ = held(type_)
        if isinstance(type_, Session) and type_.origin is SessionOrigin.STORE:
            key, before = name, self._frames.bound_here(name)
            if isinstance(before, Session) and before.origin is SessionOrigin.STORE:
                key = f"{before.key}'"  # a second store with the same name is another session
            type_ = Session(SessionOrigin.STORE, key, certain=True)
        self._frames.bind(name, type_ or Opaque())

    def _bind_target(self, target: cst.CSTNode, value: cst.BaseExpression | None) -> None:
        if isinstance(target, cst.Name):
            self._bind(target.value, None if value is None else self._given(value))
        elif isinstance(target, cst.Attribute) and dotted(target.value) in {"self", "cls"}:
            self._bind_of_self(target, value)
        elif isinstance(target, cst.Attribute):
            if target.attr.value == "session":
                self._replace_session(self._source.code(target), value)
        elif isinstance(target, cst.Tuple) and isinstance(value, cst.Tuple) and _match(target, value):
            given = [self._given(element.value) for element in value.elements]
            for element, type_ in zip(target.elements, given, strict=True):
                for name in target_names(element.value):
                    self._bind(name.value, type_ if name is element.value else None)
        else:
            for name in target_names(target):
                self._bind(name.value, None)

    def _bind_of_self(self, target: cst.Attribute, value: cst.BaseExpression | None) -> None:
        name = target.attr.value
        type_ = None if value is None else held(self._given(value))
        if type_ is None and isinstance(value, cst.Call) and dotted(value.func).endswith(".client_class"):
            type_ = TestClient(self._source.code(target))
        # A client of another library takes the place of the ``self.client`` of Django's TestCase.
        is_known = self._frames.of_self(name) is not None or name in CLIENT_ATTRIBUTES
        if is_known or isinstance(type_, (Session, Request, TestClient, StoreClass)):
            self._frames.bind_of_self(name, type_ or Opaque())

    def _replace_session(self, text: str, value: cst.BaseExpression | None) -> None:
        """
        After ``request.session = {}`` it is a dict. If a session is assigned, it is saved by SessionMiddleware like the
        first one.
        """
        if value is not None and isinstance(self._types.type_of(value), Session):
            self._frames.unbind(text)
        elif text.startswith("self."):
            self._frames.bind_of_self(text, Opaque())
        else:
            self._frames.bind(text, Opaque())

    def _given(self, value: cst.BaseExpression) -> Type | None:
        if isinstance(value, cst.Call) and dotted(value.func).rpartition(".")[2] in {"import_module", "__import__"}:
            return None
        return self._types.type_of(value)

    def _is_fallback(self, node: cst.CSTNode, name: str) -> bool:
        """
        Whether a binding is only for the case that the import before it fails
        (``except ImportError: now = datetime.now``).
        """
        handler = self._tree.nearest(node, cst.ExceptHandler)
        if handler is None or self._frames.bound_here(name) is None:
            return False
        return any(
            isinstance(item, cst.Name) and item.value in {"ImportError", "ModuleNotFoundError"}
            for item in ([] if handler.type is None else [handler.type, *descendants(handler.type)])
        )

    def _bind_imports(self, statement: cst.Import | cst.ImportFrom) -> None:
        for name, full in imported_names(statement):
            if self._is_fallback(statement, name):
                continue
            is_store = full.endswith(".SessionStore") and not is_of_another_framework(full)
            self._bind(name, StoreClass() if is_store else Imported(full))

    def visit_Import(self, node: cst.Import) -> None:
        """``import x``."""
        self._bind_imports(node)

    def visit_ImportFrom(self, node: cst.ImportFrom) -> None:
        """``from x import y``."""
        self._bind_imports(node)

    def leave_Assign(self, original_node: cst.Assign) -> None:
        """An assignment binds its names after its value has been walked."""
        for target in original_node.targets:
            if isinstance(target.target, cst.Name) and self._is_fallback(original_node, target.target.value):
                continue
            self._bind_target(target.target, original_node.value)

    def leave_AnnAssign(self, original_node: cst.AnnAssign) -> None:
        """A name with an annotation may be a session or a request by it."""
        target, value = original_node.target, original_node.value
        declared = self._declared.of_annotation(original_node.annotation, dotted(target))
        if declared is not None and value is not None and isinstance(self._given(value), Session):
            declared = None  # the value shows more than the annotation
        if declared is not None and isinstance(target, cst.Name):
            self._bind(target.value, declared)
        elif declared is not None and dotted(target).startswith("self."):
            self._frames.bind_of_self(dotted(target)[5:], declared)
        elif value is not None:
            self._bind_target(target, value)

    def leave_NamedExpr(self, original_node: cst.NamedExpr) -> None:
        """``name := value``."""
        self._bind_target(original_node.target, original_node.value)

    def visit_For(self, node: cst.For) -> None:
        """The names of a loop are bound to its items."""
        self._bind_target(node.target, None)

    def visit_ListComp(self, node: cst.ListComp) -> None:
        """A comprehension opens a scope: its names are bound before what is made of them, which stands first."""
        self._open_comprehension(node.for_in)

    def visit_SetComp(self, node: cst.SetComp) -> None:
        """As a list."""
        self._open_comprehension(node.for_in)

    def visit_DictComp(self, node: cst.DictComp) -> None:
        """As a list."""
        self._open_comprehension(node.for_in)

    def visit_AsName(self, node: cst.AsName) -> None:
        """``with ... as name`` and ``except ... as name``."""
        if not isinstance(self._tree.parents[node], cst.ImportAlias):
            self._bind_target(node.name, None)

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        """A class opens a scope."""
        self._bind(node.name.value, StoreClass() if node.name.value == "SessionStore" else Opaque())
        self._here.enter_class(class_context(node))
        self._frames.open_class()

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        """A function opens a scope in which its parameters have their types."""
        self._bind(node.name.value, Opaque())
        outer = self._here.function
        directly = self._here.class_ if isinstance(self._symbols.scope_of(node), cst.ClassDef) else None
        function = function_context(node, directly or (outer.class_ if outer else None), outer)
        self._here.enter_function(function)
        self._open(node, function)

    def visit_Lambda(self, node: cst.Lambda) -> None:
        """A lambda opens a scope with its parameters."""
        self._here.enter_deferred()
        self._open(node, None)

    def visit_GeneratorExp(self, node: cst.GeneratorExp) -> None:
        """The code of a generator runs later, so ``await`` cannot be used in it as in the function around it."""
        self._here.enter_deferred()
        self._open_comprehension(node.for_in)

    def _open_comprehension(self, loop: cst.CompFor | None) -> None:
        self._frames.open_function()
        while loop is not None:
            self._bind_target(loop.target, None)
            loop = loop.inner_for_in

    def _open(self, node: cst.FunctionDef | cst.Lambda, function: FunctionContext | None) -> None:
        self._frames.open_function()
        for parameter in parameters(node):
            type_ = self._declared.of_parameter(parameter, function)
            if parameter.name.value not in {"self", "cls"}:
                self._frames.bind(parameter.name.value, type_ or Opaque())


def _match(target: cst.Tuple, value: cst.Tuple) -> bool:
    """``session, user = request.session, request.user``: each name has a value of its own."""
    plain = not any(isinstance(element, cst.StarredElement) for element in (*target.elements, *value.elements))
    return plain and len(target.elements) == len(value.elements)


class ScopeEnd(Visitor):
    """The last visitor of a walk: closes a scope when the methods of all rules for its end have been called."""

    def __init__(self, frames: Frames, here: Position) -> None:
        super().__init__()
        self._frames = frames
        self._here = here

    def leave_FunctionDef(self, original_node: cst.FunctionDef) -> None:
        """The end of a function."""
        self._frames.close_function()
        self._here.leave()

    def leave_ClassDef(self, original_node: cst.ClassDef) -> None:
        """The end of a class."""
        self._frames.close_class()
        self._here.leave()

    def leave_Lambda(self, original_node: cst.Lambda) -> None:
        """The end of a lambda."""
        self._frames.close_function()
        self._here.leave()

    def leave_ListComp(self, original_node: cst.ListComp) -> None:
        """The end of a comprehension."""
        self._frames.close_function()

    def leave_SetComp(self, original_node: cst.SetComp) -> None:
        """The end of a comprehension."""
        self._frames.close_function()

    def leave_DictComp(self, original_node: cst.DictComp) -> None:
        """The end of a comprehension."""
        self._frames.close_function()

    def leave_GeneratorExp(self, original_node: cst.GeneratorExp) -> None:
        """The end of a generator expression."""
        self._frames.close_function()
        self._here.leave()
