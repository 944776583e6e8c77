"""
Which of the rules' cases run which lines of the package, and what is found and repaired in each: with it ``mutants.py``
compares only the cases that a fault can change.

``python -m benchmarks.cases_by_line RECORD`` writes the record (JSON), ``python -m benchmarks.cases_by_line RECORD
CASES`` reads the names of cases from a file and fails at the first one whose findings or repairs are others.
"""

from __future__ import annotations

import json
import random
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import flake8_session_expiry
from benchmarks.findings import record_of_case
from tests.casefiles import FIXTURES, read_cases

PACKAGE = str(Path(flake8_session_expiry.__file__).parent)
Lines = dict[str, set[int]]
"""Line numbers by the path below the package."""


def results_of_file(path: Path) -> dict[str, tuple[str, Lines]]:
    """For each case of a file, by its id: findings and repairs as text, and the lines that run for it."""
    return {case.id: traced(lambda: record_of_case(case)) for case in read_cases(path)}  # noqa: B023 (called at once)


def traced(run: Any) -> tuple[str, Lines]:
    """What a function gives, and the lines of the package that it runs."""
    lines: Lines = {}
    of_code: dict[CodeType, set[int] | None] = {}

    def on_call(frame: FrameType, event: str, argument: object) -> Any:
        code = frame.f_code
        if code not in of_code:
            ours = code.co_filename.startswith(PACKAGE)
            of_code[code] = lines.setdefault(code.co_filename[len(PACKAGE) + 1 :], set()) if ours else None
        found = of_code[code]
        if found is None:
            return None

        def on_line(frame: FrameType, event: str, argument: object) -> Any:
            if event == "line":
                found.add(frame.f_lineno)
            return on_line

        found.add(frame.f_lineno)
        return on_line

    sys.settrace(on_call)
    try:
        text = run()
    finally:
        sys.settrace(None)
    return text, lines


def recorded() -> dict[str, Any]:
    """
    ``results`` by the ids of cases, and ``lines``: for each path and line the cases that run it, as a number in
    hexadecimal digits with one bit a case.
    """
    results: dict[str, str] = {}
    lines: dict[str, dict[int, int]] = {}
    with ProcessPoolExecutor() as pool:
        for of_file in pool.map(results_of_file, sorted(FIXTURES.glob("*/*.py"))):
            for case, (text, run) in of_file.items():
                bit = 1 << len(results)
                results[case] = text
                for path, numbers in run.items():
                    of_path = lines.setdefault(path, {})
                    for number in numbers:
                        of_path[number] = of_path.get(number, 0) | bit
    as_text = {path: {number: f"{bits:x}" for number, bits in found.items()} for path, found in lines.items()}
    return {"results": results, "lines": as_text}


class CasesByLine:
    """The record, read again. Raises OSError, ValueError."""

    def __init__(self, path: Path) -> None:
        record = json.loads(path.read_text(encoding="utf-8"))
        self.results: dict[str, str] = record["results"]
        self._cases = list(self.results)
        self._lines: dict[str, dict[str, str]] = record["lines"]

    def running(self, path: str, line: int) -> list[str]:
        """
        The ids of the cases that run a line, in their order; where none does, as for what
        runs when the module is imported, those that run any line of it; every case for a module without code.
        """
        of_path = self._lines.get(path, {})
        bits = int(of_path.get(str(line), "0"), 16)
        if not bits:
            for others in of_path.values():
                bits |= int(others, 16)
        return [case for number, case in enumerate(self._cases) if bits >> number & 1] if bits else self._cases


def first_difference(results: dict[str, str], wanted: list[str]) -> str | None:
    """
    The first of some cases whose findings or repairs are not those recorded; None if all are. They are looked at in a
    mixed order, the same each time: a fault shows in many cases of few rules.
    """
    stems = {name.partition(":")[0] for name in wanted}
    files = [path for path in FIXTURES.glob("*/*.py") if path.stem in stems]
    cases = {case.id: case for path in files for case in read_cases(path)}
    for name in random.Random(1).sample(sorted(wanted), len(wanted)):
        if record_of_case(cases[name]) != results[name]:
            return name
    return None


def main() -> int:
    """The command line."""
    record = Path(sys.argv[1])
    if len(sys.argv) == 2:
        record.write_text(json.dumps(recorded()), encoding="utf-8")
        return 0
    wanted = Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()
    different = first_difference(CasesByLine(record).results, wanted)
    print(different or "no difference")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
