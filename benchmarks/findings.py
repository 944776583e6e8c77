"""
Every finding and every repair of some source trees as text, to be compared with those of another version:
``python -m benchmarks.findings tests/fixtures ../some-project > before.txt``, then ``diff before.txt after.txt``.

All rules run, also opt-in ones. Printed are, of each finding, path (from the given folder), line, column, code and
message, then the changes of its repair; at the end of a file the lines that change when all repairs are made. A file of
a rule's cases (``tests/fixtures``) is read case by case, each under its own path and options. The output does not
depend on the number of processes or on the folder of the trees.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from difflib import unified_diff
from pathlib import Path

from flake8_session_expiry.check import check_with_rules
from flake8_session_expiry.engine.decoding import SourceError, decode
from flake8_session_expiry.engine.findings import Finding
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.engine.triage import can_matter
from flake8_session_expiry.fix.passes import fix_source
from flake8_session_expiry.fix.repairs import repair
from flake8_session_expiry.fix.selection import ALL_FIXES
from flake8_session_expiry.options import Options
from tests.casefiles import Case, read_cases

_CASES = b"# case: "
_SKIPPED = frozenset({".git", "node_modules", "__pycache__"})
_FILES_A_TASK = 8


def main() -> None:
    """Print the record of the paths on the command line."""
    trees = [Path(argument).resolve() for argument in sys.argv[1:]]
    files = [(str(path), str(tree.parent)) for tree in trees for path in _python_files(tree)]
    with ProcessPoolExecutor() as pool:
        for record in pool.map(record_of_file, *zip(*files, strict=True), chunksize=_FILES_A_TASK):
            sys.stdout.write(record)


def _python_files(tree: Path) -> Iterator[Path]:
    if tree.is_file():
        yield tree
    for folder, folders, names in os.walk(tree):
        folders[:] = sorted(set(folders) - _SKIPPED)
        yield from (Path(folder, name) for name in sorted(names) if name.endswith(".py"))


def record_of_file(path: str, root: str) -> str:
    """The record of one file, with its path as it is seen from ``root``; empty where nothing is found in it."""
    try:
        data = Path(path).read_bytes()
    except OSError:  # a link without a file
        return ""
    shown = os.path.relpath(path, root)
    if data.startswith(_CASES):
        return "".join(_record_of_cases(Path(path), shown))
    if not can_matter(data):
        return ""
    try:
        lines = _record(path, decode(data)[0].removeprefix("\ufeff"), Options(enable_all=True))
        return "".join(f"{shown}:{line}\n" for line in lines)
    except SourceError as error:
        return f"{shown}: {error}\n"


def _record_of_cases(path: Path, shown: str) -> Iterator[str]:
    for case in read_cases(path):
        for line in record_of_case(case).splitlines():
            yield f"{shown}[{case.name}]:{line}\n"


def record_of_case(case: Case) -> str:
    """The findings and repairs of one case, all rules on."""
    folder = case.file.removesuffix("views.py") if case.beside else ""
    try:
        lines = list(_record(case.file, case.code, replace(case.parsed_options(), enable_all=True)))
    except SourceError as error:
        return f" {error}\n"
    return "".join(f"{line.replace(folder, '') if folder else line}\n" for line in lines)


def _record(name: str, text: str, options: Options) -> Iterator[str]:
    source = SourceFile(name, text)
    checked = check_with_rules(source, options)
    for finding in checked.findings:
        yield f"{finding.line}:{finding.column}: {finding.text}"
        rule = checked.rules.get(finding.code)
        fix = rule.fix(finding) if rule is not None and finding.node is not None else None
        ready = repair(source, finding, fix) if fix is not None else None
        if ready is not None:
            for splice in ready.splices:
                yield f"    {ready.safety} {splice.start}-{splice.end} {splice.text!r}"
            yield from (f"    imports {needed.module} {needed.name or ''}" for needed in ready.imports)
    if checked.findings:
        yield from _repaired(name, text, options)


def _repaired(name: str, text: str, options: Options) -> Iterator[str]:
    """The lines that change when all repairs are made, and what is left then."""
    result = fix_source(name, text, options, ALL_FIXES)
    changes = unified_diff(text.splitlines(), result.text.splitlines(), n=0, lineterm="")
    yield from (f"    {line}" for line in list(changes)[2:])
    yield from (f"    {problem}" for problem in result.problems)
    if left := [*result.unsafe, *result.unfixable]:
        yield "    left: " + " ".join(_place(finding) for finding in left)


def _place(finding: Finding) -> str:
    return f"{finding.code}@{finding.line}"


if __name__ == "__main__":
    main()
