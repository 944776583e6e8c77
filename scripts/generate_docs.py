"""
Writes the generated files: ``docs/rules/*.md``, ``docs/rules/index.md``, the table in README.md and ``rules/index.py``
from the rules, ``docs/profiles.md``, and what stands in ``docs/sessions_end.md`` and ``docs/sessions_end`` from the
committed observations; the options of the language server in ``docs/editors.md``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from flake8_session_expiry.codes import ENGINE_CODES, stems  # noqa: E402
from flake8_session_expiry.language_server.server_options import options_table  # noqa: E402
from flake8_session_expiry.options import Options  # noqa: E402
from flake8_session_expiry.reference.profiles import PROFILES  # noqa: E402
from flake8_session_expiry.rules.declaration import declaration_problem  # noqa: E402
from flake8_session_expiry.rules.pages import FIX_WORDS, engine_page, page, summary  # noqa: E402
from flake8_session_expiry.rules.registry import rules  # noqa: E402
from flake8_session_expiry.rules.rule import Rule  # noqa: E402
from flake8_session_expiry.text.length_format import in_words  # noqa: E402
from scripts import session_end_drawings, session_end_tables  # noqa: E402
from scripts.recipe_links import with_recipes  # noqa: E402
from tests.behaviour.evidence import evidence  # noqa: E402
from tests.behaviour.nothing_to_run import NOTHING_TO_RUN  # noqa: E402

_TABLE = re.compile(r"(?<=<!-- rules -->\n).*?(?=<!-- end of rules -->)", re.DOTALL)
_OPTIONS = re.compile(r"(?<=<!-- options of the server -->\n).*?(?=<!-- end of options of the server -->)", re.DOTALL)
GROUP_TITLES = {
    "session_calls": "DSE1xx: the session API is not called as meant",
    "expiry_values": "DSE2xx: the value given to set_expiry",
    "life_cycle": "DSE3xx: expiry that is lost, inverted, replaced or believed",
    "setting_values": "DSE4xx: settings that do not do what they say",
    "insecure_settings": "DSE5xx: insecure settings",
}


def members(group: str) -> list[type[Rule]]:
    """The rules of a group, by code."""
    return [rule for rule in rules() if rule.group() == group]


def file_name(rule: type[Rule]) -> str:
    """``dse202_bool_expiry``: what the page of a rule is called, in ``docs/rules`` and on the site."""
    return stems()[rule.code].partition(".")[2]


def table(folder: str) -> str:
    """All rules, group by group; with links to pages in ``folder``."""
    parts = [f"**{title}**\n\n{group_table(group, folder)}" for group, title in GROUP_TITLES.items()]
    return "\n".join(parts)


def group_table(group: str, folder: str) -> str:
    """The rules of one group; with links to pages in ``folder``."""
    lines = ["| code | name | what it is | default | fix |", "|---|---|---|---|---|"]
    for rule in members(group):
        link = f"[{rule.code}]({folder}{file_name(rule)}.md)"
        default = "on" if rule.enabled_by_default else "opt-in"
        lines.append(f"| {link} | {rule.name()} | {summary(rule)} | {default} | {FIX_WORDS[rule.fixes]} |")
    return "\n".join(lines) + "\n"


def toctree(entries: Iterable[str]) -> str:
    """Which pages are below this one: Sphinx makes the navigation of it, and next and previous."""
    return "\n".join(["```{toctree}", ":hidden:", "", *entries, "```", ""])


def rules_page() -> str:
    """The list of all rules."""
    below = [*GROUP_TITLES, *(f"{code.lower()}" for code in ENGINE_CODES)]
    return f"# All rules\n\n{table('')}\n{toctree(below)}"


def group_page(group: str) -> str:
    """The page of a group, such as ``docs/rules/expiry_values.md``."""
    below = [f"{rule.code} {rule.name()} <{file_name(rule)}>" for rule in members(group)]
    return f"# {GROUP_TITLES[group]}\n\n{group_table(group, '')}\n{toctree(below)}"


def proven(rule: type[Rule]) -> str:
    """
    The versions and engines with which the claim of a rule was run, from the parameters of its proof; or why there is
    nothing to run.
    """
    stem = file_name(rule)
    if stem in NOTHING_TO_RUN:
        return f"*Not run: {NOTHING_TO_RUN[stem].rstrip('.')}.*"
    found = evidence().get(stem)
    if found is None:
        return ""
    limits = "\n".join(f"- {limit}" for limit in found.limits)
    return f"*Proven on {found}.*" + (f"\n\n{limits}" if limits else "")


PROFILES_HEAD = """\
# Policy profiles

