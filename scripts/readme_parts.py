"""
The parts of README.md that are counted: the table of the groups of rules, and the figures. Rounded down, so that the
README does not change with each new case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from flake8_session_expiry.pages_online import SITE, address
from flake8_session_expiry.rules.registry import rules
from tests.casefiles import FIXTURES, all_cases

BEHAVIOUR: Final = FIXTURES.parent / "behaviour"


class Group(NamedTuple):
    """What a group is about, in a few words; a rule of it that finds a common mistake, and that mistake."""

    about: str
    loved: str
    code: str


GROUPS: Final[Mapping[str, Group]] = MappingProxyType(
    {
        "session_calls": Group("the session API is not called as meant", "DSE104", "request.session.flush"),
        "expiry_values": Group("the value given to `set_expiry()`", "DSE204", "set_expiry(30 * 60 * 1000)"),
        "life_cycle": Group(
            "an expiry that is lost, a logout that ends nothing", "DSE308", 'request.session["cart"]["apples"] = 2'
        ),
        "setting_values": Group("settings that do not do what they say", "DSE402", "SESSION_COOKIE_AGE = 0"),
        "insecure_settings": Group("insecure settings", "DSE501", "SESSION_COOKIE_SECURE = False"),
    }
)


def groups_table() -> str:
    """A line for each group; all rules are on the site."""
    found = rules()
    lines = ["| group | what it is about | rules | for example |", "|---|---|---|---|"]
    for name, group in GROUPS.items():
        members = [rule for rule in found if rule.group() == name]
        (loved,) = [rule for rule in members if rule.code == group.loved]
        link = f"[DSE{members[0].code[3]}xx]({SITE}rules/{name}.html)"
        example = f"`{group.code}`: [{loved.code} {loved.name()}]({address(loved.code)})"
        lines.append(f"| {link} | {group.about} | {len(members)} | {example} |")
    fixable, opt_in = sum(bool(rule.fixes) for rule in found), sum(not rule.enabled_by_default for rule in found)
    text = f"{len(found)} rules, {fixable} of them with fixes, {opt_in} opt-in: [all of them]({SITE}rules/index.html)."
    return "\n".join([*lines, "", text, ""])


def figures() -> str:
    """Why somebody may trust it, in figures."""
    proofs = sum(
        len(re.findall(r"^@proof\(", path.read_text(encoding="utf-8"), re.MULTILINE))
        for path in BEHAVIOUR.rglob("test_dse*.py")
    )
    cases = sum(1 for _ in all_cases())
    return "\n".join(
        [
            f"- What the messages say was seen: more than {proofs // 50 * 50} proofs run the code of the rules' pages",
            "  in those of Django 4.2, 5.2 and 6.1 that the page names, on each of the five session engines that it is",
            "  about, on PostgreSQL and Redis. With the repaired code in its place the same proof must fail.",
            f"- More than {cases // 500 * 500:,} cases say which line is reported, in which words, and what the fixes",
            "  make of it; fixing twice changes nothing more.",
            "- The tests run with Python 3.11, 3.12 and 3.13, on the oldest flake8 and LibCST that are supported and on"
            " the newest.",
            "",
        ]
    )


def with_parts(readme: str) -> str:
    """The README with these parts as they are now."""
    for name, text in (("rules", groups_table()), ("figures", figures())):
        part = re.compile(rf"(?<=<!-- {name} -->\n).*?(?=<!-- end of {name} -->)", re.DOTALL)
        readme = part.sub(lambda match, text=text: text, readme)  # type: ignore[misc]
    return readme
