"""Repairing: conflicts, passes, writing, flake8's configuration, and the command line on top of them."""

from __future__ import annotations
