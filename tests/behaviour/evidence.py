"""On which versions of Django and which engines each rule's claim was run: read from the proofs' own decorators.

Nothing of Django is imported, so the page generator can ask without it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.behaviour import versions
from tests.behaviour.pages import Block, block_of, case_of, declares_fix
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
    code: Block
    """What is flagged."""
    instead: Block | None
    """What is run in its place; None if another proof of the rule covers that."""
    same: bool
    """The claim also holds for what is run in its place."""
    asynchronous: bool
    """It runs in ``async def``, or there as well."""
    returning: bool
    """Its visitor logs in, or stores something, before the code runs."""
    fixed: bool
    """It also runs what our fix makes of the code."""
    cured_on: tuple[str, ...]
    """The engines on which other code helps."""
    promised: bool
    """It also shows what is promised of the code that is run in its place."""
    claim: str
    """Its docstring on one line, a sentence for readers of the page; "" where it has none."""

    @property
    def not_on(self) -> tuple[str, ...]:
        """The engines on which the claim is shown not to hold; none where the code itself names the engine."""
        if "SESSION_ENGINE = " in self.code.text:
            return ()
        return tuple(engine for engine in ENGINES if engine not in self.engines)

    @property
    def no_help_on(self) -> tuple[str, ...]:
        """The engines on which other code is shown not to help."""
        return tuple(engine for engine in ENGINES if engine in self.engines and engine not in self.cured_on)


@dataclass(frozen=True)
class Observation:
    """What one proof shows on some of the engines only, or what other code helps against on some of them only."""

    claim: str
    """One sentence for somebody who does not know the proof: its docstring."""
    engines: tuple[str, ...]
    """Where it was seen."""
    helped: tuple[str, ...] | None
    """On which of these other code was seen to help; None where the proof runs no other code."""


@dataclass(frozen=True)
class Evidence:
    """What stands behind a rule: every version and engine on which one of its proofs runs."""

    versions: tuple[str, ...]
    engines: tuple[str, ...]
    observations: tuple[Observation, ...]
    """What is not the same on all engines."""

    def __str__(self) -> str:
        return f"Django {', '.join(self.versions)}; engines {', '.join(self.engines)}"


@cache
def proofs() -> tuple[Proof, ...]:
    """Every proof under tests/behaviour.

    Raises:
        ValueError: an argument of a decorator is neither a literal nor a constant of ``versions.py``.
    """
    return tuple(_proofs())


def _proofs() -> Iterator[Proof]:
    for path in sorted(BEHAVIOUR.glob("*/test_dse*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                for call in node.decorator_list:
                    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "proof":
                        yield _proof(path, node, call)


@cache
def evidence() -> dict[str, Evidence]:
    """Stem -> versions and engines, in the order of ``versions.py``."""
    found: dict[str, list[Proof]] = {}
    for one in proofs():
        found.setdefault(one.stem, []).append(one)
    return {
        stem: Evidence(
            tuple(".".join(map(str, v)) for v in DJANGO_VERSIONS if any(v in one.versions for one in own)),
            tuple(engine for engine in ALL_ENGINES if any(engine in one.engines for one in own)),
            tuple(_observations(own)),
        )
        for stem, own in sorted(found.items())
    }


def _observations(own: list[Proof]) -> Iterator[Observation]:
    for one in own:
        if one.not_on or one.no_help_on:
            engines = tuple(engine for engine in ENGINES if engine in one.engines)
            helped = tuple(engine for engine in engines if engine in one.cured_on)
            yield Observation(one.claim, engines, helped if one.instead is not None and not one.same else None)


def _proof(path: Path, function: ast.FunctionDef, call: ast.Call) -> Proof:
    where = f"{path.name}: {function.name}"
    given = {keyword.arg: _value(keyword.value, where) for keyword in call.keywords if keyword.arg in _READ}
    since, before = given.get("since", DJANGO_VERSIONS[0]), given.get("before")
    engines = given.get("engines", ENGINES)
    if not (isinstance(since, tuple) and (before is None or isinstance(before, tuple)) and isinstance(engines, tuple)):
        raise ValueError(f"{where}: since, before and engines are tuples")
    cured_on = given.get("cured_on", engines)
    assert isinstance(cured_on, tuple)
    ran_on = tuple(v for v in DJANGO_VERSIONS if since <= v and (before is None or v < before))
    stem, case, block = str(_value(call.args[0], where)), given.get("case"), given.get("block", 0)
    assert isinstance(block, int)
    code = case_of(stem, str(case))[0] if case else block_of(stem, "Flagged", block)
    asynchronous = given.get("asynchronous") is True or "async def" in code.text
    return Proof(
        stem=stem,
        path=path,
        name=function.name,
        engines=engines,
        versions=ran_on,
        code=code,
        instead=_instead(stem, str(case) if case else None, given.get("instead", 0)),
        same=given.get("same") is True,
        asynchronous=asynchronous,
        returning=_makes_a_session(function),
        fixed=given.get("fix", declares_fix(stem)) is not False,
        cured_on=cured_on,
        promised=any(keyword.arg == "promise" for keyword in call.keywords),
        claim=" ".join((ast.get_docstring(function) or "").split()),
    )


_READ = ("engines", "since", "before", "case", "block", "instead", "same", "asynchronous", "fix", "cured_on")


def _instead(stem: str, case: str | None, index: object) -> Block | None:
    if not isinstance(index, int):
        return None
    return (case_of(stem, case)[1] if case else None) or block_of(stem, "Use instead", index)


def _makes_a_session(function: ast.FunctionDef) -> bool:
    """Whether ``site.login()`` or ``site.remember()`` comes before the first ``site.visit()``."""
    calls = (node for statement in function.body for node in ast.walk(statement) if isinstance(node, ast.Call))
    on_site = [call.func.attr for call in calls if isinstance(call.func, ast.Attribute) and _is_site(call.func.value)]
    before = on_site[: on_site.index("visit")] if "visit" in on_site else on_site
    return not {"login", "remember"}.isdisjoint(before)


def _is_site(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "site"


def _value(node: ast.expr, where: str) -> object:
    if isinstance(node, ast.Name) and node.id in CONSTANTS:
        return CONSTANTS[node.id]
    if isinstance(node, ast.Tuple):
        return tuple(_value(item, where) for item in node.elts)
    try:
        return ast.literal_eval(node)
    except ValueError:
        raise ValueError(f"{where}: {ast.unparse(node)} is neither a literal nor a constant of versions.py") from None
