"""One module a rule, one folder a group."""

from __future__ import annotations
