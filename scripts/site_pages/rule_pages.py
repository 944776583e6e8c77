"""The pages of the rules and of their groups, and the list of all rules."""

from __future__ import annotations

import re

from flake8_session_expiry.codes import ENGINE_CODES, names
from flake8_session_expiry.pages_online import address
from flake8_session_expiry.rules.overlaps import SILENCES
from flake8_session_expiry.rules.pages import FIX_WORDS, engine_page, page, summary
from flake8_session_expiry.rules.registry import rules
from flake8_session_expiry.rules.rule import Rule
from scripts.site_pages.markdown import file_name, rule_link, table, toctree, with_links
from scripts.site_pages.symptoms import shared_symptoms, symptoms_of
from tests.behaviour.evidence import Evidence, Observation, evidence
from tests.behaviour.nothing_to_run import NOTHING_TO_RUN

GROUP_TITLES = {
    "session_calls": "DSE1xx: the session API is not called as meant",
    "expiry_values": "DSE2xx: the value given to set_expiry",
    "life_cycle": "DSE3xx: expiry that is lost, inverted, replaced or believed",
    "setting_values": "DSE4xx: settings that do not do what they say",
    "insecure_settings": "DSE5xx: insecure settings",
}
_GROUP_TEXTS = {
    "session_calls": "Methods of `request.session` that are assigned, not called, not awaited, or that do not exist;"
    " and sessions that are kept or replaced by hand.",
    "expiry_values": "`set_expiry()` takes a number of seconds, a timedelta, an aware datetime or `None`, and each"
    " means something else. These rules look at the value.",
    "life_cycle": "What happens before and after: logins, logouts, \u201cremember me\u201d, changes that nothing saves,"
    " new passwords, caches.",
    "setting_values": "`SESSION_COOKIE_AGE` and its like, where the value is of a wrong kind, is text from the"
    " environment, or is never read. The value is followed through all settings modules of the project.",
    "insecure_settings": "Settings that Django accepts and that weaken sessions, in modules that run in production.",
}
_MOST_RELATED = 6
_SILENCE = """\
## How to silence it

| where | how |
|---|---|
| on one line | `# noqa: {code}` at the end of the line |
| in some files | `per-file-ignores = shop/old.py: {code}` |
| everywhere | {everywhere} |

The second and third stand in flake8's configuration, or in `pyproject.toml`:
[Configuration](../configuration.md#where-options-are-written). What is there today and has to wait:
[old code bases](../check.md#old-code-bases).
"""


def members(group: str) -> list[type[Rule]]:
    """The rules of a group, by code."""
    return [rule for rule in rules() if rule.group() == group]


def rules_table(folder: str) -> str:
    """All rules, group by group; with links to pages in ``folder``."""
    return "\n".join(f"**{title}**\n\n{group_table(group, folder)}" for group, title in GROUP_TITLES.items())


def group_table(group: str, folder: str) -> str:
    """The rules of one group; with links to pages in ``folder``."""
    rows = (
        (
            rule_link(rule.code, folder),
            rule.name(),
            summary(rule),
            "on" if rule.enabled_by_default else "opt-in",
            FIX_WORDS[rule.fixes],
        )
        for rule in members(group)
    )
    return table(("code", "name", "what it is", "default", "fix"), rows)


def rules_page() -> str:
    """The list of all rules."""
    below = [*(f"{title} <{group}>" for group, title in GROUP_TITLES.items()), *map(str.lower, ENGINE_CODES)]
    parts = [f"## {title}\n\n{group_table(group, '')}" for group, title in GROUP_TITLES.items()]
    opt_in = sum(not rule.enabled_by_default for rule in rules())
    head = (
        f"# All rules\n\nThere are {len(rules())} rules; {opt_in} of them are opt-in: they run only where they are"
        " [named](../configuration.md#session-expiry-enable). *Fix* says whether a repair is certainly what was meant"
        " (safe), or only probably so (unsafe): [Fixing](../fixing.md). If you look for the cause of something, there"
        " is an [index by symptom](../symptoms.md).\n"
    )
    foot = "\n".join(f"- {rule_link(code)}: {meaning}." for code, meaning in ENGINE_CODES.items())
    head_of_foot = "## Codes that are no rules\n"
    return "\n".join([head, *parts, head_of_foot, foot, "", toctree(below)])


