"""The shapes in which real code holds a session or a request, and the look-alikes of other libraries."""

from __future__ import annotations

import libcst as cst
import pytest

from flake8_session_expiry.options import Options
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.sessions.types import Request, Session, SessionOrigin
from tests.listening import Listener, listen


class LastName(Listener):
    """Asks what ``SUBJECT.probe`` stands for, where the walk meets it."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.session: Session | None = None
        self.request: Request | None = None

    def visit_Attribute(self, node: cst.Attribute) -> None:
        if node.attr.value == "probe":
            self.session = self.model.types.session(node.value)
            self.request = self.model.types.request(node.value)


def looked_at(code: str, name: str = "views.py", options: Options | None = None) -> LastName:
    """Walk ``code``, which mentions one ``….probe``."""
    return listen(LastName, code, name, options)


CERTAIN = [
    "def view(request):\n    request.session.probe",
    "def view(req):\n    req.session.probe",
    "class V:\n    def get(self):\n        self.request.session.probe",
    "class V:\n    def get(self):\n        self._request.session.probe",
    "def f(request):\n    request._request.session.probe",
    "from django.http import HttpRequest\ndef view(r: HttpRequest):\n    r.session.probe",
    "from django.http import HttpRequest\ndef view(r: 'HttpRequest | None'):\n    r.session.probe",
    "from typing import Optional\nfrom django.http import HttpRequest\ndef view(r: Optional[HttpRequest]):\n   "
    " r.session.probe",
    "from rest_framework.request import Request\ndef view(r: Request):\n    r.session.probe",
    "import django\ndef view(incoming_request):\n    incoming_request.session.probe",
    "def clean(form):\n    form.request.session.probe",
    "def resolve(root, info):\n    info.context.session.probe",
    "def f(context):\n    context['request'].session.probe",
    "def f(context):\n    context.get('request').session.probe",
    "class S:\n    def validate(self):\n        self.context['request'].session.probe",
    "class S:\n    def save(self):\n        session = self.context.get('request').session\n        session.probe",
    "def view(request):\n    s = request.session\n    s.probe",
    "def view(request):\n    a = b = request.session\n    b.probe",
    "def view(request):\n    if (s := request.session):\n        s.probe",
    "def view(request):\n    s = getattr(request, 'session', None)\n    s.probe",
    "def view(request):\n    getattr(request, 'session').probe",
    "def view(request):\n    r = request\n    r.session.probe",
    "def outer(request):\n    def inner():\n        request.session.probe",
    "f = lambda request: request.session.probe",
    "class Cart:\n    def __init__(self, request):\n        self.session = request.session\n    def save(self):\n    "
    "    self.session.probe",
    "class M:\n    def __call__(self, request):\n        request.session.probe",
    "def middleware(get_response):\n    def inner(request):\n        request.session.probe\n    return inner",
    "class C:\n    async def connect(self):\n        self.scope['session'].probe",
    "from django.contrib.sessions.backends.base import SessionBase\ndef f(s: SessionBase):\n    s.probe",
    "from django.contrib.sessions.backends.db import SessionStore\nSessionStore().probe",
    "from django.contrib.sessions.backends.db import SessionStore\ndef f():\n    s = SessionStore(session_key='k')\n "
    "   s.probe",
    "from importlib import import_module\nfrom django.conf import settings\nS ="
    " import_module(settings.SESSION_ENGINE).SessionStore\nS().probe",
    "from importlib import import_module\nengine = import_module('x')\ndef f():\n    s = engine.SessionStore('k')\n  "
    "  s.probe",
    "from django.contrib.sessions.backends import db\ndb.SessionStore().probe",
    "from django.test import TestCase\nclass T(TestCase):\n    def test_x(self):\n        self.client.session.probe",
    "from django.test import Client\nc = Client()\nc.session.probe",
    "from django.test import TestCase\nclass T(TestCase):\n    def test_x(self):\n        s = self.client.session\n  "
    "      s.probe",
    "from django.test import RequestFactory\nrequest = RequestFactory().get('/')\nrequest.session.probe",
    "from django.http import HttpRequest\ndef f():\n    request = HttpRequest()\n    request.session.probe",
]

UNCERTAIN = [
    "self.session.probe",
    "x.y.session.probe",
    "def test(response):\n    response.wsgi_request.session.probe",
    "import django\ndef f(session):\n    session.probe",
    "import django\nsession.probe",
    "import django\ndef f(user_session):\n    user_session.probe",
]

NOT_AT_ALL = [
    "session.probe",
    "def f(session):\n    session.probe",
    "import django, requests\nsession = requests.Session()\nsession.probe",
    "import django\nfrom sqlalchemy.orm import Session\ndef f(session: Session):\n    session.probe",
    "import django\nimport requests\ndef f(session):\n    session.probe",
    "from flask import session\nsession.probe",
    "from flask import request\nrequest.session.probe",
    "from starlette.requests import Request\ndef view(request: Request):\n    request.session.probe",
    "from fastapi import Request\nasync def view(request: Request):\n    request.session.probe",
    "from pyramid.view import view_config\ndef view(request):\n    request.session.probe",
    "from odoo.http import request\nrequest.session.probe",
    "from aiohttp import web\nasync def view(request):\n    request.session.probe",
    "import tensorflow as tf\ntf.session.probe",
    "import django\ndef f(request):\n    session = make()\n    session.probe",
    "def view(request):\n    s = request.session\n    s = {}\n    s.probe",
    "def view(request):\n    for request in x:\n        request.probe",
    "def f(request: dict):\n    request.probe",
    "with open(x) as session:\n    session.probe",
    "try:\n    pass\nexcept E as session:\n    session.probe",
    "from werkzeug.contrib.sessions import SessionStore\nSessionStore().probe",
    "import django\nfrom werkzeug.contrib.sessions import SessionStore\nSessionStore().probe",
    "import django\nfrom werkzeug.contrib import sessions\nsessions.SessionStore().probe",
    "import django\nfrom boto3.sessions import SessionStore\nstore = SessionStore()\nstore.probe",
    "request['session'].probe",
    "context['session'].probe",
]


@pytest.mark.parametrize("code", CERTAIN)
def test_expressions_that_certainly_are_sessions(code: str) -> None:
    session = looked_at(code).session
    assert session is not None
    assert session.certain


@pytest.mark.parametrize("code", UNCERTAIN)
def test_a_session_only_for_names_that_nobody_else_has(code: str) -> None:
    session = looked_at(code).session
    assert session is not None
    assert not session.certain


@pytest.mark.parametrize("code", NOT_AT_ALL)
def test_expressions_that_are_no_sessions(code: str) -> None:
    last = looked_at(code)
    assert last.session is None
    assert last.request is None


def test_origin_of_a_session() -> None:
    in_test = "class T:\n    def test_x(self):\n        {}"
    assert looked_at(in_test.format("self.client.session.probe"), "tests.py").session == Session(
        SessionOrigin.CLIENT, "self.client.session", certain=True
    )
    bound = looked_at(in_test.format("s = self.client.session; s.probe"), "tests.py").session
    assert bound is not None and bound.origin is SessionOrigin.BOUND_CLIENT
    assert looked_at(in_test.format("self.client.session.probe"), "bot.py").session == Session(
        SessionOrigin.ATTRIBUTE, "self.client.session", certain=False
    )
    channels = looked_at("scope['session'].probe").session
    assert channels is not None and channels.origin is SessionOrigin.CHANNELS


def test_requests_that_are_not_exact_or_made() -> None:
    for name in ("wsgi_request", "_fake_request"):
        assert looked_at(f"def test(x):\n    x.{name}.probe").request == Request(f"x.{name}", exact=False)
    assert looked_at("def test(x):\n    x._request.probe").request == Request("x._request")
    assert looked_at("def test(x):\n    x._requests.probe").request is None
    exact = looked_at("def f(request):\n    request.probe").request
    made = looked_at("from django.http import HttpRequest\nrequest = HttpRequest()\nrequest.probe").request
    other = looked_at("import django\ndef f(export_request):\n    export_request.probe").request
    assert exact is not None and exact.exact and not exact.made
    assert made is not None and made.made
    assert other is not None and not other.exact


def test_names_that_the_user_gives() -> None:
    options = Options(session_names=frozenset({"sess"}), request_names=frozenset({"rq"}))
    for code in (
        "sess.probe",
        "def f(sess):\n    sess.probe",
        "self.sess.probe",
        "rq.session.probe",
        "def f(rq):\n    rq.session.probe",
    ):
        assert looked_at(code).session is None or not code.startswith("sess")
        session = looked_at(code, options=options).session
        assert session is not None and session.certain


def test_flask_beside_django_leaves_only_what_django_alone_has() -> None:
    session = looked_at("import django, flask\ndef view(request):\n    request.session.probe").session
    assert session is not None and not session.certain
