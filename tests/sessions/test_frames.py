"""What names stand for where the walk is, and when that changes."""

from __future__ import annotations

from flake8_session_expiry.sessions.frames import Frames
from flake8_session_expiry.sessions.types import Imported, Opaque, Request

DJANGOS, OURS = Imported("django.contrib.auth.logout"), Imported("shop.logout")


def test_names_of_a_function_hide_those_around_it_and_end_with_it() -> None:
    frames = Frames()
    frames.bind("logout", DJANGOS)
    frames.open_function()
    assert (frames.bound("logout"), frames.bound_here("logout")) == (DJANGOS, None)
    frames.bind("logout", OURS)
    assert (frames.bound("logout"), frames.bound_here("logout")) == (OURS, OURS)
    frames.unbind("logout")
    assert frames.bound("logout") == DJANGOS
    frames.bind("logout", OURS)
    frames.close_function()
    assert (frames.bound("logout"), frames.bound_here("logout")) == (DJANGOS, DJANGOS)


def test_names_of_a_class_are_not_seen_in_its_methods() -> None:
    frames = Frames()
    frames.bind("logout", DJANGOS)
    frames.open_class()
    frames.bind("logout", OURS)
    assert frames.bound("logout") == OURS
    frames.open_function()
    assert frames.bound("logout") == DJANGOS
    frames.close_function()
    assert frames.bound("logout") == OURS


def test_attributes_of_self_are_those_of_the_class() -> None:
    frames = Frames()
    frames.open_class()
    frames.bind_of_self("request", Request("self.request"))
    assert frames.of_self("request") == Request("self.request") and frames.bound("request") is None
    frames.open_class()
    assert frames.of_self("request") is None
    frames.close_class()
    frames.unbind("request")
    assert frames.of_self("request") is None


def test_changes_of_watched_names_are_counted() -> None:
    frames = Frames()
    frames.bind("request", Opaque())
    frames.bind("other", Opaque())
    assert frames.changes == 0
    frames.watch("request")
    frames.bind("other", Request("other"))
    frames.bind("request", Opaque())
    assert frames.changes == 0
    frames.bind("request", Request("request"))
    assert frames.changes == 1


def test_entering_and_leaving_count_where_a_watched_name_changes() -> None:
    frames = Frames()
    frames.watch("request")
    frames.open_function()
    frames.close_function()
    assert frames.changes == 0
    frames.watch("request")
    frames.open_class()
    frames.bind("request", Request("request"))
    before = frames.changes
    frames.watch("request")
    frames.open_function()  # the name of the class is not seen here
    assert frames.changes == before + 1
    frames.watch("request")
    frames.close_function()
    assert frames.changes == before + 2
    frames.watch("request")
    frames.close_class()
    assert frames.changes == before + 3


def test_changes_to_and_from_imports_are_counted_of_their_own() -> None:
    frames = Frames()
    frames.watch_import("logout")
    frames.bind("logout", Opaque())
    assert (frames.imports, frames.changes) == (0, 0)
    frames.bind("logout", DJANGOS)
    assert (frames.imports, frames.changes) == (1, 0)
    frames.watch_import("logout")
    frames.unbind("logout")
    assert frames.imports == 2


def test_attributes_of_self_count_for_self() -> None:
    frames = Frames()
    frames.open_class()
    frames.watch("self")
    frames.bind_of_self("request", Opaque())
    assert frames.changes == 1
    frames.watch("self")
    frames.bind_of_self("request", Opaque())
    assert frames.changes == 1
    frames.unbind("request")
    assert frames.changes == 2
    for step in (frames.open_class, frames.close_class):
        frames.watch("self")
        before = frames.changes
        step()
        assert frames.changes > before
