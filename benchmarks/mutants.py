"""
Whether the tests notice faults: puts small ones into a package, one at a time, and runs the nearest tests on each. Run
by hand, not in CI.

``python benchmarks/mutants.py flake8_session_expiry/sessions --seed 1 --number 60`` prints how many faults ("mutants")
the tests found, and each one that they did not find as ``file:line`` with the line before and after. A survivor is a
missing case, or a change without effect.

The faults are put into a copy of the tree (what git knows, with everything that is not committed yet); the checkout
itself is not touched. The same seed picks the same mutants of the same source. Every kind of change gets an equal
share, so that tables of words do not crowd out the rest. Kept tools were tried first: mutmut 3.8 leaves out decorated
functions (each property) and the constants of a module, where our limits stand; cosmic-ray 8.7 writes into the
checkout; neither draws a sample by a seed, or drops statements.
"""

from __future__ import annotations

import argparse
import difflib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from queue import Queue

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.cases_by_line import CasesByLine  # noqa: E402

Change = tuple[str, cst.CSTNode]
"""The kind of a change, and the new node."""

COMPARISONS: dict[type[cst.BaseCompOp], tuple[type[cst.BaseCompOp], ...]] = {
    cst.LessThan: (cst.LessThanEqual, cst.GreaterThanEqual),
    cst.LessThanEqual: (cst.LessThan, cst.GreaterThan),
    cst.GreaterThan: (cst.GreaterThanEqual, cst.LessThanEqual),
    cst.GreaterThanEqual: (cst.GreaterThan, cst.LessThan),
    cst.Equal: (cst.NotEqual,),
    cst.NotEqual: (cst.Equal,),
    cst.Is: (cst.IsNot,),
    cst.IsNot: (cst.Is,),
    cst.In: (cst.NotIn,),
    cst.NotIn: (cst.In,),
}
ARITHMETIC: dict[type[cst.BaseBinaryOp], type[cst.BaseBinaryOp]] = {
    cst.Add: cst.Subtract,
    cst.Subtract: cst.Add,
    cst.Multiply: cst.Divide,
    cst.Divide: cst.Multiply,
    cst.FloorDivide: cst.Multiply,
    cst.BitOr: cst.BitAnd,
    cst.BitAnd: cst.BitOr,
}
OTHER_NAMES = {"any": "all", "all": "any", "min": "max", "max": "min", "True": "False", "False": "True"}
OPPOSITES = {"startswith": "endswith", "endswith": "startswith", "partition": "rpartition", "rpartition": "partition"}
LONGEST_RUN = 900
"""Seconds that the tests of one mutant may take: a change can make an endless loop."""
MOST_CPU = 200
"""Seconds of one run of tests: a fault that makes a loop endless is noticed by that."""
MOST_CASES = 1500
"""
How many of the cases that run the line of a mutant are compared, drawn by chance: a line of the evaluator runs in nine
thousand of them. A fault that only the others show counts as not noticed.
"""
MOST_MEMORY = 6 * 2**30
"""In bytes: a change can remove a limit."""


@dataclass(frozen=True, eq=False)
class Mutant:
    """One change: ``path`` in the tree, its ``line`` (from 1), the kind of change, the old and the new node."""

    path: str
    line: int
    kind: str
    module: cst.Module
    node: cst.CSTNode
    other: cst.CSTNode

    @cached_property
    def text(self) -> str:
        """The whole text of the file after the change."""
        changed = self.module.deep_replace(self.node, self.other)
        assert isinstance(changed, cst.Module)
        return changed.code

    def is_python(self) -> bool:
        """Whether it is another text than before, and Python can parse it."""
        try:
            compile(self.text, self.path, "exec")
        except (SyntaxError, ValueError):
            return False
        return self.text != self.module.code


