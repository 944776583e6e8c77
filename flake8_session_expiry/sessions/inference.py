"""What an expression is: a request, a session, something imported. True for the place that the walk has reached."""

from __future__ import annotations

import re
from functools import cached_property

import libcst as cst

from flake8_session_expiry.engine.dispatch import Visitor
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.options import Options
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.reference.frameworks import Frameworks, frameworks
from flake8_session_expiry.semantic.guards import is_guarded
from flake8_session_expiry.semantic.literals import plain_string, subscript_key
from flake8_session_expiry.semantic.symbols import SymbolTable, dotted
from flake8_session_expiry.sessions.functions import (
    ClassContext,
    FunctionContext,
    class_context,
)
from flake8_session_expiry.sessions.modules import is_test_module
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

REQUEST_NAMES = frozenset({"request", "req", "http_request", "django_request"})
_TEST_CLIENTS = frozenset(
    {"django.test.Client", "django.test.client.Client", "django.test.AsyncClient", "django.test.client.AsyncClient",
     "rest_framework.test.APIClient"}
)  # fmt: skip
_PACKAGED_CLIENTS = re.compile(r"django_\w+\.(?:\w+\.)*test\.(?:\w+\.)*\w*Client")
CLIENT_ATTRIBUTES = frozenset({"client", "async_client"})
_REQUEST_MAKERS = re.compile(
    r"(?:^|\.)(?:HttpRequest|WSGIRequest|ASGIRequest|RequestFactory|AsyncRequestFactory|APIRequestFactory)$"
)
_FACTORY_NAMES = frozenset({"rf", "factory", "request_factory", "api_rf", "async_rf"})


class ClassNames(dict[str, Type]):
    """The names that a class body binds."""


