"""Wrong names: none of them exists, and a misspelling is only taken for one that it can mean."""

from __future__ import annotations

import pytest

from flake8_session_expiry.reference import session_api
from flake8_session_expiry.reference.session_misnomers import (
    IGNORED_ATTRIBUTES,
    WRONG_NAMES,
    WRONG_READS,
    meant,
)
from flake8_session_expiry.reference.spelling import one_edit_apart


def test_no_wrong_name_is_a_member_and_what_is_meant_is_one() -> None:
    assert not session_api.MEMBERS.keys() & (WRONG_NAMES.keys() | WRONG_READS.keys() | IGNORED_ATTRIBUTES)
    assert {wrong.method for wrong in WRONG_NAMES.values() if wrong.method} <= session_api.METHODS


@pytest.mark.parametrize(
    ("name", "member"),
    [
        ("set_expirey", "set_expiry"),
        ("set_exipry", "set_expiry"),
        ("aset_expir", "aset_expiry"),
        ("getExpiryAge", "get_expiry_age"),
        ("haskey", "has_key"),
        ("flsuh", "flush"),
        ("aclear", "clear"),
        ("modifed", "modified"),
    ],
)
def test_a_misspelling_means_the_one_member_near_it(name: str, member: str) -> None:
    assert meant(name) == member


@pytest.mark.parametrize(
    "name", ["flash", "created", "updated", "_session_key", "set", "gett", "item", "flush", "expire", "changed", "new"]
)
def test_other_words_are_no_misspellings(name: str) -> None:
    assert meant(name) is None


def test_no_misspelling_is_between_two_members() -> None:
    members = [name for name in session_api.MEMBERS if len(name) >= 5]
    for name in members:
        for place in range(len(name)):
            shorter = name[:place] + name[place + 1 :]
            near = {member for member in members if one_edit_apart(shorter, member)}
            assert meant(shorter) in {None, *near}
            assert meant(shorter) is None or len(near) == 1 or shorter in {m.replace("_", "") for m in members}
