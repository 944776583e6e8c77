"""
``python scripts/update_messages.py [dse202 …]``: writes the messages of the rules for their cases, to be read in the
diff before they are committed.
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from flake8_session_expiry.check import check_source  # noqa: E402
from flake8_session_expiry.engine.source import SourceFile  # noqa: E402
from tests.casefiles import FIXTURES, all_cases, remove_projects  # noqa: E402
from tests.messagefiles import SUFFIX, lines_of, messages_path, text_of  # noqa: E402


def main(arguments: list[str]) -> int:
    """
    Write all files that differ, or those of the named rules, and remove those of rules that do not exist any more.
    """
    paths = set()
    for path, cases in groupby(all_cases(), key=messages_path):
        paths.add(path)
        if arguments and not any(path.name.startswith(name.lower()) for name in arguments):
            continue
        messages = {}
        for case in cases:
            messages[case.name] = lines_of(check_source(SourceFile(case.file, case.code), case.parsed_options()))
        _write(path, text_of(messages))
    for old in set(FIXTURES.glob(f"*/*{SUFFIX}")) - paths:
        old.unlink()
        print(f"removed {old.relative_to(ROOT)}")
    remove_projects()
    return 0


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8", newline="\n")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
