"""What the process that checks can be asked. A question is sent to it as it is, and answered there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from flake8_session_expiry.api import Diagnostic
from flake8_session_expiry.language_server.text_checks import Document, Findings, TextChange, TextChecks
from flake8_session_expiry.language_server.text_places import Said

AnswerT = TypeVar("AnswerT", covariant=True)


class Question(Generic[AnswerT]):
    """``answer`` is called in the process that checks; its result must be a value that can be sent."""

    def answer(self, checks: TextChecks) -> AnswerT:
        """The answer. Raises ConfigurationError where the user has to repair a configuration file."""
        raise NotImplementedError


@dataclass(frozen=True)
class WhatIsFound(Question[Findings]):
    """The findings of a document; with ``fixes`` each has its fix."""

    document: Document
    fixes: bool = False

    def answer(self, checks: TextChecks) -> Findings:
        """``TextChecks.findings``."""
        return checks.findings(self.document, fixes=self.fixes)


@dataclass(frozen=True)
class AllFixed(Question[tuple[TextChange, ...]]):
    """The changes of all safe fixes of a document."""

    document: Document

    def answer(self, checks: TextChecks) -> tuple[TextChange, ...]:
        """``TextChecks.all_fixed``."""
        return checks.all_fixed(self.document)


@dataclass(frozen=True)
class Ignored(Question[tuple[TextChange, ...]]):
    """The changes that write a ``# noqa`` for findings, each a line and a code."""

    document: Document
    found: tuple[tuple[int, str], ...]

    def answer(self, checks: TextChecks) -> tuple[TextChange, ...]:
        """``TextChecks.ignored``."""
        return checks.ignored(self.document, self.found)


@dataclass(frozen=True)
class WhatIsSaid(Question[Said | None]):
    """The words about one character of a document, of which the findings are known."""

    document: Document
    offset: int
    found: tuple[Diagnostic, ...]

    def answer(self, checks: TextChecks) -> Said | None:
        """``TextChecks.hover``."""
        return checks.hover(self.document, self.offset, self.found)


@dataclass(frozen=True)
class Lengths(Question[tuple[Said, ...]]):
    """The lengths beside the numbers of a document."""

    document: Document

    def answer(self, checks: TextChecks) -> tuple[Said, ...]:
        """``TextChecks.hints``."""
        return checks.hints(self.document)


@dataclass(frozen=True)
class PageOf(Question[str]):
    """The page of a rule, as Markdown."""

    code: str

    def answer(self, checks: TextChecks) -> str:
        """The packaged page: it is there without the network."""
        from flake8_session_expiry.rules.pages import page_of

        return page_of(self.code)


@dataclass(frozen=True)
class Readiness(Question[bool]):
    """Imports what the first check needs, so that it is as fast as the next ones."""

    def answer(self, checks: TextChecks) -> bool:
        """True, when it is done."""
        from flake8_session_expiry import runner
        from flake8_session_expiry.fix import proposals
        from flake8_session_expiry.policy import of_one_file
        from flake8_session_expiry.rules import registry

        return all((runner, proposals, of_one_file, registry.rules()))
