"""The code on a rule's page, read from the docstring of its class without importing the rule, LibCST or Django."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from tests.behaviour.async_form import async_form
from tests.casefiles import read_cases

REPOSITORY = Path(__file__).resolve().parents[2]
RULES = REPOSITORY / "flake8_session_expiry" / "rules"
CASES = REPOSITORY / "tests" / "fixtures"
STEM = re.compile(r"dse\d{3}_\w+")

Section = Literal["Flagged", "Use instead", "What Django does"]


@dataclass(frozen=True)
class Block:
    """One piece of code from a rule's page, a case, or what our fix made of it."""

    stem: str
    """``dse202_bool_expiry``"""
    origin: str
    """``Flagged``, ``Use instead``, ``fix`` or ``case: …``; for messages."""
    text: str
    file: str | None = None
    """The path in its project, for a case that has one (``# beside:``): our fix depends on what is known of it."""

    @property
    def filename(self) -> str:
        """The name under which the code is compiled, so that a traceback shows whether its line raised."""
        return f"<{self.stem}: {self.origin}>"

    @property
    def tree(self) -> ast.Module:
        """The block parsed; ``await`` and ``return`` may stand at the top level."""
        return ast.parse(self.text)

    def as_async_view(self) -> Block:
        """The same in ``async def``; bare statements become the body of ``view(request)``."""
        return Block(self.stem, self.origin, async_form(self.text), self.file)


def stems() -> dict[str, Path]:
    """Every rule of the repository: stem -> module."""
    return {path.stem: path for path in sorted(RULES.rglob("dse*.py")) if STEM.fullmatch(path.stem)}


@cache
def rule_class(stem: str) -> ast.ClassDef:
    """The rule's class as ``ast`` sees it.

    Raises:
        LookupError: no rule module of that name, or no class with a page in it.
    """
    try:
        path = stems()[stem]
    except KeyError:
        raise LookupError(f"there is no rule module {stem}.py under {RULES}") from None
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef) and "## Flagged" in (ast.get_docstring(node) or ""):
            return node
    raise LookupError(f"{path.name} has no class with a '## Flagged' section in its docstring")


def declares_fix(stem: str) -> bool:
    """Whether the rule class says that it can repair something (``fixes = frozenset({Safety.…})``)."""
    for node in rule_class(stem).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and target.id == "fixes":
            return "Safety." in ast.unparse(node)
    return False


def blocks_of(stem: str, section: Section) -> list[Block]:
    """The code blocks of one section of the page, in order."""
    page = ast.get_docstring(rule_class(stem)) or ""
    found = re.search(rf"^## {re.escape(section)}[ \t]*\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    return [Block(stem, section, text) for text in _code(found[1])] if found else []


def block_of(stem: str, section: Section, index: int = 0) -> Block:
    """One code block of a section.

    Raises:
        LookupError: the page has no such block.
    """
    blocks = blocks_of(stem, section)
    if index >= len(blocks):
        raise LookupError(
            f"the page of {stem} has {len(blocks)} code blocks under '{section}', number {index} is asked"
        )
    return blocks[index]


@cache
def case_of(stem: str, name: str) -> tuple[Block, Block | None]:
    """A case of ``tests/fixtures/<group>/<stem>.py`` as it stands, and its ``# fixed`` part if it has one.

    Raises:
        LookupError: there is no such case.
    """
    for path in CASES.glob(f"*/{stem}.py"):
        for case in read_cases(path):
            if case.name == name:
                after = case.fixed or case.fixed_unsafe
                return (
                    Block(stem, f"case: {name}", case.code, case.file if case.beside else None),
                    Block(stem, "# fixed", after) if after is not None else None,
                )
    raise LookupError(f"there is no case {name!r} in tests/fixtures/*/{stem}.py")


def _code(section: str) -> Iterator[str]:
    """Blocks that are indented by four columns or stand between fences."""
    fenced = re.findall(r"^```(?:python|py)?[ \t]*\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    if fenced:
        yield from (textwrap.dedent(text) for text in fenced)
        return
    block: list[str] = []
    for line in [*section.split("\n"), "end"]:
        if line.startswith("    ") or (block and not line.strip()):
            block.append(line)
        elif block:
            yield textwrap.dedent("\n".join(block)).strip("\n") + "\n"
            block = []
