"""Whether a module belongs to tests, by its path: tests misuse sessions on purpose, so many rules are silent there."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TEST_PART = re.compile(r"test|tests|testing|unittests|\w*_tests")
_TEST_FILE = re.compile(r"fixtures\.py|conftest\.py|tests\.py|test_\w*\.py|\w*_tests?\.py")


def is_test_module(path: str, more: Sequence[str] = ()) -> bool:
    """
    Whether a path belongs to tests: by the name of its file or of a folder, or by one of the parts that the user named.
    """
    if not more and "test" not in path and not path.endswith("fixtures.py"):  # most paths
        return False
    parts = path.replace("\\", "/").split("/")
    return (
        any(_TEST_PART.fullmatch(part) or part in more for part in parts[:-1])
        or _TEST_FILE.fullmatch(parts[-1]) is not None
        or parts[-1] in more
    )
