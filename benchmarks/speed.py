"""
What a run costs, beside other tools and as it grows: ``python -m benchmarks.speed TREE ... --peers /path/to/venv/bin``
prints one table in Markdown; ``--json FILE`` keeps every run.

Compared are CPU seconds (user and system) of whole processes, and of pairs that run in turn; in the table are medians.
Of other tools those are run that are found in ``--peers``, or on PATH; the others are named. ``--slow`` is the number
of pairs for what takes tens of seconds (flake8 over a whole tree, Fixit, semgrep); with ``--part 300`` flake8 looks at
300 files of each tree, spread over it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks import made_trees, peers
from benchmarks.measuring import Command, Run, in_turn

OURS = ["-m", "flake8_session_expiry"]
ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Row:
    """One line of the table: ``ratio`` is to what ``against`` names; ``number`` is how many pairs there were."""

    section: str
    what: str
    cpu: float
    against: str = ""
    ratio: float | None = None
    peak_mib: float | None = None
    number: int = 1
    runs: list[Run] = field(default_factory=list)


@dataclass(frozen=True)
class Bench:
    """The options of the command line; ``work`` is a folder for what is made."""

    pairs: int
    slow: int
    peers: Path | None
    work: Path
    part: int | None = None

    def compared(self, section: str, yardstick: Command, others: Sequence[Command], pairs: int) -> Iterator[Row]:
        """Rows of commands that run in turn, against the first."""
        first, *rest = in_turn([yardstick, *others], pairs)
        yield Row(section, first.command.name, first.cpu, "", 1.0, first.peak_mib, pairs, first.runs)
        for each in rest:
            ratio = each.against(first)
            yield Row(section, each.command.name, each.cpu, yardstick.name, ratio, each.peak_mib, pairs, each.runs)


def ours(name: str, *arguments: str, folder: Path | None = None) -> Command:
    """A command of ours, with the Python that runs this."""
    return Command(name, [sys.executable, *OURS, *arguments], folder)


# -- sections ----------------------------------------------------------------------------------------------------------


def parts(bench: Bench, tree: Path) -> Iterator[Row]:
    """Reading, triage and sieve in one process."""
    section = f"{tree.name}: parts of a run, in one process"
    runs = [_in_process("files", tree) for _ in range(bench.pairs)]
    reading = sorted(run["reading seconds"] for run in runs)[len(runs) // 2]
    for part in ("finding", "reading", "triage", "sieve"):
        of_part = sorted(run[f"{part} seconds"] for run in runs)[len(runs) // 2]
        left = f"{part} ({runs[0][f'{part} files']:.0f} files left)"
        yield Row(section, left, of_part, "reading", of_part / reading, number=len(runs))


def tools(bench: Bench, tree: Path) -> Iterator[Row]:
    """Our commands and other tools over a tree."""
    section = f"{tree.name}: whole processes"
    check = ours("fix --check", "fix", "--check", "--isolated", str(tree))
    both = [check, ours("check", "check", "--isolated", "--exit-zero", str(tree))]
    ruff = peers.command(peers.RUFF, tree, bench.work, bench.peers)
    yield from bench.compared(section, ruff or check, both if ruff else both[1:], bench.pairs)
    for peer in peers.OTHERS:
        command = peers.command(peer, tree, bench.work, bench.peers)
        if command is None:
            print(f"{peer.name}: not installed", file=sys.stderr)
            continue
        *_, row = bench.compared(section, check, [command], bench.slow)
        yield row


def flake8(bench: Bench, tree: Path) -> Iterator[Row]:
    """flake8 with and without the plugin, and its share."""
    if bench.part is not None:
        tree = made_trees.part_of(tree, bench.work / "parts" / tree.name, bench.part)
    section = f"{tree.name}: flake8" if bench.part is None else f"{bench.part} files of {tree.name}: flake8"
    with_it = Command(
        "with the plugin", [sys.executable, "-m", "flake8", "--isolated", "-j1", "--exit-zero", str(tree)]
    )
    without = peers.command(peers.PLAIN_FLAKE8, tree, bench.work, bench.peers)
    check = ours("fix --check", "fix", "--check", "--isolated", str(tree))
    if without is not None:
        yield from bench.compared(section, without, [with_it, check], bench.slow)
    shares = [_in_process("flake8", tree) for _ in range(bench.slow)]
    share = sorted(shares, key=lambda each: each["ours"] / each["all"])[len(shares) // 2]
    ratio = share["ours"] / share["all"]
    yield Row(section, "the plugin's share, in one process", share["ours"], "all", ratio, number=len(shares))


def editor(bench: Bench) -> Iterator[Row]:
    """What an editor runs when a file is saved."""
    for name, made in (("a clean view", made_trees.one_clean_view), ("a finding", made_trees.one_view_with_a_finding)):
        path = made(bench.work / name.replace(" ", "_"))
        with_it = Command(
            f"{name}, with the plugin", [sys.executable, "-m", "flake8", "--isolated", "--exit-zero", str(path)]
        )
        without = peers.command(peers.PLAIN_FLAKE8, path, bench.work, bench.peers)
        if without is not None:
            yield from bench.compared("flake8, one file", without, [with_it], bench.pairs)


GROWTH: Sequence[tuple[str, str, Callable[[Path, int], Path], Sequence[int], Sequence[str]]] = (
    ("number of files", "files", made_trees.files, (200, 800, 3200), ()),
    ("length of a file", "lines", made_trees.long_file, (3_125, 12_500, 50_000), ()),
    ("findings in a file", "findings", made_trees.findings, (125, 500, 2_000), ()),
    ("statements of a function", "statements", made_trees.statements, (125, 500, 2_000), ()),
    ("settings that import each other", "modules", made_trees.settings_chain, (8, 32, 128), ()),
)


def growth(bench: Bench) -> Iterator[Row]:
    """``check`` of trees and files four and sixteen times as large."""
    for section, unit, made, sizes, more in GROWTH:
        trees = [made(bench.work / f"{made.__name__}-{size}", size) for size in sizes]
        commands = [
            ours(f"{size:,} {unit}", "check", "-j1", "--isolated", "--exit-zero", *more, str(tree), folder=tree.parent)
            for size, tree in zip(sizes, trees, strict=True)
        ]
        yield from bench.compared(f"growth: {section}", commands[0], commands[1:], bench.slow)


def processes(bench: Bench) -> Iterator[Row]:
    """``-j``: what several processes cost, and the time that they save."""
    tree = made_trees.long_files(bench.work / "many", 12, 12_500)
    yield from _with_jobs(bench, tree, "processes", (1, 2, 4))


def processes_of_tree(bench: Bench, tree: Path) -> Iterator[Row]:
    """The same for a tree that people have written."""
    yield from _with_jobs(bench, tree, f"{tree.name}: processes", (1, 2))


def _with_jobs(bench: Bench, tree: Path, section: str, numbers: Sequence[int]) -> Iterator[Row]:
    jobs = [ours(f"-j{n}", "check", f"-j{n}", "--isolated", "--exit-zero", str(tree)) for n in numbers]
    series = in_turn(jobs, bench.slow)
    for each in series:
        walls = sorted(run.wall for run in each.runs)
        name = f"{each.command.name} ({walls[len(walls) // 2]:.2f} s on the clock)"
        yield Row(section, name, each.cpu, "-j1", each.against(series[0]), each.peak_mib, bench.slow, each.runs)


def _in_process(what: str, tree: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.stages", what, str(tree.resolve())],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


# -- the table ---------------------------------------------------------------------------------------------------------


def markdown(rows: Sequence[Row]) -> str:
    """All rows, a heading for each section."""
    lines: list[str] = []
    section = ""
    for row in rows:
        if row.section != section:
            section = row.section
            lines += ["", f"### {section}", "", "| | CPU s | ratio | peak MiB | runs |", "|---|---:|---:|---:|---:|"]
        ratio = "" if row.ratio is None else f"{row.ratio:.3g} × {row.against}" if row.against else "1"
        peak = "" if row.peak_mib is None else f"{row.peak_mib:.0f}"
        lines.append(f"| {row.what} | {row.cpu:.3g} | {ratio} | {peak} | {row.number} |")
    return "\n".join(lines) + "\n"


def machine() -> str:
    """``2 cores, Python 3.11, Linux; load 0.5``: what the figures were taken on, without the machine's name."""
    load = f"; load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    version = ".".join(platform.python_version_tuple()[:2])
    return f"{os.cpu_count()} cores, Python {version}, {platform.system()}{load}"


