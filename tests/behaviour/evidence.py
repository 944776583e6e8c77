"""On which versions of Django and which engines each rule's claim was run: read from the proofs' own decorators.

Nothing of Django is imported, so the page generator can ask without it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.behaviour import versions
from tests.behaviour.versions import ALL_ENGINES, DJANGO_VERSIONS, ENGINES, Version

BEHAVIOUR = Path(__file__).resolve().parent
CONSTANTS = {name: value for name, value in vars(versions).items() if name.isupper()}


@dataclass(frozen=True)
class Proof:
    """One ``@proof`` as its decorator states it."""

    stem: str
    path: Path
    name: str
    engines: tuple[str, ...]
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class Evidence:
    """What stands behind a rule: every version and engine on which one of its proofs runs."""

    versions: tuple[str, ...]
    engines: tuple[str, ...]

    def __str__(self) -> str:
        return f"Django {', '.join(self.versions)}; engines {', '.join(self.engines)}"


def proofs() -> Iterator[Proof]:
    """Every proof under tests/behaviour.

    Raises:
        ValueError: an argument of a decorator is neither a literal nor a constant of ``versions.py``.
    """
    for path in sorted(BEHAVIOUR.glob("*/test_dse*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                for call in node.decorator_list:
                    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "proof":
                        yield _proof(path, node.name, call)


def evidence() -> dict[str, Evidence]:
    """Stem -> versions and engines, in the order of ``versions.py``."""
    found: dict[str, tuple[set[Version], set[str]]] = {}
    for one in proofs():
        ran_on, engines = found.setdefault(one.stem, (set(), set()))
        ran_on.update(one.versions)
        engines.update(one.engines)
    return {
        stem: Evidence(
            tuple(".".join(map(str, version)) for version in DJANGO_VERSIONS if version in ran_on),
            tuple(engine for engine in ALL_ENGINES if engine in engines),
        )
        for stem, (ran_on, engines) in sorted(found.items())
    }


def _proof(path: Path, name: str, call: ast.Call) -> Proof:
    where = f"{path.name}: {name}"
    given = {keyword.arg: _value(keyword.value, where) for keyword in call.keywords if keyword.arg in _READ}
    since, before = given.get("since", DJANGO_VERSIONS[0]), given.get("before")
    engines = given.get("engines", ENGINES)
    if not (isinstance(since, tuple) and (before is None or isinstance(before, tuple)) and isinstance(engines, tuple)):
        raise ValueError(f"{where}: since, before and engines are tuples")
    ran_on = tuple(v for v in DJANGO_VERSIONS if since <= v and (before is None or v < before))
    return Proof(str(_value(call.args[0], where)), path, name, engines, ran_on)


_READ = ("engines", "since", "before")


def _value(node: ast.expr, where: str) -> object:
    if isinstance(node, ast.Name) and node.id in CONSTANTS:
        return CONSTANTS[node.id]
    if isinstance(node, ast.Tuple):
        return tuple(_value(item, where) for item in node.elts)
    try:
        return ast.literal_eval(node)
    except ValueError:
        raise ValueError(f"{where}: {ast.unparse(node)} is neither a literal nor a constant of versions.py") from None
