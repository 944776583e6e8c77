"""The words for true and false in environment variables and forms: those of ``strtobool`` of python-decouple."""

from __future__ import annotations

from typing import Final

TRUE_WORDS: Final = frozenset({"y", "yes", "t", "true", "on", "1"})
FALSE_WORDS: Final = frozenset({"n", "no", "f", "false", "off", "0", ""})
