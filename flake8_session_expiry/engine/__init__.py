"""The machinery that brings a file to the rules: nothing in it knows what a session is."""

from __future__ import annotations
