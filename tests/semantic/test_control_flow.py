"""Which statements run before and after one another."""

from __future__ import annotations

import textwrap

import libcst as cst
import pytest

from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.semantic.control_flow import ControlFlow


class Marked:
    """A function whose calls ``a()``, ``b()``, ``c()`` ... are its marks."""

    def __init__(self, code: str) -> None:
        body = textwrap.indent(textwrap.dedent(code), "    ")
        self.tree = Tree(cst.parse_module(f"def f():\n{body}\n"))
        self.flow = ControlFlow(self.tree.of(cst.FunctionDef)[0], self.tree)

    def __call__(self, name: str) -> cst.Call:
        return next(
            call for call in self.tree.of(cst.Call) if isinstance(call.func, cst.Name) and call.func.value == name
        )


ALWAYS_AFTER = {
    "in a row": "a()\nb()",
    "after a branch": "if x:\n    a()\nb()",
    "in both branches": "a()\nif x:\n    b()\nelse:\n    raise_it = b()",
    "in a with": "a()\nwith x:\n    b()",
    "in a finally": "try:\n    a()\nfinally:\n    b()",
    "in a finally, also when the function returns there": "try:\n    a()\n    return 1\nfinally:\n    b()",
    "after a loop": "for x in y:\n    a()\nb()",
    "in a test": "a()\nif b():\n    pass",
    "in the return": "a()\nreturn b()",
    "in an else of a try": "try:\n    x()\nexcept E:\n    return 1\nelse:\n    a()\nb()",
    "behind an endless loop that breaks": "a()\nwhile True:\n    break\nb()",
    "in an endless loop written with a number": "a()\nwhile 1:\n    b()\n    break",
    "in a case for everything, by a name": "a()\nmatch x:\n    case y:\n        b()",
    "in every case of a match": "a()\nmatch x:\n    case 1:\n        b()\n    case _:\n        x = b()",
}
NOT_ALWAYS_AFTER = {
    "before": "b()\na()",
    "only in one branch": "a()\nif x:\n    b()",
    "in the sibling branch": "if x:\n    a()\nelse:\n    b()",
    "a return between": "a()\nif x:\n    return\nb()",
    "a raise between": "a()\nif x:\n    raise E\nb()",
    "a call between whose name says that it raises": "a()\nif x:\n    abort(404)\nb()",
    "a raise at the end": "a()\nraise E\nb()",
    "a loop that may not run": "a()\nfor x in y:\n    b()",
    "a loop that may be left": "for x in y:\n    a()\n    if z:\n        break\n    b()",
    "a loop that goes on": "for x in y:\n    a()\n    if z:\n        continue\n    b()",
    "a try that may fail": "a()\ntry:\n    b()\nexcept E:\n    pass",
    "failing itself": "try:\n    a()\n    b()\nexcept E:\n    pass",
    "suppressed": "a()\nwith suppress(E):\n    b()",
    "suppressed, by another name": "a()\nwith funcy.ignored(E):\n    b()",
    "in a loop that never runs": "a()\nwhile 0:\n    b()",
    "a return through a finally between": "try:\n    a()\n    return 1\nfinally:\n    x()\nb()",
    "a break through a finally between": "for x in y:\n  try:\n    a()\n    break\n  finally:\n    x()\n  b()",
    "behind and": "a()\nx and b()",
    "behind or": "a()\nx or b()",
    "in a conditional expression": "a()\nx = b() if y else z",
    "in a lambda": "a()\nx = lambda: b()",
    "in a comprehension": "a()\nx = [b() for y in z]",
    "in a nested function": "a()\ndef g():\n    b()",
    "only in one case": "a()\nmatch x:\n    case 1:\n        b()",
    "only in one case that has a name": "a()\nmatch x:\n    case 1 as y:\n        b()",
    "in a case for everything, with a guard": "a()\nmatch x:\n    case y if z:\n        b()",
    "in a guard": "a()\nmatch x:\n    case 1 if b():\n        pass",
    "in a handler": "try:\n    a()\nexcept E:\n    b()",
}


@pytest.mark.parametrize("code", ALWAYS_AFTER.values(), ids=ALWAYS_AFTER)
def test_statement_that_always_runs_after(code: str) -> None:
    marked = Marked(code)
    after = [call for call in marked.tree.of(cst.Call) if isinstance(call.func, cst.Name) and call.func.value == "b"]
    assert marked.flow.always_after(marked("a"), after)
    assert marked.flow.on_some_path(marked("a"), after[0])


