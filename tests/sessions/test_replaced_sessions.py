"""What a module puts in the place of Django's session."""

from __future__ import annotations

import pytest

from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.semantic.symbols import SymbolTable
from flake8_session_expiry.sessions.replaced_sessions import puts_own_object


def puts(code: str) -> bool:
    """Whether ``def view(request):`` with this body does."""
    body = "\n".join(f"    {line}" for line in code.splitlines())
    text = f"class Own(Base): pass\nclass CartStore(SessionBase): pass\ndef view(request, session):\n{body}\n"
    return puts_own_object(SymbolTable(SourceFile("views.py", text).tree, text))


@pytest.mark.parametrize(
    "code",
    [
        "request.session = Visit.objects.get(pk=1)",
        "visit = Visit.objects.filter(token=1).first()\nrequest.session = visit",
        "visit = None\nif request.GET:\n    visit = Own()\nrequest.session = visit",
        "request.session = shop.Visit(request.session)",
        "request.session = Own(1)",
        "self.request.session = await Visit.objects.aget(pk=1)",
    ],
)
def test_own_objects(code: str) -> None:
    assert puts(code)


@pytest.mark.parametrize(
    "code",
    [
        "request.session = {}",
        "request.session = None",
        "request.session = dict(request.session)",
        "request.session = SessionStore(session_key=1)",
        "request.session = self.SessionStore(1)",
        "request.session = engine.SessionStore()",
        "request.session = CartStore()",
        "request.session = session",
        "request.session = make(request)",
        "request.session = self.client.session",
        "self.session = Own(1)",
        "request.other = Own(1)",
        "request.session['own'] = Own(1)",
        "a = b\nb = a\nrequest.session = a",
    ],
)
def test_what_is_none(code: str) -> None:
    assert not puts(code)
