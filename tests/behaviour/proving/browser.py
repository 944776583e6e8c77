"""A browser that visits the site: Django's real handlers and middleware behind a cookie jar that honours Max-Age."""

from __future__ import annotations

import gc
import inspect
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.signals import got_request_exception
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, Client
from django.test.client import AsyncClientHandler, ClientHandler
from django.test.utils import CaptureQueriesContext

from flake8_session_expiry.reference.session_api import AUTH_KEYS, SESSION_EXPIRY_KEY
from tests.behaviour.proving import project
from tests.behaviour.proving.clock import Clock

Place = Literal["view", "saving", "loading", "start", "elsewhere"]
"""Where an exception came up: in a line of the page's code; in SessionMiddleware.process_response, after the view; in
SessionMiddleware.process_request, before it; while the middleware was loaded; somewhere else."""


@dataclass(frozen=True)
class Cookie:
    """The session cookie as one response set it."""

    value: str
    max_age: int | None
    """Seconds; None: it has no Max-Age, the browser keeps it until it closes."""
    secure: bool
    httponly: bool
    samesite: str
    """'' if the attribute is missing."""
    path: str
    domain: str

    @property
    def deleted(self) -> bool:
        """Whether the response deletes the cookie."""
        return not self.value and self.max_age == 0


@dataclass(frozen=True)
class Visit:
    """The result of one request."""

    status: int
    body: str
    headers: Mapping[str, str]
    cookie: Cookie | None
    """The session cookie of the response; None: no Set-Cookie."""
    error: BaseException | None
    raised_in: Place | None
    key: str | None
    """The session cookie that the browser holds afterwards."""
    warnings: list[str]
    """``RuntimeWarning: coroutine … was never awaited`` and the like; no deprecations."""
    queries: list[str] = field(default_factory=list)
    """SQL, of sync views only."""
    returning: bool = False
    """The browser brought a session cookie."""
    user: str | None = None
    """``browser.open()`` only: the user for the server; None: nobody is logged in."""
    data: dict[str, Any] = field(default_factory=dict)
    """``browser.open()`` only: the session without Django's own keys."""

    @property
    def max_age(self) -> int | None:
        """
        ``Max-Age`` of the session cookie, in seconds; None: the browser keeps it until it closes, or no cookie was set.
        """
        return self.cookie.max_age if self.cookie else None

    @property
    def failed(self) -> bool:
        """An exception left the view or the middleware."""
        return self.error is not None or self.status >= 500

    def raised(self, kind: type[BaseException], place: Place, text: str = "") -> bool:
        """Whether this exception came up there, with that text in its message."""
        return isinstance(self.error, kind) and self.raised_in == place and text in str(self.error)


def _own(keys: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in keys.items() if key not in (*AUTH_KEYS, SESSION_EXPIRY_KEY)}


