"""
What a rule says that a module must have for it to report anything: plain data, beside its code, without LibCST.

    needs = SET_EXPIRY & WORD("cache_page")

``shapes`` finds these in Python's own tree. A rule may need less than it does in fact (then it runs in vain), never
more: then findings would be lost. "A session" is whatever may be one, by its name, its owner or what it is assigned.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Final, TypeAlias

Literal: TypeAlias = str | int | float | bool | None
COMPUTED: Final = "<computed>"
"""In the place of a value that is no literal."""


@dataclass
class Shapes:
    """
    What stands in one module: ``text`` is its text, ``file`` the last part of its path.

    ``names`` has, for each kind of shape, the names that it was found with; ``assigned``, for each setting, the
    literals that it is assigned, and COMPUTED.
    """

    text: str
    file: str
    names: dict[str, set[str]] = field(default_factory=dict)
    assigned: dict[str, list[Literal]] = field(default_factory=dict)

    def note(self, shape: Shape, name: str = "") -> None:
        """Something of this kind, with this name, stands in the module."""
        self.names.setdefault(shape.kind, set()).add(name)

    def has(self, shape: Shape) -> bool:
        """Whether something of this kind stands in the module, with one of the shape's names if it has any."""
        names = self.names.get(shape.kind, ())
        return any(name in names for name in shape.among) if shape.among else bool(names)

    def values(self, setting: str) -> Collection[Literal]:
        """The literals that a setting is assigned, and COMPUTED."""
        return self.assigned.get(setting, ())


@dataclass(frozen=True)
class ProjectFacts:
    """What is known of the project of a module; None where it is not, or not yet."""

    engine: str | None = None
    django_version: tuple[int, int] | None = None
    cookie_name: object = None
    are_known: bool = False
    """Whether these were looked for. Before that anything is possible."""
    lacks: Callable[[str], bool] = lambda setting: True
    """Whether the module is a settings module of production in which a setting is missing."""
    uses_session_early: Callable[[str], bool] = lambda path: True
    """Whether a middleware is the project's own and uses a session that may not be there yet, or not any more."""
    names_logout: Callable[[], bool] = lambda: True
    """Whether a text in the module is the name or the path of a route of the project to Django's logout."""


UNKNOWN_PROJECT: Final = ProjectFacts()


class Need:
    """A condition on a module; ``&`` and ``|`` combine them."""

    def met_by(self, found: Shapes, facts: ProjectFacts) -> bool:
        """Whether a module may have what a rule needs."""
        raise NotImplementedError

    def __and__(self, other: Need) -> Need:
        return Both((*_parts(self, Both), *_parts(other, Both)))

    def __or__(self, other: Need) -> Need:
        return Either((*_parts(self, Either), *_parts(other, Either)))


def _parts(need: Need, kind: type[Both] | type[Either]) -> tuple[Need, ...]:
    return need.parts if isinstance(need, kind) else (need,)


@dataclass(frozen=True, repr=False)
class Both(Need):
    """Each of its parts."""

    parts: tuple[Need, ...]

    def met_by(self, found: Shapes, facts: ProjectFacts) -> bool:
        return all(part.met_by(found, facts) for part in self.parts)

    def __repr__(self) -> str:
        return " & ".join(f"({part!r})" if isinstance(part, Either) else repr(part) for part in self.parts)


@dataclass(frozen=True, repr=False)
class Either(Need):
    """One of its parts."""

    parts: tuple[Need, ...]

    def met_by(self, found: Shapes, facts: ProjectFacts) -> bool:
        return any(part.met_by(found, facts) for part in self.parts)

    def __repr__(self) -> str:
        return " | ".join(map(repr, self.parts))


@dataclass(frozen=True, repr=False)
class Shape(Need):
    """Something of one kind in the code, with one of these names; with any name, if there are none."""

    kind: str
    among: tuple[str, ...] = ()

    def met_by(self, found: Shapes, facts: ProjectFacts) -> bool:
        return found.has(self)

    def __call__(self, *names: str) -> Shape:
        return Shape(self.kind, tuple(sorted(names)))

    def __repr__(self) -> str:
        return f"{self.kind}({', '.join(map(repr, self.among))})" if self.among else self.kind


