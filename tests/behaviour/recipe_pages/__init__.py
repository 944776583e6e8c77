"""The recipes of docs/recipes, run as they stand on the page. What each page says of an engine is asserted here."""

from __future__ import annotations
