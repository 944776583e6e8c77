"""The index by symptom: what users see, and which rules find code that causes it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flake8_session_expiry.codes import names
from scripts.site_pages.markdown import anchor, rule_link

DATA = Path(__file__).resolve().parent.parent.parent / "docs" / "symptoms.toml"
_HEAD = """\
# By symptom

What do users see, or what do you see in the log? Each line leads to a rule that finds code with this effect; `check`
and flake8 find all of them at once. Rules that are marked opt-in run only where they are
[named](configuration.md#session-expiry-enable).
"""


@dataclass(frozen=True)
class Symptom:
    """``title``: as somebody would say it. ``causes``: code of a rule -> how what it finds leads to this."""

    title: str
    text: str
    causes: Mapping[str, str]


@cache
def symptoms() -> tuple[Symptom, ...]:
    """All symptoms, in the order of the page."""
    tables = tomllib.loads(DATA.read_text(encoding="utf-8"))["symptom"]
    return tuple(
        Symptom(
            each["title"], each["text"].strip(), {code: text for code, text in each.items() if code.startswith("DSE")}
        )
        for each in tables
    )


def symptoms_page(opt_in: frozenset[str]) -> str:
    """``docs/symptoms.md``; ``opt_in`` are the codes of the rules that are off until they are named."""
    parts = [_HEAD]
    for each in symptoms():
        lines = [
            f"- {rule_link(code, 'rules/')} {names()[code]}{' (opt-in)' if code in opt_in else ''}: {text}"
            for code, text in each.causes.items()
        ]
        parts.append("\n".join([f"## {each.title}", "", each.text, "", *lines, ""]))
    return "\n".join(parts)


def symptoms_of(code: str) -> list[str]:
    """Links to what a rule explains, for its page."""
    return [f"[{each.title}](../symptoms.md#{anchor(each.title)})" for each in symptoms() if code in each.causes]


def shared_symptoms(code: str) -> list[str]:
    """Codes of other rules that explain the same, those with the most in common first."""
    shared: dict[str, float] = {}
    for each in symptoms():
        if code in each.causes:
            for other in each.causes:
                shared[other] = shared.get(other, 0) + 1 / len(each.causes)
    shared.pop(code, None)
    return sorted(shared, key=lambda other: (-shared[other], other))