class Expressions(Visitor):
    """The names that are known in one module so far, and what expressions mean by them."""

    def __init__(self, source: SourceFile, options: Options) -> None:
        super().__init__()
        self.source = source
        self.options = options
        self.tree = source.tree
        self.symbols = SymbolTable(self.tree, source.text)
        self.is_test = is_test_module(source.name, options.test_paths)
        self.frameworks: Frameworks = frameworks(self.symbols.modules_imported)
        self.function: FunctionContext | None = None
        self.class_: ClassContext | None = None
        self._names: list[dict[str, Type]] = [{}]
        self._self_names: list[dict[str, Type]] = [{}]
        self._contexts: list[tuple[FunctionContext | None, ClassContext | None]] = []
        self._cannot_wait = 0

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
        return not self.symbols.binds(name) or self.qualified(cst.Name(name)) == full

    @property
    def in_async(self) -> bool:
        """
        Whether the walk stands where the code of an ``async def`` can wait.

        That it cannot in a nested sync ``def``, a lambda or the body of a class, nor in a generator expression: an ``await`` makes an
        asynchronous generator of it, which ``any()`` and the like refuse.
        """
        waits = not self._cannot_wait and not isinstance(self._names[-1], ClassNames)
        return waits and self.function is not None and self.function.is_async

    def is_djangos_own(self, method: str) -> bool:
        """
        Whether a session method of this name certainly has Django's signature and colour.

        Without an import of Django ``request.session`` may be another library's dict; the project's own engine may define ``save`` anew.
        """
        if method in self.options.extra_members or method in self._methods_of_own_stores:
            return False
        return method in session_api.DJANGO_ONLY or (
            self.frameworks.django and (self.options.engine is None or self.options.engine in session_api.ENGINES)
        )

    @cached_property
    def _methods_of_own_stores(self) -> frozenset[str]:
        """What session engines that the module itself writes define."""
        stores = [class_ for class_ in self.tree.of(cst.ClassDef) if class_context(class_).is_store]
        return frozenset(name for store in stores for name in self.symbols.bindings.get(store, {}))

    def guarded(self, node: cst.CSTNode) -> bool:
        """Whether the code asks first (``hasattr``) or expects the failure (``except AttributeError``/``KeyError``, ``assertRaises``)."""
        return is_guarded(self.tree, node)

    # -- meanings ------------------------------------------------------------------------------------------------------

    def _lookup(self, name: str) -> Type | None:
        for depth, names in enumerate(reversed(self._names)):
            # A method does not see the names of its class: ``logout(request)`` in a method ``logout`` is the imported one.
            if name in names and not (depth and isinstance(names, ClassNames)):
                return names[name]
        return None

    def _meaning(self, node: cst.BaseExpression) -> Type | None:
        if isinstance(node, cst.Name):
            return self._name_meaning(node.value)
        if isinstance(node, cst.Attribute):
            return self._attribute_meaning(node)
        if isinstance(node, cst.Call):
            return self._call_meaning(node)
        if isinstance(node, cst.Subscript):
            return self._item_meaning(node)
        if isinstance(node, cst.NamedExpr):
            return held(self._meaning(node.value))
        if (
            isinstance(node, cst.Await)
            and isinstance(node.expression, cst.Call)
            and isinstance(node.expression.func, cst.Attribute)
        ):
            client = node.expression.func
            if client.attr.value == "asession" and self.test_client(client.value):
                return Session(SessionOrigin.CLIENT, self.source.code(node), certain=True)
        return None

    def _name_meaning(self, name: str) -> Type | None:
        bound = self._lookup(name)
        if bound is not None:
            return bound
        if name in self.options.session_names:
            return Session(SessionOrigin.NAME, name, certain=True)
        if name in REQUEST_NAMES or name in self.options.request_names:
            return Request(name)
        if name.lower().endswith("session") and self.frameworks.only_django:
            return Session(SessionOrigin.NAME, name, certain=False)
        if name == "SessionStore":
            return StoreClass()
        if name == "client" and self.is_test:
            return TestClient(name)
        return None

    def _attribute_meaning(self, node: cst.Attribute) -> Type | None:
        name = node.attr.value
        if isinstance(node.value, cst.Name) and node.value.value in {"self", "cls"}:
            if name in self._self_names[-1]:
                return self._self_names[-1][name]
            if name in CLIENT_ATTRIBUTES and self._tests_here():
                return self._client_of_class(name, f"{node.value.value}.{name}")
        if name == "session":
            text = self.source.code(node)
            return self._lookup(text) or self._self_names[-1].get(text) or self._session_of(node.value, text)
        if name in self.options.session_names:
            return Session(SessionOrigin.NAME, self.source.code(node), certain=True)
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

    def _session_of(self, owner: cst.BaseExpression, text: str) -> Type | None:
        meaning = self._meaning(owner)
        if isinstance(meaning, Request):
            certain = meaning.exact or self.frameworks.django
            return Session(
                SessionOrigin.REQUEST, text, certain=certain and not self.frameworks.other_web, request=meaning.key
            )
        if isinstance(meaning, TestClient):
            return Session(SessionOrigin.CLIENT, text, certain=True)
        if isinstance(meaning, Imported):
            return Opaque()
        if (
            isinstance(owner, cst.Name)
            and owner.value.endswith("_request")
            and self.frameworks.django
            and not isinstance(meaning, Opaque)
        ):
            return Session(SessionOrigin.REQUEST, text, certain=True, request=owner.value)
        return Session(SessionOrigin.ATTRIBUTE, text, certain=False)

    def _call_meaning(self, node: cst.Call) -> Type | None:
        function = node.func
        if isinstance(function, cst.Name) and function.value == "getattr" and len(node.args) >= 2:
            name = plain_string(node.args[1].value)
            if name == "session":
                return self._session_of(node.args[0].value, f"{self.source.code(node.args[0].value)}.session")
            if name is not None and _is_request_attribute(name):
                return Request(f"{self.source.code(node.args[0].value)}.{name}", exact=name == "request")
            return None
        made = self._meaning(function)
        if isinstance(made, StoreClass):
            return Session(SessionOrigin.STORE, self.source.code(node), certain=True)
        if isinstance(made, Imported):
            return self._made_by(made.name, node)
        if isinstance(function, cst.Attribute):
            key = plain_string(node.args[0].value) if node.args else None
            if key == "request" and function.attr.value in {"get", "pop"}:
                return Request(self.source.code(node))
            if self._makes_requests(function.value):
                return Request(self.source.code(node), made=True)
        return None

    def _made_by(self, name: str, node: cst.Call) -> Type | None:
        if is_djangos_client(name):
            return TestClient(self.source.code(node))
        if name.endswith(".SessionStore"):
            return Session(SessionOrigin.STORE, self.source.code(node), certain=True)
        if _REQUEST_MAKERS.search(name):
            return Request(self.source.code(node), made=True)
        if name in {"copy.copy", "copy.deepcopy"} and node.args and self.request(node.args[0].value):
            return Request(self.source.code(node), made=True)
        return None

    def _makes_requests(self, owner: cst.BaseExpression) -> bool:
        if isinstance(owner, cst.Call):
            return _REQUEST_MAKERS.search(self.qualified(owner.func) or dotted(owner.func)) is not None
        return dotted(owner).rpartition(".")[2].lstrip("_") in _FACTORY_NAMES

    def _item_meaning(self, node: cst.Subscript) -> Type | None:
        key = subscript_key(node)
        if key == "request" and dotted(node.value).rpartition(".")[2] in {
            "context",
            "kwargs",
            "_context",
            "serializer_context",
        }:
            return Request(self.source.code(node))
        if key == "session" and dotted(node.value).rpartition(".")[2] == "scope":
            return Session(SessionOrigin.CHANNELS, self.source.code(node), certain=not self.frameworks.other_web)
        return None

    def _tests_here(self) -> bool:
        return self.is_test or (self.class_ is not None and self.class_.is_test_case)

    def _client_of_class(self, name: str, text: str) -> Type:
        """What ``self.client`` is where no method has bound it: Django's, unless the class says otherwise or is Python's own test case."""
        if self.class_ is not None and (bindings := self.symbols.bindings_of(self.class_.node, name)):
            value = bindings[-1].value
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
            if is_client and self.symbols.bindings_of(class_, "session"):
                return True
            for binding in self.symbols.bindings_of(class_, "client_class"):
                name = None if binding.value is None else self.qualified(binding.value)
                here = isinstance(binding.value, cst.Name) and self.symbols.bindings_of(
                    self.tree.module, binding.value.value
                )
                if not (name is None and here) and not is_djangos_client(name or ""):
                    return True
        return False


def is_djangos_client(name: str) -> bool:
    """Whether the full name of a class is that of a test client of Django or of a package for it."""
    return name in _TEST_CLIENTS or _PACKAGED_CLIENTS.fullmatch(name) is not None


def held(meaning: Type | None) -> Type | None:
    """What a name is that is given this: the test client's session is one object from then on."""
    if isinstance(meaning, Session) and meaning.origin is SessionOrigin.CLIENT:
        return Session(SessionOrigin.BOUND_CLIENT, meaning.key, certain=True)
    return meaning


def _is_request_attribute(name: str) -> bool:
    return name.lstrip("_") in REQUEST_NAMES or name.endswith("_request")
