"""Repairs as text: nothing but the repaired code changes, and a fix is made whole or not at all."""

from __future__ import annotations

import libcst as cst
import pytest

from flake8_session_expiry.engine.findings import Edit, Finding, Fix, Insert, NeededImport, Remove, Replace, Safety
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.fix.repairs import repair
from tests.fix.applying import apply_fixes


def calls(source: SourceFile, name: str) -> list[cst.Call]:
    """The calls of a function, in order."""
    return [call for call in source.tree.of(cst.Call) if isinstance(call.func, cst.Name) and call.func.value == name]


def call(source: SourceFile, name: str) -> cst.Call:
    """The one call of a function."""
    (found,) = calls(source, name)
    return found


def statement(source: SourceFile, name: str) -> cst.CSTNode:
    """The small statement that the one call of a function stands in."""
    return source.tree.statement(call(source, name))


def finding(code: str = "DSE101") -> Finding:
    """Any finding."""
    return Finding(code, "text", 1, 0)


def applied(source: SourceFile, *edits: Edit, imports: tuple[NeededImport, ...] = ()) -> str:
    """The text after one fix of these edits."""
    return apply_fixes(source, [(finding(), Fix.safe(*edits, imports=imports))]).text


def replaced(text: str, by: str, name: str = "f") -> str:
    """``text`` with the one call of a function replaced."""
    source = SourceFile("views.py", text)
    return applied(source, Replace(call(source, name), by))


def removed(text: str, *names: str) -> str:
    """``text`` without the statements of these calls."""
    source = SourceFile("views.py", text)
    return applied(source, *(Remove(statement(source, name)) for name in names))


def inserted(text: str, code: str, *, before: bool = False) -> str:
    """``text`` with code after (or before) the statement of ``f()``."""
    source = SourceFile("views.py", text)
    return applied(source, Insert(statement(source, "f"), code, before=before))


@pytest.mark.parametrize(
    "text",
    [
        "x = f()\n",
        "x = f()",
        "x = f()  \t\r\ny = 1\r\n",
        "# -*- coding: utf-8 -*-\n\n\nif a:\n\tx = [ f() ,\n\t\t1]\n# end",
        "def g(): return f()\n\f\nclass A: pass\n",
        "x = f() ; y = 2 ;\n",
        'x = """\n  é\n""" + str(f())\r\n\r\n',
    ],
)
def test_every_other_character_stays(text: str) -> None:
    assert replaced(text, "600") == text.replace("f()", "600")


def test_text_that_libcst_changes_is_not_repaired() -> None:
    """A carriage return alone ends a line for Python; LibCST writes it otherwise."""
    assert replaced("if a:\r    x = f()\r", "600") == "if a:\r    x = f()\r"


