"""
The effective settings of a project: the value of each at the end of its chain of modules, its origin, and how certain
it is.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from types import MappingProxyType
from typing import Final

from flake8_session_expiry.project.files import Stamp, stamp
from flake8_session_expiry.reference.settings import SETTINGS
from flake8_session_expiry.settings.import_chain import Chain
from flake8_session_expiry.settings.namespace import Namespace, Origin, Possibilities, Possible
from flake8_session_expiry.values.containers import container, mapping
from flake8_session_expiry.values.value import UNKNOWN, UNREAD, UNSET, Value, constant, same

Version = tuple[int, int]


class Certainty(Enum):
    """How certain a value is."""

    KNOWN = "known"
    CONDITIONAL = "conditional"
    """One of several known values, or the known default of an environment variable."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, eq=False)
class Effective:
    """
    One setting at the end of the chain.

    ``possible`` are the values that it may have; one without an origin is Django's default.
    """

    name: str
    possible: Possibilities
    certainty: Certainty

    @cached_property
    def by_origin(self) -> Mapping[Origin | None, Sequence[Value | None]]:
        """The values that it may have, by where they are assigned."""
        found: dict[Origin | None, list[Value | None]] = {}
        for possible in self.possible:
            found.setdefault(possible.origin, []).append(possible.value)
        return found

    @cached_property
    def is_one_value(self) -> bool:
        """Whether all values that it may have are known, and the same."""
        first = self.possible[0].value if self.possible else None
        values = [possible.value for possible in self.possible]
        return first is not None and all(value is not None and value.known and same(value, first) for value in values)

    @property
    def default(self) -> bool:
        """Whether no module of the chain sets it."""
        return self.certainty is not Certainty.UNKNOWN and all(possible.origin is None for possible in self.possible)

    @property
    def value(self) -> object:
        """Its value, if that is certain (KNOWN); else UNSET."""
        only = self.only
        return only.constant if self.certainty is Certainty.KNOWN and only is not None else UNSET

    @property
    def only(self) -> Value | None:
        """Its value, if it has only one possible value; else None."""
        one = len(self.possible) == 1 or self.certainty is Certainty.KNOWN
        return self.possible[0].value if one else None

    @property
    def origin(self) -> Origin | None:
        """Where its (first possible) value is assigned; None for Django's default."""
        return next((possible.origin for possible in self.possible if possible.origin is not None), None)


