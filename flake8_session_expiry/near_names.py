"""What a user probably meant who wrote a name that does not exist."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(word: str, names: Iterable[str], *, cutoff: float = 0.7) -> str:
    """``; did you mean db?``, to end a message with; nothing where no name is near, in upper or lower case."""
    near = nearest(word, names, cutoff=cutoff)
    return f"; did you mean {near}?" if near is not None else ""


def nearest(word: str, names: Iterable[str], *, cutoff: float = 0.7) -> str | None:
    """The name that is most like a word, or None."""
    from difflib import get_close_matches

    by_lower = {name.lower(): name for name in names}
    found = get_close_matches(word.lower(), sorted(by_lower), n=1, cutoff=cutoff)
    return by_lower[found[0]] if found else None
