"""
DSE406: a session setting is assigned twice, and the first value is not used.

Silent where:

- the two are not in one block of statements: "in two branches", "a default and a condition", "an override of a star
  import", "two classes of django-configurations", "in a loop, and in a function"
- the second may fail: "try and except", "twice in a try", "the second may fail"
- the first is read, by the second or in between, also by code that reads all names: "a second value that reads the
  first", "read in between", "augmented", "deleted in between", "a file that is included between sees the first value",
  "all names are handed on between"
- there is only one, or it is another setting: "one assignment", "commented out", "another setting"
"""

from __future__ import annotations

import ast
from bisect import bisect_right

import libcst as cst

from flake8_session_expiry.engine.needs import ASSIGNED_TWICE
from flake8_session_expiry.reference.settings import SETTINGS
from flake8_session_expiry.rewrites.setting_repairs import is_read
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.assignments import How
from flake8_session_expiry.settings.events import Setting, SettingsModule

_DRAWING_ON_ALL = frozenset({"include", "exec", "execfile", "eval", "globals", "locals", "vars"})


class ReassignedSetting(Rule):
    """
    A session setting is assigned twice at one level of one module.

    ## What Django does

    A settings module is run from top to bottom, and the last value counts. Whoever changes the first one changes
    nothing.

    ## Flagged

        SESSION_COOKIE_AGE = 3600
        SESSION_COOKIE_SECURE = True
        SESSION_COOKIE_AGE = 86400

    ## Use instead

        SESSION_COOKIE_SECURE = True
        SESSION_COOKIE_AGE = 86400

    ## References

    - [Settings modules](https://docs.djangoproject.com/en/stable/topics/settings/)
    """

    code = "DSE406"
    since = "0.1.0"
    needs = ASSIGNED_TWICE
    message = "{name} is assigned again on line {line}: this value has no effect; keep one of the two"

    def on_settings_module(self, module: SettingsModule) -> None:
        """Each assignment but the last of a block, unless something reads the setting."""
        drawing = sorted(_calls_drawing_on_all(module.tree))
        following = self._following(module)
        for setting in module.settings:
            if setting.name not in SETTINGS or "SESSION" not in setting.name or is_read(self.tree, setting.name):
                continue
            later = following.get(setting)
            if later is not None and bisect_right(drawing, setting.line) == bisect_right(drawing, later.line):
                self.report(setting.node, name=setting.name, line=later.line)

    def _following(self, module: SettingsModule) -> dict[Setting, Setting]:
        """For each setting the next one of the same name in its block that replaces it."""
        found: dict[Setting, Setting] = {}
        last: dict[tuple[str, cst.CSTNode], Setting] = {}
        for setting in reversed(module.settings):
            block = self.tree.parents[self.tree.parents[setting.statement]]
            # In a ``try``, and in ``with suppress(KeyError):``, the second statement may not run.
            may_fail = isinstance(self.tree.parents.get(block), (cst.Try, cst.TryStar, cst.With))
            if not may_fail and (later := last.get((setting.name, block))) is not None:
                found[setting] = later
            if setting.how in {How.PLAIN, How.ANNOTATED}:
                last[setting.name, block] = setting
        return found


def _calls_drawing_on_all(tree: ast.Module) -> list[int]:
    """The lines of calls that may read every name of the module: ``include(...)``, ``exec``, ``locals()``."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in _DRAWING_ON_ALL
    ]
