"""Which code may have loaded a session before a place in an async function."""

from __future__ import annotations

import pytest

from flake8_session_expiry.analysis.session_loading import SessionLoading
from flake8_session_expiry.engine.events import Event
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.sessions.model import Model
from tests.listening import Listener, listen


class Asks(Listener):
    """Notes at each ``set_expiry`` whether the session may be loaded."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.answers: list[bool] = []
        self.loading = SessionLoading(model.options, model.symbols, model.types)

    def on_session_call(self, event: Event) -> None:
        if isinstance(event, SessionCall) and event.method == "set_expiry":
            self.answers.append(self.loading.may_be_loaded(self.model.here.function, event.node))


def loaded(code: str) -> bool:
    """Whether the session may be loaded at the only ``set_expiry``."""
    (answer,) = listen(Asks, code).answers
    return answer


@pytest.mark.parametrize(
    "before",
    [
        "await request.session.aget('k')",
        "await request.auser()",
        "await sync_to_async(request.session.get)('k')",
        "await prepare(request)",
        "await self.prepare()",
        "form = await build(user=user)",
        "async with lock(request):\n        pass",
        "async for item in items(request):\n        pass",
        "request.session.clear()",
    ],
)
def test_code_that_may_load_the_session(before: str) -> None:
    assert loaded(f"async def view(self, request):\n    {before}\n    request.session.set_expiry(1)\n")


@pytest.mark.parametrize(
    "before",
    ["pass", "await asyncio.sleep(1)", "order = await Order.objects.aget(pk=request.GET['pk'])", "prepare(request)"],
)
def test_code_that_does_not_load_the_session(before: str) -> None:
    assert not loaded(f"async def view(self, request):\n    {before}\n    request.session.set_expiry(1)\n")


def test_later_code_does_not_load_the_session() -> None:
    assert not loaded("async def view(request):\n    request.session.set_expiry(1)\n    await request.auser()\n")


@pytest.mark.parametrize(
    "decorator",
    ["@login_required", "@permission_required('x')", "@with_cart", "@method_decorator([never_cache, login_required])"],
)
def test_decorator_that_may_read_the_user_loads_the_session(decorator: str) -> None:
    assert loaded(f"{decorator}\nasync def view(request):\n    request.session.set_expiry(1)\n")


@pytest.mark.parametrize(
    "decorator",
    [
        *("@require_POST", "@csrf_exempt", "@never_cache", "@cache_control(private=True)", "@cache_page(60)"),
        *("@vary_on_headers('Accept')", "@gzip_page", "@conditional_page", "@condition(etag)", "@etag(of)"),
        *("@last_modified(of)", "@xframe_options_deny", "@sensitive_variables()", "@no_append_slash"),
        *("@login_not_required", "@staticmethod", "@method_decorator(never_cache)", "@override", "@override('de')"),
    ],
)
def test_decorator_that_does_not_read_the_user_loads_nothing(decorator: str) -> None:
    assert not loaded(f"{decorator}\nasync def view(request):\n    request.session.set_expiry(1)\n")


def test_function_around_may_have_loaded_the_session() -> None:
    code = """
async def outer(request):
    await request.auser()
    async def inner():
        request.session.set_expiry(1)
    return inner
"""
    assert loaded(code)


@pytest.mark.parametrize(
    "use", ["await view(request)", "path('', login_required(view))", "user_logged_in.connect(view)"]
)
def test_caller_or_wrapper_may_have_loaded_the_session(use: str) -> None:
    code = f"async def view(request):\n    request.session.set_expiry(1)\nasync def main(request):\n    {use}\n"
    assert loaded(code)


def test_a_route_alone_loads_nothing() -> None:
    assert not loaded("async def view(request):\n    request.session.set_expiry(1)\nurls = [path('', view)]\n")


IMPORTS = "from django.views import View\nfrom django.views.generic import TemplateView\n"


@pytest.mark.parametrize(
    ("base", "expected"), [("View", False), ("TemplateView", False), ("Page", True), ("Mixin, View", True)]
)
def test_base_class_that_is_not_a_view_of_django_may_load_the_session(base: str, expected: bool) -> None:
    code = f"{IMPORTS}class Theme({base}):\n    async def get(self, request):\n        request.session.set_expiry(1)\n"
    assert loaded(code) is expected


@pytest.mark.parametrize("method", ["setup", "dispatch"])
def test_method_that_runs_before_may_load_the_session(method: str) -> None:
    code = f"""
from django.views import View
class Theme(View):
    def {method}(self, request):
        pass
    async def get(self, request):
        request.GET.get("k")
        request.session.set_expiry(1)
"""
    assert loaded(code)


@pytest.mark.parametrize("package", ["rest_framework", "adrf.views", "ninja", "strawberry"])
def test_framework_that_logs_in_before_the_view_loads_the_session(package: str) -> None:
    assert loaded(f"import {package}\nasync def view(request):\n    request.session.set_expiry(1)\n")
