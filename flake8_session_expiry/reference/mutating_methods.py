"""The methods of containers that change them."""

from __future__ import annotations

from typing import Final

MUTATORS: Final = frozenset(
    ["append", "extend", "insert", "remove", "pop", "popitem", "clear", "update", "setdefault", "sort", "reverse"]
)
"""Methods of dict and list that change them (JSON can store no other containers)."""
