"""
What the parts of a run take in one process, and what part of flake8's time is ours: called by ``speed`` in a process of
its own, prints JSON. ``python -m benchmarks.stages files TREE`` or ``... flake8 TREE``.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")


def main(arguments: list[str]) -> None:
    """Print the seconds of each part."""
    what, tree = arguments
    print(json.dumps(stages_of_files(tree) if what == "files" else share_of_flake8(tree)))


def stages_of_files(tree: str) -> dict[str, float]:
    """Seconds of reading, triage and sieve of a tree, one after the other; and how many files are left each time."""
    from flake8_session_expiry.check import could_report
    from flake8_session_expiry.configuration.folders import matcher, walk
    from flake8_session_expiry.engine.triage import can_matter
    from flake8_session_expiry.files.linted_files import read
    from flake8_session_expiry.options import Options
    from flake8_session_expiry.project.paths_of_tests import is_test_module

    found: dict[str, float] = {}

    def timed(name: str, work: Callable[[], list[T]]) -> list[T]:
        start = time.process_time()
        result = work()
        found[f"{name} seconds"], found[f"{name} files"] = time.process_time() - start, len(result)
        return result

    excluded = matcher([".git", "__pycache__", "node_modules", ".tox"])
    names = timed("finding", lambda: list(walk(tree, excluded, matcher(["*.py"]), lambda error: None)))
    data = timed("reading", lambda: [(name, read(name)) for name in names])
    passing = timed("triage", lambda: [each for each in data if can_matter(each[1], is_test=is_test_module(each[0]))])
    options = Options()
    timed("sieve", lambda: [name for name, text in passing if could_report(name, text, options)])
    return found


def share_of_flake8(tree: str) -> dict[str, float]:
    """CPU seconds of flake8 over a tree in one process, and how many of them are ours, with all that we import."""
    from flake8.main import application, cli  # what flake8 needs itself is not counted as ours

    _ = application
    spent = 0.0

    def counted(work: Callable[[], T]) -> T:
        nonlocal spent
        start = time.process_time()
        try:
            return work()
        finally:
            spent += time.process_time() - start

    def load() -> Any:
        from flake8_session_expiry.plugin import SessionExpiryPlugin

        return SessionExpiryPlugin

    plugin = counted(load)
    run, add, parse = plugin.run, plugin.add_options, plugin.parse_options

    def run_counted(self: Any) -> Iterator[Any]:
        yield from counted(lambda: list(run(self)))

    plugin.run = run_counted
    plugin.add_options = staticmethod(lambda manager: counted(lambda: add(manager)))
    plugin.parse_options = staticmethod(lambda *given: counted(lambda: parse(*given)))
    cli.main(["--isolated", "-j1", "--exit-zero", "--output-file", "/dev/null", tree])
    return {"ours": spent, "all": time.process_time()}


if __name__ == "__main__":
    main(sys.argv[1:])
