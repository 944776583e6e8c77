"""
DSE323: a visitor is redirected to LogoutView, which refuses a GET.

Silent where:

- Django is not known to be 5.0 or later: "a Django that logs out by GET", "a Django that is not known"
- the route is not certainly that of a LogoutView: "a view of the project behind that name", "two patterns of that
  name, one of them the project's", "an earlier route has the same path", "a decorator of the project around
  LogoutView", "an include of the project that cannot be read", "an include of a package for accounts",
  "django-allauth's logout has a page", "the page of allauth at the path", "another name", "no such name", "another
  path", "a path of another site", "settings that are not known"
- the LogoutView answers a GET: "a subclass with a get of its own", "the project gives LogoutView a get", "GET is let
  through (DSE327 is about that)"
- the redirect stays a POST: "a redirect that stays a POST", "a response that stays a POST"
- nobody is logged in any more: "logged out before", "logged out by a helper", "nobody is logged in"
- it is no redirect of Django's, or the address is only shown: "another redirect", "another reverse", "a link that is
  shown", "a page that is no view", "arguments"
- it is a test: "in tests"
"""

from __future__ import annotations

import os
import re
from functools import cached_property

import libcst as cst

from flake8_session_expiry.analysis.authentication import Audience, audience_at
from flake8_session_expiry.analysis.redirect_targets import RedirectTarget, RedirectTargets
from flake8_session_expiry.engine.needs import REDIRECT, WORD
from flake8_session_expiry.engine.paths import relative_path
from flake8_session_expiry.engine.project_needs import DJANGO_SINCE, LOGOUT_ROUTE
from flake8_session_expiry.project.files import content, stamp
from flake8_session_expiry.project.routes import Route, ViewKind
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.literals import one_line
from flake8_session_expiry.semantic.places import Places
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.effects import Effect
from flake8_session_expiry.sessions.ending_calls import ENDING, EffectKind
from flake8_session_expiry.sessions.events import PassedOn
from flake8_session_expiry.sessions.functions import FunctionContext, names_logout
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.settings.project_urls import urls_of_project

_GIVEN_GET = re.compile(rb"LogoutView\.get\s*=|setattr\(\s*[\w.]*LogoutView\b")
_LARGEST = 1_000_000
_ENDS = ENDING | {EffectKind.CLEAR, EffectKind.DELETE}


