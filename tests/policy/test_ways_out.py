"""The URLs that log out, and what asks for them by GET."""

from __future__ import annotations

from typing import Any

import pytest

from flake8_session_expiry.policy.cli import main
from flake8_session_expiry.policy.json_report import as_data
from flake8_session_expiry.policy.page import page
from tests.policy.conftest import MIDDLEWARE, Report, Write
from tests.projectfiles import MANAGE

HEAD = (
    "from django.contrib import admin\nfrom django.contrib.auth.views import LogoutView\n"
    "from django.urls import include, path\n"
    "from shop import views\n"
)
LOGOUT = 'path("logout/", LogoutView.as_view(), name="logout")'
EVERY = ["GET", "POST", "PUT", "PATCH", "DELETE"]
REFUSED = "by POST; a GET is refused (405) and logs nobody out"


def files(patterns: str, views: str = "", settings: str = "", requirements: str = "django==5.2.1\n") -> dict[str, str]:
    """A project with these URLs."""
    return {
        "manage.py": MANAGE.format("settings"),
        "settings.py": f'{MIDDLEWARE}ROOT_URLCONF = "urls"\n{settings}',
        "urls.py": f"{HEAD}urlpatterns = [{patterns}]\n",
        "shop/__init__.py": "",
        "shop/views.py": views,
        "requirements.txt": requirements,
    }


@pytest.fixture
def routes(write: Write, policy: Report) -> Any:
    """The routes of a project that log out, as in JSON."""

    def of(*arguments: str, **more: str) -> list[dict[str, Any]]:
        write(files(*arguments, **more))
        (ways,) = as_data(policy())["ways_out"]
        return list(ways["routes"])

    return of


@pytest.mark.parametrize(
    ("requirements", "methods", "words"),
    [
        ("django==5.2.1\n", ["POST"], REFUSED),
        ("django==4.2.1\n", ["GET", "POST"], "by GET and POST; Django 5.0 refuses the GET (405)"),
        ("django\n", ["POST"], "by POST; a GET logs out before Django 5.0, which refuses it (405)"),
    ],
)
def test_what_djangos_logout_takes(routes: Any, requirements: str, methods: list[str], words: str) -> None:
    (route,) = routes(LOGOUT, requirements=requirements)
    assert route == {
        "address": "/logout/",
        "name": "logout",
        "view": "django.contrib.auth.views.LogoutView",
        "path": "urls.py",
        "line": 5,
        "methods": methods,
        "words": words,
        "links": [],
    }


@pytest.mark.parametrize(
    ("patterns", "address", "name", "words"),
    [
        ('path("admin/", admin.site.urls)', "/admin/logout/", "admin:logout", REFUSED),
        ('path("a/", include("django.contrib.auth.urls"))', "/a/logout/", "logout", REFUSED),
        ('path("a/", include("rest_framework.urls"))', "/a/logout/", "rest_framework:logout", REFUSED),
        (
            'path("a/", include("allauth.urls"))',
            "/a/logout/",
            "account_logout",
            "by POST; a GET shows a page that asks first",
        ),
        (
            'path("out/", LogoutView.as_view(http_method_names=["get", "post"]))',
            "/out/",
            "",
            'by POST; a GET shows the page "logged out" and logs nobody out',
        ),
    ],
)
def test_what_django_and_packages_bring(routes: Any, patterns: str, address: str, name: str, words: str) -> None:
    (route,) = routes(patterns)
    assert (route["address"], route["name"], route["words"]) == (address, name, words)


