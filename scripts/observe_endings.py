"""
Observes in the installed Django what ends a session and how long it lives, and writes
``docs/sessions_end/observed/django_X_Y.json``. Run it once in an environment of each Django that the proofs run on
(``tests/behaviour/versions.py``), with Redis and PostgreSQL on the machine; then ``python scripts/generate_docs.py``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import django  # noqa: E402

from tests.behaviour.endings import observed  # noqa: E402
from tests.behaviour.proving import project  # noqa: E402
from tests.behaviour.versions import ALL_ENGINES, DJANGO_VERSIONS  # noqa: E402


def main() -> None:
    """
    Observe everything, and write the file of this version.

    Raises:
        SystemExit: the proofs do not run on this version of Django.
    """
    version = django.VERSION[:2]
    if version not in DJANGO_VERSIONS:
        raise SystemExit(f"Django {django.get_version()} is none of {DJANGO_VERSIONS}")
    os.environ.setdefault("SESSION_EXPIRY_REQUIRE_SERVERS", "1")  # no engine is left out
    project.configure()
    from tests.behaviour.endings.actions import ACTIONS
    from tests.behaviour.endings.observing import observe
    from tests.behaviour.endings.observing_time import observe_time_line
    from tests.behaviour.endings.time_lines import TIME_LINES

    found: observed.Observations = {
        "endings": {action.name: {engine: observe(engine, action) for engine in ALL_ENGINES} for action in ACTIONS},
        "time_lines": {
            line.name: {engine: observe_time_line(engine, line) for engine in ALL_ENGINES} for line in TIME_LINES
        },
    }
    path = observed.path_of(version)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(observed.as_text(found), "utf-8")
    print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
