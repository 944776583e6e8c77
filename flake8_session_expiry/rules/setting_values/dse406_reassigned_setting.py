"""DSE406: a session setting is assigned twice, and the first value is not used."""

from __future__ import annotations

import ast

import libcst as cst

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
    message = "{name} is assigned again in line {line}: this value never counts; keep one of the two"

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
        # In a ``try`` the second statement may not run.
        return block is self._block(later) and not isinstance(self.tree.parents.get(block), (cst.Try, cst.TryStar))

    def _block(self, setting: Setting) -> cst.CSTNode:
        return self.tree.parents[self.tree.parents[setting.statement]]


def _calls_drawing_on_all(tree: ast.Module) -> list[int]:
    """The lines of calls that may read every name of the module: ``include(...)``, ``exec``, ``locals()``."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in _DRAWING_ON_ALL
    ]
