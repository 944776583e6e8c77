"""How long a Django session lives, and what ends it: a flake8 plugin and a fixer."""

from __future__ import annotations

__version__ = "0.1.0"
