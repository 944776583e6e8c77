"""Files as they come: encodings, newlines, positions, and code that would kill the parser."""

from __future__ import annotations

import codecs
import subprocess
import sys
from typing import NoReturn

import libcst as cst
import pytest

from flake8_session_expiry.engine import libcst_tree
from flake8_session_expiry.engine.decoding import SourceError, decode
from flake8_session_expiry.engine.libcst_tree import parsed_tree
from flake8_session_expiry.engine.size_limits import DEEPEST, too_deep
from flake8_session_expiry.engine.source import SourceFile

SAMPLES = {
    "plain": "x = 1\nif x:\n    y = 2  # two\n",
    "no last newline": "x = 1\nprint(x)",
    "windows newlines": "x = 1\r\nif x:\r\n    y = 2\r\n",
    "tabs": "if 1:\n\tx = 1\n\tif x:\n\t\ty = 2\n",
    "form feed": "x = 1\n\x0c\ndef f():\n    return 1\n",
    "wide characters": 'x = "é𝄞"; y = f(x)\n',
    "backslash": "x = 1 + \\\n    2\n",
    "multi-line string": 'x = """a\nb"""; y = f(x)\n',
    "empty": "",
    "only a comment": "# nothing",
}


@pytest.mark.parametrize("text", SAMPLES.values(), ids=SAMPLES)
def test_spans_cut_out_each_node(text: str) -> None:
    source = SourceFile("a.py", text)
    assert source.tree.module.code == text
    for name in source.tree.of(cst.Name):
        start, end = source.spans[name]
        assert text[start:end] == name.value
    for call in source.tree.of(cst.Call):
        start, end = source.spans[call]
        assert text[start:end] == source.code(call)


def test_positions_count_characters() -> None:
    source = SourceFile("a.py", 'x = "é𝄞"; f(x)\r\n\r\n  \r\ng()\r\n')
    first, second = source.tree.of(cst.Call)
    assert source.position(first) == (1, 10)
    assert source.position(second) == (4, 0)


def test_byte_order_mark_is_no_column() -> None:
    source = SourceFile.from_bytes("a.py", b"\xef\xbb\xbff()\n")
    assert source.position(source.tree.of(cst.Call)[0]) == (1, 0)
    assert SourceFile.from_lines("a.py", ["\ufefff()\n"]).text == "f()\n"


def test_encoding_is_declared_by_pep_263() -> None:
    text, encoding = decode('# coding: latin-1\nx = "é"\n'.encode("latin-1"))
    assert (text, encoding) == ('# coding: latin-1\nx = "é"\n', "iso-8859-1")


@pytest.mark.parametrize(
    "data", [b'x = "\xff"\n', b"# coding: nonsense\n", b"# coding: latin-1\n# \x00\n"[:20] + b"\xff\xfe"[:0]]
)
def test_undecodable_bytes_are_an_error_or_text(data: bytes) -> None:
    if b"latin-1" in data:
        assert decode(data)[1] == "iso-8859-1"
    else:
        with pytest.raises(SourceError, match="cannot be decoded"):
            decode(data)


@pytest.mark.parametrize(
    "encoding", ["undefined", "punycode", "Punycode", "idna", "rot13", "hex", "zlib", "base64", "raises", "nonsense"]
)
@pytest.mark.parametrize("rest", [b"x = 1\n", b"x = '\xff'\n", b""])
def test_codecs_that_raise_or_are_not_for_text_are_errors(encoding: str, rest: bytes) -> None:
    """
    A file names its codec itself, one of an installed package included: whatever that raises, the file cannot be
    decoded.
    """

    def find(name: str) -> codecs.CodecInfo | None:
        return codecs.CodecInfo(fail, fail, name=name) if name == "raises" else None

    def fail(*data: object) -> NoReturn:
        raise RecursionError("two\nlines")

    codecs.register(find)
    try:
        with pytest.raises(SourceError, match=r"^cannot be decoded: [^\n]+$"):
            decode(b"# coding: " + encoding.encode() + b"\n" + rest)
    finally:
        codecs.unregister(find)


def test_an_encoding_of_host_names_is_refused_before_it_is_tried() -> None:
    """Python decodes punycode in the square of its length: half a minute for so much."""
    data = b"# coding: punycode\nsession-" + b"a" * 160_000
    with pytest.raises(SourceError, match="punycode is an encoding of host names, not of source code"):
        decode(data)


