"""Which methods of a visitor are called."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from flake8_session_expiry.engine.dispatch import Dispatcher, Visitor
from flake8_session_expiry.engine.events import Event
from flake8_session_expiry.engine.walk import Tree


@dataclass(frozen=True)
class EventOfThisTest(Event):
    """An event of this test."""

    name: str


class Names(Visitor):
    """Notes what it is called for."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def visit_Name(self, node: cst.Name) -> None:
        self.heard.append(f"visit {node.value}")

    def leave_Name(self, original_node: cst.Name) -> None:
        self.heard.append(f"leave {original_node.value}")

    def on_event_of_this_test(self, event: EventOfThisTest) -> None:
        self.heard.append(f"on {event.name}")


def test_a_visitor_wants_every_event_that_it_has_a_method_for() -> None:
    names = Names()
    Dispatcher([names]).emit(EventOfThisTest("a"))
    assert names.heard == ["on a"]


def test_libcst_finds_the_methods_for_nodes() -> None:
    names, ours = Names(), Names()
    module = cst.parse_module("a\nb\n")
    cst.visit_batched(module, [names])
    assert names.heard == ["visit a", "leave a", "visit b", "leave b"]
    assert list(names.get_visitors()) == ["visit_Name", "leave_Name"]
    Dispatcher([ours]).walk(Tree(module))
    assert ours.heard == names.heard