@dataclass(frozen=True, repr=False)
class Word(Need):
    """One of these words stands anywhere in the text."""

    words: tuple[str, ...]

    def met_by(self, found: Shapes, facts: ProjectFacts) -> bool:
        return any(word in found.text for word in self.words)

    def __repr__(self) -> str:
        return f"WORD({', '.join(map(repr, self.words))})"


@dataclass(frozen=True, repr=False)
class InFile(Need):
    """The file has one of these names."""

    files: tuple[str, ...]

    def met_by(self, found: Shapes, facts: ProjectFacts) -> bool:
        return found.file in self.files

    def __repr__(self) -> str:
        return f"IN_FILE({', '.join(map(repr, self.files))})"


@dataclass(frozen=True, repr=False)
class Assigned(Need):
    """
    One of these settings is assigned, outside of functions, a value that is computed, or a literal: one of ``values``,
    or none of ``but``; any value, if neither is given.
    """

    settings: tuple[str, ...]
    values: tuple[Literal, ...] = ()
    but: tuple[Literal, ...] = ()

    def met_by(self, found: Shapes, facts: ProjectFacts) -> bool:
        return any(self._counts(value) for name in self.settings for value in found.values(name))

    def _counts(self, value: Literal) -> bool:
        if value == COMPUTED:
            return True
        return _is_in(value, self.values) if self.values else not _is_in(value, self.but)

    def __repr__(self) -> str:
        given = [", ".join(map(repr, self.settings))]
        given += [f"{name}={value!r}" for name in ("values", "but") if (value := getattr(self, name))]
        return f"ASSIGNED({', '.join(given)})"


def _is_in(value: Literal, values: tuple[Literal, ...]) -> bool:
    """Whether a literal is one of these: True is not 1."""
    return any(type(each) is type(value) and each == value for each in values)


def WORD(*words: str) -> Need:
    """One of these words stands anywhere in the text."""
    return Word(tuple(sorted(words)))


def IN_FILE(*names: str) -> Need:
    """The file has one of these names."""
    return InFile(tuple(sorted(names)))


def ASSIGNED(*settings: str, values: tuple[Literal, ...] = (), but: tuple[Literal, ...] = ()) -> Need:
    """A setting is assigned such a value, or a computed one."""
    return Assigned(tuple(sorted(settings)), values, but)


# -- what is done with a session ---------------------------------------------------------------------------------------

SET_EXPIRY: Final = Shape("SET_EXPIRY")
"""
``set_expiry(...)`` or its async twin is called on a session, with "0", "None", a "setting" of Django or something
"other"; "stated": with 0 or None beside a comment that may state a lifetime.
"""
REMEMBER_EXPIRY: Final = Shape("REMEMBER_EXPIRY")
"""Visitors who ask to be remembered may get a short expiry: 0, or something that is not known."""
LOGOUT_EXPIRY: Final = Shape("LOGOUT_EXPIRY")
"""An expiry of 0, or of something that is not known, stands in a function or class with a word for logout."""
CALLED: Final = Shape("CALLED")
"""A method of a session is called."""
MISFIT: Final = Shape("MISFIT")
"""A method of a session is called with arguments that it does not take, or ignores."""
AWAITED: Final = Shape("AWAITED")
"""A method of a session that is no coroutine is awaited, or ``login()`` or ``logout()``."""
UNAWAITED: Final = Shape("UNAWAITED")
"""A coroutine of a session is made and not awaited there, or one of the functions ``alogin()``, ``alogout()`` ..."""
UNCALLED: Final = Shape("UNCALLED")
"""A member of a session is read, and not called: ``session.flush``, ``session.session_key``."""
WRITTEN: Final = Shape("WRITTEN")
"""A member of a session is assigned or deleted, also by ``setattr``."""
UNKNOWN_MEMBER: Final = Shape("UNKNOWN_MEMBER")
"""A name that no session of Django has is called, read or written on one; not ``_name``."""
ITEM: Final = Shape("ITEM")
"""An item of a session is ``read``, ``written`` or ``deleted``."""
KEY_ASKED: Final = Shape("KEY_ASKED")
"""``key in session``."""
NESTED_CHANGE: Final = Shape("NESTED_CHANGE")
"""
Something inside a value that a session stores is changed: ``session["cart"]["x"] = 1``, also by a local name, and there
may be a path without a mark of that session.
"""
ODD_VALUE: Final = Shape("ODD_VALUE")
"""A session, or a container in it, is given a value that JSON may not hold."""
ODD_KEY: Final = Shape("ODD_KEY")
"""A session, or a container in it, is ``read`` or ``written`` with a key that may be no text."""
TESTED: Final = Shape("TESTED")
"""A session is tested: ``if request.session``."""
SESSION_CALLED: Final = Shape("SESSION_CALLED")
"""``request.session("key")``."""
SESSION_REPLACED: Final = Shape("SESSION_REPLACED")
"""``request.session = {}``, ``del request.session``."""
CLIENT_CHANGED: Final = Shape("CLIENT_CHANGED")
"""A session is changed right where it is read from what may be a test client: ``client.session["key"] = 1``."""
STORE_MADE: Final = Shape("STORE_MADE")
"""``SessionStore(...)``."""
STORE_CHANGED: Final = Shape("STORE_CHANGED")
"""
What may be a store is changed right where it is made, or by a name of which the function does not name ``save``:
``store["key"] = 1``, ``store.clear()``.
"""
STORE_OUTSIDE: Final = Shape("STORE_OUTSIDE")
"""``store = SessionStore()`` outside of functions."""

