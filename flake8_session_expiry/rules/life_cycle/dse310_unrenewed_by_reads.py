"""DSE310: an idle timeout set once, in a project that does not save the session on each request."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.analysis.request_cycle import runs_at_login
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.effects import SAVING
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.settings.middleware_list import entries, is_handed_on, literal_list
from flake8_session_expiry.settings.middleware_sessions import find_middleware
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.stated import is_meant_as_idle
from flake8_session_expiry.values.value import Kind

_RENEWING = re.compile(r"session|idle|timeout|inactiv|activity|logout|expir", re.I)
"""Packages of middleware that may renew or end sessions say so in their names."""
_SECONDS = frozenset({Kind.INT, Kind.FLOAT, Kind.NUMBER})


class UnrenewedByReads(Rule):
    """
    A number of seconds is set once, at login or as ``SESSION_COOKIE_AGE``, a comment or name says that it is a time of
    inactivity, and the project does not save sessions on every request.

    ## What Django does

    A number of seconds is counted from the last response on which Django saved the session, that is, on which something
    modified it. Opening pages and reading the session, ``request.user`` included, is no modification: a user who does
    nothing else is logged out in the middle of their work. With ``SESSION_SAVE_EVERY_REQUEST = True`` each response
    (but that of a server error) renews the session, and so does ``set_expiry()`` called on each request.

    ## Flagged

        from django.contrib.auth import login

        def login_view(request, user):
            login(request, user)
            request.session.set_expiry(30 * 60)  # 30 minutes of inactivity

    or the same number and comment in the settings, as ``SESSION_COOKIE_AGE``.

    ## Use instead

    ``SESSION_SAVE_EVERY_REQUEST = True``, or the same call on each request of a logged-in user:

        class IdleTimeoutMiddleware:
            def __init__(self, get_response):
                self.get_response = get_response

            def __call__(self, request):
                if request.user.is_authenticated:
                    request.session.set_expiry(30 * 60)  # 30 minutes of inactivity
                return self.get_response(request)

    ## Options

    The rule speaks where the project's settings (found, or named by ``--session-expiry-settings``) are known to come to

        SESSION_SAVE_EVERY_REQUEST = False

    which is Django's default.

    ## References

    - [When sessions are saved](https://docs.djangoproject.com/en/stable/topics/http/sessions/#when-sessions-are-saved)
    - [SESSION_SAVE_EVERY_REQUEST](https://docs.djangoproject.com/en/stable/ref/settings/#session-save-every-request)
    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    """

    code = "DSE310"
    message = (
        "requests that only read the session do not renew this (SESSION_SAVE_EVERY_REQUEST is False): active users are"
        " logged out; set it to True, or call set_expiry on each request"
    )
    enabled_by_default = False
    in_tests = False
    settings = frozenset({"SESSION_COOKIE_AGE", "MIDDLEWARE"})

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._found: list[tuple[SessionCall, Occurrence]] = []
        self._ages: list[Occurrence] = []
        self._middleware: list[Setting] = []

    def on_session_call(self, call: SessionCall) -> None:
        """Seconds that are meant as an idle timeout, where they are certainly set once."""
        if self.options.known_settings.get("SESSION_SAVE_EVERY_REQUEST") is not False:
            return
        if call.function is not None and not call.function.runs_on_every_request:
            self._found += [(call, value) for value in call.expiries if self._is_idle_time(value)]

    def on_setting(self, setting: Setting) -> None:
        """The same as ``SESSION_COOKIE_AGE``; what else may renew sessions is in MIDDLEWARE."""
        if setting.name == "MIDDLEWARE":
            self._middleware.append(setting)
        elif self.options.known_settings.get("SESSION_SAVE_EVERY_REQUEST") is False:
            self._ages += [value for value in setting.values_at_end if self._is_idle_time(value)]

    def _is_idle_time(self, value: Occurrence) -> bool:
        lasts = value.kind in _SECONDS and (value.seconds is None or value.seconds > 0)
        return lasts and is_meant_as_idle(self.source, value)

    def leave_Module(self, original_node: cst.Module) -> None:
        """Effects are complete now: nothing in the module saves the session on each request."""
        effects = self.effects
        done = (effect for function in effects.functions() for effect in effects.own(function) if effect.kind in SAVING)
        if any(effect.function is not None and effect.function.runs_on_every_request for effect in done):
            return
        for call, value in self._found:
            if call.function is not None and runs_at_login(call.function, effects):
                self.report(value.node)
        if self._ages and self._no_middleware_renews():
            for value in self._ages:
                self.report(value.node)

    def _no_middleware_renews(self) -> bool:
        """Whether the one literal MIDDLEWARE of the module lists none that may change sessions on each request."""
        literal = literal_list(self._middleware[0]) if len(self._middleware) == 1 else None
        listed = None if literal is None or is_handed_on(self.tree, "MIDDLEWARE") else entries(literal)
        if listed is None:
            return False
        settings, root = os.path.abspath(self.source.name), self.options.project_root or ""
        return not any(not entry.is_djangos and self._may_renew(entry.path, settings, root) for entry in listed)

    def _may_renew(self, path: str, settings: str, root: str) -> bool:
        """By its source, where that is of the project, else by its name: ``session_security.middleware...``."""
        middleware = find_middleware(path, settings, root)
        if middleware is not None:
            return any("session" in name.lower() for name in _names_in(middleware.definition))
        return _RENEWING.search(path) is not None


def _names_in(node: ast.AST) -> Iterator[str]:
    """The names and attributes in a definition."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            yield part.id
        elif isinstance(part, ast.Attribute):
            yield part.attr