class Changes(cst.CSTVisitor):
    """
    Finds every place in a module that can be changed. Annotations, decorators, imports and docstrings are left as they
    are.
    """

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, cst.CSTNode, Change]] = []
        self._functions: list[cst.FunctionDef] = []

    def _add(self, node: cst.CSTNode, kind: str, *instead: cst.CSTNode) -> None:
        line = self.get_metadata(PositionProvider, node).start.line
        self.found += [(line, node, (kind, other)) for other in instead]

    def visit_Annotation(self, node: cst.Annotation) -> bool:
        return False

    def visit_Decorator(self, node: cst.Decorator) -> bool:
        return False

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        self._functions.append(node)

    def leave_FunctionDef(self, original_node: cst.FunctionDef) -> None:
        self._functions.pop()

    def visit_ComparisonTarget(self, node: cst.ComparisonTarget) -> None:
        others = COMPARISONS.get(type(node.operator), ())
        self._add(node, "comparison", *(node.with_changes(operator=other()) for other in others))

    def visit_BooleanOperation(self, node: cst.BooleanOperation) -> None:
        other = cst.Or() if isinstance(node.operator, cst.And) else cst.And()
        self._add(node, "and/or", node.with_changes(operator=other))
        self._add(node, "condition dropped", *(_in_brackets(side) for side in (node.left, node.right)))

    def visit_UnaryOperation(self, node: cst.UnaryOperation) -> None:
        if isinstance(node.operator, cst.Not):
            self._add(node, "test turned", _in_brackets(node.expression))

    def visit_If(self, node: cst.If) -> bool:
        if isinstance(node.test, cst.Name) and node.test.value == "TYPE_CHECKING":
            return False
        self._add(node.test, "test turned", _negated(node.test))
        return True

    def visit_IfExp(self, node: cst.IfExp) -> None:
        self._add(node.test, "test turned", _negated(node.test))

    def visit_CompIf(self, node: cst.CompIf) -> None:
        self._add(node.test, "condition dropped", cst.Name("True"))

    def visit_Return(self, node: cst.Return) -> None:
        if node.value is None or (isinstance(node.value, cst.Name) and node.value.value in {"None", "True", "False"}):
            return
        returns = self._functions[-1].returns
        is_bool = (
            returns is not None and isinstance(returns.annotation, cst.Name) and returns.annotation.value == "bool"
        )
        self._add(node.value, "return", _negated(node.value) if is_bool else cst.Name("None"))

    def visit_Name(self, node: cst.Name) -> None:
        if node.value in OTHER_NAMES:
            self._add(node, "name", node.with_changes(value=OTHER_NAMES[node.value]))

    def visit_Attribute(self, node: cst.Attribute) -> None:
        if node.attr.value in OPPOSITES:
            self._add(node.attr, "name", cst.Name(OPPOSITES[node.attr.value]))

    def visit_Integer(self, node: cst.Integer) -> None:
        others = {node.evaluated_value + 1, max(node.evaluated_value - 1, 0)} - {node.evaluated_value}
        self._add(node, "number", *(node.with_changes(value=str(other)) for other in sorted(others)))

    def visit_Float(self, node: cst.Float) -> None:
        self._add(node, "number", node.with_changes(value=repr(node.evaluated_value * 2 + 1)))

    def visit_SimpleString(self, node: cst.SimpleString) -> None:
        end = node.value[-3:] if node.value.endswith(('"""', "'''")) else node.value[-1]
        self._add(node, "text", node.with_changes(value=f"{node.value.removesuffix(end)}x{end}"))

    def visit_BinaryOperation(self, node: cst.BinaryOperation) -> None:
        if (other := ARITHMETIC.get(type(node.operator))) is not None:
            self._add(node, "arithmetic", node.with_changes(operator=other()))

    def visit_SimpleStatementLine(self, node: cst.SimpleStatementLine) -> bool:
        first = node.body[0]
        if isinstance(first, (cst.Import, cst.ImportFrom, cst.Pass)):
            return False
        if isinstance(first, cst.Expr) and isinstance(first.value, (cst.SimpleString, cst.ConcatenatedString)):
            return False
        if _can_go(first):
            self._add(first, "statement dropped", cst.Pass())
        if isinstance(first, (cst.Break, cst.Continue)):
            self._add(first, "statement dropped", cst.Break() if isinstance(first, cst.Continue) else cst.Continue())
        return True


def _can_go(statement: cst.BaseSmallStatement) -> bool:
    """Whether the rest runs without a statement; not without a plain assignment."""
    if isinstance(statement, cst.Assign):
        return not any(isinstance(target.target, (cst.Name, cst.Tuple)) for target in statement.targets)
    return isinstance(statement, (cst.Expr, cst.AugAssign, cst.Del, cst.Raise, cst.Return, cst.Assert, cst.Continue))


def _in_brackets(node: cst.BaseExpression) -> cst.BaseExpression:
    return node.with_changes(lpar=[cst.LeftParen(), *node.lpar], rpar=[*node.rpar, cst.RightParen()])


def _negated(test: cst.BaseExpression) -> cst.BaseExpression:
    return _in_brackets(cst.UnaryOperation(cst.Not(), _in_brackets(test)))


def mutants_of(path: str, text: str) -> Iterator[Mutant]:
    """Every mutant of one file, in the order of the source."""
    wrapper = MetadataWrapper(cst.parse_module(text))
    changes = Changes()
    wrapper.visit(changes)
    for line, node, (kind, other) in changes.found:
        yield Mutant(path, line, kind, wrapper.module, node, other)


