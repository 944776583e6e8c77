"""``flake8-session-expiry rules``: the rules, one a line, for people and as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from flake8_session_expiry.argument_parser import SmallParser, add_color
from flake8_session_expiry.codes import ENGINE_CODES, stems
from flake8_session_expiry.console import is_coloured, printable
from flake8_session_expiry.rule_names import NoSuchRule, named

_EPILOG = """\
examples:
  flake8-session-expiry rules
  flake8-session-expiry rules --fixable DSE2
  flake8-session-expiry rules --opt-in insecure-settings
  flake8-session-expiry rules --format=json

exit codes: 0 printed; 2 there is no such rule.
"""


def main(arguments: Sequence[str] | None = None, program: str = "flake8-session-expiry rules") -> int:
    """Print the table; exit code 2 for a rule that does not exist."""
    description = "Lists the rules: code, name, whether it is opt-in, how it can be fixed, what it is."
    parser = SmallParser(program, description, _EPILOG)
    parser.add_argument("rules", nargs="*", metavar="RULE", help="Codes, their beginnings (DSE2), names or groups.")
    parser.add_argument("--fixable", action="store_true", help="Only rules that can repair something.")
    parser.add_argument("--opt-in", action="store_true", help="Only rules that are off until they are named.")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    add_color(parser)
    given = parser.parse_args(arguments)
    try:
        codes = named(given.rules) if given.rules else list(stems())
    except NoSuchRule as error:
        print(f"{program}: error: {printable(str(error))}", file=sys.stderr)
        return 2
    rows = [row(code) for code in codes if code not in ENGINE_CODES]
    rows = [each for each in rows if (each["fix"] != "none" or not given.fixable)]
    rows = [each for each in rows if (not each["on_by_default"] or not given.opt_in)]
    if not rows:
        print(f"{program}: no rule matches all of that", file=sys.stderr)
    if given.format == "json":
        print(json.dumps(rows, indent=2))
    else:
        _print_table(rows, has_colours=is_coloured(sys.stdout, given.color))
    return 0


def row(code: str) -> dict[str, object]:
    """What the table says of one rule."""
    from flake8_session_expiry.rules.pages import FIX_WORDS, summary
    from flake8_session_expiry.rules.registry import rule

    found = rule(code)
    return {
        "code": code,
        "name": found.name(),
        "group": found.group().replace("_", "-"),
        "summary": summary(found),
        "on_by_default": found.enabled_by_default,
        "in_tests": found.in_tests,
        "fix": FIX_WORDS[found.fixes],
        "since": found.since,
    }


def _print_table(rows: Sequence[dict[str, object]], *, has_colours: bool) -> None:
    width = max((len(str(each["name"])) for each in rows), default=0)
    fixes = max((len(str(each["fix"])) for each in rows), default=0)
    for each in rows:
        default = "" if each["on_by_default"] else "opt-in"
        code = f"\x1b[31m{each['code']}\x1b[0m" if has_colours else each["code"]
        print(f"{code}  {each['name']!s:<{width}}  {each['fix']!s:<{fixes}}  {default:<6}  {each['summary']}")
