"""What has happened to a request before its view runs, by the middleware of its project."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_session_expiry.reference.settings import SESSION_MIDDLEWARE
from flake8_session_expiry.settings.middleware_loading import Preloading, preloading
from tests.projectfiles import write

NOTHING = Preloading(session=False, user=False)
SESSION_ONLY = Preloading(session=True, user=False)
ANYTHING = Preloading()


def of_class(root: Path, body: str, base: str = "") -> Preloading | None:
    """What a middleware of the project does whose ``__call__`` begins with these lines."""
    lines = [f"class Own{base}:", "    def __init__(self, get_response):", "        self.get_response = get_response"]
    lines += ["    def __call__(self, request):", *(f"        {line}" for line in body.splitlines())]
    return of_source(root, "\n".join([*lines, "        return self.get_response(request)\n"]))


def of_source(root: Path, source: str) -> Preloading | None:
    """What the middleware ``shop.middleware.Own`` does."""
    write(root, {"manage.py": "", "shop/middleware.py": source})
    return preloading(
        {"MIDDLEWARE": [SESSION_MIDDLEWARE, "shop.middleware.Own"], "CSRF_USE_SESSIONS": False}, str(root)
    )


@pytest.mark.parametrize(
    "listed",
    [None, [], ["shop.middleware.SessionMiddleware"], [SESSION_MIDDLEWARE, 1]],
    ids=["unknown", "empty", "no session middleware of Django's", "no string"],
)
def test_unknown_lists_say_nothing(listed: object, tmp_path: Path) -> None:
    assert preloading({} if listed is None else {"MIDDLEWARE": listed}, str(tmp_path)) is None


def test_djangos_own_load_nothing_but_the_one_that_requires_a_login(tmp_path: Path) -> None:
    usual = [
        SESSION_MIDDLEWARE,
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.middleware.common.CommonMiddleware",
    ]
    assert preloading({"MIDDLEWARE": usual}, str(tmp_path)) == NOTHING
    required = "django.contrib.auth.middleware.LoginRequiredMiddleware"
    assert preloading({"MIDDLEWARE": [*usual, required]}, str(tmp_path)) == ANYTHING
    assert preloading({"MIDDLEWARE": (*usual, "django.unheard.of.Middleware")}, str(tmp_path)) == ANYTHING


@pytest.mark.parametrize(("in_sessions", "expected"), [(False, NOTHING), (True, SESSION_ONLY), (None, SESSION_ONLY)])
def test_csrf_tokens_in_the_session(in_sessions: bool | None, expected: Preloading, tmp_path: Path) -> None:
    known = {"MIDDLEWARE": [SESSION_MIDDLEWARE, "django.middleware.csrf.CsrfViewMiddleware"]}
    if in_sessions is not None:
        known["CSRF_USE_SESSIONS"] = in_sessions  # type: ignore[assignment]
    assert preloading(known, str(tmp_path)) == expected


def test_packages_that_are_not_known_may_do_anything(tmp_path: Path) -> None:
    assert preloading({"MIDDLEWARE": [SESSION_MIDDLEWARE, "axes.middleware.AxesMiddleware"]}, str(tmp_path)) == ANYTHING


@pytest.mark.parametrize(
    "body",
    [
        "pass",
        "request.path",
        "print(request.META.get('HTTP_USER_AGENT'))",
        "if isinstance(request, str):\n    pass",
    ],
)
def test_what_leaves_session_and_user_alone(body: str, tmp_path: Path) -> None:
    assert of_class(tmp_path, body) == NOTHING


@pytest.mark.parametrize(
    "body",
    [
        "request.user.is_staff",
        "getattr(request, 'user')",
        "prepare(request)",
        "self.note(request)",
        "prepare(request=request)",
        "helper.process(request)",
        "local.request = request",
        "context = {'request': request}",
        "request.session = {}",
        "getattr(request, 'session')",
    ],
)
def test_what_may_read_the_user(body: str, tmp_path: Path) -> None:
    assert of_class(tmp_path, body) == ANYTHING


def test_what_reads_the_session_alone(tmp_path: Path) -> None:
    assert of_class(tmp_path, "request.session.get('theme')") == SESSION_ONLY


def test_a_method_of_its_own_is_read_too(tmp_path: Path) -> None:
    source = """
class Own:
    def __init__(self, get_response):
        self.get_response = get_response
    def __call__(self, req):
        self.note(req)
        return self.get_response(req)
    def note(self, seen):
        {}
"""
    assert of_source(tmp_path, source.format("print(seen.path)")) == NOTHING
    assert of_source(tmp_path / "other", source.format("print(seen.user)")) == ANYTHING


@pytest.mark.parametrize(
    ("base", "expected"), [("(object)", NOTHING), ("(MiddlewareMixin)", NOTHING), ("(Base)", ANYTHING)]
)
def test_only_plain_classes_are_read(base: str, expected: Preloading, tmp_path: Path) -> None:
    assert of_class(tmp_path, "pass", base) == expected


@pytest.mark.parametrize(
    ("decorator", "expected"),
    [("", NOTHING), ("@decorators.sync_only_middleware\n", NOTHING), ("@measured\n", ANYTHING)],
)
def test_functions_that_make_a_middleware(decorator: str, expected: Preloading, tmp_path: Path) -> None:
    body = "    def run(request):\n        return get_response(request)\n    return run\n"
    source = f"{decorator}def Own(get_response):\n{body}"
    assert of_source(tmp_path, source) == expected
