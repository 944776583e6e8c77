"""What names stand for: imports, assignments, parameters and annotations bind them, in source order."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.options import Options
from flake8_session_expiry.reference.frameworks import OTHER_SESSION, OTHER_WEB
from flake8_session_expiry.semantic.literals import plain_string
from flake8_session_expiry.semantic.symbols import dotted, imported_names, target_names
from flake8_session_expiry.sessions.functions import (
    class_context,
    function_context,
    parameters,
)
from flake8_session_expiry.sessions.inference import (
    CLIENT_ATTRIBUTES,
    REQUEST_NAMES,
    ClassNames,
    Expressions,
    held,
    is_djangos_client,
)
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

_REQUEST_CLASSES = re.compile(r"\w*(?:HttpRequest|WSGIRequest|ASGIRequest|Request)")
# ``ExportRequest`` may well be Django's, with a session on it, but it may be any other request as well.
_EXACT_REQUEST_CLASSES = re.compile(r"\w*HttpRequest|WSGIRequest|ASGIRequest|Request")
_SESSION_CLASSES = frozenset({"SessionBase", "SessionStore"})
_CLIENT_PARAMETER = re.compile(r"(?:\w+_)?client")


class Bindings(Expressions):
    """Follows the names of one module. Imports at its top are known everywhere in it, other names from where they are bound."""

    def __init__(self, source: SourceFile, options: Options) -> None:
        super().__init__(source, options)
        imports: list[cst.Import | cst.ImportFrom] = [*self.tree.of(cst.Import), *self.tree.of(cst.ImportFrom)]
        for statement in imports:
            if self.symbols.scope_of(statement) is self.tree.module:
                self._bind_imports(statement)

    def _bind(self, name: str, meaning: Type | None) -> None:
        meaning = held(meaning)
        if isinstance(meaning, Session) and meaning.origin is SessionOrigin.STORE:
            key, before = name, self._names[-1].get(name)
            if isinstance(before, Session) and before.origin is SessionOrigin.STORE:
                key = f"{before.key}'"  # another store under the same name is another session
            meaning = Session(SessionOrigin.STORE, key, certain=True)
        self._names[-1][name] = meaning or Opaque()

    def _bind_target(self, target: cst.CSTNode, value: cst.BaseExpression | None) -> None:
        if isinstance(target, cst.Name):
            self._bind(target.value, None if value is None else self._bound_meaning(value))
        elif isinstance(target, cst.Attribute) and dotted(target.value) in {"self", "cls"}:
            meaning = None if value is None else held(self._bound_meaning(value))
            if meaning is None and isinstance(value, cst.Call) and dotted(value.func).endswith(".client_class"):
                meaning = TestClient(self.source.code(target))
            # Another library's client hides the one that Django's TestCase gives.
            known = {*self._self_names[-1], *CLIENT_ATTRIBUTES}
            if target.attr.value in known or isinstance(meaning, (Session, Request, TestClient, StoreClass)):
                self._self_names[-1][target.attr.value] = meaning or Opaque()
        elif isinstance(target, cst.Attribute):
            if target.attr.value == "session":
                self._replace_session(self.source.code(target), value)
        else:
            for name in target_names(target):
                self._bind(name.value, None)

    def _replace_session(self, text: str, value: cst.BaseExpression | None) -> None:
        """After ``request.session = {}`` that is a dict; a session put in its place is saved by SessionMiddleware like the first."""
        names = (self._self_names if text.startswith("self.") else self._names)[-1]
        if value is not None and isinstance(self._meaning(value), Session):
            names.pop(text, None)
        else:
            names[text] = Opaque()

    def _bound_meaning(self, value: cst.BaseExpression) -> Type | None:
        if isinstance(value, cst.Call) and dotted(value.func).rpartition(".")[2] in {"import_module", "__import__"}:
            return None
        return self._meaning(value)

    def _is_fallback(self, node: cst.CSTNode, name: str) -> bool:
        """Whether a binding is for where the import before it failed (``except ImportError: now = datetime.now``)."""
        handler = self.tree.nearest(node, cst.ExceptHandler)
        if handler is None or name not in self._names[-1]:
            return False
        return any(
            isinstance(item, cst.Name) and item.value in {"ImportError", "ModuleNotFoundError"}
            for item in ([] if handler.type is None else [handler.type, *descendants(handler.type)])
        )

    def _bind_imports(self, statement: cst.Import | cst.ImportFrom) -> None:
        for name, full in imported_names(statement):
            if self._is_fallback(statement, name):
                continue
            root = full.lstrip(".").partition(".")[0]
            foreign = root in OTHER_WEB or root in OTHER_SESSION
            self._bind(name, StoreClass() if full.endswith(".SessionStore") and not foreign else Imported(full))

    def visit_Import(self, node: cst.Import) -> None:
        """``import x``."""
        self._bind_imports(node)

    def visit_ImportFrom(self, node: cst.ImportFrom) -> None:
        """``from x import y``."""
        self._bind_imports(node)

    def leave_Assign(self, original_node: cst.Assign) -> None:
        """An assignment binds when its value has been seen."""
        for target in original_node.targets:
            if isinstance(target.target, cst.Name) and self._is_fallback(original_node, target.target.value):
                continue
            self._bind_target(target.target, original_node.value)

    def leave_AnnAssign(self, original_node: cst.AnnAssign) -> None:
        """An annotation can say that something is a session or a request."""
        value = original_node.value
        annotated = self._annotated_meaning(original_node.annotation, dotted(original_node.target))
        if annotated is not None and value is not None and isinstance(self._bound_meaning(value), Session):
            annotated = None  # what is made here says more than its type
        if annotated is not None and isinstance(original_node.target, cst.Name):
            self._bind(original_node.target.value, annotated)
        elif annotated is not None and dotted(original_node.target).startswith("self."):
            self._self_names[-1][dotted(original_node.target)[5:]] = annotated
        elif value is not None:
            self._bind_target(original_node.target, value)

    def leave_NamedExpr(self, original_node: cst.NamedExpr) -> None:
        """The walrus."""
        self._bind_target(original_node.target, original_node.value)

    def visit_For(self, node: cst.For) -> None:
        """A loop's names stand for its items."""
        self._bind_target(node.target, None)

    def visit_CompFor(self, node: cst.CompFor) -> None:
        """So do a comprehension's."""
        self._bind_target(node.target, None)

    def visit_AsName(self, node: cst.AsName) -> None:
        """``with ... as name`` and ``except ... as name``."""
        if not isinstance(self.tree.parents[node], cst.ImportAlias):
            self._bind_target(node.name, None)

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        """A class opens a scope."""
        self._bind(node.name.value, StoreClass() if node.name.value == "SessionStore" else Opaque())
        self._contexts.append((self.function, self.class_))
        self.class_ = class_context(node)
        self._names.append(ClassNames())
        self._self_names.append({})

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        """A function opens a scope in which its parameters have their meanings."""
        self._bind(node.name.value, Opaque())
        self._contexts.append((self.function, self.class_))
        directly = self.class_ if isinstance(self.symbols.scope_of(node), cst.ClassDef) else None
        self.function = function_context(
            node, directly or (self.function.class_ if self.function else None), self.function
        )
        self._open_with_parameters(node)

    def visit_Lambda(self, node: cst.Lambda) -> None:
        """So does a lambda."""
        self._cannot_wait += 1
        self._open_with_parameters(node)

    def visit_GeneratorExp(self, node: cst.GeneratorExp) -> None:
        """What is made later is not waited for here."""
        self._cannot_wait += 1

    def _open_with_parameters(self, node: cst.FunctionDef | cst.Lambda) -> None:
        self._names.append({})
        for parameter in parameters(node):
            name = parameter.name.value
            meaning = self._annotated_meaning(parameter.annotation, name)
            if meaning is None and parameter.annotation is None:
                meaning = self._parameter_meaning(name, node)
            if name not in {"self", "cls"}:
                self._names[-1][name] = meaning or Opaque()

    def _parameter_meaning(self, name: str, node: cst.FunctionDef | cst.Lambda) -> Type | None:
        if name == "request" and isinstance(node, cst.FunctionDef) and self._is_called_by_pytest(node):
            return None
        if name in REQUEST_NAMES or name in self.options.request_names:
            return Request(name)
        if name in self.options.session_names:
            return Session(SessionOrigin.NAME, name, certain=True)
        if name.endswith("request") and self.frameworks.django:
            return Request(name, exact=False)
        if name.lower().endswith("session") and self.frameworks.only_django:
            return Session(SessionOrigin.NAME, name, certain=False)
        if name in {"client", "api_client", "admin_client", "async_client"} and self.is_test:
            return None if self._is_fixture_of_another_client(name) else TestClient(name)
        return None

    def _is_called_by_pytest(self, node: cst.FunctionDef) -> bool:
        """Whether a parameter ``request`` is pytest's: its ``session`` is the test run. In a TestCase nobody but a patch gives parameters."""
        function = self.function
        if function is None or function.node is not node:
            return False
        if any(name.rpartition(".")[2] == "fixture" for name in function.decorators):
            return True
        in_test_case = function.class_ is not None and function.class_.is_test_case
        is_patched = any("patch" in name for name in function.decorators)
        return self.is_test and function.name.startswith("test_") and not (in_test_case or is_patched)

    def _is_fixture_of_another_client(self, name: str) -> bool:
        """Whether the module has a fixture of that name which makes no client of Django's and gets none."""
        fixtures = [binding.node for binding in self.symbols.bindings_of(self.tree.module, name)]
        return any(
            isinstance(node, cst.FunctionDef)
            and not any(_CLIENT_PARAMETER.fullmatch(parameter.name.value) for parameter in parameters(node))
            and not any(isinstance(item, cst.Call) and self._makes_clients(item) for item in descendants(node))
            for node in fixtures
        )

    def _makes_clients(self, call: cst.Call) -> bool:
        return is_djangos_client(self.qualified(call.func) or "")

    def _annotated_meaning(self, annotation: cst.Annotation | None, name: str) -> Type | None:
        if annotation is None:
            return None
        for part in _annotation_names(annotation.annotation):
            last = part.rpartition(".")[2]
            root = self._lookup(part.partition(".")[0])
            origin = root.name if isinstance(root, Imported) else part
            if origin.lstrip(".").partition(".")[0] in OTHER_WEB | OTHER_SESSION:
                return Opaque()
            if last in _SESSION_CLASSES:
                return Session(SessionOrigin.NAME, name, certain=True)
            if _REQUEST_CLASSES.fullmatch(last):
                return Request(name, exact=_EXACT_REQUEST_CLASSES.fullmatch(last) is not None)
        return None

    def close_scope(self, node: cst.FunctionDef | cst.ClassDef | cst.Lambda | cst.GeneratorExp) -> None:
        """Called by ``ScopeCloser`` when all rules have left a scope."""
        if isinstance(node, cst.GeneratorExp):
            self._cannot_wait -= 1
            return
        self._names.pop()
        if isinstance(node, cst.ClassDef):
            self._self_names.pop()
        if isinstance(node, cst.Lambda):
            self._cannot_wait -= 1
        else:
            self.function, self.class_ = self._contexts.pop()


def _annotation_names(node: cst.BaseExpression) -> Iterator[str]:
    """The dotted names in an annotation, also in ``Optional[...]``, ``X | None`` and between quotes."""
    if isinstance(node, cst.SimpleString):
        yield from re.findall(r"[A-Za-z_][\w.]*", plain_string(node) or "")
    elif isinstance(node, (cst.Name, cst.Attribute)):
        yield dotted(node)
    elif isinstance(node, cst.BinaryOperation):
        yield from _annotation_names(node.left)
        yield from _annotation_names(node.right)
    elif isinstance(node, cst.Subscript):
        for element in node.slice:
            if isinstance(element.slice, cst.Index):
                yield from _annotation_names(element.slice.value)
