"""
The URLs of a project: its routes in their order, each with its view; which one has a name, and which one answers a
path.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from functools import cached_property
from typing import Final, TypeAlias

from flake8_session_expiry.project.definitions import Variable


class ViewKind(Enum):
    """The kinds of views, for questions about logouts."""

    LOGOUT = auto()
    """Django's LogoutView, also a subclass that answers a GET in the same way, and the logout of the admin."""
    ALLAUTH = auto()
    """The logout of django-allauth: a page with a button, unless ACCOUNT_LOGOUT_ON_GET is on."""
    OWN = auto()
    """A view of the project."""
    PACKAGE = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, eq=False)
class View:
    """
    The view of a route. ``name`` is its name for messages (``accounts.views.bye``). ``variable`` is None for a view of
    a package. ``arguments`` are those of ``as_view()``, ``decorators`` the names of the functions around it in the
    URLs.
    """

    kind: ViewKind
    name: str = ""
    variable: Variable | None = None
    arguments: Mapping[str, ast.expr] = field(default_factory=dict)
    decorators: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """A part of a pattern as written, of ``path()`` or of ``re_path()``; ``text`` is None where it is not known."""

    text: str | None
    is_regex: bool = False


ANY_SPACE: Final = "*"
"""A namespace that is not known."""


@dataclass(frozen=True)
class Place:
    """
    The place of routes: the parts of the path before them, and their namespaces (each with its names: of the instance,
    of the application). ``is_conditional``: they may be missing.
    """

    parts: tuple[Part, ...] = ()
    spaces: tuple[frozenset[str], ...] = ()
    is_conditional: bool = False

    def below(self, part: Part, *names: str | None) -> Place:
        """The place behind one more part, and in one more namespace if it has a name."""
        space = frozenset(name for name in names if name)
        return replace(self, parts=(*self.parts, part), spaces=(*self.spaces, space) if space else self.spaces)


@dataclass(frozen=True, eq=False)
class Route:
    """
    One route, in ``line`` of the file ``path``. ``name`` is None for one without a name; ``has_unknown_name`` is True
    for one whose name is not known.
    """

    place: Place
    view: View
    path: str
    line: int
    name: str | None = None
    has_unknown_name: bool = False

    @property
    def full_name(self) -> str:
        """``accounts:logout``; "" without a name."""
        return ":".join([*(min(space) for space in self.place.spaces), self.name]) if self.name is not None else ""

    @property
    def address(self) -> str:
        """``/accounts/logout/``, for messages; with an ellipsis for parts that are not known."""
        return "/" + re.sub("…+", "…", "".join(_readable(part) for part in self.place.parts)).lstrip("/")

    @property
    def takes_arguments(self) -> bool:
        """Whether a part of the path is an argument of the view."""
        return any(
            "<" in (part.text or "") or (part.is_regex and "(" in (part.text or "")) for part in self.place.parts
        )

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """The pattern that a path (without its first slash) must match as a whole; None if it is not known."""
        return _compiled(self.place.parts, whole=True)

    @property
    def literal(self) -> str | None:
        """The only path (without its first slash) that it matches; None if there are several, or it is not known."""
        if self.takes_arguments or any(part.text is None for part in self.place.parts):
            return None
        found = "".join(_readable(part) for part in self.place.parts)
        return None if re.search(r"[\\\[\]()*+?|{}^$]", found) else found


@dataclass(frozen=True, eq=False)
class Gap:
    """Routes that cannot be read. ``package`` is the module of a package; None where they are the project's own."""

    place: Place
    path: str
    line: int
    package: str | None = None

    @property
    def may_log_out(self) -> bool:
        """Whether there may be a logout in it: not in a package that is not about accounts, by its name."""
        return self.package is None or _OF_ACCOUNTS.search(self.package) is not None

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """The pattern of a path (without its first slash) that may be one of these; None if it is not known."""
        return _compiled(self.place.parts, whole=False)


_OF_ACCOUNTS = re.compile(
    r"(?:^|[._])(?:\w*auth\w*|accounts?|registration|users?|login|logout|sso|cas|saml\d?|oidc|members?|profiles?)"
    r"(?:[._]|$)"
)
_CONVERTER = re.compile(r"<(?:(?P<kind>\w+):)?\w+>")
_CONVERTERS = {"int": r"[0-9]+", "slug": r"[-a-zA-Z0-9_]+", "uuid": r"[0-9a-f-]{36}", "str": r"[^/]+"}


