"""Handler tables: which method of which visitor is called for which node or event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import libcst as cst

from flake8_session_expiry.engine.events import Event
from flake8_session_expiry.engine.walk import Leave, Tree

Handler = Callable[[Any], object]

_METHODS: dict[type[cst.BatchableCSTVisitor], list[tuple[str, str]]] = {}


def methods(kind: type[cst.BatchableCSTVisitor]) -> list[tuple[str, str]]:
    """
    The handler methods that a visitor class defines, as (``visit``/``leave``/``on``, full name).

    Computed once for each class: LibCST's own ``get_visitors`` looks through hundreds of empty methods again for every
    file.
    """
    if kind not in _METHODS:
        found: dict[str, str] = {}
        for above in kind.__mro__:
            if above.__module__.startswith("libcst"):
                continue
            for name in vars(above):
                phase = name.partition("_")[0]
                if phase in {"visit", "leave", "on"} and "_" in name:
                    found.setdefault(name, phase)
        _METHODS[kind] = [(phase, name) for name, phase in found.items()]
    return _METHODS[kind]


class Visitor(cst.BatchableCSTVisitor):
    """
    A LibCST visitor of ours.

    LibCST, too, gets its methods from our table: its own search for them takes longer than the whole visit, when all
    rules run.
    """

    def get_visitors(self) -> Mapping[str, Callable[[cst.CSTNode], None]]:
        """The ``visit_`` and ``leave_`` methods by name: ``visit_batched`` of LibCST calls this."""
        return {name: getattr(self, name) for phase, name in methods(type(self)) if phase != "on"}

    def wants(self, event: Event) -> bool:
        """
        Whether the handler for events of this kind is called for this one. Rules about settings want those that they
        name.
        """
        return True


class Dispatcher:
    """
    Calls the methods of visitors for the nodes and events of one file, in the order in which the visitors are given.

    A visitor that raises is not called again in this file; ``crashes`` keeps its exception and the node at which it was
    raised.
    """

    def __init__(self, visitors: Iterable[Visitor]) -> None:
        self.entering: dict[str, list[tuple[Visitor, Handler]]] = {}
        self.leaving: dict[str, list[tuple[Visitor, Handler]]] = {}
        self.listening: dict[str, list[tuple[Visitor, Handler]]] = {}
        self.crashes: dict[Visitor, tuple[Exception, cst.CSTNode]] = {}
        self.current: cst.CSTNode | None = None
        tables = {"visit": self.entering, "leave": self.leaving, "on": self.listening}
        for visitor in visitors:
            for phase, name in methods(type(visitor)):
                key = name if phase == "on" else name.partition("_")[2]
                tables[phase].setdefault(key, []).append((visitor, getattr(visitor, name)))

    def walk(self, tree: Tree) -> None:
        """Go through a flattened tree once."""
        entering, leaving = self.entering, self.leaving
        for step in tree.steps:
            if isinstance(step, Leave):
                node, handlers = step.node, leaving.get(type(step.node).__name__)
            else:
                node, handlers = step, entering.get(type(step).__name__)
            if handlers:
                self.current = node
                self._call(handlers, node)

    def emit(self, event: Event) -> None:
        """Call the handler of every visitor that has one for this kind of event and wants this one."""
        if handlers := self.listening.get(event.handler):
            self._call([(visitor, handler) for visitor, handler in handlers if visitor.wants(event)], event)

    def _call(self, handlers: list[tuple[Visitor, Handler]], subject: object) -> None:
        for visitor, handler in handlers:
            if visitor in self.crashes:
                continue
            try:
                handler(subject)
            except Exception as error:
                assert self.current is not None
                self.crashes[visitor] = (error, self.current)
