"""One run: each project is looked at, and its result stored as soon as it is there."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from flake8_session_expiry.audit.audit_arguments import for_every_folder
from flake8_session_expiry.audit.progress import progress
from flake8_session_expiry.audit.project_hash import DECIDING
from flake8_session_expiry.audit.projects_found import FoundProject
from flake8_session_expiry.audit.requests import ProjectRequest, ReplyKind
from flake8_session_expiry.audit.store import AuditRun, AuditStore
from flake8_session_expiry.audit.versions import versions
from flake8_session_expiry.audit.workers import Workers, replies
from flake8_session_expiry.configuration.flake8_config import Configuration

_CONFIGURATION = ("config", "append_config", "isolated", "toml_config")


@dataclass(frozen=True)
class Audit:
    """What is to be done: ``argv`` is the command line, ``given`` are its folders (those of ``--from`` too)."""

    configuration: Configuration
    argv: Sequence[str]
    given: Sequence[str]
    projects: Sequence[FoundProject]

    def made(
        self, store: AuditStore, workers: AbstractContextManager[Workers], *, quiet: bool
    ) -> tuple[AuditRun, Counter[ReplyKind]]:
        """Do it; the run, and how many results were made, were still true, or are missing."""
        options = self._options()
        run = store.begin(options, self._identity(options), self.argv)
        counted: Counter[ReplyKind] = Counter()
        with workers as started, progress(len(self.projects), quiet=quiet) as advance:
            for request, reply in replies(self._requests(store, run, counted, advance), started):
                store.keep(run, request.folder, reply)
                counted[reply.kind] += 1
                advance()
        store.finish(run, (project.folder for project in self.projects))
        return run, counted

    def _requests(
        self, store: AuditStore, run: AuditRun, counted: Counter[ReplyKind], advance: Callable[[], None]
    ) -> Iterator[ProjectRequest]:
        arguments = for_every_folder(self.argv)
        for project in self.projects:
            if run.is_continued and store.is_given_up(run, project.folder):
                counted[ReplyKind.LOST] += 1
                advance()
                continue
            yield ProjectRequest(project.folder, project.inside, arguments, store.known(project.folder, run.options))

    def _options(self) -> str:
        """Identifies the command line as far as results depend on it."""
        given = vars(self.configuration.given)
        kept = {
            name: value
            for name, value in given.items()
            if value is not None and (name in DECIDING or name in _CONFIGURATION or name.startswith("session_expiry_"))
        }
        return _hash(kept)

    def _identity(self, options: str) -> str:
        """Identifies the command: one that was stopped goes on where the same one is given again."""
        return _hash([options, dict(versions()), sorted(map(os.path.realpath, self.given or [os.curdir]))])


def _hash(data: object) -> str:
    text = json.dumps(data, sort_keys=True, default=repr)
    return hashlib.blake2b(text.encode("ascii"), digest_size=16).hexdigest()
