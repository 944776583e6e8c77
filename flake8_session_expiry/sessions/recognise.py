"""Which expressions are Django requests and sessions: decided once, for all rules, while the module is walked in source order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property

import libcst as cst

from flake8_session_expiry.engine.dispatch import Visitor
from flake8_session_expiry.engine.events import Event
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.options import Options
from flake8_session_expiry.sessions import api
from flake8_session_expiry.sessions.deeds import Deeds
from flake8_session_expiry.sessions.events import (
    Access,
    Handover,
    RequestCall,
    RequestWrite,
    SessionCall,
    SessionItem,
    SessionName,
    SessionWrite,
    Write,
)
from flake8_session_expiry.sessions.frameworks import OTHER_SESSION, OTHER_WEB, Frameworks, frameworks
from flake8_session_expiry.sessions.functions import (
    ClassContext,
    FunctionContext,
    class_context,
    function_context,
    parameters,
)
from flake8_session_expiry.sessions.meanings import (
    Imported,
    Meaning,
    Opaque,
    Origin,
    Request,
    Session,
    StoreClass,
    TestClient,
)
from flake8_session_expiry.sessions.modules import is_test_module
from flake8_session_expiry.sessions.scopes import Scopes, dotted, imported_names, target_names
from flake8_session_expiry.sessions.values import Evaluator, Value

REQUEST_NAMES = frozenset({"request", "req", "http_request", "django_request"})
_REQUEST_CLASSES = re.compile(r"\w*(?:HttpRequest|WSGIRequest|ASGIRequest|Request)")
# ``ExportRequest`` may well be Django's, with a session on it, but it may be any other request as well.
_EXACT_REQUEST_CLASSES = re.compile(r"\w*HttpRequest|WSGIRequest|ASGIRequest|Request")
_SESSION_CLASSES = frozenset({"SessionBase", "SessionStore"})
_TEST_CLIENTS = frozenset(
    {"django.test.Client", "django.test.client.Client", "django.test.AsyncClient", "django.test.client.AsyncClient",
     "rest_framework.test.APIClient"}
)  # fmt: skip
_PACKAGED_CLIENTS = re.compile(r"django_\w+\.(?:\w+\.)*test\.(?:\w+\.)*\w*Client")
_CLIENT_PARAMETER = re.compile(r"(?:\w+_)?client")
_CLIENT_ATTRIBUTES = frozenset({"client", "async_client"})
_REQUEST_MAKERS = re.compile(
    r"(?:^|\.)(?:HttpRequest|WSGIRequest|ASGIRequest|RequestFactory|AsyncRequestFactory|APIRequestFactory)$"
)
_FACTORY_NAMES = frozenset({"rf", "factory", "request_factory", "api_rf", "async_rf"})
_GUARD_EXCEPTIONS = frozenset({"AttributeError", "KeyError"})
_EXPECTS_FAILURE = re.compile(r"(?:.*\.)?(?:assertRaises(?:Message|Regex)?|pytest\.raises|raises)")


class _ClassNames(dict[str, Meaning]):
    """The names that a class body binds."""


class Recogniser(Visitor):
    """
    Follows names through one module and tells the rules what happens to sessions.

    The first visitor of a walk; ``ScopeCloser`` is the last. What ``session``, ``request`` and ``value`` answer is true for the place
    that the walk has reached.
    """

    def __init__(self, source: SourceFile, options: Options) -> None:
        super().__init__()
        self.source = source
        self.options = options
        self.tree = source.tree
        self.scopes = Scopes(self.tree, source.text)
        self.is_test = is_test_module(source.name, options.test_paths)
        self.frameworks: Frameworks = frameworks(self.scopes.modules_imported)
        self.emit: Callable[[Event], None] = lambda event: None
        self.function: FunctionContext | None = None
        self.class_: ClassContext | None = None
        self.evaluator = Evaluator(self)
        self.deeds = Deeds(self)
        self._names: list[dict[str, Meaning]] = [{}]
        self._self_names: list[dict[str, Meaning]] = [{}]
        self._contexts: list[tuple[FunctionContext | None, ClassContext | None]] = []
        self._cannot_wait = 0
        imports: list[cst.Import | cst.ImportFrom] = [*self.tree.of(cst.Import), *self.tree.of(cst.ImportFrom)]
        for statement in imports:
            if self.scopes.scope_of(statement) is self.tree.module:
                self._bind_imports(statement)

    # -- what rules ask ------------------------------------------------------------------------------------------------

    def session(self, node: cst.BaseExpression) -> Session | None:
        """The Django session that an expression is, or None."""
        if self.frameworks.foreign:
            return None
        meaning = self._meaning(node)
        return meaning if isinstance(meaning, Session) else None

    def request(self, node: cst.BaseExpression) -> Request | None:
        """The Django request that an expression is, or None."""
        if self.frameworks.foreign:
            return None
        meaning = self._meaning(node)
        return meaning if isinstance(meaning, Request) else None

    def test_client(self, node: cst.BaseExpression) -> TestClient | None:
        """Django's test client, or None."""
        meaning = self._meaning(node)
        return meaning if isinstance(meaning, TestClient) else None

    def value(self, node: cst.BaseExpression) -> Value:
        """What an expression is worth at this place."""
        return self.evaluator.evaluate(node)

    def qualified(self, node: cst.BaseExpression) -> str | None:
        """The full dotted name of something imported (``django.contrib.auth.logout``), or None where it was not imported."""
        if isinstance(node, cst.Name):
            meaning = self._lookup(node.value)
            return meaning.name if isinstance(meaning, Imported) else None
        if isinstance(node, cst.Attribute):
            owner = self.qualified(node.value)
            return f"{owner}.{node.attr.value}" if owner else None
        return None

    def can_import(self, full: str) -> bool:
        """Whether a repair may use ``from module import name`` here: the name is free, or has been imported from there already."""
        name = full.rpartition(".")[2]
        return not self.scopes.binds(name) or self.qualified(cst.Name(name)) == full

    @property
    def in_async(self) -> bool:
        """
        Whether the walk stands where the code of an ``async def`` can wait.

        That it cannot in a nested sync ``def``, a lambda or the body of a class, nor in a generator expression: an ``await`` makes an
        asynchronous generator of it, which ``any()`` and the like refuse.
        """
        waits = not self._cannot_wait and not isinstance(self._names[-1], _ClassNames)
        return waits and self.function is not None and self.function.is_async

    def is_djangos_own(self, method: str) -> bool:
        """
        Whether a session method of this name certainly has Django's signature and colour.

        Without an import of Django ``request.session`` may be another library's dict; the project's own engine may define ``save`` anew.
        """
        if method in self.options.extra_members or method in self._methods_of_own_stores:
            return False
        return method in api.DJANGO_ONLY or (
            self.frameworks.django and (self.options.engine is None or self.options.engine in api.ENGINES)
        )

    @cached_property
    def _methods_of_own_stores(self) -> frozenset[str]:
        """What session engines that the module itself writes define."""
        stores = [class_ for class_ in self.tree.of(cst.ClassDef) if class_context(class_).is_store]
        return frozenset(name for store in stores for name in self.scopes.stores.get(store, {}))

    def guarded(self, node: cst.CSTNode) -> bool:
        """Whether the code asks first (``hasattr``) or expects the failure (``except AttributeError``/``KeyError``, ``assertRaises``)."""
        below: cst.CSTNode = node
        for above in self.tree.ancestors(node):
            if isinstance(above, (cst.FunctionDef, cst.ClassDef)):
                return False
            if (
                isinstance(above, (cst.Try, cst.TryStar))
                and below is above.body
                and any(_catches(handler) for handler in above.handlers)
            ):
                return True
            if (
                isinstance(above, (cst.If, cst.IfExp))
                and below is not above.test
                and "hasattr" in _called_names(above.test)
            ):
                return True
            if (
                isinstance(above, cst.BooleanOperation)
                and below is above.right
                and "hasattr" in _called_names(above.left)
            ):
                return True
            if isinstance(above, cst.With) and below is above.body and _expects_failure(above):
                return True
            below = above
        return False

    def _tell(self, event: Event) -> None:
        self.deeds.add(event)
        self.emit(event)

    # -- meanings ------------------------------------------------------------------------------------------------------

    def _lookup(self, name: str) -> Meaning | None:
        for depth, names in enumerate(reversed(self._names)):
            # A method does not see the names of its class: ``logout(request)`` in a method ``logout`` is the imported one.
            if name in names and not (depth and isinstance(names, _ClassNames)):
                return names[name]
        return None

    def _meaning(self, node: cst.BaseExpression) -> Meaning | None:
        if isinstance(node, cst.Name):
            return self._name_meaning(node.value)
        if isinstance(node, cst.Attribute):
            return self._attribute_meaning(node)
        if isinstance(node, cst.Call):
            return self._call_meaning(node)
        if isinstance(node, cst.Subscript):
            return self._item_meaning(node)
        if isinstance(node, cst.NamedExpr):
            return _held(self._meaning(node.value))
        if (
            isinstance(node, cst.Await)
            and isinstance(node.expression, cst.Call)
            and isinstance(node.expression.func, cst.Attribute)
        ):
            client = node.expression.func
            if client.attr.value == "asession" and self.test_client(client.value):
                return Session(Origin.CLIENT, self.source.code(node), certain=True)
        return None

    def _name_meaning(self, name: str) -> Meaning | None:
        bound = self._lookup(name)
        if bound is not None:
            return bound
        if name in self.options.session_names:
            return Session(Origin.NAME, name, certain=True)
        if name in REQUEST_NAMES or name in self.options.request_names:
            return Request(name)
        if name.lower().endswith("session") and self.frameworks.only_django:
            return Session(Origin.NAME, name, certain=False)
        if name == "SessionStore":
            return StoreClass()
        if name == "client" and self.is_test:
            return TestClient(name)
        return None

    def _attribute_meaning(self, node: cst.Attribute) -> Meaning | None:
        name = node.attr.value
        if isinstance(node.value, cst.Name) and node.value.value in {"self", "cls"}:
            if name in self._self_names[-1]:
                return self._self_names[-1][name]
            if name in _CLIENT_ATTRIBUTES and self._tests_here():
                return self._client_of_class(name, f"{node.value.value}.{name}")
        if name == "session":
            text = self.source.code(node)
            return self._lookup(text) or self._self_names[-1].get(text) or self._session_of(node.value, text)
        if name in self.options.session_names:
            return Session(Origin.NAME, self.source.code(node), certain=True)
        if name in self.options.request_names:
            return Request(self.source.code(node))
        if name == "SessionStore":
            return StoreClass()
        if _is_request_attribute(name) or (name == "context" and dotted(node.value).rpartition(".")[2] == "info"):
            owner = self._meaning(node.value)
            if isinstance(owner, Imported):
                return Imported(f"{owner.name}.{name}")
            return Request(self.source.code(node), exact=name in {"request", "_request", "context"})
        qualified = self.qualified(node)
        return Imported(qualified) if qualified else None

    def _session_of(self, owner: cst.BaseExpression, text: str) -> Meaning | None:
        meaning = self._meaning(owner)
        if isinstance(meaning, Request):
            certain = meaning.exact or self.frameworks.django
            return Session(Origin.REQUEST, text, certain=certain and not self.frameworks.other_web, request=meaning.key)
        if isinstance(meaning, TestClient):
            return Session(Origin.CLIENT, text, certain=True)
        if isinstance(meaning, Imported):
            return Opaque()
        if (
            isinstance(owner, cst.Name)
            and owner.value.endswith("_request")
            and self.frameworks.django
            and not isinstance(meaning, Opaque)
        ):
            return Session(Origin.REQUEST, text, certain=True, request=owner.value)
        return Session(Origin.ATTRIBUTE, text, certain=False)

    def _call_meaning(self, node: cst.Call) -> Meaning | None:
        function = node.func
        if isinstance(function, cst.Name) and function.value == "getattr" and len(node.args) >= 2:
            name = _string(node.args[1].value)
            if name == "session":
                return self._session_of(node.args[0].value, f"{self.source.code(node.args[0].value)}.session")
            if name is not None and _is_request_attribute(name):
                return Request(f"{self.source.code(node.args[0].value)}.{name}", exact=name == "request")
            return None
        made = self._meaning(function)
        if isinstance(made, StoreClass):
            return Session(Origin.STORE, self.source.code(node), certain=True)
        if isinstance(made, Imported):
            return self._made_by(made.name, node)
        if isinstance(function, cst.Attribute):
            if _string_argument(node) == "request" and function.attr.value in {"get", "pop"}:
                return Request(self.source.code(node))
            if self._makes_requests(function.value):
                return Request(self.source.code(node), made=True)
        return None

    def _made_by(self, name: str, node: cst.Call) -> Meaning | None:
        if _is_djangos_client(name):
            return TestClient(self.source.code(node))
        if name.endswith(".SessionStore"):
            return Session(Origin.STORE, self.source.code(node), certain=True)
        if _REQUEST_MAKERS.search(name):
            return Request(self.source.code(node), made=True)
        if name in {"copy.copy", "copy.deepcopy"} and node.args and self.request(node.args[0].value):
            return Request(self.source.code(node), made=True)
        return None

    def _makes_requests(self, owner: cst.BaseExpression) -> bool:
        if isinstance(owner, cst.Call):
            return _REQUEST_MAKERS.search(self.qualified(owner.func) or dotted(owner.func)) is not None
        return dotted(owner).rpartition(".")[2].lstrip("_") in _FACTORY_NAMES

    def _item_meaning(self, node: cst.Subscript) -> Meaning | None:
        key = subscript_key(node)
        if key == "request" and dotted(node.value).rpartition(".")[2] in {
            "context",
            "kwargs",
            "_context",
            "serializer_context",
        }:
            return Request(self.source.code(node))
        if key == "session" and dotted(node.value).rpartition(".")[2] == "scope":
            return Session(Origin.CHANNELS, self.source.code(node), certain=not self.frameworks.other_web)
        return None

    def _tests_here(self) -> bool:
        return self.is_test or (self.class_ is not None and self.class_.is_test_case)

    def _client_of_class(self, name: str, text: str) -> Meaning:
        """What ``self.client`` is where no method has bound it: Django's, unless the class says otherwise or is Python's own test case."""
        if self.class_ is not None and (stores := self.scopes.stores_of(self.class_.node, name)):
            value = stores[-1].value
            return (None if value is None else self._meaning(value)) or Opaque()
        if self._has_own_clients:
            return Opaque()
        bases = [] if self.class_ is None else [base.value for base in self.class_.node.bases]
        if bases and all((self.qualified(base) or "").startswith("unittest.") for base in bases):
            return Opaque()
        return TestClient(text)

    @cached_property
    def _has_own_clients(self) -> bool:
        """
        Whether a class of the module tests with a client whose ``session`` may be another than Django's.

        A client that keeps one session object from access to access is the well-known way to make ``client.session["key"] = value`` work.
        """
        for class_ in self.tree.of(cst.ClassDef):
            is_client = class_context(class_).has_base(r"\w*Client")
            if is_client and self.scopes.stores_of(class_, "session"):
                return True
            for store in self.scopes.stores_of(class_, "client_class"):
                name = None if store.value is None else self.qualified(store.value)
                here = isinstance(store.value, cst.Name) and self.scopes.stores_of(self.tree.module, store.value.value)
                if not (name is None and here) and not _is_djangos_client(name or ""):
                    return True
        return False

    # -- binding names, in source order --------------------------------------------------------------------------------

    def _bind(self, name: str, meaning: Meaning | None) -> None:
        meaning = _held(meaning)
        if isinstance(meaning, Session) and meaning.origin is Origin.STORE:
            key, before = name, self._names[-1].get(name)
            if isinstance(before, Session) and before.origin is Origin.STORE:
                key = f"{before.key}'"  # another store under the same name is another session
            meaning = Session(Origin.STORE, key, certain=True)
        self._names[-1][name] = meaning or Opaque()

    def _bind_target(self, target: cst.CSTNode, value: cst.BaseExpression | None) -> None:
        if isinstance(target, cst.Name):
            self._bind(target.value, None if value is None else self._bound_meaning(value))
        elif isinstance(target, cst.Attribute) and dotted(target.value) in {"self", "cls"}:
            meaning = None if value is None else _held(self._bound_meaning(value))
            if meaning is None and isinstance(value, cst.Call) and dotted(value.func).endswith(".client_class"):
                meaning = TestClient(self.source.code(target))
            # Another library's client hides the one that Django's TestCase gives.
            known = {*self._self_names[-1], *_CLIENT_ATTRIBUTES}
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

    def _bound_meaning(self, value: cst.BaseExpression) -> Meaning | None:
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
        self._names.append(_ClassNames())
        self._self_names.append({})

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        """A function opens a scope in which its parameters have their meanings."""
        self._bind(node.name.value, Opaque())
        self._contexts.append((self.function, self.class_))
        directly = self.class_ if isinstance(self.scopes.scope_of(node), cst.ClassDef) else None
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

    def _parameter_meaning(self, name: str, node: cst.FunctionDef | cst.Lambda) -> Meaning | None:
        if name == "request" and isinstance(node, cst.FunctionDef) and self._is_called_by_pytest(node):
            return None
        if name in REQUEST_NAMES or name in self.options.request_names:
            return Request(name)
        if name in self.options.session_names:
            return Session(Origin.NAME, name, certain=True)
        if name.endswith("request") and self.frameworks.django:
            return Request(name, exact=False)
        if name.lower().endswith("session") and self.frameworks.only_django:
            return Session(Origin.NAME, name, certain=False)
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
        fixtures = [store.node for store in self.scopes.stores_of(self.tree.module, name)]
        return any(
            isinstance(node, cst.FunctionDef)
            and not any(_CLIENT_PARAMETER.fullmatch(parameter.name.value) for parameter in parameters(node))
            and not any(isinstance(item, cst.Call) and self._makes_clients(item) for item in descendants(node))
            for node in fixtures
        )

    def _makes_clients(self, call: cst.Call) -> bool:
        return _is_djangos_client(self.qualified(call.func) or "")

    def _annotated_meaning(self, annotation: cst.Annotation | None, name: str) -> Meaning | None:
        if annotation is None:
            return None
        for part in _annotation_names(annotation.annotation):
            last = part.rpartition(".")[2]
            root = self._lookup(part.partition(".")[0])
            origin = root.name if isinstance(root, Imported) else part
            if origin.lstrip(".").partition(".")[0] in OTHER_WEB | OTHER_SESSION:
                return Opaque()
            if last in _SESSION_CLASSES:
                return Session(Origin.NAME, name, certain=True)
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

    # -- events --------------------------------------------------------------------------------------------------------

    def visit_Attribute(self, node: cst.Attribute) -> None:
        """Everything that is done with a member of a session or request."""
        name = node.attr.value
        session = self.session(node.value)
        if session is not None:
            if session.certain or name in api.DJANGO_ONLY:
                self._emit_session_member(node, session, name)
            return
        request = self.request(node.value)
        if request is not None:
            self._emit_request_member(node, request, name)

    def _emit_session_member(self, node: cst.Attribute, session: Session, name: str) -> None:
        parent = self.tree.parents[node]
        statement = self.tree.statement(node)
        if isinstance(parent, cst.Call) and parent.func is node:
            awaited = isinstance(self.tree.parents[parent], cst.Await)
            expiry = self._expiry_argument(parent) if name in api.SETTERS else None
            self._tell(SessionCall(parent, session, node.value, name, statement, self.function, awaited, expiry))
            return
        written = self._written(node)
        if written is None:
            self._tell(SessionName(node, session, node.value, name, statement, self.function))
        else:
            how, value = written
            self._tell(SessionWrite(node, session, node.value, name, value, how, statement, self.function))

    def _emit_request_member(self, node: cst.Attribute, request: Request, name: str) -> None:
        parent = self.tree.parents[node]
        statement = self.tree.statement(node)
        if isinstance(parent, cst.Call) and parent.func is node:
            self._tell(RequestCall(parent, request, node.value, name, statement, self.function))
        elif (written := self._written(node)) is not None:
            how, value = written
            self._tell(RequestWrite(node, request, node.value, name, value, how, statement, self.function))

    def visit_Subscript(self, node: cst.Subscript) -> None:
        """Everything that is done with an item of a session."""
        session = self.session(node.value)
        if session is None or not session.certain:
            return
        access, value = Access.READ, None
        if (written := self._written(node)) is not None:
            how, value = written
            access = {Write.DELETE: Access.DELETE, Write.AUGMENTED: Access.AUGMENTED}.get(how, Access.WRITE)
        statement = self.tree.statement(node)
        self._tell(SessionItem(node, session, node.value, subscript_key(node), access, value, statement, self.function))

    def visit_Call(self, node: cst.Call) -> None:
        """What gets a request or a session; ``setattr(session, "name", value)`` and ``delattr``."""
        if not isinstance(node.func, cst.Name) or node.func.value not in {"setattr", "delattr"} or len(node.args) < 2:
            self._hand_over(node)
            return
        name = _string(node.args[1].value)
        if name is None:
            return
        value = node.args[2].value if len(node.args) == 3 else None
        how = Write.SETATTR if node.func.value == "setattr" else Write.DELETE
        owner, statement = node.args[0].value, self.tree.statement(node)
        session, request = self.session(owner), self.request(owner)
        if session is not None and (session.certain or name in api.DJANGO_ONLY):
            self._tell(SessionWrite(node, session, owner, name, value, how, statement, self.function))
        elif request is not None:
            self._tell(RequestWrite(node, request, owner, name, value, how, statement, self.function))

    def _hand_over(self, node: cst.Call) -> None:
        given: list[tuple[int | str, Request | Session]] = []
        for position, argument in enumerate(node.args):
            # Only what can be told cheaply: this is asked for every argument of every call.
            if isinstance(argument.value, (cst.Name, cst.Attribute, cst.NamedExpr)):
                meaning = self._meaning(argument.value)
                if isinstance(meaning, (Request, Session)):
                    given.append((position if argument.keyword is None else argument.keyword.value, meaning))
        owner = _owner(node.func)
        if (given or owner) and not self.frameworks.foreign:
            name = self.qualified(node.func) or dotted(node.func)
            if isinstance(node.func, cst.Name) and isinstance(self._lookup(name), Opaque):
                name = f".{name}"  # bound in this module: not what a star import may have brought under that name
            statement = self.tree.statement(node)
            self._tell(Handover(node, name, tuple(given), owner, statement, self.function))

    def _expiry_argument(self, call: cst.Call) -> Value | None:
        for argument in call.args:
            if argument.star:
                return None
            if argument.keyword is None or argument.keyword.value == "value":
                return self._as_used(argument.value, self.value(argument.value))
        return None

    def _as_used(self, node: cst.BaseExpression, value: Value) -> Value:
        """
        A value where it is used: a constant that an ``if`` around it asks about may be another there.

        ``timeout = -1`` in a class is a default for those that inherit; ``if self.timeout > 0:`` is there for the others.
        """
        if not value.known or not isinstance(node, (cst.Name, cst.Attribute)):
            return value
        below: cst.CSTNode = node
        for above in self.tree.ancestors(node):
            if isinstance(above, (cst.FunctionDef, cst.Lambda)):
                break
            if (
                isinstance(above, (cst.If, cst.IfExp))
                and below is above.body
                and self._rules_out(above.test, node, value)
            ):
                return Value(node, node)
            below = above
        return value

    def _rules_out(self, test: cst.BaseExpression, node: cst.BaseExpression, value: Value) -> bool:
        """Whether a test may only be passed by another value of ``node`` than this constant."""
        if isinstance(test, cst.BooleanOperation) and isinstance(test.operator, cst.And):
            return self._rules_out(test.left, node, value) or self._rules_out(test.right, node, value)
        if isinstance(test, cst.Comparison):
            return any(
                isinstance(item, (cst.Name, cst.Attribute)) and item.deep_equals(node)
                for item in (test.left, *(target.comparator for target in test.comparisons))
            )
        return not value.constant and test.deep_equals(node)

    def _written(self, node: cst.BaseExpression) -> tuple[Write, cst.BaseExpression | None] | None:
        parent = self.tree.parents[node]
        if isinstance(parent, cst.AssignTarget):
            assign = self.tree.parents[parent]
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
        outer = self.tree.parents[element]
        if isinstance(outer, (cst.Tuple, cst.List)) and (written := self._written(outer)) is not None:
            return (Write.DELETE if written[0] is Write.DELETE else Write.UNPACKED), None
        return None


