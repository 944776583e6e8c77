"""
DSE410: a session setting is assigned in a module that is not the settings module.

Silent where:

- the module reads it, exports it, or another module of the project imports it: "read in its module", "exported",
  "imported by another module"
- its value reads the settings: "a value that reads settings"
- it is not assigned at the top of the module: "a local name", "in a class, under a condition, with an annotation"
- it is an own name: "an own name"
- the module is one of settings or defaults: "in the settings module", "modules of settings and defaults", "a module of
  defaults", "an app configuration", "a project in one file", "a settings module in the folder of settings"
- the module is another framework's: "Flask"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.needs import ASSIGNED, IN_FILE
from flake8_session_expiry.engine.paths import file_name
from flake8_session_expiry.project.mentions import is_imported
from flake8_session_expiry.reference.settings import SESSION_SETTINGS
from flake8_session_expiry.rewrites.setting_repairs import is_read
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.symbols import dotted, mentions
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.settings.events import SettingsModule
from flake8_session_expiry.settings.purpose import OTHER_MODULES


class MisplacedSetting(Rule):
    """
    A session setting is assigned at the top of ``views.py``, ``urls.py``, ``forms.py``, ``models.py``,
    ``middleware.py`` or ``admin.py``.

    ## What Django does

    Nothing: Django reads settings from the settings module only. In any other module ``SESSION_COOKIE_AGE = 600`` is a
    name like any other.

    ## Flagged

        SESSION_COOKIE_AGE = 600

        def view(request):
            request.session["visited"] = True

    ## Use instead

        def view(request):
            request.session["visited"] = True
            request.session.set_expiry(600)

    or set it for all sessions, in the settings module.

    ## References

    - [Django settings](https://docs.djangoproject.com/en/stable/topics/settings/)
    """

    code = "DSE410"
    since = "0.1.0"
    needs = IN_FILE(*OTHER_MODULES) & ASSIGNED(*SESSION_SETTINGS)
    message = "{name} only has an effect in the settings module: nothing reads it here; move it there"

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._is_settings = False
        self._is_used: dict[str, bool] = {}

    def on_settings_module(self, module: SettingsModule) -> None:
        """The module is a settings module, if only by its content: nothing is misplaced."""
        self._is_settings = True

    def leave_Module(self, original_node: cst.Module) -> None:
        """Plain assignments at the top level of the module."""
        if self._is_settings or file_name(self.source.name) not in OTHER_MODULES:
            return
        if self.model.frameworks.foreign:
            return
        for target in self.tree.of(cst.AssignTarget):
            name = target.target
            if not isinstance(name, cst.Name) or name.value not in SESSION_SETTINGS or is_read(self.tree, name.value):
                continue
            statement = self.tree.parents[target]
            assert isinstance(statement, cst.Assign)
            if not self._is_at_top(statement) or mentions(statement.value, "settings"):
                continue
            if name.value not in self._is_used:
                self._is_used[name.value] = self._is_exported(name.value) or is_imported(
                    self.options.project_root, name.value, self.source.name
                )
            if not self._is_used[name.value]:
                self.report(name, name=name.value)

    def _is_at_top(self, statement: cst.Assign) -> bool:
        return self.tree.parents[self.tree.parents[statement]] is self.tree.module

    def _is_exported(self, name: str) -> bool:
        return any(
            dotted(target.target) == "__all__" and name in self.source.code(self.tree.parents[target])
            for target in self.tree.of(cst.AssignTarget)
        )
