"""The type of an expression: a request, a session, something imported."""

from __future__ import annotations

import re
from functools import cached_property

import libcst as cst

from flake8_session_expiry.reference.frameworks import is_of_another_framework
from flake8_session_expiry.semantic.literals import plain_string, subscript_key
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.frames import Frames
from flake8_session_expiry.sessions.functions import class_context
from flake8_session_expiry.sessions.module_facts import ModuleFacts
from flake8_session_expiry.sessions.position import Position
from flake8_session_expiry.sessions.replaced_sessions import puts_own_object
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


class Inference:
    """
    The types of the expressions of one module, at the place that the walk has reached. An event has the types of the
    moment at which it was emitted.
    """

    def __init__(self, module: ModuleFacts, frames: Frames, here: Position) -> None:
        self._source = module.source
        self._options = module.options
        self._symbols = module.symbols
        self._frameworks = module.frameworks
        self._is_test = module.is_test
        self._frames = frames
        self._here = here

    def session(self, node: cst.BaseExpression) -> Session | None:
        """The Django session that an expression is, or None."""
        found = None if self._frameworks.foreign else self.type_of(node)
        return found if isinstance(found, Session) else None

    def request(self, node: cst.BaseExpression) -> Request | None:
        """The Django request that an expression is, or None."""
        found = None if self._frameworks.foreign else self.type_of(node)
        return found if isinstance(found, Request) else None

    def test_client(self, node: cst.BaseExpression) -> TestClient | None:
        """Django's test client, or None."""
        found = self.type_of(node)
        return found if isinstance(found, TestClient) else None

    def qualified(self, node: cst.BaseExpression) -> str | None:
        """
        The full dotted name of something imported (``django.contrib.auth.logout``), or None where it was not imported.
        """
        if isinstance(node, cst.Name):
            bound = self._frames.bound(node.value)
            return bound.name if isinstance(bound, Imported) else None
        if isinstance(node, cst.Attribute):
            owner = self.qualified(node.value)
            return f"{owner}.{node.attr.value}" if owner else None
        return None

    def can_import(self, full: str) -> bool:
        """
        Whether a repair may add ``from module import name``: the name has no other meaning here, or is imported from
        there already.
        """
        name = full.rpartition(".")[2]
        return not self._symbols.binds(name) or self.qualified(cst.Name(name)) == full

    def type_of(self, node: cst.BaseExpression) -> Type | None:
        """
        The type of an expression: one of ``types.py``, Opaque where it certainly is something else, None where it is
        not known.
        """
        if isinstance(node, cst.Name):
            return self._of_name(node.value)
        if isinstance(node, cst.Attribute):
            return self._of_attribute(node)
        if isinstance(node, cst.Call):
            return self._of_call(node)
        if isinstance(node, cst.Subscript):
            return self._of_item(node)
        if isinstance(node, cst.NamedExpr):
            return held(self.type_of(node.value))
        if isinstance(node, cst.IfExp):  # request.session if request else None
            there = [branch for branch in (node.body, node.orelse) if dotted(branch) != "None"]
            return self.type_of(there[0]) if len(there) == 1 else None
        if (
            isinstance(node, cst.Await)
            and isinstance(node.expression, cst.Call)
            and isinstance(node.expression.func, cst.Attribute)
        ):
            client = node.expression.func
            if client.attr.value == "asession" and self.test_client(client.value):
                return Session(SessionOrigin.CLIENT, self._source.code(node), certain=True)
        return None

    def _of_name(self, name: str) -> Type | None:
        bound = self._frames.bound(name)
        if bound is not None:
            return bound
        if name in self._options.session_names:
            return Session(SessionOrigin.NAME, name, certain=True)
        if name in REQUEST_NAMES or name in self._options.request_names:
            return Request(name)
        if name.lower().endswith("session") and self._frameworks.only_django:
            return Session(SessionOrigin.NAME, name, certain=False)
        if name == "SessionStore":
            return StoreClass()
        if name == "client" and self._is_test:
            return TestClient(name)
        return None

    def _of_attribute(self, node: cst.Attribute) -> Type | None:
        name = node.attr.value
        if isinstance(node.value, cst.Name) and node.value.value in {"self", "cls"}:
            if (of_self := self._frames.of_self(name)) is not None:
                return of_self
            if name in CLIENT_ATTRIBUTES and self._tests_here():
                return self._client_of_class(name, f"{node.value.value}.{name}")
        if name == "session":
            text = self._source.code(node)
            return self._frames.bound(text) or self._frames.of_self(text) or self._session_of(node.value, text)
        if name in self._options.session_names:
            return Session(SessionOrigin.NAME, self._source.code(node), certain=True)
        if name in self._options.request_names:
            return Request(self._source.code(node))
        if name == "SessionStore" and not is_of_another_framework(self.qualified(node) or ""):
            return StoreClass()
        if _is_request_attribute(name) and (own := self._own_attribute(node.value, name)) is not None:
            return own
        if _is_request_attribute(name) or (name == "context" and dotted(node.value).rpartition(".")[2] == "info"):
            owner = self.type_of(node.value)
            if isinstance(owner, Imported):
                return Imported(f"{owner.name}.{name}")
            return Request(self._source.code(node), exact=name in {"request", "_request", "context"})
        qualified = self.qualified(node)
        return Imported(qualified) if qualified else None

    def _session_of(self, owner: cst.BaseExpression, text: str) -> Type | None:
        type_ = self.type_of(owner)
        if isinstance(type_, Request):
            certain = (type_.exact or self._frameworks.django) and not self._has_own_sessions
            return Session(
                SessionOrigin.REQUEST, text, certain=certain and not self._frameworks.other_web, request=type_.key
            )
        if isinstance(type_, TestClient):
            return Session(SessionOrigin.CLIENT, text, certain=True)
        if isinstance(type_, Imported):
            return Opaque()
        if (
            isinstance(owner, cst.Name)
            and owner.value.endswith("_request")
            and self._frameworks.django
            and not isinstance(type_, Opaque)
        ):
            return Session(SessionOrigin.REQUEST, text, certain=True, request=owner.value)
        return Session(SessionOrigin.ATTRIBUTE, text, certain=False)

    def _of_call(self, node: cst.Call) -> Type | None:
        function = node.func
        if isinstance(function, cst.Name) and function.value == "getattr" and len(node.args) >= 2:
            name = plain_string(node.args[1].value)
            if name == "session":
                return self._session_of(node.args[0].value, f"{self._source.code(node.args[0].value)}.session")
            if name == "SessionStore":
                return StoreClass()
            if name is not None and _is_request_attribute(name):
                return Request(f"{self._source.code(node.args[0].value)}.{name}", exact=name == "request")
            return None
        made = self.type_of(function)
        if isinstance(made, StoreClass):
            return Session(SessionOrigin.STORE, self._source.code(node), certain=True)
        if isinstance(made, Imported):
            return self._made_by(made.name, node)
        if isinstance(function, cst.Attribute):
            key = plain_string(node.args[0].value) if node.args else None
            if key == "request" and function.attr.value in {"get", "pop"}:
                return Request(self._source.code(node))
            if self._makes_requests(function.value):
                return Request(self._source.code(node), made=True)
        return None

    def _made_by(self, name: str, node: cst.Call) -> Type | None:
        if name == "django.utils.module_loading.import_string" and node.args:
            # import_string(f"{settings.SESSION_ENGINE}.SessionStore")
            return StoreClass() if self._source.code(node.args[0].value)[:-1].endswith(".SessionStore") else None
        if is_djangos_client(name):
            return TestClient(self._source.code(node))
        if _REQUEST_MAKERS.search(name):
            return Request(self._source.code(node), made=True)
        if name in {"copy.copy", "copy.deepcopy"} and node.args and self.request(node.args[0].value):
            return Request(self._source.code(node), made=True)
        return None

    def _makes_requests(self, owner: cst.BaseExpression) -> bool:
        if isinstance(owner, cst.Call):
            return _REQUEST_MAKERS.search(self.qualified(owner.func) or dotted(owner.func)) is not None
        return dotted(owner).rpartition(".")[2].lstrip("_") in _FACTORY_NAMES

    def _of_item(self, node: cst.Subscript) -> Type | None:
        key = subscript_key(node)
        if key == "request" and dotted(node.value).rpartition(".")[2] in {
            "context",
            "kwargs",
            "_context",
            "serializer_context",
        }:
            return Request(self._source.code(node))
        if key == "session" and dotted(node.value).rpartition(".")[2] == "scope":
            return Session(SessionOrigin.CHANNELS, self._source.code(node), certain=not self._frameworks.other_web)
        return None

    def _own_attribute(self, owner: cst.BaseExpression, name: str) -> Type | None:
        """
        The type of ``self.request`` where it is no view's: the class binds it to something
        (``request = ForeignKey(...)`` in a model), or ``self`` is a task of Celery.
        """
        if not isinstance(owner, cst.Name) or owner.value not in {"self", "cls"}:
            return None
        class_, function = self._here.class_, self._here.function
        if (function is not None and function.is_command_or_task) or (
            class_ is not None and class_.has_base(r"\w*Task")
        ):
            return Opaque()
        if class_ is None:
            return None
        made = [each.value for each in self._symbols.bindings_of(class_.node, name) if isinstance(each.value, cst.Call)]
        return (self.type_of(made[-1]) or Opaque()) if made else None

    def _tests_here(self) -> bool:
        return self._is_test or (self._here.class_ is not None and self._here.class_.is_test_case)

    def _client_of_class(self, name: str, text: str) -> Type:
        """
        The type of ``self.client`` where no method assigns it: Django's client, unless the class sets another or is a
        plain ``unittest.TestCase``.
        """
        if self._here.class_ is not None and (bindings := self._symbols.bindings_of(self._here.class_.node, name)):
            value = bindings[-1].value
            return (None if value is None else self.type_of(value)) or Opaque()
        if self._has_own_clients:
            return Opaque()
        bases = [] if self._here.class_ is None else [base.value for base in self._here.class_.node.bases]
        if bases and all((self.qualified(base) or "").startswith("unittest.") for base in bases):
            return Opaque()
        return TestClient(text)

    @cached_property
    def _has_own_sessions(self) -> bool:
        return puts_own_object(self._symbols)

    @cached_property
    def _has_own_clients(self) -> bool:
        """
        Whether a class of the module sets a client of its own, whose ``session`` may behave in another way than that of
        Django's client.

        A client that returns the same session object at each access is a known way to make
        ``client.session["key"] = value`` work.
        """
        for class_ in self._symbols.tree.of(cst.ClassDef):
            is_client = class_context(class_).has_base(r"\w*Client")
            if is_client and self._symbols.bindings_of(class_, "session"):
                return True
            for binding in self._symbols.bindings_of(class_, "client_class"):
                name = None if binding.value is None else self.qualified(binding.value)
                here = isinstance(binding.value, cst.Name) and self._symbols.bindings_of(
                    self._symbols.tree.module, binding.value.value
                )
                if not (name is None and here) and not is_djangos_client(name or ""):
                    return True
        return False


def is_djangos_client(name: str) -> bool:
    """Whether the full name of a class is that of a test client of Django or of a package for Django."""
    return name in _TEST_CLIENTS or _PACKAGED_CLIENTS.fullmatch(name) is not None


def held(type_: Type | None) -> Type | None:
    """
    The type of a name to which this is assigned: ``client.session`` is a new object at each access, the name is one of
    them.
    """
    if isinstance(type_, Session) and type_.origin is SessionOrigin.CLIENT:
        return Session(SessionOrigin.BOUND_CLIENT, type_.key, certain=True)
    return type_


def _is_request_attribute(name: str) -> bool:
    return name.lstrip("_") in REQUEST_NAMES or name.endswith("_request")