@pytest.mark.parametrize(
    ("text", "by", "result"),
    [
        ("f().x\n", "await a", "(await a).x\n"),
        ("x = not f()\n", "await a", "x = not await a\n"),
        ("x = not f()\n", "a or b", "x = not (a or b)\n"),
        ("x = f() * 60\n", "a + b", "x = (a + b) * 60\n"),
        ("x = 2 - f()\n", "a - b", "x = 2 - (a - b)\n"),
        ("x = f() - 2\n", "a - b", "x = a - b - 2\n"),
        ("x = f() ** 2\n", "-a", "x = (-a) ** 2\n"),
        ("x = 2 ** f()\n", "-a", "x = 2 ** -a\n"),
        ("x = (f()) * 60\n", "a + b", "x = (a + b) * 60\n"),
        ("x = (f())\n", "a + b", "x = a + b\n"),
        ("f()\n", "a := b", "(a := b)\n"),
        ("x = f() * 60\n", "(a + b)", "x = (a + b) * 60\n"),
        ("x = f() * 60\n", "(a) + (b)", "x = ((a) + (b)) * 60\n"),
        ("x = f() in a\n", "b == c", "x = (b == c) in a\n"),
        ("x = a and f()\n", "b or c", "x = a and (b or c)\n"),
        ("x = a if f() else b\n", "c if d else e", "x = a if (c if d else e) else b\n"),
        ("x = a if b else f()\n", "c if d else e", "x = a if b else c if d else e\n"),
        ("x = [a for a in b if f()]\n", "lambda: 1", "x = [a for a in b if (lambda: 1)]\n"),
        ("g(f())\n", "lambda: 1", "g(lambda: 1)\n"),
        ("g(*f())\n", "a or b", "g(*a or b)\n"),
        ("x = [*f()]\n", "a or b", "x = [*(a or b)]\n"),
        ("g(a[f()])\n", "b, c", "g(a[(b, c)])\n"),
        ("x = f() * 2\n", "(b, c)", "x = (b, c) * 2\n"),
        ("x = f() * 2\n", "(b for b in c)", "x = (b for b in c) * 2\n"),
        ("f()()\n", "a or b", "(a or b)()\n"),
        ("f()[0]\n", "a or b", "(a or b)[0]\n"),
        ("x[f()]\n", "a or b", "x[a or b]\n"),
        ("async def g():\n    await f()\n", "a or b", "async def g():\n    await (a or b)\n"),
        ("x = f'{f()}'\n", "a or b", "x = f'{a or b}'\n"),
        ("x = f() or a\n", "lambda: 1", "x = (lambda: 1) or a\n"),
        ("x = a or f()\n", "b if c else d", "x = a or (b if c else d)\n"),
        ("x = a if f() else b\n", "lambda: 1", "x = a if (lambda: 1) else b\n"),
        ("x = f() if a else b\n", "lambda: 1", "x = (lambda: 1) if a else b\n"),
        ("x = f() if a else b\n", "c or d", "x = c or d if a else b\n"),
        ("x = a if b else f()\n", "lambda: 1", "x = a if b else lambda: 1\n"),
        ("x = f'{f()}'\n", "lambda: 1", "x = f'{(lambda: 1)}'\n"),
        ("x = f'{f()}'\n", "a := b", "x = f'{(a := b)}'\n"),
        ("x = f'{f()}'\n", "a if b else c", "x = f'{a if b else c}'\n"),
        ("g(*f())\n", "lambda: 1", "g(*lambda: 1)\n"),
        ("g(f())\n", "a := b", "g((a := b))\n"),
        ("g(f())\n", "(yield)", "g((yield))\n"),
        ("x = [f()]\n", "a := b", "x = [(a := b)]\n"),
        ("x = [f()]\n", "lambda: 1", "x = [lambda: 1]\n"),
        ("x = -f()\n", "a ** b", "x = -a ** b\n"),
        ("x = -f()\n", "a * b", "x = -(a * b)\n"),
        ("x = not f()\n", "a == b", "x = not a == b\n"),
        ("x = not f()\n", "not a", "x = not not a\n"),
        ("x = a == f()\n", "b | c", "x = a == b | c\n"),
        ("x = a == f()\n", "not b", "x = a == (not b)\n"),
        ("x = [*f()]\n", "a | b", "x = [*a | b]\n"),
        ("x = a | f()\n", "b ^ c", "x = a | b ^ c\n"),
        ("x = a ^ f()\n", "b | c", "x = a ^ (b | c)\n"),
        ("x = a & f()\n", "b << c", "x = a & b << c\n"),
        ("x = a << f()\n", "b & c", "x = a << (b & c)\n"),
        ("x = a << f()\n", "b + c", "x = a << b + c\n"),
        ("x = a << f()\n", "b >> c", "x = a << (b >> c)\n"),
        ("x = a + f()\n", "b * c", "x = a + b * c\n"),
        ("x = f() % a\n", "b // c", "x = b // c % a\n"),
        ("x = f() @ a\n", "b @ c", "x = b @ c @ a\n"),
        ("x = f() / a\n", "b - c", "x = (b - c) / a\n"),
        ("x = f() ** a\n", "b ** c", "x = (b ** c) ** a\n"),
        ("x = a ** f()\n", "b ** c", "x = a ** b ** c\n"),
        ("x = f() ** a\n", "await b", "x = await b ** a\n"),
        ("x = [a for a in f() if a]\n", "b if c else d", "x = [a for a in (b if c else d) if a]\n"),
        ("x = f() < a\n", "b and c", "x = (b and c) < a\n"),
    ],
)
def test_brackets_where_an_operator_would_bind_wrongly(text: str, by: str, result: str) -> None:
    assert replaced(text, by) == result


