"""
``flake8-session-expiry explain DSE101``, also ``python -m flake8_session_expiry.explain`` and
``flake8-session-expiry-explain``: prints pages of rules.
"""

from __future__ import annotations

if __name__ == "__main__":
    from flake8_session_expiry.import_path import leave_working_folder

    leave_working_folder()

import json
import sys
from collections.abc import Sequence

from flake8_session_expiry.argument_parser import SmallParser, add_color
from flake8_session_expiry.codes import ENGINE_CODES, names
from flake8_session_expiry.console import is_coloured, printable, run
from flake8_session_expiry.pages_online import address
from flake8_session_expiry.rule_names import NoSuchRule, named

_EPILOG = """\
examples:
  flake8-session-expiry explain DSE202
  flake8-session-expiry explain bool-expiry,DSE31
  flake8-session-expiry explain --all --format=markdown > rules.md

exit codes: 0 printed; 2 there is no such rule.
"""


def main(arguments: Sequence[str] | None = None, program: str = "flake8-session-expiry-explain") -> int:
    """Print the pages of these rules; exit code 2 for a rule that does not exist."""
    return run(lambda: _explain(arguments, program))


def _explain(arguments: Sequence[str] | None, program: str) -> int:
    description = "Prints the page of a rule: what Django does, what is flagged, what to use instead."
    parser = SmallParser(program, description, _EPILOG)
    parser.add_argument("rules", nargs="*", metavar="RULE", help="Codes, their beginnings (DSE2), names or groups.")
    parser.add_argument("--all", action="store_true", help="Every rule.")
    parser.add_argument(
        "--format",
        choices=("auto", "markdown", "json"),
        default="auto",
        help="auto: laid out on a terminal, else Markdown.",
    )
    add_color(parser)
    given = parser.parse_args(arguments)
    if not given.rules and not given.all:
        parser.print_help()
        return 2
    try:
        codes = list(names()) if given.all else named(given.rules)
    except NoSuchRule as error:
        print(f"{program}: error: {printable(str(error))}", file=sys.stderr)
        return 2
    if given.format == "json":
        print(json.dumps([_as_json(code) for code in codes], indent=2))
        return 0
    has_colours = is_coloured(sys.stdout, given.color)
    is_laid_out = given.format == "auto" and (has_colours or sys.stdout.isatty())
    _print_pages(codes, is_laid_out=is_laid_out, has_colours=has_colours)
    return 0


def _print_pages(codes: Sequence[str], *, is_laid_out: bool, has_colours: bool) -> None:
    """Laid out for a terminal, or as Markdown."""
    from flake8_session_expiry.rules.pages import page_of

    text = "\n".join(f"{page_of(code)}\nOn the web: <{address(code)}>\n" for code in codes)
    if not is_laid_out:
        print(text)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console(no_color=not has_colours, force_terminal=True).print(Markdown(text))


def _as_json(code: str) -> dict[str, object]:
    from flake8_session_expiry.rule_table import row
    from flake8_session_expiry.rules.pages import page_of, summary_of

    if code in ENGINE_CODES:
        own: dict[str, object] = {"code": code, "name": names()[code], "summary": summary_of(code)}
    else:
        own = row(code)
    return {**own, "url": address(code), "markdown": page_of(code)}


if __name__ == "__main__":
    sys.exit(main())
