"""The benchmark's own arithmetic and table; what it measures differs from machine to machine."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks import made_trees, peers
from benchmarks.measuring import Command, Run, Series, in_turn, run
from benchmarks.speed import Bench, Row, markdown
from flake8_session_expiry.check import check_source
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.files import process_pool
from flake8_session_expiry.options import Options

BUSY = "text = b'x' * 150_000_000; sum(range(2_000_000))"
STARTS = f"import subprocess; subprocess.run({[sys.executable, '-c', BUSY]!r})"


def test_time_and_memory_of_processes_that_a_process_starts_count() -> None:
    alone = run(Command("alone", [sys.executable, "-c", "pass"]))
    starts = run(Command("starts", [sys.executable, "-c", STARTS]))
    assert starts.cpu > alone.cpu + 0.02 and starts.peak_mib > 140
    assert alone.code == 0


def test_ratios_are_taken_run_by_run_and_the_first_round_is_not_counted() -> None:
    first, second = Series(Command("a", [])), Series(Command("b", []))
    first.runs = [Run(1, 1, 1, 0), Run(10, 1, 1, 0), Run(2, 1, 1, 0)]
    second.runs = [Run(3, 1, 1, 0), Run(30, 1, 1, 0), Run(8, 1, 1, 0)]
    assert second.against(first) == 3 and second.cpu == 8
    (series,) = in_turn([Command("a", [sys.executable, "-c", "pass"])], 2)
    assert len(series.runs) == 2


def test_table_has_a_heading_for_each_section() -> None:
    table = markdown(
        [Row("a", "ruff", 0.25, "", 1.0, 30), Row("a", "ours", 0.5, "ruff", 2.0, 40.4, 7), Row("b", "x", 1)]
    )
    assert "| ours | 0.5 | 2 × ruff | 40 | 7 |" in table and table.count("### ") == 2


def test_tool_that_is_not_installed_is_left_out(tmp_path: Path) -> None:
    assert all(peers.command(peer, tmp_path, tmp_path, tmp_path) is None for peer in (peers.RUFF, *peers.OTHERS))
    assert peers.versions(tmp_path)["Fixit, its own rules"] == "not found"


@pytest.mark.parametrize(("made", "findings"), [(made_trees.findings, 5), (made_trees.one_clean_view, 0)])
def test_made_files_have_as_many_findings_as_they_say(made: object, findings: int, tmp_path: Path) -> None:
    assert callable(made)
    path = made(tmp_path, 5) if findings else made(tmp_path)
    assert len(check_source(SourceFile("views.py", path.read_text()), Options())) == findings


def test_made_long_file_has_so_many_lines(tmp_path: Path) -> None:
    text = made_trees.long_file(tmp_path, 1000).read_text()
    assert 1000 <= text.count("\n") <= 1010 and check_source(SourceFile("views.py", text), Options())


def test_commands_run_in_pairs(tmp_path: Path) -> None:
    bench = Bench(1, 1, None, tmp_path)
    quick = [Command(name, [sys.executable, "-c", "pass"]) for name in ("a", "b")]
    yardstick, other = bench.compared("section", quick[0], quick[1:], 2)
    assert yardstick.ratio == 1 and other.against == "a" and len(other.runs) == 2


def test_part_of_a_tree_is_spread_over_it(tmp_path: Path) -> None:
    for number in range(10):
        path = tmp_path / "tree" / f"folder{number}" / "file.py"
        path.parent.mkdir(parents=True)
        path.write_text(f"x = {number}\n")
    part = made_trees.part_of(tmp_path / "tree", tmp_path / "part", 3)
    assert {path.parent.name: path.read_text() for path in part.rglob("*.py")} == {
        "folder0": "x = 0\n",
        "folder3": "x = 3\n",
        "folder6": "x = 6\n",
    }


def test_long_files_are_enough_for_several_processes(tmp_path: Path) -> None:
    tree = made_trees.long_files(tmp_path, 12, 12_500)
    sizes = [path.stat().st_size for path in tree.rglob("*.py")]
    assert sum(sizes) // process_pool._BYTES_A_PROCESS >= 2
