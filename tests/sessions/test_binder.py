"""What is taken for a session, where the walk stands, and what guards a piece of code."""

from __future__ import annotations

import libcst as cst
import pytest

from flake8_session_expiry.engine.events import Event
from flake8_session_expiry.options import Options
from flake8_session_expiry.semantic.guards import is_guarded
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.sessions.types import Request, TestClient
from tests.listening import Listener, listen


class Heard(Listener):
    """Notes every call of a session, and what is known about its place."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.calls: list[tuple[str, bool, bool]] = []

    def on_session_call(self, event: Event) -> None:
        assert isinstance(event, SessionCall)
        self.calls.append((event.method, self.model.here.in_async, is_guarded(self.model.source.tree, event.node)))


def heard(code: str, options: Options | None = None) -> list[tuple[str, bool, bool]]:
    """(method, in async code, guarded) of each call of a session in ``code``."""
    return listen(Heard, code, options=options).calls


def test_a_lambda_in_async_code_is_sync_and_what_follows_it_is_not() -> None:
    code = """
async def view(request):
    call = lambda: request.session.flush()
    request.session.save()
"""
    assert heard(code) == [("flush", False, False), ("save", True, False)]


@pytest.mark.parametrize("value", ["{}", "None", "dict(request.session)"])
def test_a_replaced_session_is_none_any_more(value: str) -> None:
    code = f"""
def view(request):
    request.session.save()
    request.session = {value}
    request.session.update(a=1)

def other(request):
    request.session.flush()
"""
    assert [method for method, _, _ in heard(code)] == ["save", "flush"]


def test_where_an_object_of_its_own_replaces_the_session_none_is_known_in_the_module() -> None:
    code = """
def made(request):
    request.session.save()
    request.session = Mock()
    return request

def other(request):
    request.session.flush()  # made() may have made this request
"""
    assert heard(code) == []


def test_a_session_replaced_by_a_session_is_one() -> None:
    code = """
def view(request):
    request.session = {}
    request.session.update(a=1)
    request.session = SessionStore()
    request.session.flush()
"""
    assert [method for method, _, _ in heard(code)] == ["flush"]


def test_a_session_replaced_in_set_up_is_so_for_the_whole_class() -> None:
    code = """
class Tests:
    def setUp(self):
        self.request.session = {}

    def test(self):
        self.request.session.update(a=1)

class View:
    def get(self):
        self.request.session.flush()
"""
    assert [method for method, _, _ in heard(code)] == ["flush"]


@pytest.mark.parametrize(
    "expectation", ["self.assertRaises(TypeError)", "pytest.raises(TypeError) as caught", "raises(ValueError)"]
)
def test_a_failure_that_a_test_expects_is_guarded(expectation: str) -> None:
    code = f"""
def test(request):
    with {expectation}:
        request.session.flush()
    with transaction.atomic():
        request.session.save()
"""
    assert heard(code) == [("flush", False, True), ("save", False, False)]


@pytest.mark.parametrize(
    ("code", "is_djangos"),
    [
        ("class Tests(TestCase):\n    def test(self):\n        self.client", True),
        ("class Tests(TestCase):\n    client: Client\n    def test(self):\n        self.client", True),
        ("class Tests(TestCase):\n    client = APIClient()\n    def test(self):\n        self.client", False),
        (
            "from rest_framework.test import APIClient\n"
            "class Tests(TestCase):\n    client = APIClient()\n    def test(self):\n        self.client",
            True,
        ),
        (
            "class Tests(TestCase):\n    def setUp(self):\n        self.client = TelegramClient()\n"
            "    def test(self):\n        self.client",
            False,
        ),
        (
            "class Tests(TestCase):\n    def setUp(self):\n        self.client = self.client_class()\n"
            "    def test(self):\n        self.client",
            True,
        ),
        (
            "from django_tenants.test.client import TenantClient\n"
            "class Tests(TestCase):\n    def setUp(self):\n        self.client = TenantClient(self.tenant)\n"
            "    def test(self):\n        self.client",
            True,
        ),
        ("import unittest\nclass Tests(unittest.TestCase):\n    def test(self):\n        self.client", False),
        ("class View:\n    def get(self):\n        self.client", False),
    ],
)
def test_client_of_a_test_case_by_its_base(code: str, is_djangos: bool) -> None:
    *_, last = listen(Clients, code).found
    assert (last is not None) == is_djangos


class Clients(Listener):
    """Keeps what each attribute is as a test client."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.found: list[TestClient | None] = []

    def visit_Attribute(self, node: cst.Attribute) -> None:
        self.found.append(self.model.types.test_client(node))


class Receivers(Listener):
    """Which request each expression in front of an attribute is."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.requests: list[Request | None] = []

    def visit_Attribute(self, node: cst.Attribute) -> None:
        self.requests.append(self.model.types.request(node.value))


def requests_in(code: str) -> list[Request | None]:
    return listen(Receivers, code).requests


@pytest.mark.parametrize("annotation", ["HttpRequest", "WSGIRequest", "ASGIRequest", "Request", "ShopHttpRequest"])
def test_an_annotation_makes_any_name_a_request(annotation: str) -> None:
    assert requests_in(f"def view(r: {annotation}):\n    r.user\n") == [Request("r")]


def test_some_other_request_class_is_only_perhaps_djangos() -> None:
    assert requests_in("def export(request: ExportRequest):\n    request.user\n") == [Request("request", exact=False)]