@pytest.mark.parametrize(("words", "reason"), [("two\nlines", "two lines"), ("", "BrokenCodec")])
def test_a_codec_that_raises_is_quoted_or_its_exception_named(words: str, reason: str) -> None:
    class BrokenCodec(Exception):
        def __init__(self) -> None:  # without this method Python 3.10 and 3.11 wrap it in another exception
            super().__init__(words)

    def find(name: str) -> codecs.CodecInfo | None:
        return codecs.CodecInfo(fail, fail, name=name) if name == "raises" else None

    def fail(*data: object) -> NoReturn:
        raise BrokenCodec

    codecs.register(find)
    try:
        with pytest.raises(SourceError) as caught:
            decode(b"# coding: raises\nx = 1\n")
    finally:
        codecs.unregister(find)
    assert str(caught.value) == f"cannot be decoded: {reason}"


def test_what_libcst_says_of_a_text_that_it_refuses_is_passed_on() -> None:
    with pytest.raises(SourceError, match=r"^LibCST cannot parse it: Syntax Error @ \d+:\d+\.[^\n]*$"):
        parsed_tree("def f(:\n    pass\n")


def test_where_libcst_says_nothing_its_exception_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(text: str) -> NoReturn:
        raise RecursionError

    monkeypatch.setattr(cst, "parse_module", fail)
    with pytest.raises(SourceError, match="^LibCST cannot parse it: RecursionError$"):
        parsed_tree("x = 1\n")


def test_a_tree_whose_text_cannot_be_made_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: object) -> NoReturn:
        raise RecursionError

    monkeypatch.setattr(libcst_tree, "text_and_spans", fail)
    with pytest.raises(SourceError, match="^nested too deeply for LibCST$"):
        _ = SourceFile("a.py", "x = 1\n").spans


@pytest.mark.parametrize("text", ["def f(:\n", "x = (\n", "\x00", "  x = 1\n y = 2\n", "print 'x'\n"])
def test_what_python_refuses_is_an_error(text: str) -> None:
    with pytest.raises(SourceError, match="cannot be parsed"):
        _ = SourceFile("a.py", text).python_tree


KILLERS = {
    "brackets": "x = " + "(" * 3_000 + "1" + ")" * 3_000 + "\n",
    "sum": "x = " + " + ".join(["1"] * 5_000) + "\n",
    "attributes": "x = a" + ".b" * 5_000 + "\n",
    "calls": "x = f" + "()" * 5_000 + "\n",
    "elif": "if a:\n    pass\n" + "elif a:\n    pass\n" * 20_000,
    "and": "x = " + " and ".join(["a"] * 20_000) + "\n",
    "and in brackets": "x = " + ("(" + "a and " * 300) * 60 + "a" + ")" * 60 + "\n",
    "for": "x = [a " + "for a in b " * 20_000 + "]\n",
    "not": "x = " + "not " * 5_000 + "1\n",
    "lambda": "x = " + "lambda: " * 3_000 + "1\n",
}


@pytest.mark.parametrize("text", KILLERS.values(), ids=KILLERS)
def test_code_that_would_kill_the_process_is_refused(text: str) -> None:
    """In a process of its own, so that a crash fails the test instead of ending the run."""
    program = (
        "import sys\n"
        "from flake8_session_expiry.check import check_source\n"
        "from flake8_session_expiry.engine.source import SourceError, SourceFile\n"
        "from flake8_session_expiry.options import Options\n"
        "try:\n"
        "    print([f.code for f in check_source(SourceFile('a.py', sys.stdin.read()), Options())])\n"
        "except SourceError:\n"
        "    print('refused by Python')\n"
    )
    text += "request.session.set_expiry(True)\n"
    done = subprocess.run([sys.executable, "-c", program], input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() in {"['DSE901']", "refused by Python", "['DSE202']"}


def test_ordinary_depth_is_not_refused() -> None:
    text = "x = " + "(" * 80 + "1" + ")" * 80 + "\n" + "y = " + " + ".join(["1"] * 90) + "\n"
    text += ("z = " + " and ".join(["some_name"] * 90) + "\n") * 9
    assert too_deep(SourceFile("a.py", text).python_tree) is None
    assert SourceFile("a.py", text).tree.of(cst.Integer)


def test_an_expression_with_fewer_characters_than_levels_are_allowed_is_not_too_deep() -> None:
    """Wherever in its line it begins."""
    text = "some_name = " + "~" * (DEEPEST - 2) + "a\n"
    assert too_deep(SourceFile("a.py", text).python_tree) is None


def test_and_of_two_is_one_level() -> None:
    """Each ``and`` and each call is one: 360 levels."""
    text = "x = " + "some_name and call(" * 180 + "a" + ")" * 180 + "\n"
    assert too_deep(SourceFile("a.py", text).python_tree) is None


def test_what_python_says_of_a_text_that_it_refuses_is_passed_on() -> None:
    with pytest.raises(SourceError, match="cannot be parsed: .*null bytes"):
        _ = SourceFile("a.py", "x = 1\n\0").python_tree
