"""
Checks one file, as far as that goes without LibCST: most files end here. For one in which a rule could report something
``runner`` is imported, and with it LibCST and the rules.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from flake8_session_expiry.console import printable
from flake8_session_expiry.engine.decoding import SourceError
from flake8_session_expiry.engine.failures import failure, fixer_command
from flake8_session_expiry.engine.findings import Finding
from flake8_session_expiry.engine.needs import ProjectFacts
from flake8_session_expiry.engine.shape_words import WordShapes
from flake8_session_expiry.engine.shapes import shapes_of
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.options import Options
from flake8_session_expiry.project.one_moment import one_moment
from flake8_session_expiry.rules.wanted import needed_codes, wanted_codes

if TYPE_CHECKING:
    from flake8_session_expiry.rules.rule import Rule


@dataclass(frozen=True)
class Checked:
    """The findings of one file, sorted by place and code, and the rules by code, whose ``fix()`` the fixer calls."""

    findings: list[Finding]
    rules: Mapping[str, Rule]


NOTHING: Final = Checked([], MappingProxyType({}))
"""The result for a file in which no rule could report anything."""


def check_source(source: SourceFile, options: Options) -> list[Finding]:
    """
    All findings of one file, sorted by place and code.

    Raises SourceError where Python itself refuses the text (flake8 reports that as E999). A text that only LibCST
    refuses is reported as DSE901; an exception in our own code as DSE900. After one in a rule the other rules still
    report.
    """
    return check_with_rules(source, options).findings


def check_with_rules(source: SourceFile, options: Options) -> Checked:
    """``check_source`` for a caller that also needs the fixes. Raises SourceError as it does."""
    try:
        source.refuse_if_too_large()
    except SourceError as error:
        return Checked([_not_analysed(error)], {})
    known = _taken(source, options)
    _ = source.python_tree
    try:
        with one_moment():
            return _checked(source, known or _sieved(source, options))
    except SourceError as error:
        return Checked([_not_analysed(error)], {})
    except Exception as error:  # the other files are still checked
        return Checked([failed_finding(source.name, error)], {})


def could_report(name: str, data: bytes, options: Options) -> bool:
    """
    Whether any rule could report anything in a file. True, too, for one that cannot be read as Python: what is wrong
    with it is found when it is checked.
    """
    try:
        source = SourceFile.from_bytes(name, data)
        source.refuse_if_too_large()
        found = _sieved(source, options)
    except Exception:
        return True
    if found.codes and len(source.text) + sum(len(each.source.text) for each in _kept.values()) < _KEPT_AT_MOST:
        _kept[name] = found
    return bool(found.codes)


@dataclass(frozen=True)
class _Sieved:
    """
    The rules that could report something in a file; ``given`` are the options of the user, ``options`` those with what
    is known of the project.
    """

    source: SourceFile
    given: Options
    codes: list[str]
    options: Options


_KEPT_AT_MOST: Final = 300_000
"""Characters; Python's tree takes about a hundred times as many bytes."""
_kept: Final[dict[str, _Sieved]] = {}
"""What ``could_report`` has found out of files, by their names, until they are checked: a command asks that first."""


def _taken(source: SourceFile, options: Options) -> _Sieved | None:
    known = _kept.pop(source.name, None)
    if known is None or known.source.text != source.text or known.given is not options:
        return None
    source.take_over(known.source)
    return known


def _sieved(source: SourceFile, given: Options) -> _Sieved:
    options = given
    words = WordShapes(source.text, source.name, options.session_names)
    codes = needed_codes(wanted_codes(source.name, options), words)
    if codes:  # else Python need not parse it either
        found = shapes_of(
            source.python_tree,
            source.text,
            source.name,
            options.session_names,
            options.request_names,
        )
        codes = needed_codes(codes, found)
    if codes:
        from flake8_session_expiry.settings.project_facts import with_facts

        options = with_facts(options, source.name)
        codes = needed_codes(codes, found, _project_facts(source, options))
    return _Sieved(source, given, codes, options)


def _checked(source: SourceFile, sieved: _Sieved) -> Checked:
    if not sieved.codes:
        return NOTHING
    from flake8_session_expiry.runner import run_rules

    return Checked(*run_rules(source, sieved.options, sieved.codes))


def _project_facts(source: SourceFile, options: Options) -> ProjectFacts:
    return ProjectFacts(
        options.engine,
        options.django_version,
        options.known_settings.get("SESSION_COOKIE_NAME", "sessionid"),
        are_known=True,
        lacks=lambda setting: _lacks(source, options, setting),
        uses_session_early=lambda path: _uses_session_early(source, options, path),
        names_logout=lambda: _names_logout(source, options),
    )


def _lacks(source: SourceFile, options: Options, setting: str) -> bool:
    from flake8_session_expiry.settings.linted_settings import lacks

    return lacks(setting, source.name, source.python_tree, options)


def _uses_session_early(source: SourceFile, options: Options, middleware: str) -> bool:
    from flake8_session_expiry.settings.middleware_sessions import uses_session_early

    return uses_session_early(middleware, os.path.abspath(source.name), options.project_root)


def _names_logout(source: SourceFile, options: Options) -> bool:
    from flake8_session_expiry.settings.project_urls import names_logout

    return names_logout(options, source.name, source.python_tree)


def _not_analysed(error: SourceError) -> Finding:
    return Finding("DSE901", printable(f"this file was not analysed: {error}"), 1, 0)


def failed_finding(name: str, error: Exception) -> Finding:
    """
    The finding for a file on which the engine itself fails: DSE900, a bug of ours, or DSE901 where memory ran out.
    """
    code = "DSE901" if isinstance(error, MemoryError) else "DSE900"
    return Finding(code, printable(f"this file was not analysed {failure(error, fixer_command(name))}"), 1, 0)
