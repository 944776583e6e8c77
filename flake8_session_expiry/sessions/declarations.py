"""The types of names by their declaration: a parameter by its annotation or its name, an annotated variable."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.reference.frameworks import DJANGO_PACKAGES, is_of_another_framework
from flake8_session_expiry.semantic.literals import plain_string
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.frames import Frames
from flake8_session_expiry.sessions.functions import FunctionContext, parameters
from flake8_session_expiry.sessions.inference import REQUEST_NAMES, Inference, is_djangos_client
from flake8_session_expiry.sessions.module_facts import ModuleFacts
from flake8_session_expiry.sessions.types import Imported, Opaque, Request, Session, SessionOrigin, TestClient, Type

_REQUEST_CLASSES = re.compile(r"\w*(?:HttpRequest|WSGIRequest|ASGIRequest|Request)")
# Only these names of classes are enough. ``ExportRequest`` may be a request of Django with a session, but also any
# other request.
_EXACT_REQUEST_CLASSES = re.compile(r"\w*HttpRequest|WSGIRequest|ASGIRequest|Request")
_SESSION_CLASSES = frozenset({"SessionBase", "SessionStore"})
_CLIENT_PARAMETER = re.compile(r"(?:\w+_)?client")
_CLIENT_FIXTURES = frozenset({"client", "api_client", "admin_client", "async_client"})


class Declarations:
    """The types that one module declares."""

    def __init__(self, module: ModuleFacts, frames: Frames, types: Inference) -> None:
        self._module = module
        self._frames = frames
        self._types = types

    def of_parameter(self, parameter: cst.Param, function: FunctionContext | None) -> Type | None:
        """
        The type of a parameter, None where it is not known; ``function`` is the function that has it, None for a
        lambda.
        """
        name = parameter.name.value
        if parameter.annotation is not None:
            return self.of_annotation(parameter.annotation, name)
        options, frameworks = self._module.options, self._module.frameworks
        # pytest's own ``request``, and fixtures: ``admin_request`` may be a Mock with a dict for a session.
        is_requested = name == "request" or name.endswith("_request")
        if is_requested and function is not None and self._is_called_by_pytest(function):
            return None
        if name in REQUEST_NAMES or name in options.request_names:
            return Request(name)
        if name in options.session_names:
            return Session(SessionOrigin.NAME, name, certain=True)
        if name.endswith("request") and frameworks.django:
            return Request(name, exact=False)
        if name.lower().endswith("session") and frameworks.only_django:
            return Session(SessionOrigin.NAME, name, certain=False)
        if name in _CLIENT_FIXTURES and self._module.is_test:
            return None if self._is_fixture_of_another_client(name) else TestClient(name)
        return None

    def _is_called_by_pytest(self, function: FunctionContext) -> bool:
        """
        Whether a parameter ``request`` is that of pytest, whose ``session`` is the test run.

        Not in a TestCase, where only ``mock.patch`` passes arguments.
        """
        if any(name.rpartition(".")[2] == "fixture" for name in function.decorators):
            return True
        in_test_case = function.class_ is not None and function.class_.is_test_case
        is_patched = any("patch" in name for name in function.decorators)
        return self._module.is_test and function.name.startswith("test_") and not (in_test_case or is_patched)

    def _is_fixture_of_another_client(self, name: str) -> bool:
        """Whether the module has a fixture of that name that neither makes nor gets a client of Django."""
        symbols = self._module.symbols
        fixtures = [binding.node for binding in symbols.bindings_of(symbols.tree.module, name)]
        return any(
            isinstance(node, cst.FunctionDef)
            and not any(_CLIENT_PARAMETER.fullmatch(parameter.name.value) for parameter in parameters(node))
            and not any(isinstance(item, cst.Call) and self._makes_clients(item) for item in descendants(node))
            for node in fixtures
        )

    def _makes_clients(self, call: cst.Call) -> bool:
        return is_djangos_client(self._types.qualified(call.func) or "")

    def of_annotation(self, annotation: cst.Annotation, name: str) -> Type | None:
        """
        The type of ``name`` by its annotation, also in ``Optional[...]``; Opaque for a class of another framework, None
        for any other.
        """
        for part in _annotation_names(annotation.annotation):
            last = part.rpartition(".")[2]
            root = self._frames.bound(part.partition(".")[0])
            origin = root.name if isinstance(root, Imported) else part
            if is_of_another_framework(origin):
                return Opaque()
            if last in _SESSION_CLASSES:
                return Session(SessionOrigin.NAME, name, certain=True)
            if _REQUEST_CLASSES.fullmatch(last):
                exact = _EXACT_REQUEST_CLASSES.fullmatch(last) is not None
                return Request(name, exact=exact and not (last == "Request" and _is_the_projects(root)))
        return None


def _is_the_projects(root: Type | None) -> bool:
    """
    Whether a class ``Request`` is imported from a module of the project, where it may be a model as well, or is defined
    here.
    """
    if not isinstance(root, Imported):
        return isinstance(root, Opaque)
    package = root.name.partition(".")[0]
    return not (package.startswith("django") or package in DJANGO_PACKAGES)


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
