"""
The result of one project: its Django, its settings with the verdicts of the profile, its findings, and what could not
be read. A pure function of what ``project_hash`` hashes; nothing of the project is imported or run.
"""

from __future__ import annotations

import os
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from glob import escape
from typing import Any, Final

from flake8_session_expiry.audit.audit_arguments import configured
from flake8_session_expiry.audit.forgetting import forget_projects
from flake8_session_expiry.audit.project_hash import ProjectHash
from flake8_session_expiry.audit.requests import Known, ProjectRequest, Reply, ReplyKind, empty_document
from flake8_session_expiry.checking.findings_of_files import report_on
from flake8_session_expiry.configuration.flake8_config import Configuration
from flake8_session_expiry.configuration.flake8_options import ConfigurationError
from flake8_session_expiry.console import printable
from flake8_session_expiry.engine.failures import NOT_ENOUGH_MEMORY, failure
from flake8_session_expiry.engine.recorded_reads import recorded
from flake8_session_expiry.files import linted_files
from flake8_session_expiry.files.candidates import PIPE_HINT, candidates
from flake8_session_expiry.files.work import collect_after
from flake8_session_expiry.output.fingerprints import with_fingerprints
from flake8_session_expiry.output.report_paths import report_path
from flake8_session_expiry.policy.json_report import as_data
from flake8_session_expiry.policy.project import report
from flake8_session_expiry.project.django_version import pinned_django

_TRIES: Final = 3
_CHANGED: Final = "its files were changed while they were read; the next run looks at it again"
_MOST: Final = {"findings": 10_000, "problems": 1_000, "calls": 10_000, "ways_out": 1_000, "notes": 1_000}
"""How many entries of each list are kept: one project of many must not fill the memory. ``codes`` counts all."""
_COMMAND: Final = "flake8-session-expiry audit --traceback FOLDER"


def result_of(request: ProjectRequest) -> Reply:
    """
    The result. Never raises: what cannot be read is a line in it.

    It runs in the folder of the project, as ``check`` and ``policy`` would there, so only one at a time in a process.
    """
    forget_projects()
    try:
        with _inside(request.folder):
            return _result(request)
    except OSError as error:
        return Reply(ReplyKind.DONE, empty_document(f".: cannot be opened: {error.strerror or error}"))
    except Exception as error:
        return Reply(ReplyKind.DONE, empty_document(f".: was not audited {failure(error, _COMMAND)}"))
    finally:
        forget_projects()


@contextmanager
def _inside(folder: str) -> Iterator[None]:
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _result(request: ProjectRequest) -> Reply:
    for _ in range(_TRIES):
        configuration, problems = _configuration(request)
        found = ProjectHash(request.folder, configuration, problems, request.inside)
        known = request.known
        if known is not None and found.fingerprint(known.reads) == known.fingerprint:
            return Reply(ReplyKind.UNCHANGED, {}, known)
        with recorded() as reads:
            document = _document(configuration, problems)
        reads_beyond = found.beyond(reads)
        fingerprint = found.fingerprint(reads_beyond)
        forget_projects()
        now = ProjectHash(request.folder, *_configuration(request), request.inside)
        if now.fingerprint(reads_beyond) == fingerprint:
            is_kept = not _is_of_this_machine(document)
            return Reply(ReplyKind.DONE, document, Known(fingerprint, reads_beyond) if is_kept else None)
    return Reply(ReplyKind.DONE, empty_document(f".: {_CHANGED}"))


def _is_of_this_machine(document: Mapping[str, Any]) -> bool:
    """Whether it says that the memory was not enough: at another time, or elsewhere, it may be."""
    texts = [*document["problems"], *(found["message"] for found in document["findings"])]
    return any(NOT_ENOUGH_MEMORY in text for text in texts)


def _configuration(request: ProjectRequest) -> tuple[Configuration, list[str]]:
    """
    The configuration of the project, as in a run in its folder; without its files where these are wrong, and a line
    about them. Files of projects inside of it are excluded.
    """
    problems: list[str] = []
    try:
        found = configured(request.arguments)
    except ConfigurationError as error:
        problems.append(f"its configuration does not count: {error}")
        found = configured(["--isolated", *request.arguments])
    inside = [escape(path) for path in request.inside]
    below = [pattern for path in inside for pattern in (path, os.path.join(path, "*"))]
    values = vars(found.namespace) | {
        "filenames": [],
        "files_from": None,
        "extend_exclude": [*found.namespace.extend_exclude, *below],
    }
    return replace(found, namespace=Namespace(**values)), problems


def _document(configuration: Configuration, problems: Sequence[str]) -> dict[str, Any]:
    document = empty_document("")
    lines = list(problems)
    document["notes"] = list(configuration.warnings())
    version = configuration.options.django_version or pinned_django(os.getcwd())
    document["django"] = None if version is None else ".".join(map(str, version))
    _add_policy(document, configuration, lines)
    _add_findings(document, configuration, lines)
    document["problems"] = sorted(dict.fromkeys(lines))
    for name, most in _MOST.items():
        if (more := len(document[name]) - most) > 0:
            document["left_out"][name] = more
            document[name] = document[name][:most]
    return document


def _add_policy(document: dict[str, Any], configuration: Configuration, problems: list[str]) -> None:
    try:
        data = as_data(report(configuration))
    except ConfigurationError as error:
        document["notes"].append(str(error))
        return
    except Exception as error:
        problems.append(f".: its settings were not read {failure(error, _COMMAND)}")
        return
    for module in data["modules"]:
        for lifetime in module["lifetimes"]:
            del lifetime["endings"]  # sentences about the other values
    problems += data["problems"]
    document["notes"] += data["unfollowed"]
    document["violated"] = data["violated"]
    document["modules"] = data["modules"]
    document["ways_out"] = data["ways_out"]
    # A folder without a manage.py may be a part of a project above, whose code is not its own.
    document["calls"] = [call for call in data["calls"] if not os.path.isabs(call["path"])]


def _add_findings(document: dict[str, Any], configuration: Configuration, problems: list[str]) -> None:
    """As ``check`` finds them in this folder."""

    def say(name: str, why: str) -> None:
        problems.append(printable(f"{report_path(name)}: {why.removesuffix(PIPE_HINT)}"))

    def unreadable(error: OSError) -> None:
        say(str(error.filename), f"cannot be read: {error.strerror}")

    counted: Counter[str] = Counter()
    findings: list[dict[str, Any]] = document["findings"]
    names = linted_files.names(configuration, [], unreadable)
    for job in candidates(names, [], configuration.options, say):
        file = report_on(job.name, job.data, configuration, fixes=False)
        for problem in file.problems:
            say(job.name, problem)
        for found, fingerprint in with_fingerprints(file):
            counted[found.code] += 1
            if len(findings) <= _MOST["findings"]:
                entry = asdict(found) | {"path": report_path(file.name), "fingerprint": fingerprint}
                del entry["fix"]
                findings.append(entry)
        collect_after(job.data)
    document["codes"] = dict(sorted(counted.items()))
    if (more := sum(counted.values()) - _MOST["findings"]) > 0:
        del findings[_MOST["findings"] :]
        document["left_out"]["findings"] = more
