"""
Run as a program: a process of the same site that starts after the session was made. Standard input says where the site
keeps things; standard output is what is seen of the session, as JSON.
"""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from typing import Any

from tests.behaviour.proving import project


def main(given: dict[str, Any]) -> dict[str, Any]:
    """The observations: ``stored``, ``own`` and ``old``, as in ``observing.observe``."""
    engine = given["engine"].partition(" on ")[0]
    project.SETTINGS |= {
        "SECRET_KEY": "old",
        "DATABASES": given["databases"],
        "CACHES": given["caches"],
        "SESSION_FILE_PATH": given["files"],
        "SESSION_ENGINE": f"django.contrib.sessions.backends.{engine}",
    }
    project.configure(tables=False)
    from tests.behaviour.endings.actions import AGE, HOUR
    from tests.behaviour.endings.observing import accepted, copies, request_seen
    from tests.behaviour.proving.clock import moved_clock
    from tests.behaviour.proving.site import Site

    with moved_clock() as clock, ExitStack() as undo:
        clock.ahead = given["ahead"]
        site = Site(given["engine"], clock, undo)
        key = given["key"]
        return {
            "stored": copies(site, key),
            "own": request_seen(site.replay(key)),
            "old": accepted(site, key, (AGE - HOUR, AGE)),
        }


if __name__ == "__main__":
    json.dump(main(json.load(sys.stdin)), sys.stdout)
