"""Views whose user may come from a token."""

from __future__ import annotations

import pytest

from flake8_session_expiry.analysis.api_views import may_know_its_user_otherwise
from flake8_session_expiry.engine.dispatch import Visitor
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.options import Options
from flake8_session_expiry.runner import analyse
from flake8_session_expiry.sessions.events import PassedOn
from flake8_session_expiry.sessions.functions import FunctionContext


class _Functions(Visitor):
    """Keeps the functions in which ``mark(request)`` is called."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[FunctionContext] = []

    def on_passed_on(self, event: PassedOn) -> None:
        """A call that is given the request."""
        if event.name.endswith("mark") and event.function is not None:
            self.found.append(event.function)


def answer(code: str) -> bool:
    analysis = analyse(SourceFile("views.py", code), Options(), [lambda model: _Functions()])
    (function,) = analysis.listeners[0].found
    return may_know_its_user_otherwise(analysis.model.symbols, function, "request")


VIEW = "def view(request):\n    mark(request)\n"
METHOD = "    def post(self, request):\n        mark(request)\n"


@pytest.mark.parametrize(
    "code",
    [
        VIEW,
        f"from rest_framework import serializers\n{VIEW}",
        f"from ninja import Router\n@login_required\n{VIEW}",
        f"from rest_framework import status\nclass A(LoginRequiredMixin, FormView):\n{METHOD}",
        "from rest_framework.views import APIView\nclass A(APIView):\n"
        f"    authentication_classes = [SessionAuthentication]\n{METHOD}",
        "from rest_framework.decorators import *\n@api_view(['POST'])\n"
        f"@authentication_classes([SessionAuthentication])\n{VIEW}",
        f"class A(OurView):\n{METHOD}",
    ],
)
def test_by_the_session(code: str) -> None:
    assert not answer(code)


@pytest.mark.parametrize(
    "code",
    [
        f"from rest_framework.views import APIView\nclass A(APIView):\n{METHOD}",
        "from rest_framework.views import APIView\nclass A(APIView):\n"
        f"    authentication_classes = [TokenAuthentication]\n{METHOD}",
        f"from rest_framework.decorators import api_view\n@api_view(['POST'])\n{VIEW}",
        f"from ninja import Router\n@router.post('/x')\n{VIEW}",
        f"import graphene\nclass A(graphene.Mutation):\n{METHOD}",
        f"from rest_framework import status\nclass A(OurView):\n{METHOD}",
        f"from rest_framework import serializers\nclass A(serializers.Serializer):\n{METHOD}",
        "from rest_framework.views import APIView\nclass A(APIView):\n    def post(self, request):\n"
        f"        def inner():\n    {METHOD.splitlines()[1]}\n",
    ],
)
def test_perhaps_not(code: str) -> None:
    assert answer(code)
