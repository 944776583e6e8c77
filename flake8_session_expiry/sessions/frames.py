"""
The types of the names at the place of the walk, scope by scope: plain data. ``Binder`` writes it, ``Inference`` reads
it.
"""

from __future__ import annotations

from flake8_session_expiry.sessions.types import Type


class _ClassFrame(dict[str, Type]):
    """The names that the body of a class binds."""


class Frames:
    """
    A stack of scopes, each with the types of its names, and for each class the types of the attributes of ``self``.

    An attribute can be a name here, too: ``request.session`` is bound after ``request.session = {}``.

    ``changes`` counts how often a watched name (or, for ``self``, any attribute of it) got another type.
    """

    def __init__(self) -> None:
        self.changes = 0
        self._watched: set[str] = set()
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

    def bind(self, name: str, type_: Type) -> None:
        """``name = ...`` in the innermost scope."""
        if name in self._watched and self.bound(name) != type_:
            self._changed()
        self._names[-1][name] = type_

    def bind_of_self(self, name: str, type_: Type) -> None:
        """``self.name = ...``."""
        if self._of_self[-1].get(name) != type_:
            self._self_changed()
        self._of_self[-1][name] = type_

    def unbind(self, name: str) -> None:
        """Remove the binding of a name in the innermost scope, or in the methods of the class."""
        if self._names[-1].pop(name, None) is not None and name in self._watched:
            self._changed()
        if self._of_self[-1].pop(name, None) is not None:
            self._self_changed()

    def open_function(self) -> None:
        """The walk enters a function or lambda."""
        hidden = self._names[-1] if isinstance(self._names[-1], _ClassFrame) else {}
        self._names.append({})
        self._compare(hidden)

    def open_class(self) -> None:
        """The walk enters a class."""
        hidden = self._names[-1] if isinstance(self._names[-1], _ClassFrame) else {}
        self._names.append(_ClassFrame())
        self._compare(hidden)
        self._self_changed()
        self._of_self.append({})

    def close_function(self) -> None:
        """The walk has left a function or lambda."""
        self._close()

    def close_class(self) -> None:
        """The walk has left a class."""
        self._close()
        self._of_self.pop()
        self._self_changed()

    def _close(self) -> None:
        closed = self._names.pop()
        self._compare(closed)
        if isinstance(self._names[-1], _ClassFrame):
            self._compare_seen(self._names[-1])

    def _compare(self, hidden: dict[str, Type]) -> None:
        """Names that a scope bound are no longer in force."""
        if any(self.bound(name) != hidden[name] for name in hidden.keys() & self._watched):
            self._changed()

    def _compare_seen(self, seen: dict[str, Type]) -> None:
        """Names that the body of a class binds are in force again."""
        if not seen.keys().isdisjoint(self._watched):
            self._changed()

    def _self_changed(self) -> None:
        if "self" in self._watched:
            self._changed()

    def _changed(self) -> None:
        self.changes += 1
        self._watched.clear()
