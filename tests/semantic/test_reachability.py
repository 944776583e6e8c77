"""Which points of a graph follow which, compared with all of its paths."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flake8_session_expiry.semantic.reachability import Reachability

POINTS = range(6)
END = 6
GRAPHS = st.fixed_dictionaries({point: st.frozensets(st.integers(0, END), max_size=3) for point in POINTS})
SOME = st.frozensets(st.sampled_from(POINTS), max_size=3)


def followed(edges: dict[int, frozenset[int]], start: frozenset[int], without: frozenset[int]) -> frozenset[int]:
    """As many steps as there are points, each from all that was reached."""
    found = start - without
    for _ in range(END + 1):
        found |= frozenset(after for point in found for after in edges.get(point, ())) - without
    return found


@given(edges=GRAPHS, start=SOME, without=SOME)
def test_what_is_reached(edges: dict[int, frozenset[int]], start: frozenset[int], without: frozenset[int]) -> None:
    paths = Reachability(edges)
    found = followed(edges, start, without)
    assert paths.reached(start, without) == found == paths.reached(start, without)
    is_there = any(END in following for following in edges.values())
    assert paths.reaches_end(start, without) == (is_there and END in found)


@given(edges=GRAPHS, starts=SOME, goals=SOME)
def test_what_comes_after(edges: dict[int, frozenset[int]], starts: frozenset[int], goals: frozenset[int]) -> None:
    first = frozenset(after for start in starts for after in edges[start])
    found = followed(edges, first, frozenset())
    assert Reachability(edges).comes_after(goals, starts) == bool(goals & found)


def test_a_point_comes_after_itself_in_a_loop_only() -> None:
    edges = {3: frozenset({END}), 2: frozenset({1, 3}), 1: frozenset({2}), 0: frozenset({1})}
    assert Reachability(edges).comes_after([1], [1])
    assert not Reachability(edges).comes_after([0], [0])
    assert not Reachability(edges).comes_after([2], [3])


@given(edges=GRAPHS, goal=st.integers(0, END))
def test_what_comes_before(edges: dict[int, frozenset[int]], goal: int) -> None:
    paths = Reachability(edges)
    before = [point for point in POINTS if goal in followed(edges, edges[point], frozenset())]
    assert paths.before.get(goal, 0) == paths.set_of(before)


@given(edges=GRAPHS, start=st.sampled_from(POINTS), other=st.sampled_from(POINTS))
def test_what_is_on_each_way_out(edges: dict[int, frozenset[int]], start: int, other: int) -> None:
    paths = Reachability(edges)
    is_avoided = END in followed(edges, frozenset({start}), frozenset({other}))
    assert bool(paths.on_each_way_out[start] & paths.set_of([other])) is not is_avoided


@given(edges=GRAPHS, entry=SOME, goal=st.sampled_from(POINTS), other=st.sampled_from(POINTS))
def test_what_is_on_each_way_in(edges: dict[int, frozenset[int]], entry: frozenset[int], goal: int, other: int) -> None:
    paths = Reachability(edges)
    if goal != other:
        is_avoided = goal in followed(edges, entry, frozenset({other}))
        assert bool(paths.on_each_way_in(entry)[goal] & paths.set_of([other])) is not is_avoided
