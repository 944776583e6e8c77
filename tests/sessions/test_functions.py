"""What a function is for: login, logout, middleware, command, test."""

from __future__ import annotations

import libcst as cst
import pytest

from flake8_session_expiry.sessions.functions import FunctionContext, names_login, names_logout, snake
from flake8_session_expiry.sessions.model import Model
from tests.listening import Listener, listen


class Seen(Listener):
    """Keeps the context of each function."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.functions: dict[str, FunctionContext] = {}

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        assert self.model.here.function is not None
        self.functions[node.name.value] = self.model.here.function


def seen(code: str, name: str) -> FunctionContext:
    """The context of one function of a module."""
    return listen(Seen, code).functions[name]


def method(bases: str, name: str, class_: str = "Thing") -> FunctionContext:
    """A method of a class."""
    return seen(f"class {class_}({bases}):\n    def {name}(self, request):\n        pass\n", name)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("SignOutView", "sign_out_view"),
        ("SSOLogout", "sso_logout"),
        ("log_out", "log_out"),
        ("logoutUser", "logout_user"),
    ],
)
def test_camel_case_becomes_snake_case(name: str, words: str) -> None:
    assert snake(name) == words


LOGOUTS = """
    logout log_out user_log_out admin_log_out sign_out signout end_session logout_view user_logout logout_user do_logout
    handle_logout on_logout perform_logout _do_logout LogoutView SignOutView SSOLogout LogoutAPIView admin_logout
    UserSignout logOut get_logout custom_logout_view LogoutHandler LogoutPage LogoutMixin logout_request
    signout_customer
"""
NO_LOGOUTS = """
    login logout_confirm logout_done prepare_logout logout_log checkout blogout logout_on_close auto_logout
    AutoLogoutMiddleware set_logout logout_url get_logout_url logout_redirect_url logout_timer logout_required is_logout
    should_logout before_logout after_logout test_logout LogoutForm LogoutTests LogoutTestCase LogoutSerializer
    LogoutMiddleware login_or_logout logout_other_sessions logout_all_users logout_everywhere logout_message
    confirm_logout log_logout_time not_logged_out logged_out user_logout_count send_session check_logout_state
    set_session_to_end_on_close logout_after_minutes
"""


@pytest.mark.parametrize("name", LOGOUTS.split())
def test_names_of_logouts(name: str) -> None:
    assert names_logout(name)


@pytest.mark.parametrize("name", NO_LOGOUTS.split())
def test_names_that_are_no_logouts(name: str) -> None:
    assert not names_logout(name)


LOGINS = """
    login log_in sign_in signin login_view user_login LoginView CustomLoginView do_login ajax_login login_with_otp
    authenticate_user LoginAPIView post_login verify_login_code after_login
"""
NO_LOGINS = """
    logout login_required LoginRequiredMixin LoginRequiredView require_login requires_login last_login login_history
    login_attempts is_login blogin is_authenticated design_index login_or_logout LogoutView
