"""The lengths beside numbers as inlay hints of an editor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lsprotocol import types

from flake8_session_expiry.language_server.text_places import Said, TextPlaces


def inlay_hints(said: Iterable[Said], places: TextPlaces, range_: types.Range) -> Iterator[types.InlayHint]:
    """Those in the part of the text that the editor shows."""
    first = places.offset_of_position(range_.start.line, range_.start.character)
    last = places.offset_of_position(range_.end.line, range_.end.character)
    for each in said:
        if first <= each.start <= last:
            yield types.InlayHint(
                position=types.Position(*places.position(each.start)),
                label=each.words,
                padding_left=True,
                tooltip=each.details or None,
            )
