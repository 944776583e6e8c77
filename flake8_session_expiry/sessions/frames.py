"""What the names that are in force stand for, scope by scope: plain data. ``Binder`` writes it, ``Inference`` reads it."""

from __future__ import annotations

from flake8_session_expiry.sessions.types import Type


class _ClassFrame(dict[str, Type]):
    """The names that the body of a class binds."""


class Frames:
    """
    A stack of scopes, each name with its type, and beside it the attributes of ``self`` class by class.

    A whole expression can be a name here: ``request.session`` is bound after ``request.session = {}``.
    """

    def __init__(self) -> None:
        self._names: list[dict[str, Type]] = [{}]
        self._of_self: list[dict[str, Type]] = [{}]

    def bound(self, name: str) -> Type | None:
        """What a name stands for in the scopes that see it; None where nothing binds it."""
        for depth, names in enumerate(reversed(self._names)):
            # A method does not see the names of its class: ``logout(request)`` in a method ``logout`` is the imported one.
            if name in names and not (depth and isinstance(names, _ClassFrame)):
                return names[name]
        return None

    def bound_here(self, name: str) -> Type | None:
        """What the innermost scope itself binds a name to."""
        return self._names[-1].get(name)

    def of_self(self, name: str) -> Type | None:
        """What a method of the class has given to ``self.<name>``."""
        return self._of_self[-1].get(name)

    def bind(self, name: str, type_: Type) -> None:
        """``name = ...`` in the innermost scope."""
        self._names[-1][name] = type_

    def bind_of_self(self, name: str, type_: Type) -> None:
        """``self.name = ...``."""
        self._of_self[-1][name] = type_

    def unbind(self, name: str) -> None:
        """A name stands for what it would without a binding in the innermost scope, or in the methods of the class."""
        self._names[-1].pop(name, None)
        self._of_self[-1].pop(name, None)

    def open_function(self) -> None:
        """The walk goes into a function or lambda."""
        self._names.append({})

    def open_class(self) -> None:
        """The walk goes into a class."""
        self._names.append(_ClassFrame())
        self._of_self.append({})

    def close_function(self) -> None:
        """The walk has left a function or lambda."""
        self._names.pop()

    def close_class(self) -> None:
        """The walk has left a class."""
        self._names.pop()
        self._of_self.pop()
