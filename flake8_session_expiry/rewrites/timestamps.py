"""How a number of seconds since 1970 is written as a datetime."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.findings import NeededImport
from flake8_session_expiry.sessions.inference import Inference


def from_timestamp(types: Inference, code: str, *, aware: bool) -> tuple[str, tuple[NeededImport, ...]] | None:
    """
    ``datetime.fromtimestamp(x, tz=timezone.utc)`` with the imports that it needs, by the names that the module has for
    these at this place; None where they mean something else.
    """
    module = _meaning(types, "datetime") == "datetime"
    needed: list[NeededImport] = []
    if module:
        made = f"datetime.datetime.fromtimestamp({code}"
    elif types.can_import("datetime.datetime"):
        made = f"datetime.fromtimestamp({code}"
        needed.append(NeededImport("datetime", "datetime"))
    else:
        return None
    if not aware:
        return f"{made})", tuple(needed)
    if module:
        zone = "datetime.timezone.utc"
    elif _meaning(types, "timezone") == "django.utils.timezone":
        zone = "timezone.get_default_timezone()"
    elif types.can_import("datetime.timezone"):
        zone = "timezone.utc"
        needed.append(NeededImport("datetime", "timezone"))
    else:
        return None
    return f"{made}, tz={zone})", tuple(needed)


def _meaning(types: Inference, name: str) -> str | None:
    return types.qualified(cst.Name(name))