class ScopeCloser(Visitor):
    """The last visitor of a walk: closes a scope when every rule has left it."""

    def __init__(self, context: Recogniser) -> None:
        super().__init__()
        self.context = context

    def leave_FunctionDef(self, original_node: cst.FunctionDef) -> None:
        """The end of a function."""
        self.context.close_scope(original_node)

    def leave_ClassDef(self, original_node: cst.ClassDef) -> None:
        """The end of a class."""
        self.context.close_scope(original_node)

    def leave_Lambda(self, original_node: cst.Lambda) -> None:
        """The end of a lambda."""
        self.context.close_scope(original_node)

    def leave_GeneratorExp(self, original_node: cst.GeneratorExp) -> None:
        """The end of a generator expression."""
        self.context.close_scope(original_node)


def _is_djangos_client(name: str) -> bool:
    """Whether the full name of a class is that of a test client of Django or of a package for it."""
    return name in _TEST_CLIENTS or _PACKAGED_CLIENTS.fullmatch(name) is not None


def _held(meaning: Meaning | None) -> Meaning | None:
    """What a name is that is given this: the test client's session is one object from then on."""
    if isinstance(meaning, Session) and meaning.origin is Origin.CLIENT:
        return Session(Origin.BOUND_CLIENT, meaning.key, certain=True)
    return meaning