class ProjectSettings:
    """
    The effective settings of one module (of one class, with django-configurations).

    ``given`` is the value of each assignment of the linted module, at that assignment.
    """

    def __init__(
        self,
        path: str,
        namespace: Namespace | None,
        stamps: tuple[Stamp, ...] = (),
        given: Mapping[ast.stmt, Value] = MappingProxyType({}),
    ) -> None:
        self.path = path
        self.namespace = namespace or Namespace(open=Origin(path, 1))
        self.stamps = stamps
        self.given = given
        self._origins: dict[str, frozenset[Origin | None]] = {}
        self._got: dict[tuple[str, Version | None], Effective] = {}

    @property
    def complete(self) -> bool:
        """
        Whether every name that the chain sets is known: there is no import of names from a module that cannot be read.
        """
        return self.namespace.open is None

    def get(self, name: str, django_version: Version | None = None) -> Effective:
        """A setting; its value is Django's default where the chain is complete and does not set it."""
        key = name, django_version
        if key not in self._got:
            self._got[key] = self._found(name, django_version)
        return self._got[key]

    def _found(self, name: str, django_version: Version | None) -> Effective:
        namespace = self.namespace
        binding = namespace.names.get(name)
        if name in namespace.volatile:
            return Effective(name, binding or (Possible(UNKNOWN),), Certainty.UNKNOWN)
        if binding is None and namespace.open is not None:
            return Effective(name, (Possible(UNKNOWN, namespace.open),), Certainty.UNKNOWN)
        return self._with_defaults(name, binding or (Possible(None),), django_version)

    def origins(self, name: str) -> Set[Origin | None]:
        """Where the values that a name may have at the end are assigned."""
        if name not in self._origins:
            self._origins[name] = frozenset(possible.origin for possible in self.namespace.names.get(name, ()))
        return self._origins[name]

    def as_written(self, name: str, django_version: Version | None = None) -> Effective:
        """
        ``get`` for the policy report: where a module that cannot be read may replace a value, the assigned value, or
        Django's default, is still one possibility.

        CONDITIONAL are here all settings with at least one known possible value; in ``get`` all of them are known.
        """
        namespace = self.namespace
        binding = namespace.names.get(name)
        if binding is None:
            unread = () if namespace.open is None else (Possible(UNREAD, namespace.open),)
            binding = (Possible(None), *unread)
        if name in namespace.volatile:
            binding = (*binding, Possible(UNKNOWN))
        found = self._with_defaults(name, binding, django_version)
        some = any(value.known for possible in found.possible for value in (possible.value or UNKNOWN).alternatives())
        return (
            replace(found, certainty=Certainty.CONDITIONAL) if some and found.certainty is Certainty.UNKNOWN else found
        )

    def _with_defaults(self, name: str, binding: Possibilities, version: Version | None) -> Effective:
        filled = tuple(possible for found in binding for possible in _filled(name, found, version))
        values = [value for possible in filled for value in (possible.value or UNKNOWN).alternatives()]
        return Effective(name, filled, _certainty(values))

    def names(self) -> Iterator[str]:
        """Every upper-case name that the chain sets."""
        return (name for name in self.namespace.names if name.isupper())

    def of_class(self, name: str) -> ProjectSettings | None:
        """The settings of one class of a django-configurations module, or None if it has no such class."""
        found = self.namespace.classes.get(name)
        return None if found is None else ProjectSettings(self.path, found, self.stamps)

    @cached_property
    def configurations(self) -> tuple[str, ...]:
        """The classes of django-configurations in the module, by their names; () if it is an ordinary module."""
        return tuple(name for name, class_ in self.namespace.classes.items() if class_.configuration)


def _filled(name: str, possible: Possible, version: Version | None) -> Iterator[Possible]:
    """The possible values, with Django's default(s) for "not set"."""
    if possible.value is not None or name not in SETTINGS:
        yield possible
        return
    for default in SETTINGS[name].default_in(version):
        yield Possible(_default(default), None)


def _default(value: object) -> Value:
    if isinstance(value, (str, int, type(None))):
        return constant(value)
    if isinstance(value, tuple):
        return container(())
    caches = {"default": mapping({"BACKEND": constant("django.core.cache.backends.locmem.LocMemCache")})}
    return mapping(caches)


def _certainty(values: list[Value]) -> Certainty:
    known = [value for value in values if value.known]
    if len(known) == len(values):
        return Certainty.KNOWN if all(same(value, known[0]) for value in known) else Certainty.CONDITIONAL
    if known and all(value.known or value.variable is not None for value in values):
        return Certainty.CONDITIONAL
    return Certainty.UNKNOWN


_CACHE: Final[dict[str, ProjectSettings]] = {}


def effective_settings(path: str, tree: ast.Module | None = None) -> ProjectSettings:
    """
    The effective settings of a module by its path. Never raises: what cannot be read is UNKNOWN.

    ``tree`` is used in the place of the file's content (which may not be saved yet). Without it, the result is cached
    as long as no file of the chain changes (by path, mtime and size).
    """
    path = os.path.abspath(path)
    if tree is not None:
        chain = Chain({path: tree})
        namespace = chain.module(path)
        return ProjectSettings(path, namespace, tuple(chain.stamps), chain.given)
    kept = _CACHE.get(path)
    if kept is not None and all(stamp(old.path) == old for old in kept.stamps):
        return kept
    chain = Chain()
    found = ProjectSettings(path, chain.module(path), tuple(chain.stamps))
    _CACHE[path] = found
    return found


def forget() -> None:
    """Drop what is cached, for a process that has finished with one project and goes on with many others."""
    _CACHE.clear()
