"""One row of the generated ``index``."""

from __future__ import annotations

from typing import NamedTuple

from flake8_session_expiry.engine.needs import Need


class IndexedRule(NamedTuple):
    """What must be known of a rule before it is imported. ``needs`` is None where that is not known: it always runs."""

    enabled_by_default: bool
    in_tests: bool
    needs: Need | None