How long may a session last? Django takes any length, and so do these rules, up to what a browser keeps.
`--session-expiry-profile=NAME` measures every lifetime by a published document instead: with it
[DSE206](rules/dse206_too_long_expiry.md) reports values of `set_expiry`, [DSE504](rules/dse504_too_long_age.md)
`SESSION_COOKIE_AGE`, where they are longer than the document allows. `--session-expiry-max-age=SECONDS` stands for both
limits of any profile.

"""
PROFILES_FOOT = """
## Which limit a value is compared with

- **A number of seconds** (`set_expiry(1800)`, `SESSION_COOKIE_AGE = 1800`) counts from the last response that saved the
  session. Activity moves the end, so it is an idle limit, and compared with that one; with the overall limit where the
  profile has no idle one. It never enforces an overall limit.
- **A timedelta or a datetime** (`set_expiry(timedelta(hours=12))`) is a fixed end that nothing moves. It is compared
  with the overall limit only.
- **0**, until the browser closes, is compared with nothing: the server keeps the session for `SESSION_COOKIE_AGE`.

A profile measures figures. That a project keeps to such a document takes more than this plugin can see.
"""


def profiles_page() -> str:
    """The limits of ``--session-expiry-profile``, each with the words of its source."""
    lines = ["| profile | overall | idle | how binding | where |", "|---|---|---|---|---|"]
    for name, profile in PROFILES.items():
        overall, idle = (in_words(limit) if limit is not None else "–" for limit in (profile.overall, profile.idle))
        default = " (default)" if name == Options().profile else ""
        source = f"[{profile.source.document}]({profile.source.url}) ({profile.source.year}), {profile.source.section}"
        lines.append(f"| `{name}`{default} | {overall} | {idle} | {profile.binding} | {source} |")
    lines += ["", "## In their own words", ""]
    lines += [f"- `{name}`: \u201c{profile.words}\u201d" for name, profile in PROFILES.items()]
    return PROFILES_HEAD + "\n".join(lines) + "\n" + PROFILES_FOOT


INDEX_HEAD = '''\
"""What is known of the rules before they are imported. Generated by scripts/generate_docs.py."""

# fmt: off
# ruff: noqa: I001
from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flake8_session_expiry.engine.needs import {names}
from flake8_session_expiry.rules.indexed_rule import IndexedRule

INDEX: Final[Mapping[str, IndexedRule]] = MappingProxyType({{
{rows}
}})
'''


def index() -> str:
    """``rules/index.py``: code -> whether it is on by default, whether it runs in tests, and what it needs."""
    rows = [
        f"    {rule.code!r}: IndexedRule({rule.enabled_by_default}, {rule.in_tests}, {rule.needs!r}),"
        for rule in rules()
    ]
    names = sorted(set(re.findall(r"\b[A-Z_]{3,}(?=[(\s,)])", re.sub(r"'[^']*'", "", "\n".join(rows)))))
    return INDEX_HEAD.format(names=", ".join(names), rows="\n".join(rows)).replace("'", '"')


def generated() -> dict[Path, str]:
    """Path -> text of each generated file."""
    docs = ROOT / "docs" / "rules"
    found = {docs / f"{file_name(rule)}.md": page(rule, proven(rule)) for rule in rules()}
    found |= {docs / f"{code.lower()}.md": engine_page(code) for code in ENGINE_CODES}
    found |= {docs / f"{group}.md": group_page(group) for group in GROUP_TITLES}
    found[docs / "index.md"] = rules_page()
    found[ROOT / "docs" / "profiles.md"] = profiles_page()
    found[ROOT / "flake8_session_expiry" / "rules" / "index.py"] = index()
    readme = ROOT / "README.md"
    found[readme] = _TABLE.sub(lambda match: table("docs/rules/"), readme.read_text(encoding="utf-8"))
    editors = ROOT / "docs" / "editors.md"
    found[editors] = _OPTIONS.sub(lambda match: "\n".join([*options_table(), ""]), editors.read_text(encoding="utf-8"))
    return with_recipes(found) | session_end_tables.generated() | session_end_drawings.generated()


def main() -> None:
    """
    Write all files that differ, and remove the pages of rules that do not exist any more. Nothing, while the class of a
    rule is not complete.
    """
    problems = [f"{rule.code}: {problem}" for rule in rules() if (problem := declaration_problem(rule)) is not None]
    if problems:
        raise SystemExit("\n".join(problems))
    files = generated()
    for old in set((ROOT / "docs" / "rules").glob("*.md")) - set(files):
        old.unlink()
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