@pytest.mark.parametrize(
    ("settings", "methods", "words"),
    [
        ("ACCOUNT_LOGOUT_ON_GET = True\n", ["GET", "POST"], "by GET and POST (ACCOUNT_LOGOUT_ON_GET is on)"),
        ("ACCOUNT_LOGOUT_ON_GET = False\n", ["POST"], "by POST; a GET shows a page that asks first"),
        (
            "from elsewhere import *\n",
            None,
            "by POST; by GET only if ACCOUNT_LOGOUT_ON_GET is on, else a page asks first",
        ),
    ],
)
def test_allauth_by_its_setting(routes: Any, settings: str, methods: list[str] | None, words: str) -> None:
    (route,) = routes('path("a/", include("allauth.urls"))', settings=settings)
    assert (route["methods"], route["words"]) == (methods, words)


ANY = ["GET", "POST", "PUT", "PATCH", "DELETE"]
IMPORTS = (
    "from django.contrib.auth import logout\nfrom django.contrib.auth.views import LogoutView\n"
    "from django.utils.decorators import method_decorator\n"
    "from django.views import View\nfrom django.views.decorators.http import require_http_methods, require_POST\n"
    "from django.views.generic import FormView, RedirectView\n\n"
)


@pytest.mark.parametrize(
    ("view", "methods"),
    [
        ("def bye(request):\n    logout(request)\n", ANY),
        ("def bye(request):\n    request.session.flush()\n", ANY),
        ("def bye(request):\n    leave(request)\n\ndef leave(request):\n    logout(request)\n", ANY),
        ("async def bye(request):\n    await request.session.aflush()\n", ANY),
        ("@require_POST\ndef bye(request):\n    logout(request)\n", ["POST"]),
        ("@require_http_methods(['POST', 'DELETE'])\ndef bye(request):\n    logout(request)\n", ["POST", "DELETE"]),
        ("def bye(request):\n    if request.method == 'POST':\n        logout(request)\n", ["POST"]),
        ("def bye(request):\n    if request.method != 'POST':\n        return None\n    logout(request)\n", ["POST"]),
        ("def bye(request):\n    if request.method in ('GET', 'POST'):\n        logout(request)\n", ["GET", "POST"]),
        ("def bye(request):\n    if request.method == 'GET':\n        pass\n    else:\n"
         "        logout(request)\n", ANY[1:]),
        ("def bye(request):\n    if request.method == 'POST' and form:\n        logout(request)\n", ["POST"]),
        ("def bye(request):\n    if form.is_valid() and request.method == 'POST':\n        if own:\n"
         "            logout(request)\n", ["POST"]),
        ("def bye(request):\n    if request.method == 'POST' or form:\n        logout(request)\n", ANY),
        ("def bye(request):\n    if request.method == 'POST' and form.is_valid():\n        return None\n"
         "    logout(request)\n", ANY),
        ("def bye(request):\n    if request.method != 'POST' or not form.is_valid():\n        return None\n"
         "    logout(request)\n", ["POST"]),
        ("def bye(request):\n    if not request.method == 'POST':\n        return None\n"
         "    logout(request)\n", ["POST"]),
        ("def bye(request):\n    if not (request.method == 'GET' and form):\n        logout(request)\n", ANY),
        ("def bye(request):\n    if request.user.is_active:\n        logout(request)\n", ANY),
        ("class Bye(View):\n    def get(self, request):\n        logout(request)\nbye = Bye.as_view()\n", ["GET"]),
        ("class Bye(View):\n    def post(self, request):\n        self.leave()\n    def leave(self):\n"
         "        logout(self.request)\nbye = Bye.as_view()\n", ["POST"]),
        ("class Bye(RedirectView):\n    def get_redirect_url(self):\n        logout(self.request)\n"
         "        return '/'\nbye = Bye.as_view()\n", ANY),
        ("class Bye(FormView):\n    def form_valid(self, form):\n        logout(self.request)\n"
         "bye = Bye.as_view()\n", ["POST"]),
        ("class Base(View):\n    def post(self, request):\n        logout(request)\nclass Bye(Base):\n"
         "    pass\nbye = Bye.as_view()\n", ["POST"]),
        ("@method_decorator(require_POST, name='dispatch')\nclass Bye(View):\n"
         "    def dispatch(self, request):\n        logout(request)\nbye = Bye.as_view()\n", ["POST"]),
        ("class Bye(View):\n    http_method_names = ['post']\n    def dispatch(self, request):\n"
         "        logout(request)\nbye = Bye.as_view()\n", ["POST"]),
    ],
)  # fmt: skip
def test_views_of_the_project(routes: Any, view: str, methods: list[str]) -> None:
    (route,) = routes('path("bye/", views.bye, name="bye")', IMPORTS + view)
    assert (route["methods"], route["address"]) == (methods, "/bye/")


