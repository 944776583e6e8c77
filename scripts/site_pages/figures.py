"""
The figures of ``docs/how_we_know.md``: counted when the site is built, so that a new case makes no page stale, or read
from ``docs/measured.toml``, where the results of long runs are kept.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.site_pages.markdown import table
from scripts.site_pages.rule_pages import GROUP_TITLES, members
from tests.behaviour.evidence import proofs
from tests.behaviour.versions import DJANGO_VERSIONS
from tests.casefiles import all_cases

DATA = Path(__file__).resolve().parent.parent.parent / "docs" / "measured.toml"


def figures() -> dict[str, str]:
    """Name -> text, for ``{{ name }}`` in pages."""
    measured = tomllib.loads(DATA.read_text(encoding="utf-8"))
    found = list(proofs())
    cases = list(all_cases())
    versions = [f"Django {'.'.join(map(str, version))}" for version in DJANGO_VERSIONS]
    return {
        "proofs": f"{len(found):,}",
        "versions": ", ".join(versions[:-1]) + " and " + versions[-1],
        "runs": f"{sum(len(one.versions) * len(one.engines) for one in found):,}",
        "promised": f"{sum(one.promised for one in found):,}",
        "proofs_by_group": _by_group(),
        "cases": f"{len(cases):,}",
        "silent_cases": f"{sum(not case.claims for case in cases):,}",
        "fixes": f"{sum(case.fixed is not None or case.fixed_unsafe is not None for case in cases):,}",
        "corpus": _corpus(measured["corpus"]),
        "snippets": _snippets(measured["snippets"]),
        "mutation": _mutation(measured["mutation"]),
        "kills": _kills(measured["kills"]),
    }


def _by_group() -> str:
    """How many rules, proofs and cases each group has."""
    proof_stems, case_stems = [one.stem for one in proofs()], [case.stem for case in all_cases()]
    rows = []
    for group, title in GROUP_TITLES.items():
        codes = {rule.code.lower() for rule in members(group)}
        counts = (len(codes), sum(stem[:6] in codes for stem in proof_stems), sum(s[:6] in codes for s in case_stems))
        rows.append((f"[{title}](rules/{group}.md)", *map(str, counts)))
    return table(("group", "rules", "proofs", "cases"), rows)


def _corpus(run: Mapping[str, Any]) -> str:
    kinds = ", ".join(f"{each['projects']} {each['kind']}" for each in run["kinds"])
    return (
        f"{run['projects']} public Django projects that no rule had been tried on before ({run['date']}; {kinds}):"
        f" {run['files']:,} Python files, of which {run['passed_the_search']:,} have a word about sessions. With the"
        f" rules that are on by default there were {run['reports']} reports. Each was read together with its code:"
        f" **{run['true_reports']} were true, {run['false_reports']} false**. Each false one was repaired by its kind,"
        " not by its place, and has become a case; afterwards there were"
        f" {run['reports_after_repair']} reports, {run['known_false_after_repair'] or 'none'} of them known to be"
        " false. That second figure is of the projects that drove the repairs, so it says less than the first."
    )


def _snippets(run: Mapping[str, Any]) -> str:
    return (
        f"{run['written']:,} snippets, {run['look_alikes']} of them look-alikes, were written from the descriptions of"
        f" the rules by somebody who had not seen their code ({run['date']}). They found {run['real_faults']} faults;"
        f" {run['differ_today'] or 'none'} of the snippets differs from what was expected today."
    )


def _mutation(runs: list[Mapping[str, Any]]) -> str:
    rows = [
        (
            f"`{run['package']}`",
            run["date"],
            f"{run['seed']}",
            f"{run['mutants']}",
            f"{run['noticed'] / run['mutants']:.0%}",
            f"{run['noticed_today'] / run['mutants']:.0%}",
        )
        for run in runs
    ]
    return table(("package", "when", "seed", "faults", "noticed at first", "noticed with the tests of today"), rows)


def _kills(run: Mapping[str, Any]) -> str:
    return (
        f"`fix` was killed with signal 9 {run['kills']:,} times while it wrote ({run['date']},"
        f" `benchmarks/faults.py`): of {run['files']:,} files each was whole, old or new; {run['torn'] or 'none'} was"
        " torn."
    )