"""


@pytest.mark.parametrize("name", LOGINS.split())
def test_names_of_logins(name: str) -> None:
    assert names_login(name)


@pytest.mark.parametrize("name", NO_LOGINS.split())
def test_names_that_are_no_logins(name: str) -> None:
    assert not names_login(name)


def test_a_method_is_what_its_class_is() -> None:
    assert method("View", "get", "LogoutView").is_logout and not method("View", "get", "LogoutView").is_login
    assert method("View", "get", "LoginView").is_login and not method("View", "get", "LoginView").is_logout
    assert not method("View", "get", "HomeView").is_logout and not method("View", "get", "HomeView").is_login


EVERY_REQUEST = {
    "a middleware class": ("class TimeoutMiddleware:\n    def __call__(self, request): pass", "__call__"),
    "a helper of it": ("class TimeoutMiddleware:\n    def renew(self, request): pass", "renew"),
    "derived from one": (
        "class Timeout(MiddlewareMixin):\n    def process_request(self, request): pass",
        "process_request",
    ),
    "a hook": ("class Timeout(object):\n    def process_view(self, request, view): pass", "process_view"),
    "dispatch": ("class Page(View):\n    def dispatch(self, request): pass", "dispatch"),
    "an object that is called": ("class Renew:\n    def __call__(self, request): pass", "__call__"),
    "a middleware function": (
        "def timeout(get_response):\n    def middleware(request): pass\n    return middleware",
        "middleware",
    ),
    "a middleware function of either colour": (
        "def timeout(get_response):\n    if x:\n        async def middleware(request): pass\n"
        "    else:\n        def middleware(request): pass\n    return middleware",
        "middleware",
    ),
    "a decorator": ("def renew(view):\n    def wrapper(request): pass\n    return wrapper", "wrapper"),
    "a decorator that wraps": (
        "def renew(view):\n    @wraps(view)\n    def wrapper(request): pass\n    return wraps(view)(wrapper)",
        "wrapper",
    ),
    "a decorator with arguments": (
        "def renew(age):\n    def decorator(view):\n        def wrapper(request): pass\n        return wrapper\n"
        "    return decorator",
        "wrapper",
    ),
    "something inside of a middleware": (
        "class TimeoutMiddleware:\n    def __call__(self, request):\n        def later(): pass\n        later()",
        "later",
    ),
}
NOT_EVERY_REQUEST = {
    "a view": ("def view(request): pass", "view"),
    "a method of a view": ("class Page(View):\n    def get(self, request): pass", "get"),
    "a function that processes something": ("def process_login(request): pass", "process_login"),
    "a method that processes something": ("class Cart:\n    def process_order(self, request): pass", "process_order"),
    "a function inside of a view": ("def view(request):\n    def rows(): pass\n    return page(rows())", "rows"),
    "dispatch without a class": ("def dispatch(request): pass", "dispatch"),
}


@pytest.mark.parametrize(("code", "name"), EVERY_REQUEST.values(), ids=EVERY_REQUEST)
def test_functions_that_run_on_every_request(code: str, name: str) -> None:
    assert seen(code, name).runs_on_every_request


@pytest.mark.parametrize(("code", "name"), NOT_EVERY_REQUEST.values(), ids=NOT_EVERY_REQUEST)
def test_functions_that_do_not_run_on_every_request(code: str, name: str) -> None:
    assert not seen(code, name).runs_on_every_request


@pytest.mark.parametrize(
    "base", ["BaseCommand", "NoArgsCommand", "management.BaseCommand", "AppCommand", "CronJobBase"]
)
def test_management_commands(base: str) -> None:
    assert method(base, "handle").is_command_or_task


@pytest.mark.parametrize(
    "decorator", ["shared_task", "app.task", "shared_task(bind=True)", "job('default')", "db_task()"]
)
def test_tasks(decorator: str) -> None:
    assert seen(f"@{decorator}\ndef clean():\n    def inner(): pass\n    inner()\n", "clean").is_command_or_task
    assert seen(f"@{decorator}\ndef clean():\n    def inner(): pass\n    inner()\n", "inner").is_command_or_task


def test_views_are_neither_commands_nor_tasks() -> None:
    assert not method("View", "get").is_command_or_task
    assert not method("CommandView", "get").is_command_or_task
    assert not seen("@login_required\ndef view(request): pass\n", "view").is_command_or_task


@pytest.mark.parametrize(
    "base",
    ["TestCase", "django.test.TestCase", "APITestCase", "LoginTests", "SessionTest", "TestBase", "CartTestMixin"],
)
def test_test_cases(base: str) -> None:
    assert method(base, "check").is_test


def test_functions_that_are_tests() -> None:
    assert seen("def test_login(client): pass\n", "test_login").is_test
    assert seen("def test(client): pass\n", "test").is_test
    assert method("", "check", "LoginTestCase").is_test


@pytest.mark.parametrize("base", ["UserPassesTestMixin", "mixins.UserPassesTestMixin, View", "View", "ContestView"])
def test_views_are_no_tests(base: str) -> None:
    assert not method(base, "get").is_test


@pytest.mark.parametrize("name", ["testimonials", "tester", "contest", "latest"])
def test_functions_that_are_no_tests(name: str) -> None:
    assert not seen(f"def {name}(request): pass\n", name).is_test


@pytest.mark.parametrize(
    "code", ["class SessionStore(SessionBase):", "class Store(db.SessionStore):", "class MySessionStore:"]
)
def test_stores(code: str) -> None:
    context = seen(f"{code}\n    def save(self): pass\n", "save").class_
    assert context is not None and context.is_store


def test_decorators_and_parameters_are_kept_as_written() -> None:
    context = seen("@a.b(1)\n@c\nasync def view(request, /, x, *rest, y=1, **more): pass\n", "view")
    assert context.decorators == ("a.b", "c")
    assert context.parameters == ("request", "x", "rest", "y", "more")
    assert context.is_async and context.outer is None and context.class_ is None


@pytest.mark.parametrize(
    ("code", "returned"),
    [
        ("def f():\n    def g(): pass\n    return g", True),
        ("def f():\n    def g(): pass\n    return sync_to_async(g)", True),
        ("def f():\n    def g(): pass\n    return g()", False),
        ("def f():\n    def g(): pass\n    return", False),
        ("def f():\n    def g(): pass\n    if x:\n        return g", False),
        ("def f(g): return g", False),
    ],
)
def test_what_a_function_returns(code: str, returned: bool) -> None:
    assert seen(f"{code}\n", "f").returns("g") is returned
