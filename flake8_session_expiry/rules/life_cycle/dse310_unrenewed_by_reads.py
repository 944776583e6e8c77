"""
DSE310: an idle timeout set once, in a project that does not save the session on each request.

Silent where:

- SESSION_SAVE_EVERY_REQUEST is not known to be false: "it is not known whether each request saves the session", "each
  request saves the session", "a setting that cannot be told", "the age beside a setting that saves at each request",
  "an age that each request renews", "an age that each request may renew", "an age that production renews", "an age
  beside settings that cannot be read"
- no comment or name beside it says that it is meant for inactivity: "nothing speaks of inactivity", "the age without a
  word of inactivity", "an age that nothing says is one of inactivity"
- it is not certainly set once in a session: "on every request, or again and again", "a view that logs in now and then"
- a middleware renews sessions, or may, as it is not known: "a middleware beside it changes the session on every
  request", "a middleware of the project saves the session", "the age beside a middleware of the project that uses the
  session", "the age beside a package that ends idle sessions", "the age beside middleware that is not known", "an age
  that a middleware of a package renews", "an age that a middleware may renew whose code is not found", "an age in a
  list of middleware that is not known"
- it is a test: "silent in a test module", "the age of tests"
"""

from __future__ import annotations

import os

from flake8_session_expiry.analysis.request_cycle import is_set_once
from flake8_session_expiry.engine.needs import ASSIGNED, SET_EXPIRY
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.ending_calls import SAVING
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.settings.effective import ProjectSettings
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.settings.production import seen_in_production
from flake8_session_expiry.settings.renewing_middleware import may_renew, middleware_of
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.stated import is_meant_as_idle
from flake8_session_expiry.values.value import Kind

_SECONDS = frozenset({Kind.INT, Kind.FLOAT, Kind.NUMBER})


class UnrenewedByReads(Rule):
    """
    A number of seconds is set once, at login or as ``SESSION_COOKIE_AGE``, a comment or name calls it an inactivity
    timeout, and the project does not save sessions on every request.

    ## What Django does

    A number of seconds is counted from the last response on which Django saved the session, that is, on which
    something modified it. Opening pages and reading the session, ``request.user`` included, is not a modification:
    a user who does nothing else is logged out in the middle of their work. With ``SESSION_SAVE_EVERY_REQUEST =
    True`` each response (except that of a server error) renews the session, and so does ``set_expiry()`` called on
    each request. The same goes for ``SESSION_COOKIE_AGE``: "30 minutes of inactivity" beside it is reported, too,
    where no middleware may save the session.

    ## Flagged

        from django.contrib.auth import login

        def login_view(request, user):
            login(request, user)
            request.session.set_expiry(30 * 60)  # 30 minutes of inactivity

    or the same number and comment in the settings, as ``SESSION_COOKIE_AGE``.

    ## Use instead

    For all visitors, two settings, which every engine enforces:

        # project/settings.py
        SESSION_COOKIE_AGE = 30 * 60  # 30 minutes of inactivity
        SESSION_SAVE_EVERY_REQUEST = True

    or for logged-in users only, on every engine too, a middleware below ``AuthenticationMiddleware``:

        # project/middleware.py
        import time

        from django.conf import settings
        from django.contrib.auth import logout
        from django.contrib.auth.signals import user_logged_in
        from django.dispatch import receiver
        from django.shortcuts import redirect

        @receiver(user_logged_in)
        def note_login(sender, request, user, **kwargs):
            request.session["last_request_at"] = int(time.time())

        class IdleTimeoutMiddleware:
            def __init__(self, get_response):
                self.get_response = get_response

            def __call__(self, request):
                if request.user.is_authenticated:
                    now = int(time.time())
                    if now - request.session.get("last_request_at", 0) > 30 * 60:
                        logout(request)
                        return redirect(settings.LOGIN_URL)
                    request.session["last_request_at"] = now
                return self.get_response(request)

    ``set_expiry(30 * 60)`` with ``SESSION_SAVE_EVERY_REQUEST = True``, or on each request of a logged-in user, keeps
    active users logged in as well. But with ``file`` and ``signed_cookies`` only the browser ends such a session: the
    server goes on accepting a copied cookie (DSE312).

    ## Options

    The rule reports only where the project's settings (found, or named by ``--session-expiry-settings``) are known
    to say

        SESSION_SAVE_EVERY_REQUEST = False

    which is Django's default.

    ## References

    - [When sessions are saved](https://docs.djangoproject.com/en/stable/topics/http/sessions/#when-sessions-are-saved)
    - [SESSION_SAVE_EVERY_REQUEST](https://docs.djangoproject.com/en/stable/ref/settings/#session-save-every-request)
    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    """

    code = "DSE310"
    since = "0.1.0"
    needs = SET_EXPIRY | ASSIGNED("SESSION_COOKIE_AGE")
    message = (
        "requests that only read the session do not renew this expiry: active users are logged "
        "out; set SESSION_SAVE_EVERY_REQUEST = True, or call set_expiry() on each request"
    )
    enabled_by_default = False
    in_tests = False
    settings = frozenset({"SESSION_COOKIE_AGE"})

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._found: list[tuple[SessionCall, Occurrence]] = []

    def on_setting(self, setting: Setting) -> None:
        """The age of all sessions, where the settings that it counts in are known not to renew them."""
        views = seen_in_production(setting) or [setting.module.effective]
        for value in setting.values_at_end:
            if _lasts(value) and is_meant_as_idle(self.source, value) and not any(map(self._may_renew, views)):
                self.report(value.node)

    def _may_renew(self, view: ProjectSettings) -> bool:
        renews = view.get("SESSION_SAVE_EVERY_REQUEST").value is not False
        return renews or may_renew(middleware_of(view), view.path, self.options.project_root)

    def on_session_call(self, call: SessionCall) -> None:
        """Seconds that are meant as an idle timeout."""
        if self.options.known_settings.get("SESSION_SAVE_EVERY_REQUEST") is not False or call.function is None:
            return
        for value in call.expiries:
            if _lasts(value) and is_meant_as_idle(self.source, value):
                self._found.append((call, value))

    def leave_Module(self, original_node: object) -> None:
        """Effects are complete now: the call certainly runs once, and nothing saves the session with each request."""
        effects = self.effects
        done = (effect for function in effects.functions() for effect in effects.own(function) if effect.kind in SAVING)
        if any(effect.function is not None and effect.function.runs_on_every_request for effect in done):
            return
        for call, value in self._found:
            if call.function is not None and is_set_once(effects, call.function, call.node) and not self._is_renewed():
                self.report(value.node)

    def _is_renewed(self) -> bool:
        """Whether a middleware that the known settings list may save the session."""
        root, listed = self.options.project_root, self.options.known_settings.get("MIDDLEWARE")
        if root is None or not isinstance(listed, (list, tuple)):
            return False
        return may_renew(listed, os.path.join(root, "manage.py"), root)


def _lasts(value: Occurrence) -> bool:
    return value.kind in _SECONDS and (value.seconds is None or value.seconds > 0)
