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
