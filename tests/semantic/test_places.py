"""Several nodes asked about at once: compared with one question for each."""

from __future__ import annotations

import libcst as cst
from hypothesis import given
from hypothesis import strategies as st

from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.semantic.control_flow import ControlFlow
from flake8_session_expiry.semantic.places import Places

STATEMENTS = st.recursive(
    st.sampled_from(["a()", "a(b())", "b(a())", "x and a()", "return a()", "return", "break", "continue", "raise b()"]),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["if a():", "for x in b():", "while True:", "with y:"]), st.lists(inner, min_size=1)),
        st.tuples(st.just("try:"), st.lists(inner, min_size=1, max_size=3), st.just("except b():"), inner),
        st.tuples(st.just("try:"), st.lists(inner, min_size=1, max_size=3), st.just("finally:"), inner),
        st.tuples(st.just("if x:"), inner, st.just("else:"), inner),
    ),
    max_leaves=8,
)


def lines(statement: object) -> list[str]:
    """A statement as indented lines; a header is followed by its block."""
    if isinstance(statement, str):
        return [f"    {statement}"]
    if isinstance(statement, list):
        return [line for each in statement for line in lines(each)]
    assert isinstance(statement, tuple)
    found: list[str] = []
    for header, block in zip(statement[::2], statement[1::2], strict=True):
        found += [f"    {header}", *(f"    {line}" for line in lines(block))]
    return found


@given(body=st.lists(STATEMENTS, min_size=1, max_size=5), data=st.data())
def test_all_at_once_is_one_after_the_other(body: list[object], data: st.DataObject) -> None:
    code = "\n".join(["def f():", *lines(body), "    a()", "b()", ""])
    try:
        compile(code, "f", "exec")
    except SyntaxError:  # "break" outside of a loop
        return
    tree = Tree(cst.parse_module(code))
    flow = ControlFlow(tree.of(cst.FunctionDef)[0], tree)
    calls = tree.of(cst.Call)
    chosen = data.draw(st.lists(st.sampled_from(calls), max_size=4))
    places, node, last = Places(flow, chosen), data.draw(st.sampled_from(calls)), data.draw(st.sampled_from(calls))
    after = [flow.on_some_path(node, each) for each in chosen]
    either = [flow.on_one_path(each, node) for each in chosen]
    assert places.any_after(node) == any(after)
    assert places.any_before(node) == any(flow.on_some_path(each, node) for each in chosen)
    assert places.any_on_one_path(node) == any(either)
    others = [each for each in chosen if each is not node]
    assert places.any_other_after(node) == any(flow.on_some_path(node, each) for each in others)
    assert places.any_other_before(node) == any(flow.on_some_path(each, node) for each in others)
    assert places.any_other_on_one_path(node) == any(flow.on_one_path(each, node) for each in others)
    assert places.any_between(node, last) == any(flow.between(node, last, each) for each in chosen)
    assert places.first_after(node) == (after.index(True) if any(after) else None)
    assert places.first_on_one_path(node) == (either.index(True) if any(either) else None)
    assert places.always_after(node) == flow.always_after(node, chosen)
    assert places.other_always_after(node) == flow.always_after(node, others)
    assert places.always_before(node) == flow.always_before(node, chosen)