def sample(mutants: list[Mutant], seed: int, number: int) -> list[Mutant]:
    """
    So many mutants that Python can parse, drawn by a seed: one of each kind of change in turn, as long as there are
    any.
    """
    generator = random.Random(seed)
    kinds: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        kinds.setdefault(mutant.kind, []).append(mutant)
    for of_kind in kinds.values():
        generator.shuffle(of_kind)
    chosen: list[Mutant] = []
    while len(chosen) < number and any(kinds.values()):
        drawn = [of_kind.pop() for _, of_kind in sorted(kinds.items()) if of_kind]
        chosen += [mutant for mutant in drawn if mutant.is_python()]
    return chosen[:number]


# -- which tests -------------------------------------------------------------------------------------------------------

CASES = ("tests/test_fixtures.py", "tests/test_fixed_cases.py", "tests/test_sieve.py")
BY_LINE = "cases by line"
"""
The step that compares the findings and repairs of those cases that run the line of the mutant (cases_by_line.py), in
place of all tests of all cases.
"""
OF_ALL_RULES = ("tests/test_rule_set.py", "tests/test_docs.py", "tests/test_explain.py", "tests/test_known_settings.py")
OF_PACKAGES: dict[str, tuple[tuple[str, ...], ...]] = {
    "fix": (("tests/fix",), (BY_LINE,), ("tests/integration", "tests/test_codemod.py")),
    "policy": (("tests/policy",),),
    "flake8_session_expiry": (
        (*OF_ALL_RULES, "tests/test_options.py", "tests/test_codemod.py"),
        ("tests/integration",),
    ),
}
"""
For a package the pytest arguments of each step; without an entry: the tests of its name, then every case of every rule.
"""


def steps(path: str, tree: Path) -> list[list[str]]:
    """The pytest arguments to run one after another on a mutant of a file, the quickest first."""
    package, module = Path(path).parent.name, Path(path).stem
    if module.startswith("dse"):
        code = module.partition("_")[0]
        return [[BY_LINE], [*OF_ALL_RULES], [*CASES, "-k", code], ["tests/behaviour", "-k", code]]
    own = f"tests/{package}/test_{module}.py"
    rest = OF_PACKAGES.get(package, ((BY_LINE,), (f"tests/{package}",)))
    if Path(path).parts[1:2] == ("rules",):
        rest = ((BY_LINE,), (*OF_ALL_RULES,))
    found = [
        [name for name in names if (tree / ("tests/fixtures" if name == BY_LINE else name)).exists()]
        for names in ((own,), *rest)
    ]
    return [names for names in found if names]


# -- running -----------------------------------------------------------------------------------------------------------