SECTIONS = ("parts", "tools", "flake8", "editor", "growth", "processes")


def rows(bench: Bench, trees: Sequence[Path], sections: Sequence[str]) -> Iterator[Row]:
    """The rows of these sections."""
    plain = made_trees.files(bench.work / "no-sessions", 1500, sessions_every=None)
    of_each = (("parts", parts), ("tools", tools), ("flake8", flake8), ("processes", processes_of_tree))
    for tree in (*trees, plain):
        for name, section in of_each:
            if name in sections and (tree is not plain or name in {"parts", "tools"}):
                yield from section(bench, tree)
    for name, of_all in (("editor", editor), ("growth", growth), ("processes", processes)):
        if name in sections:
            yield from of_all(bench)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trees", nargs="*", type=Path)
    parser.add_argument("--peers", type=Path, help="the folder with the programs of the other tools")
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--slow", type=int, default=7)
    parser.add_argument("--part", type=int, help="run flake8 over so many files of a tree only")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=SECTIONS)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(ROOT / "flake8_session_expiry")], check=True)
    with tempfile.TemporaryDirectory() as work:
        bench = Bench(given.pairs, given.slow, given.peers, Path(work), given.part)
        measured: list[Row] = []
        for row in rows(bench, given.trees, given.only):
            measured.append(row)
            print(f"{row.section}: {row.what} {row.cpu:.3f} s", file=sys.stderr, flush=True)
        about = {"date": time.strftime("%Y-%m-%d"), "machine": machine(), **peers.versions(given.peers)}
    print(f"{about['date']}, {about['machine']}\n{markdown(measured)}")
    if given.json is not None:
        given.json.write_text(json.dumps({"about": about, "rows": [asdict(row) for row in measured]}, indent=1))


if __name__ == "__main__":
    main()
