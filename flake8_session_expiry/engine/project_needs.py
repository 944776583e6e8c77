"""
What a rule says that the project of a module must have (``needs`` has the rest). Before the project is known, all of it
may be so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flake8_session_expiry.engine.needs import SETTINGS_FILE, Need, ProjectFacts, Shape, Shapes


@dataclass(frozen=True, repr=False)
class Engine(Need):
    """The project may have one of these session engines: it is known to have one, or nothing is known of it yet."""

    engines: tuple[str, ...]

    def met_by(self, found: Shapes, facts: ProjectFacts) -> bool:
        return not facts.are_known or facts.engine in self.engines

    def __repr__(self) -> str:
        return f"ENGINE({', '.join(map(repr, self.engines))})"


@dataclass(frozen=True, repr=False)
class DjangoSince(Need):
    """The project may be known to have this version of Django or a later one."""

    version: tuple[int, int]

    def met_by(self, found: Shapes, facts: ProjectFacts) -> bool:
        return not facts.are_known or (facts.django_version is not None and facts.django_version >= self.version)

    def __repr__(self) -> str:
        return f"DJANGO_SINCE({self.version[0]}, {self.version[1]})"


@dataclass(frozen=True, repr=False)
class SessionCookie(Need):
    """One of the cookies of a shape may be the session cookie: by the name that it has in the project."""

    shape: Shape

    def met_by(self, found: Shapes, facts: ProjectFacts) -> bool:
        names = found.names.get(self.shape.kind, ())
        return found.has(self.shape) and (not facts.are_known or bool({"", facts.cookie_name} & set(names)))

    def __repr__(self) -> str:
        return f"SESSION_COOKIE({self.shape!r})"


@dataclass(frozen=True, repr=False)
class UnsetSetting(Need):
    """The module may be a settings module of production that lacks a setting."""

    setting: str

    def met_by(self, found: Shapes, facts: ProjectFacts) -> bool:
        return found.has(SETTINGS_FILE) and facts.lacks(self.setting)

    def __repr__(self) -> str:
        return f"UNSET_SETTING({self.setting!r})"


@dataclass(frozen=True, repr=False)
class OwnMiddleware(Need):
    """One of the middlewares of a shape, by their paths, may be the project's own and use a session too early."""

    shape: Shape

    def met_by(self, found: Shapes, facts: ProjectFacts) -> bool:
        if not found.has(self.shape) or not facts.are_known:
            return found.has(self.shape)
        return any(not path or facts.uses_session_early(path) for path in found.names.get(self.shape.kind, ()))

    def __repr__(self) -> str:
        return f"OWN_MIDDLEWARE({self.shape!r})"


@dataclass(frozen=True, repr=False)
class LogoutRoute(Need):
    """A text in the module may be the name or the path of a route of the project to Django's logout."""

    def met_by(self, found: Shapes, facts: ProjectFacts) -> bool:
        return not facts.are_known or facts.names_logout()

    def __repr__(self) -> str:
        return "LOGOUT_ROUTE"


LOGOUT_ROUTE: Final = LogoutRoute()
"""A text in the module may be the name or the path of a route of the project to Django's logout."""


def ENGINE(*engines: str) -> Need:
    """The project may have one of these session engines."""
    return Engine(tuple(sorted(engines)))


def DJANGO_SINCE(major: int, minor: int) -> Need:
    """The project may be known to have this version of Django or a later one."""
    return DjangoSince((major, minor))


def SESSION_COOKIE(shape: Shape) -> Need:
    """One of the cookies of a shape may be the session cookie."""
    return SessionCookie(shape)


def UNSET_SETTING(setting: str) -> Need:
    """The module may be a settings module of production that lacks a setting."""
    return UnsetSetting(setting)


def OWN_MIDDLEWARE(shape: Shape) -> Need:
    """One of the middlewares of a shape may be the project's own and use a session too early."""
    return OwnMiddleware(shape)
