"""Files that are too large are refused, by numbers that nobody reaches by hand."""

from __future__ import annotations

import ast
import sysconfig
from pathlib import Path

import pytest

from flake8_session_expiry.check import check_source
from flake8_session_expiry.engine.size_limits import MOST_BYTES, MOST_NODES, too_large, too_many_nodes
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.explain import main as explain
from flake8_session_expiry.options import Options
from flake8_session_expiry.plugin import SessionExpiryPlugin

CALL = "request.session.set_expiry(False)\n"
LARGE = CALL + "#" * MOST_BYTES
DENSE = CALL + "a\n" * (MOST_NODES // 2)


@pytest.mark.parametrize("character", ["a", "é", "€", "𝄞", "\udcff"])
def test_bytes_are_those_of_utf_8(character: str) -> None:
    size = len(character.encode("utf-8", "surrogatepass"))
    assert too_large(character * (MOST_BYTES // size)) is None
    assert too_large(character * (MOST_BYTES // size + 1)) == "it has more than 1,000,000 bytes"


def test_each_statement_and_name_is_a_node() -> None:
    """A module, and for each line a statement and a name; what Python adds to a name (``Load()``) is none."""
    text = "a\n" * (MOST_NODES // 2 - 1) + "pass\n"
    assert too_many_nodes(text, ast.parse(text)) is None, "exactly as many as are allowed"
    text = "a\n" * (MOST_NODES // 2 - 1)
    assert too_many_nodes(text, ast.parse(text)) is None
    text += "a\n"
    assert too_many_nodes(text, ast.parse(text)) == "it has more than 100,000 nodes (names, values, operators ...)"


def test_short_text_with_many_nodes_is_refused() -> None:
    """Nothing has more nodes a character than a chain of signs."""
    text = "~" * (MOST_NODES // 2) + "a"
    tree: ast.expr = ast.Name("a", ast.Load())
    for _ in range(MOST_NODES // 2):
        tree = ast.UnaryOp(ast.Invert(), tree)
    assert too_many_nodes(text, ast.Module([ast.Expr(tree)], [])) is not None


@pytest.mark.parametrize(("text", "reason"), [(LARGE, "1,000,000 bytes"), (DENSE, "100,000 nodes (names")])
def test_too_large_file_is_one_line_of_flake8(text: str, reason: str) -> None:
    lines = text.splitlines(keepends=True)
    ((line, column, message, _),) = SessionExpiryPlugin(ast.parse(text), "views.py", lines).run()
    assert (line, column) == (1, 0)
    assert message.startswith(f"DSE901 this file was not analysed: it has more than {reason}")


def test_large_file_without_a_word_about_sessions_is_not_reported() -> None:
    assert not list(SessionExpiryPlugin(ast.Module([], []), "views.py", ["x\n" * MOST_BYTES]).run())


def test_a_large_file_is_not_even_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ast, "parse", None)
    assert [finding.code for finding in check_source(SourceFile("views.py", LARGE), Options())] == ["DSE901"]


def test_the_largest_files_that_people_wrote_pass() -> None:
    """All of the standard library, its generated tables included."""
    folder = Path(sysconfig.get_path("stdlib"))
    sizes = {path: path.stat().st_size for path in folder.rglob("*.py") if "site-packages" not in path.parts}
    largest = sorted(sizes, key=lambda path: sizes[path])[-10:]
    for path in largest:
        source = SourceFile.from_bytes(str(path), path.read_bytes())
        assert too_large(source.text) is None, path
        assert too_many_nodes(source.text, source.python_tree) is None, path


def test_the_page_of_the_code_names_the_limits(capsys: pytest.CaptureFixture[str]) -> None:
    assert explain(["DSE901"]) == 0
    page = capsys.readouterr().out
    assert "1,000,000 bytes" in page and "100,000 nodes" in page.replace("\n", " ") and "400 levels" in page
