"""What functions do to sessions, and what they do through the functions that they call."""

from __future__ import annotations

import textwrap

import libcst as cst
import pytest

from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.sessions.effects import MOST_FOLLOWED, Effect, Effects
from flake8_session_expiry.sessions.ending_calls import SAVING, EffectKind
from tests.listening import model_of


def deeds_of(code: str, name: str | None = None) -> list[Effect]:
    """The effects of the function ``name``, helpers followed."""
    effects, tree = walk(code)
    function = next((node for node in tree.of(cst.FunctionDef) if node.name.value == name), None)
    return effects.of(function)


def walk(code: str) -> tuple[Effects, Tree]:
    model = model_of(textwrap.dedent(code))
    return model.effects, model.source.tree


def told(effects: list[Effect]) -> list[tuple[EffectKind, str | None, bool]]:
    return [(effect.kind, effect.session or effect.request, effect.certain) for effect in effects]


def test_own_effects_of_a_function() -> None:
    code = """
    from django.contrib import auth
    def view(request):
        s = request.session
        s.set_expiry(300)
        s["a"] = s["b"]
        del s["a"]
        s.modified = True
        auth.logout(request)
    """
    session = "request.session"
    assert told(deeds_of(code, "view")) == [
        (EffectKind.EXPIRY, session, True),
        (EffectKind.WRITE, session, True),
        (EffectKind.WRITE, session, True),
        (EffectKind.MARK, session, True),
        (EffectKind.LOGOUT, "request", True),
    ]


def test_logout_is_djangos_where_nothing_else_is_called_so() -> None:
    assert told(deeds_of("from django.contrib.auth import *\nlogout(request)")) == [
        (EffectKind.LOGOUT, "request", True)
    ]
    own = deeds_of("def logout(request): pass\ndef view(request): logout(request)", "view")
    assert own == []
    method = "from django.contrib.auth import logout\nclass V:\n    def logout(self, request): logout(request)"
    assert told(deeds_of(method, "logout")) == [(EffectKind.LOGOUT, "request", True)]


def test_a_new_hash_of_the_password_saves_the_session() -> None:
    code = (
        "from django.contrib.auth import update_session_auth_hash as keep\ndef view(request, user):\n"
        "    keep(request, user)\n"
    )
    assert told(deeds_of(code, "view")) == [(EffectKind.REHASH, "request", True)]
    assert EffectKind.REHASH in SAVING


def test_a_helper_is_followed_one_level() -> None:
    code = """
    from django.contrib.auth import logout
    def view(req):
        end(req)
        sometimes(req)
        unknown(req)
    def end(request, other=None):
        logout(request)
    def sometimes(r):
        if x:
            other(r)
            r.session.flush()
    """
    assert told(deeds_of(code.replace("(r)", "(request)").replace("r.s", "request.s"), "view")) == [
        (EffectKind.LOGOUT, "req.session", True),
        (EffectKind.ESCAPES, "req.session", False),
        (EffectKind.FLUSH, "req.session", False),
        (EffectKind.ESCAPES, "req", True),
    ]


@pytest.mark.parametrize("number", [MOST_FOLLOWED, MOST_FOLLOWED + 1])
def test_a_function_with_too_many_effects_is_unknown_code(number: int) -> None:
    helper = "def helper(request):\n" + "    request.session['a'] = 1\n" * number
    effects = deeds_of(helper + "def view(request):\n    helper(request)\n", "view")
    written = [(EffectKind.WRITE, "request.session", True)] * number
    assert told(effects) == (written if number == MOST_FOLLOWED else [(EffectKind.ESCAPES, "request", True)])


def test_a_method_is_followed() -> None:
    code = """
    class Cart:
        def __init__(self, request):
            self.session = request.session
        def add(self):
            self.save()
        def save(self):
            self.session.modified = True
    """
    assert told(deeds_of(code, "add")) == [(EffectKind.MARK, "request.session", True)]


def test_effects_on_other_sessions_are_not_those_of_the_caller() -> None:
    code = """
    def view(request, other_request):
        helper(other_request)
    def helper(request, session=None):
        request.session.flush()
    """
    assert told(deeds_of(code, "view")) == []


def test_a_session_can_be_handed_on() -> None:
    code = """
    from django import http
    def view(request):
        helper(session=request.session)
    def helper(session):
        session.set_expiry(0)
    """
    assert [(effect.kind, effect.request) for effect in deeds_of(code, "view")] == [(EffectKind.EXPIRY, "request")]


@pytest.mark.parametrize(
    "code",
    [
        "from django.contrib import messages\nmessages.success(request, 'x')",
        "from django.contrib.messages import add_message\nadd_message(request, 20, 'x')",
        "from django.contrib.sites.models import get_site\nget_site(request)",
        "from django.http import answer\nanswer(request)",
        "from django.shortcuts import render\nrender(request, 'x')",
        "from django.shortcuts import get_list_or_404\nget_list_or_404(request)",
        "from django.template import Template\nTemplate(request)",
        "from django.urls import resolve\nresolve(request)",
        "import logging\nlogging.info(request)",
        "messages.success(request, 'x')",
        "logger.info(request)",
        "log.info(request)",
        "JsonResponse(request)",
        "get_current_site(request)",
        "callable(request)",
    ],
)
def test_harmless_calls_have_no_effect(code: str) -> None:
    assert deeds_of(code) == []


@pytest.mark.parametrize("code", ["mylogger.info(request)", "log(request)", "from shop import urls\nurls.of(request)"])
def test_any_other_call_may_do_anything(code: str) -> None:
    assert [effect.kind for effect in deeds_of(code)] == [EffectKind.ESCAPES]


def test_a_view_that_gets_its_object_only_reads() -> None:
    code = "from django.views.generic import DetailView\nclass V(DetailView):\n    def get(self, request):\n        "
    assert deeds_of(f"{code}self.get_object()", "get") == []
    assert told(deeds_of(f"{code}self.get_object(request)", "get")) == [(EffectKind.ESCAPES, "request", True)]
    assert told(deeds_of(f"{code}get_object(request)", "get")) == [(EffectKind.ESCAPES, "request", True)]


def test_self_outside_of_a_class_has_no_methods() -> None:
    code = """
    def save(self, session):
        session.flush()
    def add(self, request):
        self.save(request.session)
    """
    assert told(deeds_of(code, "add")) == [(EffectKind.ESCAPES, "request.session", True)]


def test_callers_of_a_function() -> None:
    effects, tree = walk("def a(request):\n    b(request)\ndef b(request):\n    request.session.flush()")
    functions = tree.of(cst.FunctionDef)
    assert [caller.function.name for caller in effects.callers(functions[1]) if caller.function] == ["a"]
    assert not list(effects.callers(functions[0]))


def test_one_session_has_several_names() -> None:
    flush, logout = deeds_of("s = request.session\ns.flush()\nlogout(request)")
    other = deeds_of("other.session.flush()\nreq.session.flush()")
    assert flush.same_session(logout) and not logout.same_session(other[-1])
