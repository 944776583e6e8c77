"""
``python -m flake8_session_expiry.explain DSE101``, also installed as ``flake8-session-expiry-explain``: prints the page
of a rule.
"""

from __future__ import annotations

if __name__ == "__main__":
    from flake8_session_expiry.import_path import leave_working_folder

    leave_working_folder()

import sys
from collections.abc import Sequence

from flake8_session_expiry.codes import ENGINE_CODES, all_codes, stems
from flake8_session_expiry.console import run


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the pages of these codes; exit code 2 for a code that does not exist."""
    codes = [code.upper() for code in (sys.argv[1:] if arguments is None else arguments)]
    return run(lambda: _explain(codes))


def _explain(codes: Sequence[str]) -> int:
    if not codes or {"-H", "--HELP"} & set(codes):
        print("usage: flake8-session-expiry-explain CODE [CODE ...]", *stems(), sep="\n  ")
        return 0 if codes else 2
    if unknown := [code for code in codes if code not in all_codes()]:
        print(f"explain: there is no rule {unknown[0]!r}", file=sys.stderr)
        return 2
    for code in codes:
        print_page(code)
    return 0


def print_page(code: str) -> None:
    """Print one page: with colours on a terminal, else as Markdown."""
    from flake8_session_expiry.rules.pages import engine_page, page
    from flake8_session_expiry.rules.registry import rule

    text = engine_page(code) if code in ENGINE_CODES else page(rule(code))
    if not sys.stdout.isatty():
        print(text)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(text))


if __name__ == "__main__":
    sys.exit(main())
