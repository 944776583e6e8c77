"""Every rule has a proof or a reason why there is nothing to run."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.behaviour.evidence import BEHAVIOUR, Proof, evidence, proofs
from tests.behaviour.nothing_to_run import NO_RETURNING_VISITOR, NOTHING_TO_RUN
from tests.behaviour.pages import blocks_of, declares_fix, stems
from tests.behaviour.versions import ALL_ENGINES, DJANGO_VERSIONS

PROOFS = proofs()


@pytest.mark.parametrize("stem", stems())
def test_every_rule_is_proven_or_says_why_not(stem: str) -> None:
    proven = {one.stem for one in PROOFS}
    assert stem in proven or stem in NOTHING_TO_RUN, f"{stem} has no proof in tests/behaviour and no reason why"
    assert not (stem in proven and stem in NOTHING_TO_RUN), f"{stem} has a proof: take it out of NOTHING_TO_RUN"


def test_every_proof_names_a_rule_and_lies_where_it_is_looked_for() -> None:
    rules = stems()
    for one in PROOFS:
        assert one.stem in rules, f"{one.path.name} proves {one.stem}, which is no rule"
        where = BEHAVIOUR / rules[one.stem].parent.name / f"test_{one.stem}.py"
        assert one.path == where, f"the proof {one.name} of {one.stem} belongs to {where.relative_to(BEHAVIOUR)}"


@pytest.mark.parametrize(
    "one", [one for one in PROOFS if one.not_on or one.no_help_on], ids=lambda one: f"{one.stem}:{one.name}"
)
def test_what_differs_by_engine_is_said_in_a_sentence(one: Proof) -> None:
    """The page has a table of it, whose readers do not know the proof."""
    assert one.claim.endswith(".") and "|" not in one.claim


def test_every_reason_is_about_a_rule() -> None:
    assert {*NOTHING_TO_RUN, *NO_RETURNING_VISITOR} <= set(stems())
    assert all([*NOTHING_TO_RUN.values(), *NO_RETURNING_VISITOR.values()])


@pytest.mark.parametrize("path", sorted(BEHAVIOUR.glob("*/test_dse*.py")), ids=lambda path: path.stem)
def test_every_file_of_proofs_has_one(path: object) -> None:
    assert path in {one.path for one in PROOFS}


@pytest.mark.parametrize("stem", sorted({one.stem for one in PROOFS} & set(stems())))
def test_every_piece_of_code_on_the_page_is_run(stem: str) -> None:
    own = [one for one in PROOFS if one.stem == stem]
    flagged, instead = blocks_of(stem, "Flagged"), blocks_of(stem, "Use instead")
    assert flagged and instead
    assert set(flagged) <= {one.code for one in own}
    assert set(instead) <= {one.instead for one in own}


@pytest.mark.parametrize("stem", sorted({one.stem for one in PROOFS} & set(stems())))
def test_a_claim_is_shown_to_be_gone_with_other_code(stem: str) -> None:
    own = [one for one in PROOFS if one.stem == stem]
    assert any(one.instead and not one.same for one in own), "every proof would also pass with 'Use instead'"
    assert any(one.fixed for one in own) or not declares_fix(stem), "our fix is never run"


@pytest.mark.parametrize("one", PROOFS, ids=lambda one: f"{one.stem}:{one.name}")
def test_what_other_code_is_promised_to_do_is_shown(one: Proof) -> None:
    """
    Where a proof runs other code, it shows that this does what it should: a promise, or the claim itself where that
    holds for both.
    """
    runs_other_code = one.instead is not None or one.fixed
    assert one.promised == (runs_other_code and not one.same)


@pytest.mark.parametrize("stem", sorted({one.stem for one in PROOFS} & set(stems())))
def test_every_piece_of_code_that_is_advised_is_shown_to_do_what_it_should(stem: str) -> None:
    shown = {one.instead for one in PROOFS if one.stem == stem and (one.promised or one.same)}
    assert set(blocks_of(stem, "Use instead")) <= shown


def _repairs_code_of_requests(stem: str) -> bool:
    return declares_fix(stem) and stems()[stem].parent.name in ("session_calls", "expiry_values", "life_cycle")


@pytest.mark.parametrize("stem", [stem for stem in stems() if _repairs_code_of_requests(stem)])
def test_a_fix_is_proven_in_an_async_view_with_a_returning_visitor(stem: str) -> None:
    proven = any(one.stem == stem and one.asynchronous and one.returning and one.fixed for one in PROOFS)
    assert proven or stem in NO_RETURNING_VISITOR, f"give a proof of {stem} that logs in first asynchronous=True"
    assert not (proven and stem in NO_RETURNING_VISITOR), f"{stem} has such a proof: take it out"


def test_evidence_is_drawn_from_the_decorators() -> None:
    found = evidence()
    assert set(found) == {one.stem for one in PROOFS}
    versions = {".".join(map(str, version)) for version in DJANGO_VERSIONS}
    for stem, one in found.items():
        assert one.versions and set(one.versions) <= versions, stem
        assert one.engines and set(one.engines) <= set(ALL_ENGINES), stem
    names = Counter((one.path, one.name) for one in PROOFS)
    assert max(names.values(), default=1) == 1
