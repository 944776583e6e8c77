"""The small parts that our HTML pages are made of; each text is escaped here."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

from flake8_session_expiry.console import printable
from flake8_session_expiry.policy.report import Answer

_SIGNS: Final = {
    Answer.YES: "✓",
    Answer.NO: "✕",
    Answer.DEPENDS: "~",
    Answer.UNKNOWN: "?",
    Answer.UNENFORCED: "!",
    Answer.NONE: "",
}


def head_of_page(title: str, style: str) -> str:
    """Up to the begin of the body: without scripts, and nothing is loaded from other addresses."""
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            '<meta name="color-scheme" content="light dark">',
            f"<title>{text(title)}</title>\n<style>{style}</style>\n</head>\n<body>",
        ]
    )


def text(raw: str) -> str:
    """Any text, also with characters of HTML or of control in it."""
    return escape(printable(raw))


def path(raw: str) -> str:
    """A path, or code, that may be broken into lines after its slashes and underscores."""
    return text(raw).replace("/", "/<wbr>").replace("_", "_<wbr>")


def name(raw: str) -> str:
    """The name of a setting, which may be broken into lines after its underscores."""
    return text(raw).replace("_", "_<wbr>")


def chip(answer: Answer, words: str) -> str:
    """A coloured label with a sign, for those who do not see the colour."""
    sign = f'<span aria-hidden="true">{_SIGNS[answer]}</span> ' if _SIGNS[answer] else ""
    return f'<span class="chip {answer.value}">{sign}{text(words)}</span>'


# With explicit roles they are tables for a screen reader also where a narrow screen shows them as blocks.


def head_of_table(columns: Iterable[str]) -> str:
    """The first row."""
    cells = "".join(f'<th scope="col" role="columnheader">{text(column)}</th>' for column in columns)
    return f'<thead role="rowgroup"><tr role="row">{cells}</tr></thead>'


def cell(label: str, content: str, kind: str = "") -> str:
    """A cell with HTML in it; a narrow screen shows the label before it."""
    return f'<td role="cell" class="{kind}" data-label="{text(label)}"><div>{content}</div></td>'
