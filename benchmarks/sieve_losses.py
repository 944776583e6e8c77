"""
Does the sieve lose a finding? Puts faults into code that uses sessions, and prints each mutant that is checked or
repaired in another way where LibCST and all rules run whatever stands in it:
``python -m benchmarks.sieve_losses tests/fixtures SOURCE_TREES --seed 1 --number 3000``.

``tests/test_sieve.py`` does the same with a sample of the cases.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from unittest import mock

from flake8_session_expiry import check
from flake8_session_expiry.engine.decoding import SourceError
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.engine.triage import can_matter
from flake8_session_expiry.fix.passes import fix_source
from flake8_session_expiry.fix.selection import ALL_FIXES
from flake8_session_expiry.options import Options
from tests.casefiles import read_cases

LONGEST = 20_000
"""Longer files would take most of the time."""
_CASES = "# case: "
FAULTS: Sequence[tuple[str, str]] = (
    (r"\.session\.(?:get|pop)\(", ".session.set_expiry("),
    (r"\bsession\[[\"'](\w+)[\"']\] = ", r"session.\1 = "),
    (r"\bsession\[([\"']\w+[\"'])\] = ", r'session[\1]["x"] = '),
    (r"\bsession\[([\"']\w+[\"'])\] = ", r'session.get(\1, {})["x"] = '),
    (r"\.session\[[^\]]*\] = ", ".session = "),
    (r"(\bsession\[.*?\] = ).*", r"\1timezone.now()"),
    (r"(\bsession\[.*?\] = ).*", r"\1{1, 2}"),
    (r"\bsession\[[\"']\w+[\"']\]", "session[5]"),
    (r"(\bsession\.\w+)\([^()\n]*\)", r"\1"),
    (r"(\bsession\.\w+)\(", r"\1(1, 2, 3, "),
    (r"\bsession\.(\w+)\(", r"session.a\1("),
    (r"\bsession\.\w+\(", "session.flush("),
    (r"\bsession\.(\w+)\(", r"session.\1s("),
    (r"\bdef (\w+)\(", r"async def \1("),
    (r"\bdef \w+\(", "def logout("),
    (r"\bawait ", ""),
    (r"if (?:not )?(\w+\.session)\b.*:", r"if \1:"),
    (r"\brequest\.session\b", "request"),
    (r"\brequest\.session\b", "getattr(request, 'session')"),
    (r"\brequest\.session\b", "self.session"),
    (r"\brequest\.session\b", "self.client.session"),
    (r"\brequest\.session\b", "(s := request.session)"),
    (r"\brequest\.session\b", "SessionStore()"),
    (r"SESSION_COOKIE", "SESION_COOKIE"),
    (r"(SESSION_\w+) = .*", r'\1 = "False"'),
    (r"(SESSION_\w+) = .*", r"\1 = 0"),
    (r"(SESSION_\w+) = ", r"\1 == "),
    (r"(?m)^(SESSION_\w+ = .*)$", r"\1\n\1"),
    (r"(?m)^SESSION_COOKIE_\w+ = .*$", "DEBUG = False"),
    (r"\.SessionMiddleware", ".OtherMiddleware"),
    (r"\blogin\(", "logout("),
    (r"\blogout\(", "set_password("),
    (r"set_expiry\(", "set_expire("),
    (r"= \w+\.session\b", "= {}"),
    (r"(?m)^( *\w+) = (\w+\.session)$", r"\1, other = \2, None"),
    (r"(?m)^( *\w+) = (\w+\.session)$", r"\1 = \2 if True else None"),
    (r"set_expiry\(.+?\)", "set_expiry(0)"),
    (r"set_expiry\(.+?\)", "set_expiry(None)"),
    (r"set_expiry\(.+?\)", "set_expiry(settings.SESSION_COOKIE_AGE)"),
    (r"\bif (\w+):", r"if not \1:"),
    (r"\bif not (\w+):", r"if \1:"),
    (r"(?m)^ *(\w+\.)*session\[.+\] = .*$\n", ""),
    (r"(?m)^( *)((?:\w+\.)*session\[.+\] = .*)$", r"\1if ready: \2"),
    (r"(?m)^( *)((?:\w+\.)*session\[.+\] = .*)$", r"\1if ready: return\n\1\2"),
)


@dataclass(frozen=True)
class Mutant:
    """A text with one fault in it, and where it comes from."""

    name: str
    text: str
    options: Options
    origin: str


def mutants(name: str, text: str, options: Options, origin: str) -> Iterator[Mutant]:
    """Each fault that can be put into a text: in one place, the first, and in all."""
    for pattern, by in FAULTS:
        for count in (1, 0):
            changed = re.sub(pattern, by, text, count=count)
            if changed != text and can_matter(changed):
                yield Mutant(name, changed, options, f"{origin}: {pattern} -> {by}")


def is_same(mutant: Mutant) -> bool:
    """Whether it is checked and repaired in the same way with and without the sieve, with and without opt-in rules."""
    for options in (mutant.options, replace(mutant.options, enable_all=True)):
        sieved = outcome(mutant, options)
        with without_sieve():
            if outcome(mutant, options) != sieved:
                return False
    return True


def outcome(mutant: Mutant, options: Options) -> object:
    """The findings, and the text after all repairs."""
    try:
        found = check.check_source(SourceFile(mutant.name, mutant.text), options)
        repaired = fix_source(mutant.name, mutant.text, options, ALL_FIXES)
    except SourceError as error:
        return str(error)
    return [(f.line, f.column, f.text) for f in found if f.code != "DSE901"], repaired.text


@contextmanager
def without_sieve() -> Iterator[None]:
    """In this block LibCST parses every file, and every rule that is switched on runs."""
    with mock.patch.object(check, "needed_codes", lambda codes, found, facts=None: list(codes)):
        yield


def main(arguments: list[str]) -> int:
    """Print the mutants that differ; 1 if there are any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--number", type=int, default=3000)
    given = parser.parse_args(arguments)
    every = [mutant for path in given.paths for mutant in _mutants_below(path)]
    chosen = random.Random(given.seed).sample(every, min(given.number, len(every)))
    lost = [mutant for mutant in chosen if not is_same(mutant)]
    for mutant in lost:
        print(f"# {mutant.origin}\n{mutant.text}\n")
    print(f"{len(chosen)} of {len(every)} mutants, {len(lost)} differ")
    return 1 if lost else 0


def _mutants_below(path: Path) -> Iterator[Mutant]:
    for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        if text.startswith(_CASES):
            for case in read_cases(file):
                yield from mutants(case.file, case.code, case.parsed_options(), case.id)
        elif len(text) < LONGEST and can_matter(text):
            yield from mutants(os.path.relpath(file), text, Options(), str(file))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