@pytest.mark.parametrize(
    "view",
    [
        "def bye(request):\n    pass\n\ndef other(request):\n    logout(request)\n",
        "def bye(request):\n    request.session.clear()\n",
        "def bye(request):\n    stdout.flush()\n",
        "class Bye(View):\n    def logout_url(self):\n        return ''\nbye = Bye.as_view()\n",
    ],
)
def test_views_that_do_not_log_out(routes: Any, view: str) -> None:
    assert routes('path("bye/", views.bye, name="bye")', IMPORTS + view) == []


def test_a_logout_view_that_answers_a_get_itself(routes: Any) -> None:
    view = (
        "class Bye(LogoutView):\n    def get(self, request):\n        return self.post(request)\nbye = Bye.as_view()\n"
    )
    (route,) = routes('path("bye/", views.bye)', IMPORTS + view)
    assert (route["methods"], route["words"]) == (None, "by POST; a GET as Bye answers it")


LINK = "\n<a href=\"{% url 'logout' %}\">Out</a>\n"


def test_templates_that_ask_by_get(write: Write, policy: Report, capsys: pytest.CaptureFixture[str]) -> None:
    write(files(f'{LOGOUT}, path("bye/", views.bye, name="bye")', f"{IMPORTS}def bye(request):\n    logout(request)\n"))
    write(
        {
            "templates/base.html": LINK,
            "templates/nav.html": '<a href="/bye/">x</a>',
            "templates/x.html": '<a href="/x/">x</a>',
        }
    )
    (ways,) = as_data(policy())["ways_out"]
    assert [route["links"] for route in ways["routes"]] == [
        [{"path": "templates/base.html", "line": 2, "words": "is refused (405) and logs nobody out"}],
        [{"path": "templates/nav.html", "line": 1, "words": "logs out"}],
    ]
    line = "templates/base.html:2 asks by GET, which is refused (405) and logs nobody out"
    assert line in page(policy())
    assert main([]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert line in out and "Ways out ROOT_URLCONF is urls " in out and "/bye/ bye, urls.py:5" in out


def test_several_projects_are_told_apart(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    for folder in ("a", "b"):
        write({f"{folder}/{name}": text for name, text in files(LOGOUT).items()})
    assert main([]) == 0
    out = capsys.readouterr().out
    assert "ROOT_URLCONF is urls, in a\n" in out and "ROOT_URLCONF is urls, in b\n" in out


def test_a_link_to_the_form_of_a_view_that_logs_out_besides_is_not_meant_to_log_out(routes: Any, write: Write) -> None:
    view = f"{IMPORTS}@require_POST\ndef leave(request):\n    logout(request)\n"
    write({"templates/a.html": '<a href="/leave/">x</a><a href="/logout/">x</a>'})
    patterns = 'path("leave/", views.leave, name="delete_account"), path("logout/", views.leave, name="logout")'
    assert [(route["name"], len(route["links"])) for route in routes(patterns, view)] == [
        ("delete_account", 0),
        ("logout", 1),
    ]


def test_a_link_to_a_page_that_logs_out_where_its_query_asks_for_it_is_not_meant_to(routes: Any, write: Write) -> None:
    view = (
        f"{IMPORTS}def page(request):\n    if request.GET.get('logout') is not None:\n        logout(request)\n"
        "def bye(request):\n    logout(request)\n"
    )
    write({"templates/a.html": '<a href="/auth/?next=/">x</a><a href="/bye/">x</a>'})
    patterns = 'path("auth/", views.page, name="auth"), path("bye/", views.bye, name="bye")'
    assert [(route["name"], len(route["links"])) for route in routes(patterns, view)] == [("auth", 0), ("bye", 1)]


@pytest.mark.parametrize(
    ("before", "methods"),
    [
        ("if request.method != 'POST':\n        return None", ["POST"]),
        ("if request.method != 'POST':\n        log(request)", EVERY),
        ("for _ in request.POST:\n        return None", EVERY),
        ("while request.method != 'POST':\n        return None", EVERY),
    ],
)
def test_a_test_of_the_method_before_the_logout(routes: Any, before: str, methods: list[str]) -> None:
    """It counts where it leaves the view; loops are not taken for tests."""
    view = f"{IMPORTS}def bye(request):\n    {before}\n    logout(request)\n"
    assert [route["methods"] for route in routes('path("bye/", views.bye, name="logout")', view)] == [methods]


def test_urls_beside_the_settings_in_a_folder_of_code(write: Write, policy: Report) -> None:
    """``src/`` is on Python's path when the server starts: ``shop.urls`` is ``src/shop/urls.py``."""
    write({"manage.py": MANAGE.format("config.settings"), "src/shop/urls.py": f"{HEAD}urlpatterns = [{LOGOUT}]\n"})
    write({"src/config/settings.py": f'{MIDDLEWARE}ROOT_URLCONF = "shop.urls"\n'})
    (ways,) = as_data(policy("src/config/settings.py"))["ways_out"]
    assert [route["address"] for route in ways["routes"]] == ["/logout/"]


def test_a_view_that_logs_out_by_its_query_and_without_is_meant_to(routes: Any, write: Write) -> None:
    view = (
        f"{IMPORTS}def page(request):\n    if request.GET.get('all') is not None:\n        logout(request)\n"
        "    logout(request)\n"
    )
    write({"templates/a.html": '<a href="/auth/">x</a>'})
    assert [len(route["links"]) for route in routes('path("auth/", views.page, name="auth")', view)] == [1]


def test_what_cannot_be_read_may_hold_more(write: Write, policy: Report) -> None:
    write(
        files(
            'path("a/", include("shop.missing")), path("b/", include("registration.urls")), path("c/",'
            ' include("wiki.urls"))'
        )
    )
    (ways,) = as_data(policy())["ways_out"]
    assert ways == {
        "root": ".",
        "urlconf": "urls",
        "routes": [],
        "unread": [
            "urls.py:5 takes in URLs that cannot be read from here",
            "urls.py:5 takes in the URLs of registration.urls that cannot be read from here",
        ],
    }


def test_a_view_that_cannot_be_read_is_one_line(write: Write, policy: Report) -> None:
    write(files('path("bye/", views.bye, name="bye")', "def bye(request):\n    logout(request)\n" + "#" * 1_000_001))
    report = policy()
    assert report.ways_out[0].routes == ()
    assert [problem.partition(" (")[0] for problem in report.problems] == [
        "shop/views.py: it has more than 1,000,000 bytes"
    ]


def test_urls_that_are_not_there(write: Write, policy: Report) -> None:
    write({"manage.py": MANAGE.format("settings"), "settings.py": MIDDLEWARE + 'ROOT_URLCONF = "missing"\n'})
    (ways,) = as_data(policy())["ways_out"]
    assert (ways["routes"], ways["unread"]) == ([], ["ROOT_URLCONF: missing cannot be read"])


def test_each_project_has_its_own(write: Write, policy: Report) -> None:
    for name in ("a", "b"):
        write({f"{name}/{path}": text for path, text in files(LOGOUT).items()})
    assert [ways["root"] for ways in as_data(policy())["ways_out"]] == ["a", "b"]