@pytest.mark.parametrize(
    ("text", "by", "result"),
    [
        ('def g():\n    return"x"\n', "y", "def g():\n    return y\n"),
        ('z = "x"if y else 1\n', "w", "z = w if y else 1\n"),
        ('def g():\n    return("x")\n', "'y'", "def g():\n    return 'y'\n"),
        ('def g():\n    return("x")\n', '"y"', 'def g():\n    return "y"\n'),
        ('def g():\n    return("x")\n', "(y, z)", "def g():\n    return(y, z)\n"),
        ('def g():\n    return("x")\n', "-y", "def g():\n    return-y\n"),
        ('z = a if("x")else 1\n', "w", "z = a if w else 1\n"),
        ('z = a if("x")else 1\n', "'w'", "z = a if 'w'else 1\n"),
        ('z = [("x")]\n', "w", "z = [w]\n"),
    ],
)
def test_words_do_not_grow_together(text: str, by: str, result: str) -> None:
    source = SourceFile("views.py", text)
    assert applied(source, Replace(source.tree.of(cst.SimpleString)[0], by)) == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("f(1, # why\n  2)\n", "await g(1, # why\n  2)\n"),
        ("x = not f()\n", "x = not await g()\n"),
        ("(f()).x\n", "(await g()).x\n"),
        ("f().x\n", "f().x\n"),
    ],
)
def test_await_before_the_function_of_a_call_awaits_the_call(text: str, result: str) -> None:
    source = SourceFile("views.py", text)
    assert applied(source, Replace(call(source, "f").func, "await g")) == result


def test_code_over_several_lines_is_indented_as_its_place() -> None:
    text = "if a:\n\tif b:\n\t\tx = f()\n"
    assert replaced(text, "g(\n\t1,\n)") == "if a:\n\tif b:\n\t\tx = g(\n\t\t\t1,\n\t\t)\n"
    assert replaced(text, 'g("""\na""",\n)') == 'if a:\n\tif b:\n\t\tx = g("""\na""",\n\t\t)\n'
    source = SourceFile("views.py", "def g():\n    x = f()\n    y = h(\n        1,\n    )\n")
    assert "x = h(\n        1,\n    )\n" in applied(source, Replace(call(source, "f"), call(source, "h")))


def test_an_expression_that_needs_its_lines_joined_gets_brackets() -> None:
    source = SourceFile("views.py", "x = f()\ng(a +\n  b)\n")
    assert applied(source, Replace(call(source, "f"), source.tree.of(cst.BinaryOperation)[0])) == (
        "x = (a +\n  b)\ng(a +\n  b)\n"
    )


def test_a_statement_is_replaced_by_one_or_more() -> None:
    source = SourceFile("views.py", "if a:\r\n    f()  # why\r\n    g()\r\n")
    assert applied(source, Replace(statement(source, "f"), "h()")) == "if a:\r\n    h()  # why\r\n    g()\r\n"
    assert applied(source, Replace(statement(source, "f"), "h()\ni()")) == (
        "if a:\r\n    h()\r\n    i()  # why\r\n    g()\r\n"
    )
    assert applied(source, Replace(statement(source, "f"), "if b:\n    h()")) == (
        "if a:\r\n    if b:\r\n        h()  # why\r\n    g()\r\n"
    )
    assert applied(source, Replace(source.tree.of(cst.If)[0], "h()")) == "h()\r\n"
    node = cst.parse_statement("# lost\n@d\ndef h():\n    pass\n")
    assert applied(source, Replace(source.tree.of(cst.If)[0], node)) == "@d\r\ndef h():\r\n    pass\r\n"


def test_a_compound_statement_is_replaced_with_the_comment_beside_its_last_line() -> None:
    source = SourceFile("views.py", "if a:\n    f()  # why\n# below\ng()\n")
    place = source.tree.of(cst.If)[0]
    other = cst.Else(cst.IndentedBlock([cst.SimpleStatementLine([cst.Pass()])]))
    assert applied(source, Replace(place, place.with_changes(orelse=other))) == (
        "if a:\n    f()  # why\nelse:\n    pass\n# below\ng()\n"
    )
    ready = repair(source, finding(), Fix.safe(Replace(place, "f()")))
    assert ready is not None and ready.safety is Safety.UNSAFE
    assert applied(source, Replace(place, "f()")) == "f()\n# below\ng()\n"


def test_several_statements_do_not_fit_on_one_line() -> None:
    for text in ("if a: f()\n", "f(); g()\n"):
        source = SourceFile("views.py", text)
        assert applied(source, Replace(statement(source, "f"), "h()\ni()")) == text