def copied(root: Path, to: Path) -> None:
    """The files of a checkout that git knows or that are new in it, copied as they are now."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=root, check=True, capture_output=True, text=True).stdout.split("\0")
    for name in filter(None, names):
        if (root / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, to / name)


class Copy:
    """One copy of the tree in which mutants are tried, one after another."""

    def __init__(self, root: Path, folder: Path, most_cases: int = MOST_CASES) -> None:
        self.folder = folder
        self.most_cases = most_cases
        self._writes = 0
        copied(root, folder)

    def write(self, path: str, text: str) -> None:
        """
        Write a text with another time: else Python would run the compiled code of the text before, if that has the same
        size and second.
        """
        self._writes += 1
        target = self.folder / path
        target.write_text(text, encoding="utf-8")
        changed = 1_500_000_000 + self._writes
        os.utime(target, (changed, changed))

    def fails(self, arguments: list[str]) -> str | None:
        """The last line that pytest prints if it fails in this copy; None if it passes."""
        return self._fails(
            [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider", *arguments]
        )

    def differs(self, record: Path, cases: list[str]) -> str | None:
        """The first of some cases of which another result is recorded; None if there is none."""
        names = self.folder / "cases.txt"
        names.write_text("\n".join(cases), encoding="utf-8")
        return self._fails([sys.executable, "-m", "benchmarks.cases_by_line", str(record), str(names)])

    def _fails(self, command: list[str]) -> str | None:
        environment = {**os.environ, "PYTHONPATH": str(self.folder), "PYTHONHASHSEED": "0"}
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            output, _ = process.communicate(timeout=LONGEST_RUN)
        except subprocess.TimeoutExpired:
            return "time is up"
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if process.returncode in {0, 5}:  # 5: no test of that name, as for a rule without a proof
            return None
        return output.strip().splitlines()[-1] if output.strip() else f"exit {process.returncode}"

    def kills(self, mutant: Mutant, record: Path, by_line: CasesByLine) -> bool:
        """Whether a test notices a mutant."""

        def fails(arguments: list[str]) -> bool:
            if arguments == [BY_LINE]:
                below = mutant.path.partition("/")[2]
                running = by_line.running(below, mutant.line)
                some = random.Random(1).sample(running, min(len(running), self.most_cases))
                return self.differs(record, some) is not None
            return self.fails(arguments) is not None

        before = (self.folder / mutant.path).read_text(encoding="utf-8")
        self.write(mutant.path, mutant.text)
        try:
            return any(fails(arguments) for arguments in steps(mutant.path, self.folder))
        finally:
            self.write(mutant.path, before)


def imports_itself(copy: Copy) -> bool:
    """Whether Python imports the package from the copy, not from where it is installed."""
    code = "import flake8_session_expiry as package; print(package.__file__)"
    environment = {**os.environ, "PYTHONPATH": str(copy.folder)}
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=copy.folder, env=environment, capture_output=True, text=True, check=True
    )
    return Path(found.stdout.strip()).resolve().is_relative_to(copy.folder.resolve())


def difference(before: str, after: str) -> Iterator[str]:
    """The lines that a mutant changes."""
    for line in difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""):
        if not line.startswith(("---", "+++", "@@")):
            yield f"    {line[0]} {line[1:].strip()}"


def parsed_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    """The arguments of the command line."""
    parser = argparse.ArgumentParser(description="Put small faults into a package and see whether its tests notice.")
    parser.add_argument("folder", help="the package (or one file of it), from the root of the checkout")
    parser.add_argument("--seed", type=int, default=1, help="which sample (default: 1)")
    parser.add_argument("--number", type=int, default=60, help="how many mutants (default: 60)")
    parser.add_argument("--jobs", type=int, default=1, help="how many to try at a time, each in a copy of its own")
    parser.add_argument(
        "--record", type=Path, help="of cases_by_line.py for this source (default: it is made, which takes a minute)"
    )
    parser.add_argument(
        "--most-cases", type=int, default=MOST_CASES, help=f"compared for one mutant (default: {MOST_CASES})"
    )
    parser.add_argument("--list", action="store_true", help="only show the mutants that would be tried")
    return parser.parse_args(arguments)


def main() -> int:
    """Print which mutants the tests noticed and which not; exit code 2 if the tests fail without a mutant."""
    options = parsed_arguments()
    root = Path(__file__).resolve().parent.parent
    given = (root / options.folder).resolve()
    paths = [given] if given.is_file() else sorted(given.rglob("*.py"))
    texts = {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    every = [mutant for path, text in texts.items() for mutant in mutants_of(path, text)]
    chosen = sample(every, options.seed, options.number)
    print(f"{options.folder}: {len(chosen)} of {len(every)} mutants, seed {options.seed}", flush=True)
    if options.list:
        for mutant in chosen:
            shown(mutant, texts[mutant.path], "")
        return 0
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU, MOST_CPU))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    with tempfile.TemporaryDirectory() as folder:
        copies: Queue[Copy] = Queue()
        for number in range(options.jobs):
            copies.put(Copy(root, Path(folder, str(number)), options.most_cases))
        record = options.record
        if record is None:
            record = Path(folder, "record.json")
            subprocess.run([sys.executable, "-m", "benchmarks.cases_by_line", str(record)], cwd=root, check=True)
        return tried(chosen, copies, texts, options.jobs, record.resolve())


def tried(chosen: list[Mutant], copies: Queue[Copy], texts: dict[str, str], jobs: int, record: Path) -> int:
    """Try every mutant and print the outcome."""
    copy = copies.get()
    if not imports_itself(copy):
        print("the tests would run the installed package, not the copy")
        return 2
    needed = {tuple(arguments): None for mutant in chosen for arguments in steps(mutant.path, copy.folder)}
    for arguments in needed:
        if arguments != (BY_LINE,) and (failure := copy.fails(list(arguments))) is not None:
            print(f"without any mutant: pytest {' '.join(arguments)}: {failure}")
            return 2
    copies.put(copy)
    by_line = CasesByLine(record)
    left: list[Mutant] = []

    def one(mutant: Mutant) -> bool:
        own = copies.get()
        try:
            return own.kills(mutant, record, by_line)
        finally:
            copies.put(own)

    start = time.monotonic()
    with ThreadPoolExecutor(jobs) as pool:
        for mutant, killed in zip(chosen, pool.map(one, chosen), strict=True):
            if not killed:
                left.append(mutant)
                shown(mutant, texts[mutant.path], "LEFT ")
    found = len(chosen) - len(left)
    share = 100 * found / max(len(chosen), 1)
    print(f"killed {found} of {len(chosen)} ({share:.0f} %), left {len(left)}, {time.monotonic() - start:.0f} s")
    return 0


def shown(mutant: Mutant, before: str, word: str) -> None:
    """Print one mutant: where it is, and its lines."""
    print(f"{word}{mutant.path}:{mutant.line} {mutant.kind}", *difference(before, mutant.text), sep="\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
