"""The function and the class that the walk is in."""

from __future__ import annotations

from dataclasses import dataclass

from flake8_session_expiry.sessions.functions import ClassContext, FunctionContext


@dataclass(frozen=True)
class _Place:
    function: FunctionContext | None = None
    class_: ClassContext | None = None
    can_wait: bool = True


class Position:
    """The innermost function and class around the node that is being visited, and whether its code can ``await``."""

    def __init__(self) -> None:
        self._places = [_Place()]

    @property
    def function(self) -> FunctionContext | None:
        """The function; None at the top level."""
        return self._places[-1].function

    @property
    def class_(self) -> ClassContext | None:
        """The class, also in a function inside of one of its methods."""
        return self._places[-1].class_

    @property
    def in_async(self) -> bool:
        """
        Whether ``await`` can be used here.

        Not in a nested sync ``def``, a lambda or the body of a class, nor in a generator expression: with an ``await``
        it is an asynchronous generator, which ``any()`` and the like refuse.
        """
        place = self._places[-1]
        return place.can_wait and place.function is not None and place.function.is_async

    def enter_function(self, function: FunctionContext) -> None:
        """The walk enters a function."""
        self._places.append(_Place(function, self.class_))

    def enter_class(self, class_: ClassContext) -> None:
        """The walk enters a class."""
        self._places.append(_Place(self.function, class_, can_wait=False))

    def enter_deferred(self) -> None:
        """The walk enters an expression that runs later: a lambda or a generator."""
        self._places.append(_Place(self.function, self.class_, can_wait=False))

    def leave(self) -> None:
        """The walk has left what it entered last."""
        self._places.pop()
