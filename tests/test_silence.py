"""
What each rule is silent about: the lists "Silent where" in the docstrings of the rules' modules, each line with the
names of the cases that show it::

    \"\"\"DSE308: a value inside of the session is changed, and nothing marks the session as modified.

    Silent where:

    - the function marks the session, or writes one of its keys, on each path: "marked", "another key is written"
    - what is changed is a copy: "copied first"
    \"\"\"
"""

from __future__ import annotations

import inspect
import re
import sys

import pytest

from flake8_session_expiry.rules.registry import rules
from flake8_session_expiry.rules.rule import Rule
from tests.casefiles import FIXTURES, read_cases

_HEAD = "Silent where:"
_NAME = re.compile(r'"([^"]+)"')


def silences(rule: type[Rule]) -> list[str]:
    """The lines of the list of a rule's module, each as one string."""
    _, head, listed = (inspect.cleandoc(sys.modules[rule.__module__].__doc__ or "")).partition(f"{_HEAD}\n")
    assert head, f"{rule.__module__} does not say where it is silent"
    return [" ".join(line.split()) for line in re.split(r"^- ", listed, flags=re.MULTILINE)[1:]]


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.code) for rule in rules()])
def test_each_line_names_cases_that_show_it(rule: type[Rule]) -> None:
    path = FIXTURES / rule.group() / f"{rule.__module__.rpartition('.')[2]}.py"
    cases = {case.name: case for case in read_cases(path)}
    lines = silences(rule)
    assert lines
    for line in lines:
        # The names stand at the end, behind a colon; quoted code before it is none.
        names = _NAME.findall('"' + line.rpartition(': "')[2])
        assert names, f"no case shows: {line}"
        for name in names:
            assert name in cases, f"no case is called {name!r}: {line}"
            assert rule.code not in {code for _, code in cases[name].claims}, f"{name!r} is reported: {line}"
