"""
DSE514: a middleware of the project uses the session and is listed before the session middleware.

Silent where:

- no middleware of the project stands before Django's session middleware: "after the session middleware", "a middleware
  that is not of the project", "no session middleware in the list", "no project is known", "a base that is not known"
- one before it gives the session, or may: "another session middleware before it", "another one gives the session", "it
  gives the session itself", "a session middleware of another name"
- the middleware asks whether there is a session, or expects that there is none: "it asks whether there is a session",
  "it asks with a default", "it expects the failure"
- the session is there when it is used: read on the way out, in the place of the view, or later: "the session is read
  on the way out", "the session is read in the view's place", "the session is read later", "it runs another middleware
  first", "the request goes somewhere else first"
- what is changed on the way out takes effect: "it saves on the way out by hand", "a logout on the way out takes
  effect"
- it is not certain when the code runs: "when it asks on cannot be told", "process_request of an own call"
- it is another object's session: "another object's session"
- the list is not known as a whole, or has no effect in production: "a list that is changed later", "a list that is
  built", "development"
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from flake8_session_expiry.engine.needs import EARLY_MIDDLEWARE
from flake8_session_expiry.engine.paths import relative_path
from flake8_session_expiry.engine.project_needs import OWN_MIDDLEWARE
from flake8_session_expiry.reference.settings import SESSION_MIDDLEWARE
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.settings.middleware_list import Entry, entries, is_handed_on, literal_list
from flake8_session_expiry.settings.middleware_sessions import SessionUse, When, find_middleware
from flake8_session_expiry.settings.production import in_production

_WHAT = {
    When.BEFORE: "uses request.session ({place}) before it exists: AttributeError",
    When.AFTER: "changes the session ({place}) after it was saved: the change is lost",
}


class MiddlewareBeforeSession(Rule):
    """
    A middleware of the project uses ``request.session`` and is listed before the session middleware.

    ## What Django does

    Middleware runs in the order of the list, and responses pass it in the opposite order. Before SessionMiddleware
    has run there is no ``request.session``: using it on the way in is an AttributeError. On the way out it has
    saved the session already when the response comes to the middleware before it: what that one writes is lost,
    without an error. For example, with

        # shop/middleware.py
        class VisitsMiddleware:
            def __init__(self, get_response):
                self.get_response = get_response

            def __call__(self, request):
                request.session["visits"] = request.session.get("visits", 0) + 1
                return self.get_response(request)

    The source of a middleware is found by its path below the folder of ``manage.py``. It is read, never imported.

    ## Flagged

        MIDDLEWARE = [
            "shop.middleware.VisitsMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
        ]

    ## Use instead

        MIDDLEWARE = [
            "django.contrib.sessions.middleware.SessionMiddleware",
            "shop.middleware.VisitsMiddleware",
        ]

    ## References

    - [Middleware order and layering](https://docs.djangoproject.com/en/stable/topics/http/middleware/#middleware-order-and-layering)
    - [MIDDLEWARE](https://docs.djangoproject.com/en/stable/ref/settings/#middleware)
    """

    code = "DSE514"
    since = "0.1.0"
    needs = OWN_MIDDLEWARE(EARLY_MIDDLEWARE)
    message = "{name} {what}; list it after SessionMiddleware"
    settings = frozenset({"MIDDLEWARE"})

    def on_setting(self, setting: Setting) -> None:
        """A list that is not changed later, with Django's session middleware in it."""
        root, literal = self.options.project_root, literal_list(setting)
        listed = entries(literal) if literal is not None else None
        if not listed or root is None or is_handed_on(self.tree, "MIDDLEWARE"):
            return
        found = list(_uses(listed, os.path.abspath(setting.module.path), root))
        if not found or not in_production(setting):
            return
        for entry, use in found:
            place = f"{relative_path(use.path, root).replace(os.sep, '/')}:{use.line}"
            self.report(entry.node, name=entry.name, what=_WHAT[use.when].format(place=place))


def _uses(listed: Sequence[Entry], settings: str, root: str) -> Iterator[tuple[Entry, SessionUse]]:
    """
    The entries before Django's session middleware that use a session, up to one that may itself set
    ``request.session``.
    """
    paths = [entry.path for entry in listed]
    for entry in listed[: paths.index(SESSION_MIDDLEWARE)] if SESSION_MIDDLEWARE in paths else ():
        middleware = None if entry.is_djangos else find_middleware(entry.path, settings, root)
        if entry.may_give_session if middleware is None else not middleware.is_plain:
            return
        if middleware is not None and (use := middleware.use()) is not None:
            yield entry, use
