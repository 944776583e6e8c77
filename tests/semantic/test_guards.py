"""Code that asks first whether something is there, or expects a failure."""

from __future__ import annotations

import textwrap

import libcst as cst
import pytest

from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.semantic.guards import is_guarded, leaves


def guarded(code: str, raised: frozenset[str] = frozenset()) -> bool:
    """Whether the call ``here()`` in a function with these lines is guarded."""
    tree = Tree(cst.parse_module(f"def f(session):\n{textwrap.indent(textwrap.dedent(code), '    ')}\n"))
    calls = tree.of(cst.Call)
    here = next(call for call in calls if isinstance(call.func, cst.Name) and call.func.value == "here")
    return is_guarded(tree, here, raised)


GUARDED = {
    "AttributeError": "try:\n    here()\nexcept AttributeError:\n    pass",
    "KeyError": "try:\n    here()\nexcept KeyError:\n    pass",
    "of a module": "try:\n    here()\nexcept builtins.KeyError:\n    pass",
    "among others": "try:\n    here()\nexcept (TypeError, builtins.AttributeError, OSError) as error:\n    pass",
    "in the second handler": "try:\n    here()\nexcept OSError:\n    pass\nexcept KeyError:\n    pass",
    "in a group": "try:\n    here()\nexcept* KeyError:\n    pass",
    "hasattr": "if hasattr(session, 'touch'):\n    here()",
    "hasattr, among others": "if x and hasattr(session, 'touch'):\n    here()",
    "callable": "if callable(session.touch):\n    here()",
    "no hasattr": "if not hasattr(session, 'touch'):\n    pass\nelse:\n    here()",
    "in a conditional expression": "x = here() if hasattr(session, 'touch') else None",
    "behind and": "hasattr(session, 'touch') and here()",
    "after a return": "if not hasattr(session, 'touch'):\n    return\nhere()",
    "after lines and a raise": "if not hasattr(session, 'touch'):\n    log()\n    x = 1; raise E\nhere()",
    "after a continue": "for x in y:\n    if not hasattr(session, 'touch'):\n        continue\n    here()",
    "after a break": "for x in y:\n    if not hasattr(session, 'touch'): break\n    here()",
    "a failure that a test expects": "with self.assertRaises(TypeError):\n    here()",
    "its message, too": "with self.assertRaisesMessage(TypeError, 'no'):\n    here()",
    "among other contexts": "with x, pytest.raises(TypeError) as caught:\n    here()",
}
NOT_GUARDED = {
    "nothing": "here()",
    "another exception": "try:\n    here()\nexcept TypeError:\n    pass",
    "any exception": "try:\n    here()\nexcept:\n    pass",
    "in the handler": "try:\n    x()\nexcept KeyError:\n    here()",
    "in the else of a try": "try:\n    x()\nexcept KeyError:\n    pass\nelse:\n    here()",
    "around a function": "try:\n    def g():\n        here()\nexcept KeyError:\n    pass",
    "another test": "if has(session, 'touch'):\n    here()",
    "in the test": "if hasattr(here(), 'touch'):\n    pass",
    "before and": "here() and hasattr(session, 'touch')",
    "another test before and": "x and here()",
    "after lines that go on": "if not hasattr(session, 'touch'):\n    log()\nhere()",
    "after a return that is not last": "if not hasattr(session, 'touch'):\n    if x: return\n    log()\nhere()",
    "after a return that asks nothing": "if x:\n    return\nhere()",
    "before a return": "here()\nif not hasattr(session, 'touch'):\n    return",
    "asked for the session": "if not hasattr(request, 'session'):\n    return\nhere()",
    "asked for nothing": "if not hasattr(session):\n    return\nhere()",
    "another context": "with transaction.atomic():\n    here()",
    "in the context": "with self.assertRaises(here()):\n    pass",
}


@pytest.mark.parametrize("code", GUARDED.values(), ids=GUARDED)
def test_guarded(code: str) -> None:
    assert guarded(code)


@pytest.mark.parametrize("code", NOT_GUARDED.values(), ids=NOT_GUARDED)
def test_not_guarded(code: str) -> None:
    assert not guarded(code)


def test_an_exception_that_the_reported_call_raises() -> None:
    code = "try:\n    here()\nexcept Session.DoesNotExist:\n    pass"
    assert guarded(code, frozenset({"DoesNotExist"}))
    assert not guarded(code, frozenset({"TypeError"}))


@pytest.mark.parametrize(
    ("body", "does"),
    [
        ("return", True),
        ("raise E", True),
        ("continue", True),
        ("break", True),
        ("x = 1; return x", True),
        ("if y: pass\nreturn", True),
        ("return\nx = 1", False),
        ("x = 1", False),
        ("if y: return", False),
    ],
)
def test_a_block_that_leaves(body: str, does: bool) -> None:
    block = cst.parse_module(f"if x:\n{textwrap.indent(body, '    ')}\n").body[0]
    assert isinstance(block, cst.If)
    assert leaves(block.body) is does


def test_a_block_on_the_line_of_its_header_leaves() -> None:
    block = cst.parse_module("if x: return\n").body[0]
    assert isinstance(block, cst.If)
    assert leaves(block.body)