class LogoutByRedirect(Rule):
    """
    A view redirects to the URL of Django's ``LogoutView``, to log the visitor out.

    ## What Django does

    A redirect makes the browser send a GET. Since Django 5.0 ``LogoutView`` accepts POST only: it answers 405, a
    blank page, and the user is still logged in. The logout of the admin (``admin:logout``) does the same. Before
    5.0 both logged out. In this example the project has

        # urls.py
        from django.contrib.auth.views import LogoutView
        from django.urls import path

        urlpatterns = [path("logout/", LogoutView.as_view(), name="logout")]

    and its settings name them:

        # settings.py
        ROOT_URLCONF = "urls"

    ## Flagged

        from django.shortcuts import redirect

        def profile(request):
            if not hasattr(request.user, "staff"):
                return redirect("logout")

    ## Use instead

        from django.contrib.auth import logout
        from django.shortcuts import redirect

        def profile(request):
            if not hasattr(request.user, "staff"):
                logout(request)
                return redirect("/")

    Where visitors click to log out, a link such as ``<a href="/logout/">`` is a GET, too, and gets the same 405. The
    template needs a form:

    ```html
    <form method="post" action="{% url 'logout' %}">
      {% csrf_token %}
      <button type="submit">Log out</button>
    </form>
    ```

    ## Options

    The rule reports only where the project's URLs are known, from its settings, and its version of Django, from its
    requirements or from

        --session-expiry-django-version=5.2

    It is silent where the view of that name is the project's own, where an earlier route has the same path, and
    where a part of the URLs that may hold either cannot be read. Nothing of the project is imported.

    ## References

    - [LogoutView](https://docs.djangoproject.com/en/stable/topics/auth/default/#django.contrib.auth.views.LogoutView)
    - [Django 5.0: features removed](https://docs.djangoproject.com/en/stable/releases/5.0/#features-removed-in-5-0)
    """

    code = "DSE323"
    since = "0.1.0"
    needs = DJANGO_SINCE(5, 0) & REDIRECT & WORD("edirect", "success_url") & LOGOUT_ROUTE
    message = (
        "{code} is a GET that {view} ({place}) rejects (405, Django 5.0+): the user stays logged "
        "in; call logout(request) instead"
    )
    in_tests = False

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._targets = RedirectTargets(self.types, self.symbols, self.here)
        self._found: list[tuple[RedirectTarget, FunctionContext | None]] = []
        self._given_get: dict[str, bool] = {}
        self._helpers: dict[cst.FunctionDef, Places] = {}

    def visit_Call(self, node: cst.Call) -> None:
        """``redirect("logout")``, ``HttpResponseRedirect(reverse("logout"))``, ``RedirectView.as_view(...)``."""
        self._keep(self._targets.of_call(node))

    def visit_Assign(self, node: cst.Assign) -> None:
        """``success_url = reverse_lazy("logout")`` of a view."""
        self._keep(self._targets.of_class(node))

    def visit_Return(self, node: cst.Return) -> None:
        """``return reverse("logout")`` in ``get_success_url()``."""
        self._keep(self._targets.of_return(node))

    def _keep(self, target: RedirectTarget | None) -> None:
        if target is not None and self.options.django_at_least(5, 0):
            self._found.append((target, self.here.function))

    def leave_Module(self, original_node: cst.Module) -> None:
        """Effects are complete now."""
        urls = urls_of_project(self.options, self.source.name) if self._found else None
        for target, function in self._found if urls is not None else ():
            assert urls is not None
            route = urls.answering(target.name) if target.name is not None else urls.reached(target.path or "")
            if route is None or route.view.kind is not ViewKind.LOGOUT or self._gets_a_get(route):
                continue
            if not self._is_logged_out(target, function):
                self.report_even_guarded(
                    target.node, code=self._shown(target), view=_view_name(route), place=self._place(route)
                )

    def _gets_a_get(self, route: Route) -> bool:
        """``LogoutView.get = LogoutView.post``, here or beside the route."""
        if route.path not in self._given_get:
            text = content(stamp(route.path), _LARGEST) or b""
            self._given_get[route.path] = _GIVEN_GET.search(text) is not None
        return self._is_given_here or self._given_get[route.path]

    @cached_property
    def _is_given_here(self) -> bool:
        return _GIVEN_GET.search(self.source.text.encode()) is not None

    def _is_logged_out(self, target: RedirectTarget, function: FunctionContext | None) -> bool:
        """Whether the visitor is not logged in, or not any more, before the redirect."""
        if function is None:
            return False
        if audience_at(self.tree, function.node, target.node) is Audience.ANONYMOUS:
            return True
        if function.node not in self._helpers:
            helpers = (effect.node for effect in self.effects.own(function.node) if _names_logout(effect))
            self._helpers[function.node] = Places(self.effects.flow(function.node), helpers)
        is_done = self.effects.is_done(_ENDS, function, target.node)
        return is_done or self._helpers[function.node].any_on_one_path(target.node)

    def _shown(self, target: RedirectTarget) -> str:
        """The call itself if it is short; an attribute of a class is no call."""
        words = f'a redirect to "{target.name if target.name is not None else target.path}"'
        is_call = isinstance(target.node, cst.Call) and not dotted(target.node.func).endswith(
            ("reverse", "reverse_lazy")
        )
        return one_line(self.source.code(target.node), words) if is_call and target.name is not None else words

    def _place(self, route: Route) -> str:
        path = relative_path(route.path, self.options.project_root or os.curdir)
        return f"{path.replace(os.sep, '/')}:{route.line}"


def _names_logout(effect: Effect) -> bool:
    if effect.kind is not EffectKind.ESCAPES or not isinstance(effect.event, PassedOn):
        return False
    return names_logout(effect.event.name.rpartition(".")[2])


def _view_name(route: Route) -> str:
    """``LogoutView``, without its module."""
    name = route.view.name
    return name if " " in name else name.rpartition(".")[2]
