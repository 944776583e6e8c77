"""Whether a name is a misspelling of another one."""

from __future__ import annotations


def one_edit_apart(left: str, right: str) -> bool:
    """Whether one letter added, dropped or changed, or two neighbours swapped, turns one word into the other."""
    if len(left) > len(right):
        left, right = right, left
    if left == right or len(right) - len(left) > 1:
        return False
    first = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), len(left))
    if len(left) < len(right):
        return left[first:] == right[first + 1 :]
    swapped = left[:first] + left[first + 1 : first + 2] + left[first : first + 1] + left[first + 2 :]
    return left[first + 1 :] == right[first + 1 :] or swapped == right