class Browser:
    """One visitor. Cookies whose Max-Age has passed are not sent any more; ``close()`` ends those without one."""

    def __init__(self, clock: Clock, visits: list[Visit]) -> None:
        self._clock = clock
        self._visits = visits
        self._ends: dict[str, float | None] = {}
        self.client = Client(raise_request_exception=False)
        """Django's own test client, with the same cookies."""

    @property
    def cookie(self) -> str | None:
        """The value of the session cookie that the browser holds; None: it has none."""
        morsel = self.client.cookies.get(settings.SESSION_COOKIE_NAME)
        return morsel.value or None if morsel else None

    @cookie.setter
    def cookie(self, value: str) -> None:
        self.client.cookies[settings.SESSION_COOKIE_NAME] = value

    def cookie_left(self) -> float | None:
        """Seconds for which the browser goes on sending its session cookie; 0: it has none; None: until it closes."""
        if self.cookie is None:
            return 0
        end = self._ends.get(settings.SESSION_COOKIE_NAME)
        return None if end is None else end - self._clock.time()

    def close(self) -> None:
        """Close and reopen the browser: cookies without Max-Age are gone."""
        for name in list(self.client.cookies):
            if self._ends.get(name) is None:
                del self.client.cookies[name]

    def get(self, view: Any, path: str = "/", *, asgi: bool = False, **request: Any) -> Visit:
        """Run a function as the view of one request.

        Args:
            view: sync or async.
            path: what it is asked by.
            asgi: send it through the ASGI handler; always so for an async view.
            request: ``data={...}`` makes it a POST, ``query={...}`` a GET with parameters; ``headers={...}``.
        """
        for name, end in self._ends.items():
            if end is not None and end <= self._clock.time():
                self.client.cookies.pop(name, None)
        returning = self.cookie is not None
        is_async = inspect.iscoroutinefunction(view)
        project.view = view
        if is_async or asgi:
            visit = self._send_asgi("/async" + path if is_async else path, **request)
        else:
            visit = self._send(path, **request)
        visit = replace(visit, returning=returning)
        self._visits.append(visit)
        return visit

    def open(self) -> Visit:
        """Open a page that only reads: ``visit.user`` and ``visit.data`` are what the server still knows."""
        seen: dict[str, Any] = {}

        def page(request: HttpRequest) -> HttpResponse:
            user = getattr(request, "user", None)
            seen["user"] = user.get_username() if user is not None and user.is_authenticated else None
            seen["data"] = _own(dict(request.session.items()))
            return HttpResponse("page")

        visit = self.get(page)
        if seen:
            visit = replace(visit, **seen)
            self._visits[-1] = visit
        return visit

    def user(self) -> str | None:
        """Who the server takes this browser for on its next request; None: nobody is logged in."""
        return self.open().user

    def _send(self, path: str, data: Any = None, query: Mapping[str, str] | None = None, **more: Any) -> Visit:
        client = self.client
        client.handler = ClientHandler(client.handler.enforce_csrf_checks)  # loads MIDDLEWARE anew
        with _watched() as seen, CaptureQueriesContext(connections[project.database]) as queries:
            try:
                response = client.get(path, query, **more) if data is None else client.post(path, data, **more)
                body = response.getvalue() if response.streaming else response.content
            except Exception as error:
                response, body = HttpResponse(status=500), b""
                seen.errors.append(error)
                seen.outside = True
        return self._visit(response, body, seen, [query["sql"] for query in queries])

    def _send_asgi(self, path: str, data: Any = None, query: Mapping[str, str] | None = None, **more: Any) -> Visit:
        client = AsyncClient(raise_request_exception=False)
        client.handler = AsyncClientHandler()
        client.cookies = self.client.cookies

        async def send() -> tuple[HttpResponse, bytes]:
            response = await (client.get(path, query, **more) if data is None else client.post(path, data, **more))
            if response.streaming and response.is_async:
                return response, b"".join([part async for part in response])
            return response, response.getvalue() if response.streaming else response.content

        with _watched() as seen:
            try:
                response, body = async_to_sync(send)()
            except Exception as error:
                response, body = HttpResponse(status=500), b""
                seen.errors.append(error)
                seen.outside = True
        return self._visit(response, body, seen, [])

    def _visit(self, response: HttpResponse, body: bytes, seen: _Watched, queries: list[str]) -> Visit:
        for name, morsel in response.cookies.items():
            age = morsel["max-age"]
            self._ends[name] = None if age == "" else self._clock.time() + int(age)
        error = seen.errors[0] if seen.errors else None
        place = _place(error) if error else None
        return Visit(
            status=response.status_code,
            body=body.decode("utf-8", "replace"),
            headers=dict(response.items()),
            cookie=_session_cookie(response),
            error=error,
            raised_in="start" if seen.outside and place == "elsewhere" else place,
            key=self.cookie,
            warnings=seen.warnings,
            queries=queries,
        )


@dataclass
class _Watched:
    errors: list[BaseException] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    outside: bool = False
    """The exception left the handler: the middleware could not be loaded, or the body could not be read."""


@contextmanager
def _watched() -> Iterator[_Watched]:
    """Note what is raised in a request and what Python warns of."""
    seen = _Watched()

    def note(sender: object, **_: object) -> None:
        error = sys.exc_info()[1]
        if error is not None:
            seen.errors.append(error)

    got_request_exception.connect(note)
    gc.freeze()  # the collection below looks at what this request made, not at the whole process: a hundred times less
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield seen
            gc.collect()  # Python warns of a coroutine that was not awaited when it is collected
    finally:
        gc.unfreeze()
        got_request_exception.disconnect(note)
    silent = (DeprecationWarning, PendingDeprecationWarning, ResourceWarning)
    seen.warnings = [f"{w.category.__name__}: {w.message}" for w in caught if not issubclass(w.category, silent)]


def _session_cookie(response: HttpResponse) -> Cookie | None:
    morsel = response.cookies.get(settings.SESSION_COOKIE_NAME)
    if morsel is None:
        return None
    return Cookie(
        value=morsel.value,
        max_age=None if morsel["max-age"] == "" else int(morsel["max-age"]),
        secure=bool(morsel["secure"]),
        httponly=bool(morsel["httponly"]),
        samesite=morsel["samesite"],
        path=morsel["path"],
        domain=morsel["domain"],
    )


def _place(error: BaseException) -> Place:
    frames = []
    step = error.__traceback__
    while step is not None:
        frames.append((step.tb_frame.f_code.co_filename.replace("\\", "/"), step.tb_frame.f_code.co_name))
        step = step.tb_next
    if any(filename.startswith("<dse") for filename, _ in frames):
        return "view"
    in_middleware = {name for filename, name in frames if filename.endswith("contrib/sessions/middleware.py")}
    if "process_response" in in_middleware:
        return "saving"
    if "process_request" in in_middleware:
        return "loading"
    return "elsewhere"
