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
        drawing = _calls_drawing_on_all(module.tree)
        for position, setting in enumerate(module.settings):
            if setting.name not in SETTINGS or "SESSION" not in setting.name or is_read(self.tree, setting.name):
                continue
            later = next((other for other in module.settings[position + 1 :] if self._replaces(other, setting)), None)
            if later is not None and not any(setting.line < line <= later.line for line in drawing):
                self.report(setting.node, name=setting.name, line=later.line)

    def _replaces(self, later: Setting, earlier: Setting) -> bool:
        if later.name != earlier.name or later.how not in {How.PLAIN, How.ANNOTATED}:
            return False
        block = self._block(earlier)
        # In a ``try``, and in ``with suppress(KeyError):``, the second statement may not run.
        around = self.tree.parents.get(block)
        return block is self._block(later) and not isinstance(around, (cst.Try, cst.TryStar, cst.With))

    def _block(self, setting: Setting) -> cst.CSTNode:
        return self.tree.parents[self.tree.parents[setting.statement]]


def _calls_drawing_on_all(tree: ast.Module) -> list[int]:
    """The lines of calls that may read every name of the module: ``include(...)``, ``exec``, ``locals()``."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in _DRAWING_ON_ALL
    ]
