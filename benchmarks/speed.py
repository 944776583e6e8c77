"""
How long the plugin takes, as ratios within one run: ``python benchmarks/speed.py PATH_TO_A_SOURCE_TREE``.

- triage against reading: the search of a file's bytes, compared with the time in which Python reads them
- check against parsing: the whole check of the files that pass, compared with LibCST's parse of the same files
- settings against parsing: the effective settings of a chain of 30 modules, parsed before, compared with Python's parse
  of them
- fix against flake8: ``fix --check`` compared with flake8 and its own plugins (pycodestyle, pyflakes) over the same
  tree, CPU of whole processes
"""

from __future__ import annotations

import ast
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flake8_session_expiry.engine.triage import can_matter

ROUNDS = 5


def seconds(work: Callable[[], object]) -> float:
    """The median CPU time of a few runs."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def child_cpu(*command: str) -> tuple[float, int]:
    """CPU seconds of one whole process, and the largest memory of any so far in KiB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss


def main() -> None:
    """Print a line for each ratio."""
    tree = Path(sys.argv[1])
    paths = sorted(tree.rglob("*.py"))
    data = [path.read_bytes() for path in paths]
    reading = seconds(lambda: [path.read_bytes() for path in paths])
    triage = seconds(lambda: [can_matter(each) for each in data])
    passing = [path for path, each in zip(paths, data, strict=True) if can_matter(each)]
    print(f"{len(paths)} files, {sum(map(len, data)) / 1e6:.1f} MB, {len(passing)} pass triage")
    print(f"triage / reading      {triage / reading:6.2f}   ({triage:.3f} s / {reading:.3f} s)")
    checking, parsing = check_and_parse(passing)
    print(f"check / LibCST parse  {checking / parsing:6.2f}   ({checking:.3f} s / {parsing:.3f} s)")
    resolving, parsing = chain_of_settings(30)
    print(f"settings / ast.parse  {resolving / parsing:6.2f}   ({resolving:.4f} s / {parsing:.4f} s)")
    fixing, memory = child_cpu(sys.executable, "-m", "flake8_session_expiry.fix", "--check", "--isolated", str(tree))
    linting, _ = child_cpu(sys.executable, "-m", "flake8", "--isolated", "-j1", "--extend-ignore=DSE", str(tree))
    print(
        f"fix --check / flake8  {fixing / linting:6.3f}   ({fixing:.2f} s / {linting:.2f} s; {memory / 1024:.0f} MiB"
        " at most)"
    )


def check_and_parse(paths: list[Path]) -> tuple[float, float]:
    """CPU seconds of our whole check, and of LibCST's parse alone, over the same files."""
    import libcst as cst

    from flake8_session_expiry.check import check_source
    from flake8_session_expiry.engine.decoding import SourceError
    from flake8_session_expiry.engine.source import SourceFile
    from flake8_session_expiry.options import Options

    sources = []
    for path in paths:
        try:
            source = SourceFile.from_bytes(str(path.name), path.read_bytes())
            _ = source.python_tree
            sources.append(source)
        except SourceError:
            continue
    checking = seconds(lambda: [check_source(SourceFile(source.name, source.text), Options()) for source in sources])
    parsing = seconds(lambda: [cst.parse_module(source.text) for source in sources])
    return checking, parsing


def chain_of_settings(length: int) -> tuple[float, float]:
    """
    CPU seconds of the effective settings of a chain of modules, after these are parsed, and of Python's parse of them.
    """
    from flake8_session_expiry.settings.effective import effective_settings

    body = "\n".join(f"NAME_{i} = {i}" for i in range(60)) + "\nif X:\n    MIDDLEWARE = []\n"
    texts = [f"from .m{number + 1} import *\n{body}" for number in range(length - 1)] + [body]
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            Path(folder, f"m{number}.py").write_text(text, encoding="utf-8")
        first = str(Path(folder, "m0.py"))
        effective_settings(first)
        tree = ast.parse(texts[0])
        resolving = seconds(lambda: effective_settings(first, tree))
    return resolving, seconds(lambda: [ast.parse(text) for text in texts])


if __name__ == "__main__":
    main()
