"""
Run as a program in a project: what a real Django does under DJANGO_SETTINGS_MODULE, as JSON.

The cookie of a first write, whether a read sends it again, and whether the server still accepts it a little before and
a little after each number of seconds that is given as an argument.
"""

from __future__ import annotations

import json
import sys
import types
from typing import Any

import django

MARGIN = 30


def main(moments: list[float]) -> dict[str, Any]:
    """The observations."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.http import HttpRequest, HttpResponse
    from django.test import Client
    from django.urls import path

    from tests.behaviour.proving.clock import moved_clock

    def write(request: HttpRequest) -> HttpResponse:
        request.session["cart"] = "full"
        return HttpResponse()

    def read(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.session.get("cart", "empty"))

    urls: Any = types.ModuleType("urls_of_the_test")
    urls.urlpatterns = [path("write", write), path("read", read)]
    settings.ROOT_URLCONF = urls
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)

    def fresh() -> Client:
        client = Client()
        client.get("/write")
        return client

    cookie = Client().get("/write").cookies[settings.SESSION_COOKIE_NAME]
    found: dict[str, Any] = {
        "django": list(django.VERSION[:2]),
        "name": cookie.key,
        "max_age": cookie["max-age"] or None,
        "secure": bool(cookie["secure"]),
        "httponly": bool(cookie["httponly"]),
        "samesite": cookie["samesite"] or None,
        "domain": cookie["domain"] or None,
        "path": cookie["path"],
        "sent_again_by_a_read": settings.SESSION_COOKIE_NAME in fresh().get("/read").cookies,
        "stored": _stored(fresh().cookies[settings.SESSION_COOKIE_NAME].value),
        "accepted": [],
    }
    for moment in moments:
        with moved_clock() as clock:
            client = fresh()
            clock.ahead = moment
            found["accepted"].append(client.get("/read").content == b"full")
    return found


def _stored(key: str) -> float | None:
    """Seconds until the end that is stored on the server: the row's, or the cache entry's; None if none is stored."""
    import time

    from django.conf import settings
    from django.contrib.sessions.models import Session
    from django.core.cache import caches
    from django.utils import timezone

    engine = settings.SESSION_ENGINE.rpartition(".")[2]
    if engine in ("db", "cached_db"):
        return float((Session.objects.get(pk=key).expire_date - timezone.now()).total_seconds())
    if engine == "cache":
        cache: Any = caches[settings.SESSION_CACHE_ALIAS]
        return float(cache._expire_info[cache.make_key(f"django.contrib.sessions.cache{key}")] - time.time())
    return None


if __name__ == "__main__":
    print(json.dumps(main([float(argument) for argument in sys.argv[1:]])))
