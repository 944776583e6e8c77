"""Whether a path through one place avoids others."""

from __future__ import annotations

import libcst as cst
import pytest

from flake8_session_expiry.semantic.avoidance import avoiding
from tests.semantic.test_control_flow import Marked

SLIPS_PAST = {
    "only in one branch": "a()\nif x:\n    b()",
    "before, in one branch": "if x:\n    b()\na()",
    "a return between": "a()\nif x:\n    return\nb()",
    "the sibling branch": "if x:\n    a()\nelse:\n    b()",
    "in a handler": "try:\n    a()\nexcept E:\n    b()",
}
DOES_NOT_SLIP_PAST = {
    "after": "a()\nb()",
    "before": "b()\na()",
    "in a try that may fail": "try:\n    a()\n    b()\nexcept E:\n    pass",
    "a try before": "try:\n    b()\nexcept E:\n    pass\na()",
    "suppressed": "with suppress(E):\n    a()\n    b()",
    "both branches": "a()\nif x:\n    b()\nelse:\n    raise E",
    "itself in a handler": "try:\n    x()\nexcept E:\n    a()",
    "the same statement": "x = [a(), b()]",
}


def calls(marked: Marked, name: str) -> list[cst.CSTNode]:
    """The calls of a function."""
    found = marked.tree.of(cst.Call)
    return [call for call in found if isinstance(call.func, cst.Name) and call.func.value == name]


@pytest.mark.parametrize("code", SLIPS_PAST.values(), ids=SLIPS_PAST)
def test_path_that_avoids_the_others(code: str) -> None:
    marked = Marked(code)
    assert avoiding(marked.flow, calls(marked, "a"), {marked("b"): 1}, {}) == 1


@pytest.mark.parametrize("code", DOES_NOT_SLIP_PAST.values(), ids=DOES_NOT_SLIP_PAST)
def test_no_path_avoids_the_others(code: str) -> None:
    marked = Marked(code)
    assert avoiding(marked.flow, calls(marked, "a"), dict.fromkeys(calls(marked, "b"), 1), {}) == 0


def test_branch_that_is_assumed_to_be_taken() -> None:
    marked = Marked("a()\nif x:\n    if y:\n        return\n    b()")
    outer = marked.tree.of(cst.If)[0]
    assert avoiding(marked.flow, [marked("a")], {marked("b"): 1}, {outer: {outer.body: 1}}) == 1
    plain = Marked("a()\nif x:\n    b()")
    test = plain.tree.of(cst.If)[0]
    assert avoiding(plain.flow, [plain("a")], {plain("b"): 1}, {test: {test.body: 1}}) == 0
    leaving = Marked("a()\nif x:\n    c()\nelse:\n    return\nb()")
    test = leaving.tree.of(cst.If)[0]
    assert avoiding(leaving.flow, [leaving("a")], {leaving("b"): 1}, {}) == 1
    assert avoiding(leaving.flow, [leaving("a")], {leaving("b"): 1}, {test: {test.body: 1}}) == 0


def test_each_of_several_places_avoids_its_own_others() -> None:
    marked = Marked("if x:\n    a()\nelse:\n    a()\n    b()\nif y:\n    c()\na()")
    places = calls(marked, "a")
    assert avoiding(marked.flow, places, {marked("b"): 0b111}, {}) == 0b101
    assert avoiding(marked.flow, places, {marked("b"): 0b110, marked("c"): 0b001}, {}) == 0b101
    test = marked.tree.of(cst.If)[1]
    assert avoiding(marked.flow, places, {marked("c"): 0b111}, {test: {test.body: 0b011}}) == 0b100


def test_no_place_and_a_place_outside_of_the_function() -> None:
    marked = Marked("a()")
    assert avoiding(marked.flow, [], {}, {}) == 0
    assert avoiding(marked.flow, [marked.tree.module], {}, {}) == 0
