"""
What the URLs of a project are: routes in their order, each with its view; which one a name gives, and which one a path
reaches.
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
    """What a view is, as far as logging out goes."""

    LOGOUT = auto()
    """Django's LogoutView as it answers a GET: also a subclass that leaves that alone, and the logout of the admin."""
    ALLAUTH = auto()
    """The logout of django-allauth: a page with a button, unless ACCOUNT_LOGOUT_ON_GET is on."""
    OWN = auto()
    """A view of the project."""
    PACKAGE = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, eq=False)
class View:
    """
    What a route leads to. ``name`` is as a reader knows it (``accounts.views.bye``). ``variable`` is there for a view
    of the project. ``arguments`` are those of ``as_view()``, ``decorators`` the names of what it is wrapped in, in the
    URLs.
    """

    kind: ViewKind
    name: str = ""
    variable: Variable | None = None
    arguments: Mapping[str, ast.expr] = field(default_factory=dict)
    decorators: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """A part of a pattern as written, of ``path()`` or of ``re_path()``; ``text`` is None where it cannot be told."""

    text: str | None
    is_regex: bool = False


ANY_SPACE: Final = "*"
"""A namespace that cannot be told."""


@dataclass(frozen=True)
class Place:
    """
    Where routes are put: behind which parts of a path, in which namespaces (each with its names: of the instance, of
    the application). ``is_conditional``: they may not be there.
    """

    parts: tuple[Part, ...] = ()
    spaces: tuple[frozenset[str], ...] = ()
    is_conditional: bool = False

    def below(self, part: Part, *names: str | None) -> Place:
        """Behind one more part, and in one more namespace if it has a name."""
        space = frozenset(name for name in names if name)
        return replace(self, parts=(*self.parts, part), spaces=(*self.spaces, space) if space else self.spaces)


@dataclass(frozen=True, eq=False)
class Route:
    """
    One route, in ``line`` of the file ``path``. ``name`` is None for one without a name; ``has_unknown_name`` tells
    whether it has one that cannot be told.
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
        """``/accounts/logout/``, for a reader; with an ellipsis for what is not known."""
        return "/" + "".join(_readable(part) for part in self.place.parts).lstrip("/")

    @property
    def takes_arguments(self) -> bool:
        """Whether a part of the path is handed to the view."""
        return any(
            "<" in (part.text or "") or (part.is_regex and "(" in (part.text or "")) for part in self.place.parts
        )

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """What a path (without its first slash) must match to the end; None if that cannot be told."""
        return _compiled(self.place.parts, whole=True)

    @property
    def literal(self) -> str | None:
        """The one path (without its first slash) that it matches; None if there are several, or it cannot be told."""
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
        """Whether there may be a logout in it: not in a package that has nothing to do with accounts, by its name."""
        return self.package is None or _OF_ACCOUNTS.search(self.package) is not None

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """What a path (without its first slash) looks like that may be one of these; None if that cannot be told."""
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
    # A regular expression is searched for at the beginning of what is left of the path: it need not match all of it.
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
        """Those that could be read."""
        return tuple(entry for entry in self.entries if isinstance(entry, Route))

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What could not be read."""
        return tuple(entry for entry in self.entries if isinstance(entry, Gap))

    def named(self, name: str) -> tuple[Route, ...] | None:
        """
        The routes that ``reverse(name)`` without arguments may give, in their order; it takes the last. () if there are
        none, None if it cannot be told.
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
        The route that answers a path (``/accounts/logout/``), the first that matches; None if there is none, or it
        cannot be told.
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
        The route whose view answers a request to ``reverse(name)``; None if that cannot be told.

        ``reverse()`` takes the last route of the name, and a request gets to the first route that matches its path:
        that is another one where an earlier route has the same path.
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
    """Whether there may be a route of any name, in these namespaces, in what could not be read."""
    if isinstance(entry, Route):
        return entry.has_unknown_name and _fits(entry.place.spaces, spaces)
    # What cannot be read may hold more namespaces.
    around = entry.place.spaces
    return entry.may_log_out and len(around) <= len(spaces) and _fits(around, spaces[: len(around)])


def _fits(spaces: tuple[frozenset[str], ...], wanted: list[str]) -> bool:
    return len(spaces) == len(wanted) and all(
        name in space or ANY_SPACE in space for name, space in zip(wanted, spaces, strict=True)
    )
