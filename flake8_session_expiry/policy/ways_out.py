"""Every URL of a project that logs out: by which methods, and which links in its templates request it by GET."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from flake8_session_expiry.options import Options
from flake8_session_expiry.policy.own_logouts import METHODS, OwnLogouts
from flake8_session_expiry.policy.report import GetLink, WayOut, WaysOut
from flake8_session_expiry.policy.setting_rows import Facts, shown
from flake8_session_expiry.project.definitions import Variable
from flake8_session_expiry.project.logout_classes import allows_get, logout_class
from flake8_session_expiry.project.module_files import module_file
from flake8_session_expiry.project.routes import Route, Urls, View, ViewKind
from flake8_session_expiry.project.template_links import TemplateLink, links_by_get
from flake8_session_expiry.project.urls import urls_of
from flake8_session_expiry.sessions.functions import names_logout
from flake8_session_expiry.values.value import UNSET

_ROOT = "ROOT_URLCONF"
_ALLAUTH = "ACCOUNT_LOGOUT_ON_GET"
_REFUSED_SINCE = (5, 0)
_ALL = frozenset(METHODS)


@dataclass(frozen=True)
class _Answer:
    """
    How a view logs out: by which methods (None: not known), in words, and the result of a GET; whether a GET has to ask
    for it in its query.
    """

    methods: frozenset[str] | None
    words: str
    to_get: str
    by_query_only: bool = False


_REFUSES = _Answer(
    frozenset({"POST"}), "by POST; a GET is refused (405) and logs nobody out", "is refused (405) and logs nobody out"
)
_REFUSES_SINCE = _Answer(
    frozenset({"POST"}),
    "by POST; a GET logs out before Django 5.0, which refuses it (405)",
    "is refused (405) since Django 5.0, and logs nobody out",
)
_ACCEPTS = _Answer(
    frozenset({"GET", "POST"}),
    "by GET and POST; Django 5.0 refuses the GET (405)",
    "logs out; Django 5.0 refuses it (405)",
)
_ONLY_SHOWS = _Answer(
    frozenset({"POST"}),
    'by POST; a GET shows the page "logged out" and logs nobody out',
    'shows the page "logged out" and logs nobody out',
)
_ASKS = _Answer(frozenset({"POST"}), "by POST; a GET shows a page that asks first", "shows a page that asks first")
_ASKS_MAYBE = _Answer(
    None, f"by POST; by GET only if {_ALLAUTH} is on, else a page asks first", f"logs out only if {_ALLAUTH} is on"
)
_ON_GET = _Answer(frozenset({"GET", "POST"}), f"by GET and POST ({_ALLAUTH} is on)", "logs out")


def ways_out(
    roots: Mapping[str, Sequence[Facts]],
    options: Options,
    read: Callable[[str], bytes],
    one_line: Callable[[str], AbstractContextManager[None]],
) -> Iterator[WaysOut]:
    """
    The ways out of each project (its folder, with the facts of its settings), one for each ROOT_URLCONF that it may
    have.

    ``read`` returns the bytes of a module; an exception of it, or of the walk, is one line by ``one_line``.
    """
    for root, modules in roots.items():
        links = list(links_by_get(root))
        for urlconf, facts in _urlconfs(modules).items():
            path = _path(urlconf, root, facts)
            urls = urls_of(path) if path is not None else None
            if urls is None:
                yield WaysOut(shown(root), urlconf, (), (f"{_ROOT}: {urlconf} cannot be read",))
            else:
                reader = _Reader(urls, facts[0], OwnLogouts(options, read), one_line)
                yield WaysOut(shown(root), urlconf, tuple(reader.ways(links)), tuple(reader.unread()))


def _urlconfs(modules: Sequence[Facts]) -> dict[str, list[Facts]]:
    """The known values of ROOT_URLCONF, each with the facts of the settings that have it."""
    found: dict[str, list[Facts]] = {}
    for facts in modules:
        for value, _ in facts.alternatives(_ROOT):
            if isinstance(value.constant, str):
                found.setdefault(value.constant, []).append(facts)
    return found


def _path(urlconf: str, root: str, modules: Sequence[Facts]) -> str | None:
    places = [os.path.join(root, "x.py"), *(facts.settings.path for facts in modules)]
    return next((file for place in places if (file := module_file(urlconf, 0, place)) is not None), None)


@dataclass(frozen=True)
class _Reader:
    """Reads the routes of one project."""

    urls: Urls
    facts: Facts
    own: OwnLogouts
    one_line: Callable[[str], AbstractContextManager[None]]

    def ways(self, links: Sequence[TemplateLink]) -> Iterator[WayOut]:
        """The routes that log out, in their order, each with the links to it."""
        asked: dict[Route, list[TemplateLink]] = {}
        for link in links:
            if (route := self._route(link)) is not None:
                asked.setdefault(route, []).append(link)
        for route in self.urls.routes:
            if (answer := self._answer(route.view)) is None:
                continue
            found = asked.get(route, ()) if _is_asked_to_log_out(route, answer) else ()
            yield WayOut(
                address=route.address,
                name=route.full_name,
                view=_shown_view(route.view),
                path=shown(route.path),
                line=route.line,
                methods=None if answer.methods is None else tuple(m for m in METHODS if m in answer.methods),
                words=answer.words,
                links=tuple(GetLink(shown(each.path), each.line, answer.to_get) for each in found),
            )

    def unread(self) -> Iterator[str]:
        """Files that may have more such routes."""
        for gap in self.urls.gaps:
            if gap.may_log_out:
                whose = f"the URLs of {gap.package}" if gap.package is not None else "URLs"
                yield f"{shown(gap.path)}:{gap.line} takes in {whose} that cannot be read from here"

    def _route(self, link: TemplateLink) -> Route | None:
        if link.name is None:
            return self.urls.reached(link.address or "")
        found = self.urls.answering(link.name)
        # Where it is not known which of several it is, the one that reverse() takes of those that could be read.
        return found or next((r for r in reversed(self.urls.routes) if r.full_name == link.name), None)

    def _answer(self, view: View) -> _Answer | None:
        if view.kind is ViewKind.LOGOUT:
            return self._of_django(_REFUSES, _REFUSES_SINCE)
        if view.kind is ViewKind.ALLAUTH:
            return self._of_allauth()
        if (opened := self._of_open_logout(view)) is not None:
            return opened
        if view.kind in {ViewKind.OWN, ViewKind.UNKNOWN} and view.variable is not None:
            with self.one_line(view.variable.module.path):
                if found := self.own.methods(view.variable):
                    return replace(_of_own(found), by_query_only=self.own.by_query_only(view.variable))
        return None

    def _of_django(self, refuses: _Answer, since: _Answer) -> _Answer:
        version = self.facts.version
        if version is None:
            return since
        return refuses if version >= _REFUSED_SINCE else _ACCEPTS

    def _of_allauth(self) -> _Answer:
        if _ALLAUTH not in self.facts.settings.namespace.names:
            return _ASKS if self.facts.settings.complete else _ASKS_MAYBE
        value = self.facts.known(_ALLAUTH)
        if value is UNSET:
            return _ASKS_MAYBE
        return _ON_GET if value else _ASKS

    def _of_open_logout(self, view: View) -> _Answer | None:
        """A LogoutView that accepts a GET, which does not log out (DSE327), or that answers it itself."""
        logout = logout_class(view.variable) if view.variable is not None else None
        if logout is None and not view.name.endswith("auth.views.LogoutView"):
            return None
        if logout is not None and logout.answers_itself:
            return _Answer(None, f"by POST; a GET as {view.name} answers it", f"is answered by {view.name} itself")
        named = view.arguments.get("http_method_names")
        if (named is not None and allows_get(named)) or (logout is not None and logout.lets_get_through):
            return self._of_django(_ONLY_SHOWS, _ONLY_SHOWS)
        return None


def _is_asked_to_log_out(route: Route, answer: _Answer) -> bool:
    """
    Whether a link there is meant to log out: not one to the form of a view that logs out besides, as one that deletes
    an account does, nor to a page that logs out where its query asks for it.
    """
    if answer.by_query_only:
        return False
    if answer.methods is None or "GET" in answer.methods or route.view.kind is not ViewKind.OWN:
        return True
    return names_logout(route.name or "") or names_logout(route.view.name)


def _of_own(methods: frozenset[str]) -> _Answer:
    if methods == _ALL:
        words = "by every method: a link on any other site may log users out, too"
    else:
        words = f"by {' and '.join(method for method in METHODS if method in methods)}"
        if "GET" in methods:
            words += ": a link on any other site may log users out, too"
    return _Answer(methods, words, "logs out" if "GET" in methods else "does not log out")


def _shown_view(view: View) -> str:
    if isinstance(view.variable, Variable):
        return f"{view.variable.name} ({shown(view.variable.module.path)})"
    return view.name
