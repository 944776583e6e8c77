"""
Whether a module is written for Django although it may import nothing of it: middleware, helpers of a project, tests
with pytest-django. That no other framework is imported shows nothing.
"""

from __future__ import annotations

import re

import libcst as cst

from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.options import Options
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.reference.frameworks import Frameworks
from flake8_session_expiry.semantic.literals import plain_string
from flake8_session_expiry.semantic.symbols import SymbolTable, dotted, imported_names

_REQUEST_CLASS = re.compile(r"(?:django\.http\.(?:request\.)?)?HttpRequest")
_REQUESTS = frozenset({"request", "req", "_request"})
_MEMBERS_OF_OTHERS = "post put patch mount headers prepare_request query commit rollback execute attributes"
_OF_OTHERS = frozenset(_MEMBERS_OF_OTHERS.split())
PYTEST_DJANGO = re.compile(r"db|transactional_db|django_\w+|admin_client|rf|async_rf|settings")
"""Fixtures of pytest-django that a test is given by their names; ``client`` is everybody's."""


def shows_django(symbols: SymbolTable, options: Options, frameworks: Frameworks, is_test: bool) -> bool:
    """
    Whether a module shows that it is Django's.

    By an import of Django or of a package for it, by ``get_response``, an annotation ``"HttpRequest"``, a
    ``set_expiry`` on a request's session or a fixture of pytest-django, or as it lies in a project whose settings are
    known.
    """
    if frameworks.django:
        return True
    if frameworks.other_web:
        return False
    tree = symbols.tree
    return (
        (options.project_root is not None and not any(_is_of_another_library(node) for node in tree.of(cst.Attribute)))
        or any(parameter.name.value == "get_response" for parameter in tree.of(cst.Param))
        or _names_the_request(symbols)
        or any(_is_of_a_request(node) for node in tree.of(cst.Attribute))
        or (is_test and any(_is_given_fixtures(tree, function) for function in tree.of(cst.FunctionDef)))
    )


def _names_the_request(symbols: SymbolTable) -> bool:
    """An annotation ``"HttpRequest"``, or without quotes where the name is no other library's."""
    imports: list[cst.Import | cst.ImportFrom] = [*symbols.tree.of(cst.Import), *symbols.tree.of(cst.ImportFrom)]
    others = {name for statement in imports for name, _ in imported_names(statement)}
    for annotation in symbols.tree.of(cst.Annotation):
        written = annotation.annotation
        name = plain_string(written) if isinstance(written, cst.SimpleString) else dotted(written)
        if name and _REQUEST_CLASS.fullmatch(name) and name.partition(".")[0] not in others:
            return True
    return False


def _is_of_a_request(node: cst.Attribute) -> bool:
    """``request.session.set_expiry``: nobody else has such a method, called or not."""
    session = node.value
    if node.attr.value not in session_api.SETTERS or not isinstance(session, cst.Attribute):
        return False
    return session.attr.value == "session" and dotted(session.value).rpartition(".")[2] in _REQUESTS


def _is_of_another_library(node: cst.Attribute) -> bool:
    """``request.session.post(...)``: the session of an HTTP client, a database or a voice assistant."""
    session = node.value
    return (
        node.attr.value in _OF_OTHERS
        and isinstance(session, cst.Attribute)
        and session.attr.value == "session"
        and dotted(session.value).rpartition(".")[2] in _REQUESTS
    )


def _is_given_fixtures(tree: Tree, function: cst.FunctionDef) -> bool:
    """Whether pytest calls a function of a test module with a fixture of pytest-django."""
    decorators = (item.decorator for item in function.decorators)
    is_fixture = any(
        dotted(item.func if isinstance(item, cst.Call) else item).rpartition(".")[2] == "fixture" for item in decorators
    )
    if not is_fixture and not function.name.value.startswith("test"):
        return False
    return any(PYTEST_DJANGO.fullmatch(parameter.name.value) for parameter in function.params.params)
