"""The committed observations, ``docs/sessions_end/observed/django_X_Y.json``; Django is not needed to read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from tests.behaviour.versions import DJANGO_VERSIONS, Version

FOLDER: Final = Path(__file__).resolve().parents[3] / "docs" / "sessions_end" / "observed"

VERSIONS: Final = {".".join(map(str, version)): version for version in DJANGO_VERSIONS}
"""``"5.2"`` -> (5, 2), for every version that the proofs run on."""

Seen = dict[str, Any]
"""One observation; ``observing.observe`` and ``observing_time.observe_time_line`` say what is in it."""
NO_END: Final = "no end seen in ten years"
CLOSED: Final = "until the browser closes"
ONCE: Final = "once"
"""The request that brought the old cookie was accepted, and got another one; then the old one was refused."""

Observations = dict[str, dict[str, dict[str, Seen]]]
"""``endings`` or ``time_lines`` -> name -> engine -> what was seen."""


def path_of(version: Version) -> Path:
    """The file of one version of Django."""
    return FOLDER / f"django_{version[0]}_{version[1]}.json"


def read(version: Version) -> Observations:
    """What was seen in one version of Django."""
    found: Observations = json.loads(path_of(version).read_text("utf-8"))
    return found


def read_all() -> dict[str, Observations]:
    """``"5.2"`` -> what was seen in it."""
    return {name: read(version) for name, version in VERSIONS.items()}


def as_text(observations: Observations) -> str:
    """The text of a file: one line for each engine, so that a change is seen in its place."""
    kinds = []
    for kind, names in observations.items():
        rows = []
        for name, engines in names.items():
            lines = [f"   {json.dumps(engine)}: {json.dumps(seen)}" for engine, seen in engines.items()]
            rows.append(_braces(f"  {json.dumps(name)}: ", lines, "  "))
        kinds.append(_braces(f" {json.dumps(kind)}: ", rows, " "))
    return _braces("", kinds, "") + "\n"


def _braces(head: str, lines: list[str], indent: str) -> str:
    return "\n".join([head + "{", ",\n".join(lines), indent + "}"])