def test_other_parts_of_a_statement_can_be_replaced() -> None:
    source = SourceFile("views.py", "g(f(), 1)\n")
    assert applied(source, Replace(source.tree.of(cst.Arg)[1], "key=2")) == "g(f(), key=2)\n"


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("a\nf()\nb\n", "a\nb\n"),
        ("a\nf()", "a\n"),
        ("a\n\nf()\n  \nb\n", "a\n  \nb\n"),
        ("a\r\n\r\nf()\r\nb\r\n", "a\r\n\r\nb\r\n"),
        ("f()\n\n\nb\n", "b\n"),
        ("f(); a\n", "a\n"),
        ("a; f()\n", "a\n"),
        ("a; f();\n", "a;\n"),
        ("a; f(); b\n", "a; b\n"),
        ("f();  \nb\n", "b\n"),
        ("if a: f()\n", "if a: pass\n"),
        ("if a: b; f()\n", "if a: b\n"),
        ("if a:\n    f()\n", "if a:\n    pass\n"),
        ("if a:\n    # why\n    f()\n    b\n", "if a:\n    # why\n    b\n"),
        ("def g():\n    'Doc.'\n    f()\n", "def g():\n    'Doc.'\n"),
        ("f(\n  1\n)\nb\n", "b\n"),
    ],
)
def test_removing_a_statement(text: str, result: str) -> None:
    assert removed(text, "f") == result


def test_removing_a_compound_statement_with_its_decorators() -> None:
    source = SourceFile("views.py", "a\n@d\ndef g():\n    f()\n\nb\n")
    assert applied(source, Remove(source.tree.of(cst.FunctionDef)[0])) == "a\n\nb\n"
    source = SourceFile("views.py", "if a:\n    pass\nelif b:\n    f()\n")
    assert applied(source, Remove(source.tree.of(cst.If)[1])) == source.text
    source = SourceFile("views.py", "a\nf(); g()\n")
    assert applied(source, Remove(source.tree.of(cst.SimpleStatementLine)[1])) == "a\n"


def test_removing_several_statements_at_once() -> None:
    assert removed("if a:\n    f()\n    g()\n", "f", "g") == "if a:\n    pass\n"
    assert removed("f(); g(); h()\n", "f", "g") == "h()\n"
    assert removed("f(); g(); h()\n", "g", "h") == "f()\n"
    assert removed("f(); g(); h()\n", "f", "g", "h") == ""
    assert removed("f(); a; h(); b\n", "f", "h") == "a; b\n"


def test_two_fixes_that_would_empty_a_block_together_take_turns() -> None:
    source = SourceFile("views.py", "if a:\n    f()\n    g()\n")
    fixes = [(finding(), Fix.safe(Remove(statement(source, name)))) for name in "fg"]
    first = apply_fixes(source, fixes)
    assert (first.text, len(first.findings)) == ("if a:\n    g()\n", 1)


@pytest.mark.parametrize(
    ("text", "before", "result"),
    [
        ("f()\nb\n", False, "f()\nx\nb\n"),
        ("f()\nb\n", True, "x\nf()\nb\n"),
        ("f()", False, "f()\nx"),
        ("if a:\r\n\tf()  # why\r\nb\r\n", False, "if a:\r\n\tf()  # why\r\n\tx\r\nb\r\n"),
        ("a; f()\n", False, "a; f()\nx\n"),
        ("f(); a\n", True, "x\nf(); a\n"),
        ("f(); a\n", False, "f(); a\n"),
        ("a; f()\n", True, "a; f()\n"),
        ("if a: f()\n", False, "if a: f()\n"),
    ],
)
def test_inserting_a_line(text: str, before: bool, result: str) -> None:
    assert inserted(text, "x", before=before) == result


def test_inserting_several_lines_and_around_a_compound_statement() -> None:
    assert inserted("if a:\n\tf()\n", "if b:\n    c") == "if a:\n\tf()\n\tif b:\n\t\tc\n"
    source = SourceFile("views.py", "@d\ndef g():\n    f()\n\nb\n")
    function = source.tree.of(cst.FunctionDef)[0]
    assert applied(source, Insert(function, "x")) == "@d\ndef g():\n    f()\nx\n\nb\n"
    assert applied(source, Insert(function, "x", before=True)) == "x\n" + source.text


