"""How a number of seconds is written in messages: 5400 is "90 minutes"."""

from __future__ import annotations

A_THOUSAND_YEARS = 1000 * 365 * 24 * 60 * 60
_UNITS = ((365 * 24 * 60 * 60, "year"), (24 * 60 * 60, "day"), (60 * 60, "hour"), (60, "minute"), (1, "second"))


def in_words(seconds: float) -> str:
    """``300`` -> "5 minutes", ``5400`` -> "90 minutes", ``1800000`` -> "about 20.8 days"."""
    words, rounded = _rounded(seconds)
    return words if abs(rounded - seconds) < 1e-9 else f"about {words}"


def _rounded(seconds: float) -> tuple[str, float]:
    """The words, and the number of seconds that they mean exactly."""
    # "90 minutes", not "1.5 hours": a unit is used from two of it on, or for exactly one.
    unit, name = next(
        (unit, name) for unit, name in _UNITS if abs(seconds) == unit or abs(seconds) >= 2 * unit or unit == 1
    )
    count = round(seconds / unit, 1)
    figure = f"{count:,.0f}" if count == int(count) or abs(count) >= 100 else f"{count:.1f}"
    return f"{figure} {name}{'' if figure in {'1', '-1'} else 's'}", float(figure.replace(",", "")) * unit


def told_apart(seconds: float, limit: int) -> tuple[str, str]:
    """
    A length and the limit that it exceeds, in words that differ; no figure depends on the day on which the code is
    checked.
    """
    if seconds > A_THOUSAND_YEARS:
        return "more than 1,000 years", in_words(limit)
    if _rounded(seconds)[1] <= limit:  # 3601: "about 60 minutes" is no more than "1 hour"
        return f"{seconds:,.0f} seconds", f"{limit:,} seconds"
    return in_words(seconds), in_words(limit)
