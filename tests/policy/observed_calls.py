"""
Run as a program with the name of an engine: what a real Django does after ``set_expiry()`` got each of some values, as
JSON. The settings are Django's defaults, with USE_TZ.

Of each value: ``Max-Age`` of the cookie when it is set and when the session is written to 100 seconds later, and
whether the server accepts the cookie a little before and after 300 seconds, with and without such a write.
"""

from __future__ import annotations

import json
import sys
import tempfile
import types
from datetime import timedelta
from typing import Any

import django
from django.conf import settings

VALUES = {"300": 300, "0": 0, "None": None, "timedelta(minutes=5)": timedelta(minutes=5)}


def main(engine: str) -> dict[str, Any]:
    """The observations."""
    settings.configure(
        SECRET_KEY="x" * 50,
        ROOT_URLCONF="urls_of_the_test",
        ALLOWED_HOSTS=["testserver"],
        USE_TZ=True,
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.sessions"],
        MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        SESSION_ENGINE=f"django.contrib.sessions.backends.{engine}",
        SESSION_FILE_PATH=tempfile.mkdtemp() if engine == "file" else None,
    )
    django.setup()
    from django.core.management import call_command
    from django.http import HttpRequest, HttpResponse
    from django.test import Client
    from django.urls import path

    from tests.behaviour.proving.clock import moved_clock

    def begin(request: HttpRequest) -> HttpResponse:
        request.session["cart"] = "full"
        request.session.set_expiry(VALUES[request.GET["value"]])
        return HttpResponse()

    def write(request: HttpRequest) -> HttpResponse:
        request.session["last"] = "now"
        return HttpResponse()

    def read(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.session.get("cart", "empty"))

    urls: Any = types.ModuleType("urls_of_the_test")
    urls.urlpatterns = [path("begin", begin), path("write", write), path("read", read)]
    sys.modules["urls_of_the_test"] = urls
    call_command("migrate", verbosity=0)

    def accepted(value: str, visits: list[tuple[float, str]], last: float) -> tuple[bool, list[Any]]:
        """Whether the server accepts the cookie at the moment ``last``, also where a browser dropped it long before."""
        with moved_clock() as clock:
            client = Client()
            ages = [client.get("/begin", {"value": value}).cookies["sessionid"]["max-age"]]
            for moment, address in visits:
                clock.ahead = moment
                cookie = client.get(address).cookies.get("sessionid")
                ages.append(cookie["max-age"] if cookie is not None else "not sent")
            clock.ahead = last
            return client.get("/read").content == b"full", ages

    def of(value: str) -> dict[str, Any]:
        return {
            "ages": accepted(value, [(50, "/read"), (100, "/write")], 101)[1],
            "before": accepted(value, [(100, "/read")], 290)[0],
            "after": accepted(value, [(100, "/read")], 310)[0],
            "after, written at 100": accepted(value, [(100, "/write")], 310)[0],
            "after two weeks": accepted(value, [], 1_209_700)[0],
        }

    return {value: of(value) for value in VALUES}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