# -- what is done with a request, and functions ------------------------------------------------------------------------

ON_REQUEST: Final = Shape("ON_REQUEST")
"""A method that only sessions have is named on what may be a request."""
PASSWORD_SET: Final = Shape("PASSWORD_SET")
"""The password of what may be the user of a request is set: ``request.user.set_password(...)``."""
PASSWORD_FORM_SAVED: Final = Shape("PASSWORD_FORM_SAVED")
"""``save()`` of what may be a form of Django's for a new password."""
COOKIE_SET: Final = Shape("COOKIE_SET")
"""``set_cookie(...)``, ``set_signed_cookie(...)``; the name of the cookie."""
COOKIE_DELETED: Final = Shape("COOKIE_DELETED")
"""``delete_cookie(...)``; the name of the cookie."""
REDIRECT: Final = Shape("REDIRECT")
"""The target of a redirect: ``redirect(...)``, ``success_url = ...``, what ``get_success_url()`` returns."""
CACHE_CLEARED: Final = Shape("CACHE_CLEARED")
"""Something is cleared in a module that imports Django's caches."""
EXPIRED_CLEARED: Final = Shape("EXPIRED_CLEARED")
"""``clear_expired()`` of anything is called, or something with the text "clearsessions"."""
LOGOUT_NAMED: Final = Shape("LOGOUT_NAMED")
"""A function or class has a word for logout in its name."""
ASYNC_DEF: Final = Shape("ASYNC_DEF")
"""There is an async function."""
BOOL_COMPARED: Final = Shape("BOOL_COMPARED")
"""Something is compared with ``True`` or ``False``."""

# -- settings ----------------------------------------------------------------------------------------------------------

ASSIGNED_TWICE: Final = Shape("ASSIGNED_TWICE")
"""A setting about sessions is assigned more than once outside of functions."""
UNASSIGNED: Final = Shape("UNASSIGNED")
"""A setting stands alone in an annotation or comparison: ``SESSION_COOKIE_AGE == 3600``."""
UNKNOWN_SETTING: Final = Shape("UNKNOWN_SETTING")
"""A name is assigned outside of functions that may be a misspelt setting about sessions."""
RUNTIME_SETTING: Final = Shape("RUNTIME_SETTING")
"""``settings.SESSION_COOKIE_AGE = ...``, also by ``setattr``."""
UNSERVED_MIDDLEWARE: Final = Shape("UNSERVED_MIDDLEWARE")
"""A middleware of Django that needs a session is listed before any that may give one."""
EARLY_MIDDLEWARE: Final = Shape("EARLY_MIDDLEWARE")
"""A middleware that is not Django's is listed before that of sessions; its path, "" where that is not known."""
SETTINGS_FILE: Final = Shape("SETTINGS_FILE")
"""The module may be a settings module: by its path, or as it binds names of capital letters outside of functions."""
