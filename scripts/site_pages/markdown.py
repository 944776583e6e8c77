"""How links, tables and toctrees are written in the generated pages, as MyST has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from flake8_session_expiry.codes import ENGINE_CODES, stems

_CODE = re.compile(r"\bDSE\d{3}\b")
# What is left as it is in a line: code between backticks, and links.
_KEPT = re.compile(r"(`+)(?:(?!\1).)+\1|\[[^\]]*\]\([^)]*\)|<[^>]*>")


def file_name(code: str) -> str:
    """``DSE202`` -> ``dse202_bool_expiry``: what its page is called, in ``docs/rules`` and on the site."""
    return code.lower() if code in ENGINE_CODES else stems()[code].partition(".")[2]


def rule_link(code: str, folder: str = "") -> str:
    """``[DSE202](rules/dse202_bool_expiry.md)``; ``folder`` leads from the page to ``docs/rules``."""
    return f"[{code}]({folder}{file_name(code)}.md)"


def anchor(heading: str) -> str:
    """``405 on logout`` -> ``405-on-logout``: under which name GitHub and MyST find a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table, with a line break at its end."""
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    lines += [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def toctree(entries: Iterable[str]) -> str:
    """Which pages are below this one: Sphinx makes the navigation of it, and next and previous."""
    return "\n".join(["```{toctree}", ":hidden:", "", *entries, "```", ""])


def with_links(text: str, own: str) -> str:
    """A rule's page with links where its text names other rules: not in code, and not to itself (``own``)."""
    return "\n".join(_linked(text.split("\n"), own))


def _linked(lines: Iterable[str], own: str) -> Iterator[str]:
    is_code = False
    for line in lines:
        is_fence = line.startswith("```")
        if is_code or is_fence or line.startswith("#"):
            yield line
        else:
            yield _with_links_in_line(line, own)
        is_code ^= is_fence


def _with_links_in_line(line: str, own: str) -> str:
    parts, end = [], 0
    for kept in _KEPT.finditer(line):
        parts += [_CODE.sub(lambda code: _link(code[0], own), line[end : kept.start()]), kept[0]]
        end = kept.end()
    return "".join([*parts, _CODE.sub(lambda code: _link(code[0], own), line[end:])])


def _link(code: str, own: str) -> str:
    return code if code == own or code not in stems() else rule_link(code)
