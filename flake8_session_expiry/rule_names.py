"""Which rules a word on a command line names: a code, the beginning of codes, a name, a group."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flake8_session_expiry.codes import names, stems
from flake8_session_expiry.near_names import did_you_mean, nearest


class NoSuchRule(Exception):
    """A word names no rule; the text is one line, with what was probably meant."""


def named(words: Sequence[str]) -> list[str]:
    """
    The codes that these words name (``DSE202``, ``dse2``, ``bool-expiry``, ``expiry-values``, several with commas),
    each once, in this order. Raises NoSuchRule.
    """
    single = [part.strip() for word in words for part in word.split(",")]
    return list(dict.fromkeys(code for word in single if word for code in _of(word)))


def _of(word: str) -> list[str]:
    code, name = word.upper(), word.lower().replace("_", "-")
    if re.fullmatch(r"DSE\d{0,3}", code):
        found = [each for each in names() if each.startswith(code)]
    else:
        found = [each for each, own in names().items() if own == name]
        found = found or [each for each, stem in stems().items() if _group(stem) == name]
    if not found:
        meant = hint(word) or did_you_mean(word, {_group(stem) for stem in stems().values()})
        raise NoSuchRule(f"there is no rule {word!r}{meant}")
    return found


def hint(word: str) -> str:
    """``; did you mean DSE202?`` or ``; did you mean bool-expiry (DSE202)?``; nothing where no rule is near."""
    by_name = {name: code for code, name in names().items()}
    name = nearest(word.replace("_", "-"), by_name, cutoff=0.75)
    if name is not None:
        return f"; did you mean {name} ({by_name[name]})?"
    return did_you_mean(word, names(), cutoff=0.8)


def _group(stem: str) -> str:
    return stem.partition(".")[0].replace("_", "-")
