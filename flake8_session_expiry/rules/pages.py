"""
The page of a rule as Markdown, made of its docstring and its declarations: for the docs, the README and ``explain``.
"""

from __future__ import annotations

from flake8_session_expiry.codes import ENGINE_CODES
from flake8_session_expiry.engine.findings import Safety
from flake8_session_expiry.engine.size_limits import DEEPEST, MOST_BYTES, MOST_NODES
from flake8_session_expiry.rules import registry
from flake8_session_expiry.rules.rule import SECTIONS, Rule, sections

FIX_WORDS = {
    frozenset[Safety](): "none",
    frozenset({Safety.SAFE}): "safe",
    frozenset({Safety.UNSAFE}): "unsafe",
    frozenset(Safety): "safe or unsafe",
}
_CODE_SECTIONS = {"Flagged", "Use instead"}
_ENGINE_PAGES = {
    "DSE900": """\
That is a bug of flake8-session-expiry, not of your code: please report it. The other rules have checked the file.
""",
    "DSE901": f"""\
LibCST cannot parse it, code in it is nested more than {DEEPEST} levels deep, or it is too large: more than
{MOST_BYTES:,} bytes, or more than {MOST_NODES:,} nodes (names, values, operators ...). In a long file functions
without a word about sessions are not counted.

Such files are generated. It is best to exclude them: by `exclude` or `per-file-ignores` of flake8, or by
`# flake8: noqa` in the file.
""",
}


def summary(rule: type[Rule]) -> str:
    """The first paragraph of the page, on one line, without its dot."""
    return " ".join(sections(rule)[""].split("\n\n")[0].split()).removesuffix(".")


def summary_of(code: str) -> str:
    """What a code reports, on one line, without a dot: also of a code of the engine."""
    return ENGINE_CODES[code] if code in ENGINE_CODES else summary(registry.rule(code))


def page_of(code: str) -> str:
    """The page of a code, as Markdown: also of a code of the engine."""
    return engine_page(code) if code in ENGINE_CODES else page(registry.rule(code))


def facts(rule: type[Rule]) -> str:
    """On or opt-in, in tests or not, what can be repaired, since when: one line."""
    default = "On by default" if rule.enabled_by_default else f"Opt-in: name it, `--session-expiry-enable={rule.code}`"
    tests = "" if rule.in_tests else " Silent in test modules."
    return f"{default}.{tests} Fix: {FIX_WORDS[rule.fixes]}. Since version {rule.since}."


def fenced(section: str) -> str:
    """A section with its indented blocks as fenced Python."""
    lines: list[str] = []
    inside = False
    for line in [*section.splitlines(), ""]:
        if line.startswith("    ") and not inside:
            lines.append("```python")
            inside = True
        elif inside and line.strip() and not line.startswith("    "):
            _close(lines)
            inside = False
        lines.append(line[4:] if inside else line)
    if inside:
        _close(lines)
    return "\n".join(lines).strip("\n")


def _close(lines: list[str]) -> None:
    blanks = 0
    while lines and not lines[-1]:
        lines.pop()
        blanks += 1
    lines.extend(["```", *[""] * blanks])


def engine_page(code: str) -> str:
    """The page of a code that the engine itself reports, as Markdown."""
    meaning = ENGINE_CODES[code]
    return f"# {code}\n\n{meaning[0].upper()}{meaning[1:]}.\n\n{_ENGINE_PAGES[code]}"


def page(rule: type[Rule], proven: str = "") -> str:
    """The page as Markdown. ``proven`` names the versions and engines on which its claim was run."""
    found = sections(rule)
    parts = [f"# {rule.code} {rule.name()}", facts(rule), found[""]]
    for heading in SECTIONS:
        if heading in found:
            text = fenced(found[heading]) if heading in _CODE_SECTIONS else found[heading].strip("\n")
            parts += [f"## {heading}", text]
        if heading == "What Django does" and proven:
            parts.append(proven)
    return "\n\n".join(parts) + "\n"