def subscript_key(node: cst.Subscript) -> str | None:
    """The key of ``x["key"]`` where it is a plain string, else None."""
    if len(node.slice) == 1 and isinstance(index := node.slice[0].slice, cst.Index):
        return _string(index.value)
    return None


def _string(node: cst.BaseExpression) -> str | None:
    if isinstance(node, cst.SimpleString):
        value = node.evaluated_value
        return value if isinstance(value, str) else None
    return None


def _string_argument(node: cst.Call) -> str | None:
    return _string(node.args[0].value) if node.args else None


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


def _is_request_attribute(name: str) -> bool:
    return name.lstrip("_") in REQUEST_NAMES or name.endswith("_request")


def _called_names(node: cst.BaseExpression) -> set[str]:
    return {dotted(item.func) for item in (node, *descendants(node)) if isinstance(item, cst.Call)}


def _catches(handler: cst.ExceptHandler | cst.ExceptStarHandler) -> bool:
    kinds = handler.type
    elements = [element.value for element in kinds.elements] if isinstance(kinds, cst.Tuple) else [kinds]
    return any(dotted(kind).rpartition(".")[2] in _GUARD_EXCEPTIONS for kind in elements)


def _expects_failure(node: cst.With) -> bool:
    calls = [item.item for item in node.items if isinstance(item.item, cst.Call)]
    return any(_EXPECTS_FAILURE.fullmatch(dotted(call.func)) for call in calls)


def _annotation_names(node: cst.BaseExpression) -> Iterator[str]:
    """The dotted names in an annotation, also in ``Optional[...]``, ``X | None`` and between quotes."""
    if isinstance(node, cst.SimpleString):
        yield from re.findall(r"[A-Za-z_][\w.]*", _string(node) or "")
    elif isinstance(node, (cst.Name, cst.Attribute)):
        yield dotted(node)
    elif isinstance(node, cst.BinaryOperation):
        yield from _annotation_names(node.left)
        yield from _annotation_names(node.right)
    elif isinstance(node, cst.Subscript):
        for element in node.slice:
            if isinstance(element.slice, cst.Index):
                yield from _annotation_names(element.slice.value)