@pytest.mark.parametrize("code", NOT_ALWAYS_AFTER.values(), ids=NOT_ALWAYS_AFTER)
def test_statement_that_does_not_always_run_after(code: str) -> None:
    marked = Marked(code)
    assert not marked.flow.always_after(marked("a"), [marked("b")])


def test_statement_on_some_path() -> None:
    marked = Marked("if x:\n    a()\nelse:\n    b()\nc()\ntry:\n    d()\nexcept E:\n    e()")
    some = marked.flow.on_some_path
    assert some(marked("a"), marked("c")) and some(marked("b"), marked("c")) and some(marked("d"), marked("e"))
    assert not some(marked("a"), marked("b")) and not some(marked("c"), marked("a"))
    assert marked.flow.on_one_path(marked("c"), marked("a")) and not marked.flow.on_one_path(marked("a"), marked("b"))
    assert marked.flow.between(marked("a"), marked("d"), marked("c"))
    assert not marked.flow.between(marked("a"), marked("d"), marked("b"))


def test_one_statement_has_an_order() -> None:
    marked = Marked("x = [a(), b()]")
    assert marked.flow.on_some_path(marked("a"), marked("b"))
    assert not marked.flow.on_some_path(marked("b"), marked("a"))


def test_a_loop_comes_back() -> None:
    marked = Marked("while x:\n    b()\n    a()\nelse:\n    c()")
    assert marked.flow.on_some_path(marked("a"), marked("b"))
    assert marked.flow.on_some_path(marked("a"), marked("c"))


def test_a_round_of_a_loop_ends_where_the_next_one_begins() -> None:
    marked = Marked("for x in y:\n    b()\n    if x:\n        a()\n        continue\n    c()\nd()")
    assert marked.flow.on_some_path(marked("a"), marked("c"))
    assert not marked.flow.on_some_path(marked("a"), marked("c"), in_one_round=True)
    assert not marked.flow.on_some_path(marked("a"), marked("b"), in_one_round=True)
    assert marked.flow.on_some_path(marked("b"), marked("c"), in_one_round=True)
    assert marked.flow.on_some_path(marked("a"), marked("d"), in_one_round=True)


def test_statement_that_always_runs_before() -> None:
    marked = Marked("a()\nif x:\n    b()\nc()")
    assert marked.flow.always_before(marked("c"), [marked("a")])
    assert not marked.flow.always_before(marked("c"), [marked("b")])
    assert not marked.flow.always_before(marked("a"), [marked("c")])
    assert not marked.flow.always_before(marked("a"), [marked("a")])
    early = Marked("if x:\n    a()\nelse:\n    return\nc()")
    assert early.flow.always_before(early("c"), [early("a")])


def test_nothing_has_certainly_run_before_what_never_runs() -> None:
    marked = Marked("return\na()")
    assert not marked.flow.always_before(marked("a"), [])
    together = Marked("x = [a(), b()]")
    assert not together.flow.always_before(together("b"), [together("a")])


def test_a_statement_that_may_have_failed_is_not_before_its_handler() -> None:
    marked = Marked("try:\n    a()\nexcept E:\n    b()")
    assert not marked.flow.always_before(marked("b"), [marked("a")])


def test_statement_that_always_runs() -> None:
    marked = Marked("if x:\n    return b()\na()")
    assert not marked.flow.always([marked("a")])
    assert marked.flow.always([marked("a"), marked("b")])
    assert not marked.flow.always([])
    refused = Marked("if x:\n    raise E\na()")
    assert refused.flow.always([refused("a")])


def test_node_outside_of_the_body_has_no_point() -> None:
    marked = Marked("a()\ntry:\n    b()\nexcept c():\n    pass")
    assert marked.flow.point(marked("c")) is None
    assert marked.flow.point(marked.tree.module) is None
    assert not marked.flow.on_some_path(marked("a"), marked("c"))
    assert not marked.flow.is_certain(marked("c"))
    assert not marked.flow.always_after(marked("c"), [marked("b")])
    assert not marked.flow.always_before(marked("c"), [marked("a")])


def test_a_module_is_a_body_too() -> None:
    tree = Tree(cst.parse_module("a()\nif x: b()\nc()\n"))
    calls = tree.of(cst.Call)
    flow = ControlFlow(tree.module, tree)
    assert flow.always_after(calls[0], [calls[2]]) and not flow.always_after(calls[0], [calls[1]])


def test_a_nested_function_is_one_point() -> None:
    marked = Marked("a()\ndef g():\n    b()\nc()")
    assert marked.flow.point(marked("b")) is marked.tree.of(cst.FunctionDef)[1]
    assert marked.flow.on_some_path(marked("b"), marked("c"))
