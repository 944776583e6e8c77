"""
The types of the names at the place of the walk, scope by scope: plain data. ``Binder`` writes it, ``Inference`` reads
it.
"""

from __future__ import annotations

from collections.abc import Set

from flake8_session_expiry.sessions.types import Imported, Type


class _ClassFrame(dict[str, Type]):
    """The names that the body of a class binds."""


class Frames:
    """
    A stack of scopes, each with the types of its names, and for each class the types of the attributes of ``self``.

    An attribute can be a name here, too: ``request.session`` is bound after ``request.session = {}``.

    ``changes`` counts how often a watched name (or, for ``self``, any attribute of it) got another type, ``imports``
    how often a watched name was bound to another import, or to none any more.
    """

    def __init__(self) -> None:
        self.changes = 0
        self.imports = 0
        self._watched: set[str] = set()
        self._watched_imports: set[str] = set()
        self._names: list[dict[str, Type]] = [{}]
        self._of_self: list[dict[str, Type]] = [{}]

    def bound(self, name: str) -> Type | None:
        """The type of a name, looked up in the scopes from the innermost one on; None where none binds it."""
        for depth, names in enumerate(reversed(self._names)):
            # Names of the class are not visible in its methods: ``logout(request)`` in a method ``logout`` is the
            # imported one.
            if name in names and not (depth and isinstance(names, _ClassFrame)):
                return names[name]
        return None

    def bound_here(self, name: str) -> Type | None:
        """The type of a name that the innermost scope itself binds."""
        return self._names[-1].get(name)

    def of_self(self, name: str) -> Type | None:
        """The type of ``self.<name>``, if a method of the class has assigned it."""
        return self._of_self[-1].get(name)

    def watch(self, name: str) -> None:
        """From now on ``changes`` counts the changes of this name."""
        self._watched.add(name)

    def watch_import(self, name: str) -> None:
        """From now on ``imports`` counts the changes of this name from and to an import."""
        self._watched_imports.add(name)

    def bind(self, name: str, type_: Type) -> None:
        """``name = ...`` in the innermost scope."""
        before = self._meanings({name}) if self._is_watched(name) else {}
        self._names[-1][name] = type_
        self._compare(before)

    def bind_of_self(self, name: str, type_: Type) -> None:
        """``self.name = ...``."""
        if self._of_self[-1].get(name) != type_:
            self._self_changed()
        self._of_self[-1][name] = type_

    def unbind(self, name: str) -> None:
        """Remove the binding of a name in the innermost scope, or in the methods of the class."""
        before = self._meanings({name})
        self._names[-1].pop(name, None)
        self._compare(before)
        if self._of_self[-1].pop(name, None) is not None:
            self._self_changed()

    def open_function(self) -> None:
        """The walk enters a function or lambda."""
        self._open({})

    def open_class(self) -> None:
        """The walk enters a class."""
        self._open(_ClassFrame())
        self._of_self.append({})
        self._self_changed()

    def close_function(self) -> None:
        """The walk has left a function or lambda."""
        self._close()

    def close_class(self) -> None:
        """The walk has left a class."""
        self._close()
        self._of_self.pop()
        self._self_changed()

    def _open(self, names: dict[str, Type]) -> None:
        above = self._names[-1]
        before = self._meanings(above.keys()) if isinstance(above, _ClassFrame) else {}
        self._names.append(names)
        self._compare(before)

    def _close(self) -> None:
        closed, above = self._names[-1], self._names[-2]
        before = self._meanings(closed.keys())
        if isinstance(above, _ClassFrame):
            before |= self._meanings(above.keys())
        self._names.pop()
        self._compare(before)

    def _is_watched(self, name: str) -> bool:
        return name in self._watched or name in self._watched_imports

    def _meanings(self, names: Set[str]) -> dict[str, Type | None]:
        """What those of some names stand for now that are watched."""
        return {name: self.bound(name) for name in (names & self._watched) | (names & self._watched_imports)}

    def _compare(self, before: dict[str, Type | None]) -> None:
        for name, type_ in before.items():
            now = self.bound(name)
            if now == type_:
                continue
            if name in self._watched:
                self._changed()
            if name in self._watched_imports and (isinstance(now, Imported) or isinstance(type_, Imported)):
                self.imports += 1
                self._watched_imports.clear()

    def _self_changed(self) -> None:
        if "self" in self._watched:
            self._changed()

    def _changed(self) -> None:
        self.changes += 1
        self._watched.clear()