def group_page(group: str) -> str:
    """The page of a group, such as ``docs/rules/expiry_values.md``."""
    below = [f"{rule.code} {rule.name()} <{file_name(rule.code)}>" for rule in members(group)]
    return f"# {GROUP_TITLES[group]}\n\n{_GROUP_TEXTS[group]}\n\n{group_table(group, '')}\n{toctree(below)}"


def rule_page(rule: type[Rule]) -> str:
    """The page of a rule: its docstring, where it was seen to be true, how to silence it, and what is near it."""
    text = with_links(page(rule, proven(rule)), rule.code)
    everywhere = f"`extend-ignore = {rule.code}`"
    if not rule.enabled_by_default:
        everywhere = f"it is off; leave `{rule.code}` out of `session-expiry-enable` and `extend-select`"
    silence = _SILENCE.format(code=rule.code, everywhere=everywhere)
    return "\n".join([text, silence, _near(rule)])


def page_of_engine_code(code: str) -> str:
    """The page of a code that no rule reports, with its name."""
    return engine_page(code).replace(f"# {code}\n", f"# {code} {names()[code]}\n", 1)


def _near(rule: type[Rule]) -> str:
    lines = ["## See also", ""]
    lines += [f"- {rule_link(code)} {names()[code]}" for code in related(rule)]
    lines += [f"- Symptom: {link}" for link in symptoms_of(rule.code)]
    lines.append(f"- The lasting address of this page: <{address(rule.code)}>")
    return "\n".join(lines) + "\n"


def related(rule: type[Rule]) -> list[str]:
    """
    Codes of rules near this one: which its page names, whose page names it, that are reported in its place, and that
    explain the same symptom.
    """
    named = re.findall(r"DSE\d{3}", rule.__doc__ or "")
    naming = [other.code for other in rules() if rule.code in (other.__doc__ or "")]
    # A row with many codes says that the call is wrong as such, not that the rules are alike.
    winners = [code for code, losers in SILENCES.items() if rule.code in losers and len(losers) <= _MOST_RELATED]
    losers = SILENCES.get(rule.code, frozenset())
    silenced = sorted(losers) if len(losers) <= _MOST_RELATED else []
    found = dict.fromkeys([*named, *naming, *winners, *silenced, *shared_symptoms(rule.code)])
    return sorted([code for code in found if code != rule.code and code not in ENGINE_CODES][:_MOST_RELATED])


def proven(rule: type[Rule]) -> str:
    """
    The versions and engines with which the claim of a rule was run, from the parameters of its proof; or why there is
    nothing to run.
    """
    stem = file_name(rule.code)
    if stem in NOTHING_TO_RUN:
        return f"*Not run: {NOTHING_TO_RUN[stem].rstrip('.')}.*"
    found = evidence().get(stem)
    if found is None:
        return ""
    differences = f"\n\n{_by_engine(found)}" if found.observations else ""
    return f"*[Proven](../how_we_know.md#proofs) on {found}.*{differences}"


def _by_engine(found: Evidence) -> str:
    """What is not the same on all engines, as a table."""
    has_limited_help = any(each.helped not in (None, each.engines) for each in found.observations)
    head = ["what was seen", "on the engines", *(["*Use instead* helps on"] if has_limited_help else [])]
    rows = [
        [each.claim, _listed(each.engines), *([_helped(each)] if has_limited_help else [])]
        for each in found.observations
    ]
    return f"### Not the same on all engines\n\n{table(head, rows)}".rstrip()


def _helped(each: Observation) -> str:
    return "not tried for this" if each.helped is None else _listed(each.helped) or "none"


def _listed(engines: tuple[str, ...]) -> str:
    return ", ".join(f"`{engine}`" for engine in engines)
