"""``python scripts/new_rule.py dse215 name-of-the-pattern``: the files of a new rule, ready to be filled in."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from flake8_session_expiry import __version__  # noqa: E402

GROUPS = {
    "1": "session_calls",
    "2": "expiry_values",
    "3": "life_cycle",
    "4": "setting_values",
    "5": "insecure_settings",
}

MODULE = '''"""{code}: say what is wrong in one line."""

from __future__ import annotations

from flake8_session_expiry.engine.needs import CALLED
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import SessionCall


class {class_name}(Rule):
    """
    What the pattern is, in one sentence.

    ## What Django does

    What was observed, and on which versions it differs.

    ## Flagged

        request.session

    ## Use instead

        request.session

    ## References

    - [Sessions](https://docs.djangoproject.com/en/stable/topics/http/sessions/)
    """

    code = "{code}"
    since = "{version}"
    needs = CALLED
    message = "what Django will do; what to write instead"

    def on_session_call(self, call: SessionCall) -> None:
        """Decide."""
'''
CASES = """# case: write the look-alikes first
request.session.set_expiry(300)
"""


def main(arguments: list[str]) -> int:
    """Write module and cases; existing files are left alone."""
    if (
        len(arguments) != 2
        or not re.fullmatch(r"dse[1-5]\d\d", arguments[0])
        or not re.fullmatch(r"[a-z]+(-[a-z]+)*", arguments[1])
    ):
        print(__doc__, file=sys.stderr)
        return 2
    code, name = arguments[0].upper(), arguments[1]
    stem, group = f"{arguments[0]}_{name.replace('-', '_')}", GROUPS[arguments[0][3]]
    class_name = "".join(word.capitalize() for word in name.split("-"))
    files = {
        ROOT / "flake8_session_expiry/rules" / group / f"{stem}.py": MODULE.format(
            code=code, class_name=class_name, version=__version__
        ),
        ROOT / "tests/fixtures" / group / f"{stem}.py": CASES,
    }
    for path, text in files.items():
        if path.exists():
            print(f"{path} exists", file=sys.stderr)
            return 2
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
    print(
        f"next: python scripts/update_messages.py, tests/behaviour/{group}/test_{stem}.py, python"
        " scripts/generate_docs.py"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
