"""Characters, lines and columns, and positions as editors count them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flake8_session_expiry.language_server.text_places import TextPlaces

BRIDGE = "x = '🌉é'  # a\ny = 1\r\nz\rlast"
TEXTS = st.text(alphabet=st.sampled_from("ab🌉é\n\r\f\u2028\x1c\ufeff"), max_size=30)


@pytest.mark.parametrize(("encoding", "units"), [("utf-8", 4 + 2), ("utf-16", 2 + 1), ("utf-32", 1 + 1)])
def test_units_of_characters_beyond_the_basic_plane(encoding: str, units: int) -> None:
    places = TextPlaces(BRIDGE, encoding)
    behind = BRIDGE.index("é") + 1
    assert places.position(behind) == (0, 5 + units)
    assert places.offset_of_position(0, 5 + units) == behind


def test_lines_end_as_in_an_editor() -> None:
    places = TextPlaces(BRIDGE)
    assert [places.position(BRIDGE.index(each)) for each in ("y", "z", "last")] == [(1, 0), (2, 0), (3, 0)]
    assert TextPlaces("a\fb\u2028c\x1cd\nx").position(8) == (1, 0)


def test_position_behind_a_line_is_its_end() -> None:
    places = TextPlaces(BRIDGE)
    assert places.offset_of_position(1, 99) == BRIDGE.index("\r\n")
    assert places.offset_of_position(2, 99) == BRIDGE.index("\rlast")
    assert places.offset_of_position(99, 0) == len(BRIDGE)


def test_position_within_a_character_is_its_beginning() -> None:
    assert TextPlaces("🌉a", "utf-16").offset_of_position(0, 1) == 0
    assert TextPlaces("éa", "utf-8").offset_of_position(0, 1) == 0


def test_columns_of_api_are_without_the_byte_order_mark() -> None:
    assert TextPlaces("\ufeffab\ncd").offset(1, 1) == 1
    assert TextPlaces("\ufeffab\ncd").offset(2, 1) == 4
    assert TextPlaces("ab\ncd").offset(1, 1) == 0
    assert TextPlaces("ab\ncd").offset(9, 1) == 5


def test_lone_surrogates_have_places() -> None:
    assert [TextPlaces("\ud800a", encoding).position(1)[1] for encoding in ("utf-8", "utf-16", "utf-32")] == [3, 1, 1]


@given(TEXTS, st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_each_character_is_found_again_by_its_position(text: str, encoding: str) -> None:
    places = TextPlaces(text, encoding)
    for offset in range(len(text) + 1):
        if text[max(offset - 1, 0) : offset + 1] != "\r\n":  # no cursor is between the two
            assert places.offset_of_position(*places.position(offset)) == offset
