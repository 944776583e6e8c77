"""The comparison with other tools: ``docs/comparison.md``, from what ``benchmarks/compare_tools.py`` has measured."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flake8_session_expiry.codes import names, stems
from scripts.site_pages.markdown import rule_link, table
from scripts.site_pages.rule_pages import GROUP_TITLES

DATA = Path(__file__).resolve().parent.parent.parent / "docs" / "comparison.json"
TOOLS = ("mypy", "pyright", "ruff", "semgrep", "pylint", "bandit", "check --deploy")
# What was reported on a line, and is about something else in it.
ABOUT_SOMETHING_ELSE: Mapping[str, str] = {
    "ANN201": "a return type is missing",
    "D103": "a docstring is missing",
    "FURB157": "how a Decimal is written",
    "PTH118": "os.path where pathlib would do",
    "invalid-name": "how a name is written",
    "missing-function-docstring": "a docstring is missing",
    "non-literal-import": "a module is imported by name",
    "reportUnknownArgumentType": "an argument has no known type",
    "reportUnknownMemberType": "an attribute has no known type",
    "reportUnusedCallResult": "a call returns something",
    "unvalidated-password": "the new password is not validated",
}
_HEAD = """\
# Comparison

What do other tools see of the code that these rules are about? This was measured: each *Flagged* block of the rules'
pages was put into a small project and given to each tool, with everything optional switched on. A tool sees a block if
it reports something on the lines that we report, which it does not report of *Use instead*, and which is about the
fault. `request` was annotated as `HttpRequest` for the type checkers, which most code does not do.

The measure is ours: these are the faults that we look for. Each of these tools finds a great many others, which we know
nothing about.
"""
_WHERE_BETTER = """\
## Where the others are better

- **Type checkers** find each wrong type, argument, attribute and coroutine in all of your code, not only in what is
  about sessions; with django-stubs they know Django's session as well as its models. Where your views are annotated,
  they see many of DSE1xx and the wrong kinds of values of DSE2xx. They see them at once in the editor, with the reason
  that the type gives.
- **ruff** is faster, has hundreds of rules, and fixes more than anybody else. `B018` finds each expression without an
  effect, `DTZ005` each naive `now()`.
- **`manage.py check --deploy`** runs the settings for real, as your server has them: no value is unknown to it. Run it
  in production's environment; it needs everything that the settings need.
- **semgrep** follows your own patterns in many languages, and its paid edition follows data through functions.
- **pylint-django** knows models, forms and templates; **bandit** dangers of Python that have nothing to do with Django.

## Where they cannot look

A type says what kind of value something is. It does not say that `30 * 60 * 1000` was meant as minutes, that a number
of seconds is renewed and a timedelta is not, that a `flush()` follows, that an engine ignores an expiry, or that the
name in `getattr(settings, …)` is misspelt in another file. Such knowledge about Django is what the other rules have.

Use them together: none of the rules contradicts these tools, and `# noqa` comments do not get into each other's way
([ruff](integrations.md#with-ruff-without-flake8)).
"""


def comparison_page() -> str:
    """``docs/comparison.md``."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    versions = ", ".join(f"{name} {version}" for name, version in sorted(data["tools"].items()))
    how = f"Measured on {data['date']}: {versions}; semgrep with `python/django` and `python/lang` of its public rules."
    return "\n".join(
        [
            _HEAD,
            f"{how} Done again by `python -m benchmarks.compare_tools`.\n",
            "## Blocks, by group\n",
            _by_group(data["blocks"]),
            "## The example shop\n",
            _shop(data["shop"]),
            _WHERE_BETTER,
            "## Rule by rule\n",
            _by_rule(data["blocks"]),
        ]
    )


def seen(reported: Mapping[str, list[str]], tool: str) -> list[str]:
    """What a tool reported that is about the fault."""
    return [name for name in reported.get(tool, []) if name not in ABOUT_SOMETHING_ELSE]


def _by_group(blocks: list[Mapping[str, Any]]) -> str:
    rows = []
    for group, title in GROUP_TITLES.items():
        own = [each for each in blocks if stems()[each["rule"]].startswith(f"{group}.")]
        rows.append(_counted(f"[{title}](rules/{group}.md)", own, "seen"))
    return table(("group", "this plugin", *TOOLS), [*rows, _counted("**all blocks**", blocks, "seen")])


def _counted(title: str, rows: list[Mapping[str, Any]], key: str) -> tuple[str, ...]:
    return (title, str(len(rows)), *(str(sum(bool(seen(each[key], tool)) for each in rows)) for tool in TOOLS))


def _shop(findings: list[Mapping[str, Any]]) -> str:
    rows = [
        _counted("as it is", findings, "reported"),
        _counted("with `request` annotated", findings, "reported_if_annotated"),
    ]
    text = (
        "Findings in `examples/shop`, whose views are not annotated, as in most projects; and on how many of the lines"
        " a tool reports the fault."
    )
    return f"{text}\n\n{table(('shop', 'this plugin', *TOOLS), rows)}"


def _by_rule(blocks: list[Mapping[str, Any]]) -> str:
    by_rule: dict[str, list[Mapping[str, Any]]] = {}
    for each in blocks:
        by_rule.setdefault(each["rule"], []).append(each)
    rows = []
    for code, own in by_rule.items():
        cells = [_named(own, tool) for tool in TOOLS]
        if any(cells):
            found = "; ".join(f"{tool}: {cell}" for tool, cell in zip(TOOLS, cells, strict=True) if cell)
            count = sum(any(seen(each["seen"], tool) for tool in TOOLS) for each in own)
            rows.append((f"{rule_link(code, 'rules/')} {names()[code]}", f"{count} of {len(own)}", found))
    rest = len(by_rule) - len(rows)
    return f"Of the other {rest} rules no tool sees a block.\n\n{table(('rule', 'blocks seen', 'by'), rows)}"


def _named(blocks: list[Mapping[str, Any]], tool: str) -> str:
    ids = dict.fromkeys(name for each in blocks for name in seen(each["seen"], tool))
    return ", ".join(f"`{name}`" for name in ids)
