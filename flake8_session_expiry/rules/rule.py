"""
The base class of all rules: a LibCST visitor whose docstring is its page. Its form is what ``declaration`` says.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import libcst as cst

from flake8_session_expiry.engine.dispatch import Visitor
from flake8_session_expiry.engine.events import Event
from flake8_session_expiry.engine.findings import Finding, Fix, Safety
from flake8_session_expiry.engine.needs import Need
from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.options import Options
from flake8_session_expiry.semantic.guards import is_guarded
from flake8_session_expiry.sessions.functions import class_context
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.settings.events import Setting

_LINE_BREAK = re.compile(r"\s*(?:\\|#[^\n]*)?\n\s*")

SECTIONS = ("What Django does", "Flagged", "Use instead", "Fix safety", "Options", "References")


@dataclass(frozen=True)
class Report:
    """
    A report of a rule, without line and column, as it may be dropped for that of another rule about the same code.
    """

    rule: Rule
    node: cst.CSTNode
    message: str
    facts: Mapping[str, object]


class Rule(Visitor):
    """
    Base of all rules. A rule listens to events (``on_session_call`` ...) and, where flow matters, to nodes
    (``visit_X``, ``leave_X``).

    ``since`` is the first version of this package that has the rule. ``message`` is a template for the facts of
    ``report``. ``fixes`` are the kinds of repair that ``fix`` may return.
    ``in_tests`` is False for a rule that is silent in test modules. ``settings`` are the names of the settings that
    ``on_setting`` is called for. ``raises`` are the exceptions that the reported line itself raises: where one of them
    is expected, nothing is reported.
    ``needs`` is what must stand in a module for the rule to report anything there: the others are not parsed by LibCST
    for it (``engine/needs``).
    """

    code: ClassVar[str]
    since: ClassVar[str]
    needs: ClassVar[Need]
    message: ClassVar[str]
    enabled_by_default: ClassVar[bool] = True
    in_tests: ClassVar[bool] = True
    fixes: ClassVar[frozenset[Safety]] = frozenset()
    settings: ClassVar[frozenset[str]] = frozenset()
    raises: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.model = model
        self.source = model.source
        self.symbols = model.symbols
        self.effects = model.effects
        self.types = model.types
        self.values = model.values
        self.here = model.here
        self.reports: list[Report] = []

    @property
    def tree(self) -> Tree:
        """The flattened module: parents, order, nodes by type."""
        return self.source.tree

    @property
    def options(self) -> Options:
        """The options of the user, and what is known of the project."""
        return self.model.options

    def wants(self, event: Event) -> bool:
        """Every event but a setting that the rule does not name."""
        return not isinstance(event, Setting) or event.name in self.settings

    def report(self, node: cst.CSTNode, *, message: str | None = None, **facts: object) -> None:
        """
        Report ``node``, at its first character. ``facts`` are put into the message; ``fix`` gets them, too.

        Guarded code (``hasattr``, ``try ... except AttributeError/KeyError``) is not reported. A test case counts as a
        test whatever the name of its module.
        """
        if not is_guarded(self.tree, node, self.raises):
            self.report_even_guarded(node, message=message, **facts)

    def report_even_guarded(self, node: cst.CSTNode, *, message: str | None = None, **facts: object) -> None:
        """The same for what is wrong whether it is expected to fail or not."""
        if self.in_tests or not self._in_test_case(node):
            text = _on_one_line((message or self.message).format_map(facts))
            self.reports.append(Report(self, node, text, facts))

    def _in_test_case(self, node: cst.CSTNode) -> bool:
        """
        By the classes around the node: many rules report at the end of the walk, which has left the class by then.
        """
        above = (item for item in self.tree.ancestors(node) if isinstance(item, cst.ClassDef))
        return any(class_context(item).is_test_case for item in above)

    def fix(self, finding: Finding) -> Fix | None:
        """The repair of one finding of this rule, or None. Called only by the fixer, after the walk."""
        return None

    @classmethod
    def name(cls) -> str:
        """``bool-expiry``: the name of the bad pattern."""
        return cls.__module__.rpartition(".")[2].partition("_")[2].replace("_", "-")

    @classmethod
    def group(cls) -> str:
        """``expiry_values``: the folder that it is in."""
        return cls.__module__.split(".")[-2]


def sections(rule: type[Rule]) -> dict[str, str]:
    """The page of a rule: heading -> text; the text before the first heading is under the empty heading."""
    parts = re.split(r"^## (.+)$", inspect.cleandoc(rule.__doc__ or ""), flags=re.MULTILINE)
    return {"": parts[0].strip()} | {parts[i]: parts[i + 1].strip("\n") for i in range(1, len(parts), 2)}


def code_blocks(section: str) -> list[str]:
    """The indented code blocks of a section, each dedented."""
    blocks: list[list[str]] = []
    for line in section.splitlines():
        if line.startswith("    "):
            if not blocks or blocks[-1] and blocks[-1][-1] == "\0":
                blocks.append([])
            blocks[-1].append(line[4:])
        elif not line.strip():
            if blocks and blocks[-1][-1] != "\0":
                blocks[-1].append("")
        elif blocks and blocks[-1][-1] != "\0":
            blocks[-1].append("\0")
    return ["\n".join(line for line in block if line != "\0").strip("\n") + "\n" for block in blocks]


def _on_one_line(message: str) -> str:
    """A message with code in it that spans lines, as one line: flake8 prints a line for each finding."""
    if "\n" not in message:
        return message
    joined = _LINE_BREAK.sub(" ", message)
    return joined.replace(" .", ".").replace("( ", "(").replace(" )", ")")