def test_a_statement_that_is_moved_takes_its_comments_along() -> None:
    source = SourceFile(
        "views.py", "if a:\n    # other\n\n    # why\n    if b:\n        f()  # beside\n    g()\n    return h()\n"
    )
    moved = source.tree.of(cst.If)[1]
    code = source.code(moved)
    assert applied(source, Remove(moved), Insert(statement(source, "g"), code)) == (
        "if a:\n    # other\n\n    g()\n    # why\n    if b:\n        f()  # beside\n    return h()\n"
    )
    fix = Fix.safe(Remove(moved), Replace(statement(source, "h"), f"x = h()  # new\n{code}\nreturn x"))
    ready = repair(source, finding(), fix)
    assert ready is not None and ready.safety is Safety.SAFE
    assert apply_fixes(source, [(finding(), fix)]).text == (
        "if a:\n    # other\n\n    g()\n    x = h()  # new\n    # why\n    if b:\n        f()  # beside\n    return x\n"
    )


def test_overlapping_fixes_wait_for_the_next_pass() -> None:
    source = SourceFile("views.py", "f(g(1))\nf(2)\n")
    outer, inner, other = *calls(source, "f")[:1], call(source, "g"), calls(source, "f")[1]
    fixes = [
        (finding("DSE103"), Fix.safe(Replace(inner, "1"))),
        (finding("DSE102"), Fix.safe(Replace(outer, "h()"), Replace(other, "h()"))),
    ]
    done = apply_fixes(source, fixes)
    assert done.text == "h()\nh()\n"
    assert [each.code for each in done.findings] == ["DSE102"]
    assert done.regions == [[(0, 3), (4, 7)]]
    assert [done.text[slice(*span)] for span in done.regions[0]] == ["h()", "h()"]


def test_adjacent_fixes_are_made_together() -> None:
    source = SourceFile("views.py", "f()\ng()\nb\n")
    fixes = [
        (finding("DSE102"), Fix.safe(Insert(statement(source, "f"), "x"))),
        (finding("DSE103"), Fix.safe(Replace(statement(source, "g"), "h()"))),
    ]
    done = apply_fixes(source, fixes)
    assert done.text == "f()\nx\nh()\nb\n"
    assert [[done.text[slice(*span)] for span in region] for region in done.regions] == [["x\n"], ["h()"]]
    fixes[0] = (finding("DSE102"), Fix.safe(Remove(statement(source, "f"))))
    assert apply_fixes(source, fixes).text == "h()\nb\n"
    fixes[0] = (finding("DSE102"), Fix.safe(Insert(statement(source, "g"), "x", before=True)))
    assert apply_fixes(source, fixes).text == "f()\nx\ng()\nb\n"


def test_two_insertions_at_one_place_wait_for_each_other() -> None:
    source = SourceFile("views.py", "f()\nb\n")
    fix = Fix.safe(Insert(statement(source, "f"), "x"))
    assert apply_fixes(source, [(finding(), fix), (finding("DSE102"), fix)]).text == "f()\nx\nb\n"


def test_a_fix_with_edits_that_overlap_is_not_made() -> None:
    source = SourceFile("views.py", "f(g())\n")
    assert applied(source, Replace(call(source, "f"), "1"), Replace(call(source, "g"), "2")) == source.text
    assert applied(source) == source.text


@pytest.mark.parametrize(
    ("text", "safety"),
    [
        ("f(\n    1  # why\n)\n", Safety.UNSAFE),
        ("f(\n    1\n)  # why\n", Safety.SAFE),
        ("f('#')\n", Safety.SAFE),
    ],
)
def test_a_fix_that_loses_a_comment_is_unsafe(text: str, safety: Safety) -> None:
    source = SourceFile("views.py", text)
    ready = repair(source, finding(), Fix.safe(Replace(call(source, "f"), "1")))
    assert ready is not None and ready.safety is safety


def test_removing_a_line_loses_its_comment_and_keeps_those_above() -> None:
    source = SourceFile("views.py", "# above\nf()  # beside\n")
    ready = repair(source, finding(), Fix.safe(Remove(statement(source, "f"))))
    assert ready is not None and ready.safety is Safety.UNSAFE
    source = SourceFile("views.py", "# above\nf()\n")
    ready = repair(source, finding(), Fix.safe(Remove(statement(source, "f"))))
    assert ready is not None and ready.safety is Safety.SAFE
    source = SourceFile("views.py", "x = f(1  # why\n)\n")
    ready = repair(source, finding(), Fix.safe(Replace(call(source, "f"), "g(1  # why\n)")))
    assert ready is not None and ready.safety is Safety.SAFE