def _compiled(parts: Sequence[Part], *, whole: bool) -> re.Pattern[str] | None:
    pieces: list[str] = []
    for part in parts:
        if part.text is None:
            pieces.append(".*")
        elif part.is_regex:
            pieces.append(f"(?:{part.text.removeprefix('^')})")
        else:
            done = 0
            for match in _CONVERTER.finditer(part.text):
                pieces += [re.escape(part.text[done : match.start()]), _CONVERTERS.get(match["kind"] or "str", ".+")]
                done = match.end()
            pieces.append(re.escape(part.text[done:]))
    last = parts[-1] if parts else Part("")
    # A regular expression must match the beginning of the rest of the path, not all of it.
    is_open = not whole or (last.is_regex and not (last.text or "").endswith(("$", r"\Z")))
    text = re.sub(r"\(\?P<\w+>", "(?:", "".join(pieces)) + (".*" if is_open else "")
    try:
        return re.compile(text, re.DOTALL)
    except (re.error, RecursionError, OverflowError):
        return None


def _readable(part: Part) -> str:
    if part.text is None:
        return "…"
    if not part.is_regex:
        return part.text
    text = part.text.removeprefix("^").removesuffix("$").removesuffix(r"\Z")
    return f"{text.removesuffix('/?')}/" if text.endswith("/?") else text


Entry: TypeAlias = Route | Gap


@dataclass(frozen=True, eq=False)
class Urls:
    """The routes of a project in their order, with the gaps between them."""

    entries: tuple[Entry, ...]

    @property
    def routes(self) -> tuple[Route, ...]:
        """The routes that could be read."""
        return tuple(entry for entry in self.entries if isinstance(entry, Route))

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The routes that could not be read."""
        return tuple(entry for entry in self.entries if isinstance(entry, Gap))

    def named(self, name: str) -> tuple[Route, ...] | None:
        """
        The routes that ``reverse(name)`` without arguments may return, in their order; it returns the last. () if there
        are none, None if they are not known.
        """
        *spaces, last = name.split(":")
        if any(_may_be_called(entry, spaces) for entry in self.entries):
            return None
        return tuple(
            route
            for route in self.routes
            if route.name == last and _fits(route.place.spaces, spaces) and not route.takes_arguments
        )

    def reached(self, path: str) -> Route | None:
        """
        The route that answers a path (``/accounts/logout/``), the first that matches; None if there is none, or it is
        not known.
        """
        wanted = path.removeprefix("/")
        for entry in self.entries:
            if entry.pattern is not None and not entry.pattern.fullmatch(wanted):
                continue
            if isinstance(entry, Gap):
                if entry.may_log_out:
                    return None
            else:
                return None if entry.pattern is None or entry.place.is_conditional else entry
        return None

    def answering(self, name: str) -> Route | None:
        """
        The route whose view answers a request to ``reverse(name)``; None if it is not known.

        ``reverse()`` returns the path of the last route with the name, and Django answers a request with the first
        route that matches its path: these differ where an earlier route has the same path.
        """
        found = self.named(name)
        if not found or any(route.view.kind is not found[-1].view.kind for route in found):
            return None
        literal = found[-1].literal
        # Below i18n_patterns() each path begins with a language, so no other route has it.
        return (
            self.reached(literal)
            if literal is not None
            else found[-1]
            if found[-1].place.parts[0].text is None
            else None
        )


def _may_be_called(entry: Entry, spaces: list[str]) -> bool:
    """Whether there may be a route with any name, in these namespaces, among those that could not be read."""
    if isinstance(entry, Route):
        return entry.has_unknown_name and _fits(entry.place.spaces, spaces)
    # Routes that cannot be read may have more namespaces.
    around = entry.place.spaces
    return entry.may_log_out and len(around) <= len(spaces) and _fits(around, spaces[: len(around)])


def _fits(spaces: tuple[frozenset[str], ...], wanted: list[str]) -> bool:
    return len(spaces) == len(wanted) and all(
        name in space or ANY_SPACE in space for name, space in zip(wanted, spaces, strict=True)
    )
