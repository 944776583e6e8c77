"""Code that may set names of a module without naming them: ``globals()``, ``exec()``, a call that is given the module."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from flake8_session_expiry.project.files import Parsed

_WORDS: Final = re.compile(
    r"\b(?:globals|locals|vars|exec|execfile|_getframe|currentframe|DjangoDynaconf|HookableSettings|__name__)\b"
)


@lru_cache(maxsize=512)
def may_set_any_name(file: Parsed) -> bool:
    """Whether something in a file's text could set names that cannot be listed; True where there is no text."""
    return file.text is None or _WORDS.search(file.text) is not None
