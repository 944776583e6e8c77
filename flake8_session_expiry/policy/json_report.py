"""
The report as JSON. Its keys are documented in ``docs/policy.md``; new ones may be added, a changed meaning needs a new
``version``.
"""

from __future__ import annotations

import json
import math
from datetime import timedelta
from typing import Any

from flake8_session_expiry import __version__
from flake8_session_expiry.policy.report import (
    Ending,
    ExpiryCall,
    Lifetime,
    ModulePolicy,
    Policy,
    Possibility,
    Row,
    Story,
    Verdict,
    WayOut,
    WaysOut,
)
from flake8_session_expiry.settings.effective import Certainty
from flake8_session_expiry.settings.namespace import Origin

VERSION = 1
CERTAINTY_WORDS = {Certainty.KNOWN: "known", Certainty.CONDITIONAL: "depends", Certainty.UNKNOWN: "unknown"}
"""How sure a value is, in the report's words."""


def as_json(policy: Policy) -> str:
    """The report as one JSON document, in ASCII, with a last newline."""
    return json.dumps(as_data(policy), indent=2) + "\n"


def as_data(policy: Policy) -> dict[str, Any]:
    """The report as dicts, lists, numbers and texts."""
    profile = policy.profile
    return {
        "version": VERSION,
        "tool": f"flake8-session-expiry {__version__}",
        "profile": {
            "name": profile.name,
            "overall": profile.overall,
            "idle": profile.idle,
            "binding": profile.binding,
            "source": str(profile.source),
            "url": profile.source.url,
            "max_age": policy.max_age,
        },
        "violated": policy.violated,
        "modules": [_module(module) for module in policy.modules],
        "calls": [_call(call) for call in policy.calls],
        "ways_out": [_ways(ways) for ways in policy.ways_out],
        "problems": list(policy.problems),
        "unfollowed": list(policy.unfollowed),
    }


def _module(module: ModulePolicy) -> dict[str, Any]:
    return {
        "path": module.path,
        "class": module.class_name,
        "purpose": module.purpose.value,
        "judged": module.judged,
        "django": None if module.django is None else ".".join(map(str, module.django)),
        "complete": module.complete,
        "notes": list(module.notes),
        "settings": [_row(row) for row in module.rows],
        "lifetimes": [_story(story) for story in module.stories],
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "question": row.question,
        "words": [each.words for each in row.possible],
        "certainty": CERTAINTY_WORDS[row.certainty],
        "possible": [_possibility(each) for each in row.possible],
        "verdict": _verdict(row.verdict),
    }


def _possibility(each: Possibility) -> dict[str, Any]:
    """One possibility; with its ``value`` only where that is known and no secret."""
    found: dict[str, Any] = {
        "words": each.words,
        "known": each.known,
        "default": each.default,
        "origin": _origin(each.origin),
        "environment": each.environment,
        "verdict": _verdict(each.verdict),
    }
    value = each.value
    if isinstance(value, timedelta):
        found["value"] = {"timedelta": value.total_seconds()}
    elif isinstance(value, float) and not math.isfinite(value):
        found["value"] = {"float": str(value)}
    elif isinstance(value, (str, bool, int, float, type(None))):
        found["value"] = value
    return found


def _origin(origin: Origin | None) -> dict[str, Any] | None:
    return None if origin is None else {"path": origin.path, "line": origin.line}


def _verdict(verdict: Verdict) -> dict[str, str]:
    """What it says, and ``write`` where something is to be written."""
    found = {"answer": verdict.answer.value, "reason": verdict.reason, "source": verdict.source}
    return found | ({"write": verdict.write} if verdict.write else {})


def _story(story: Story) -> dict[str, Any]:
    return {
        "condition": story.lifetime.condition,
        "summary": story.summary,
        **_lifetime(story.lifetime),
        "endings": [_ending(ending) for ending in story.endings],
    }


def _lifetime(life: Lifetime) -> dict[str, Any]:
    return {
        "engine": life.engine,
        "idle": life.age,
        "overall": None,
        "renewed_by": life.renewed_by,
        "ends_at_browser_close": life.at_browser_close,
        "cookie_max_age": life.cookie_max_age,
        "server_copy": life.age if life.has_server_copy else None,
        "has_server_copy": life.has_server_copy,
    }


def _ending(ending: Ending) -> dict[str, Any]:
    return {"what": ending.what, "words": ending.words, "seconds": ending.seconds, "verdict": _verdict(ending.verdict)}


def _call(call: ExpiryCall) -> dict[str, Any]:
    return {
        "path": call.path,
        "line": call.line,
        "function": call.function,
        "method": call.method,
        "code": call.code,
        "in_tests": call.in_tests,
        "certainty": CERTAINTY_WORDS[call.certainty],
        "words": [each.words for each in call.possible],
        "possible": [_possibility(each) for each in call.possible],
        "verdict": _verdict(call.verdict),
    }


def _ways(ways: WaysOut) -> dict[str, Any]:
    return {
        "root": ways.root,
        "urlconf": ways.urlconf,
        "routes": [_way(way) for way in ways.routes],
        "unread": list(ways.unread),
    }


def _way(way: WayOut) -> dict[str, Any]:
    return {
        "address": way.address,
        "name": way.name,
        "view": way.view,
        "path": way.path,
        "line": way.line,
        "methods": None if way.methods is None else list(way.methods),
        "words": way.words,
        "links": [{"path": link.path, "line": link.line, "words": link.words} for link in way.links],
    }
