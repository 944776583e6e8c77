"""The Django project in which the proofs run: settings, one dispatching view, accounts, a database in a file."""

from __future__ import annotations

import atexit
import logging
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connections
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse
from django.urls import path

FOLDER = Path(tempfile.mkdtemp(prefix="session-expiry-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
SESSION_FILES = FOLDER / "sessions"
PROJECT = __name__

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

SETTINGS: dict[str, Any] = {
    "SECRET_KEY": "the proofs' own key, long enough that Django does not warn of it: 0123456789abcdefghij",
    "DEBUG": False,
    "ALLOWED_HOSTS": ["*"],
    "ROOT_URLCONF": PROJECT,
    "USE_TZ": True,
    "TIME_ZONE": "UTC",
    "DEFAULT_AUTO_FIELD": "django.db.models.AutoField",
    "INSTALLED_APPS": [
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.sessions",
        "django.contrib.messages",
    ],
    "DATABASES": {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": FOLDER / "db.sqlite3",
            "OPTIONS": {"timeout": 20},
        }
    },
    "DATABASE_ROUTERS": [f"{PROJECT}.Router"],
    "MIDDLEWARE": MIDDLEWARE,
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    "SESSION_FILE_PATH": str(SESSION_FILES),
    # The slow hashers are there to be slow.
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "LOGIN_URL": "/login/",
    "LOGIN_REDIRECT_URL": "/",
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.locmem.Loader",
                        {"registration/login.html": "{{ form.errors }}", "page.html": "page"},
                    )
                ],
                "context_processors": ["django.template.context_processors.request"],
            },
        }
    ],
    "LOGGING_CONFIG": None,
}

View = Callable[..., Any]
AsyncView = Callable[..., Awaitable[Any]]

view: View = lambda request: None  # noqa: E731  # replaced for each visit
extra_middleware: dict[str, Callable[[Any], Any]] = {}
database = "default"
"""The database that everything is read from and written to; replaced for a proof on another."""


class Router:
    """Every query goes to ``database``."""

    def db_for_read(self, model: object, **hints: object) -> str:
        return database

    db_for_write = db_for_read


def configure(*, tables: bool = True) -> None:
    """
    Configure Django once for the process, and remove everything at its end.

    Args:
        tables: make the tables; without, the database in SETTINGS has them already.
    """
    if settings.configured:
        return
    SESSION_FILES.mkdir()
    settings.configure(**SETTINGS)
    connection_created.connect(_hurry)
    django.setup()
    logging.getLogger("django").setLevel(logging.CRITICAL + 1)
    if tables:
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)


def add_database(alias: str, entry: dict[str, Any]) -> None:
    """Let Django know one more database, and make the tables in it.

    Args:
        entry: as in ``DATABASES``.
    """
    if alias in connections.settings:
        return
    connections.settings = connections.configure_settings({**settings.DATABASES, alias: entry})
    from django.core.management import call_command

    call_command("migrate", database=alias, verbosity=0, interactive=False)


def _hurry(sender: object, connection: Any, **_: object) -> None:
    """The database is thrown away at the end: nothing of it has to survive a power failure."""
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA synchronous=OFF")


def dispatch(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Run the code under proof as a view; like a page that says nothing more, it answers 200."""
    response = view(request)
    return HttpResponse("ok") if response is None else response


async def adispatch(request: HttpRequest, rest: str = "") -> HttpResponse:
    """The same for an ``async def`` view."""
    response = await view(request)
    return HttpResponse("ok") if response is None else response


def __getattr__(name: str) -> Callable[[Any], Any]:
    """Middleware of the page is named in MIDDLEWARE as ``<this module>.<name>``."""
    try:
        return extra_middleware[name]
    except KeyError:
        raise AttributeError(name) from None


urlpatterns = [
    path("async/", adispatch),
    path("async/<path:rest>", adispatch),
    path("", dispatch),
    path("<path:rest>", dispatch),
]
