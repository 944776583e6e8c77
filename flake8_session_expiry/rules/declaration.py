"""
The form of a rule's class: what it must declare, and how its page begins. For authors: the tests ask it, and the script
that generates the pages; users do not wait for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import libcst as cst

from flake8_session_expiry.engine.dispatch import methods
from flake8_session_expiry.engine.events import Event
from flake8_session_expiry.engine.needs import Need
from flake8_session_expiry.engine.walk import SKIPPED
from flake8_session_expiry.rules.rule import SECTIONS, Rule, sections

GROUPS: Mapping[str, int] = MappingProxyType(
    {"session_calls": 1, "expiry_values": 2, "life_cycle": 3, "setting_values": 4, "insecure_settings": 5}
)
REQUIRED_SECTIONS = ("What Django does", "Flagged", "Use instead", "References")


def declaration_problem(rule: type[Rule]) -> str | None:
    """What is wrong with the form of a rule class, or None."""
    stem, group = rule.name(), rule.group()
    title = re.sub(r"(?<!^)(?=[A-Z])", "-", rule.__name__).lower()
    page = sections(rule)
    headings = [heading for heading in page if heading]
    own = methods(rule)
    if not re.fullmatch(r"DSE\d{3}", getattr(rule, "code", "")):
        return "has no code of the form DSE123"
    if rule.__module__.rpartition(".")[2] != f"{rule.code.lower()}_{title.replace('-', '_')}":
        return f"module name is not {rule.code.lower()}_{title.replace('-', '_')} (code and class name; name {stem!r})"
    if GROUPS.get(group) != int(rule.code[3]):
        return f"code {rule.code} does not belong into {group}"
    if not re.fullmatch(r"\d+\.\d+\.\d+", getattr(rule, "since", "")):
        return 'does not say since which version there is the rule: since = "1.2.0"'
    if not isinstance(getattr(rule, "needs", None), Need):
        return "does not say what it needs"
    if not getattr(rule, "message", "") or rule.message.endswith("."):
        return "message is missing or ends in a dot"
    if missing := [heading for heading in REQUIRED_SECTIONS if heading not in page]:
        return f"docstring has no section {missing[0]!r}"
    if headings != [heading for heading in SECTIONS if heading in page]:
        return f"docstring sections are not in the order {', '.join(SECTIONS)}"
    if bool(rule.fixes) != ("fix" in vars(rule)):
        return "declares fixes without fix(), or fix() without fixes"
    if bool(rule.fixes) != ("Fix safety" in page):
        return "section 'Fix safety' and fixes do not agree"
    if bool(rule.settings) != (("on", "on_setting") in own):
        return "declares settings without on_setting(), or on_setting() without settings"
    return _unknown_handler(own)


def _unknown_handler(own: list[tuple[str, str]]) -> str | None:
    for phase, name in own:
        target = name.partition("_")[2]
        kind = getattr(cst, target, None)
        if phase == "on" and name not in Event.HANDLERS and name not in {"on_visit", "on_leave"}:
            return f"listens to an unknown event: {name}"
        if phase != "on" and not (
            isinstance(kind, type) and issubclass(kind, cst.CSTNode) and not issubclass(kind, SKIPPED)
        ):
            return f"visits an unknown kind of node: {name}"
    return None
