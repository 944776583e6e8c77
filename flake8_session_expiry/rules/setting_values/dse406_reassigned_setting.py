"""DSE406: a session setting is assigned twice, and the first value never counts."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.catalogue import SETTINGS
from flake8_session_expiry.settings.collect import How
from flake8_session_expiry.settings.events import Setting, SettingsModule
from flake8_session_expiry.settings.usage import is_read


class ReassignedSetting(Rule):
    """
    A session setting is assigned twice at one level of one module.

    ## What Django does

    A settings module is run from top to bottom, and the last value counts. Whoever changes the first one changes nothing.

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
        for position, setting in enumerate(module.settings):
            if setting.name not in SETTINGS or "SESSION" not in setting.name or is_read(self.tree, setting.name):
                continue
            later = next((other for other in module.settings[position + 1 :] if self._replaces(other, setting)), None)
            if later is not None:
                self.report(setting.node, name=setting.name, line=later.line)

    def _replaces(self, later: Setting, earlier: Setting) -> bool:
        if later.name != earlier.name or later.how not in {How.PLAIN, How.ANNOTATED}:
            return False
        block = self._block(earlier)
        # In a ``try`` the second statement may not be reached.
        return block is self._block(later) and not isinstance(self.tree.parents.get(block), (cst.Try, cst.TryStar))

    def _block(self, setting: Setting) -> cst.CSTNode:
        return self.tree.parents[self.tree.parents[setting.statement]]
