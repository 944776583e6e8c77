"""What the settings of a project really come to."""

from __future__ import annotations
