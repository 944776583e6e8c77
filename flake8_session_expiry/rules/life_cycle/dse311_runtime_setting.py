"""
DSE311: a session setting is changed while the site runs.

Silent where:

- it is not Django's settings object, or not one of Django's settings for sessions: "settings of another object, or of
  another module", "another setting", "other settings", "a setting of a session package", "the settings fixture of
  pytest-django"
- the setting is only read: "reading"
- the code runs before there are requests: "settings.configure", "AppConfig.ready", "another method of the app's
  configuration", "at the top of a script", "where the project starts", "a script that sets Django up", "a function
  that the module calls itself", "a module of the management package", "a command", "when a worker starts"
- a function outside of classes that gets no request sets other settings too: it loads the configuration of the site:
  "what loads the configuration of the site"
- a function that has no request loads the stored configuration of a site: "the stored configuration of a site is
  loaded"
- a context manager changes it for a while: "for a while, and then what it was"
- it is a test or a fixture: "a fixture", "hooks of pytest", "where lettuce starts", "set by monkeypatch", "a unit test
  outside of a test module", "in a test module"
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import RUNTIME_SETTING
from flake8_session_expiry.engine.paths import file_name
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.reference.settings import SESSION_SETTINGS
from flake8_session_expiry.rewrites.session_calls import session_call
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.literals import plain_string
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.settings.purpose import is_settings_path

_SETTINGS = frozenset({"django.conf.settings"})
_OF_COMMANDS = re.compile(r"(?:^|[\\/])management[\\/]")
# Signals of Celery and hooks of servers when a process starts.
_STARTED = re.compile(r"(?:worker|celeryd|beat|child|post|pre)_(?:process_)?(?:init|ready|fork)\b")
_STARTERS = frozenset({"manage.py", "wsgi.py", "asgi.py", "celery.py", "environment.py", "terrain.py"})
# The last two are of behave and lettuce.
_LOADER = re.compile(r"_*(?:re)?(?:load|apply|init|initiali[sz]e|configure|set_?up|bootstrap)(?![a-z0-9])")
"""The beginning of names of functions that put a stored configuration into the settings."""


class RuntimeSetting(Rule):
    """
    A session setting of ``django.conf.settings`` is assigned in a function.

    ## What Django does

    ``settings`` is one object for the whole process. What one visitor's request assigns holds for every visitor of this
    process from then on, until it is restarted; other processes keep the old value. With the file and signed_cookies
    engines a shorter ``SESSION_COOKIE_AGE`` also ends sessions that are already there.

    ## Flagged

        from django.conf import settings

        def view(request):
            settings.SESSION_COOKIE_AGE = 60

    ## Use instead

        from django.conf import settings

        def view(request):
            request.session.set_expiry(60)

    ## Fix safety

    Unsafe: ``SESSION_COOKIE_AGE = v`` becomes ``request.session.set_expiry(v)``, which is about this visitor's session
    only. Other settings have no replacement. Where another setting is assigned beside it nothing is changed: a form
    that writes ``DEBUG`` as well means all visitors, and ``set_expiry()`` would change only the session of the
    administrator who fills it in.

    ## References

    - [Altering settings at runtime](https://docs.djangoproject.com/en/stable/topics/settings/#altering-settings-at-runtime)
    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    """

    code = "DSE311"
    since = "0.1.0"
    needs = RUNTIME_SETTING
    message = "this changes settings.{name} for every visitor of this process, not for one session; {instead}"
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def visit_Attribute(self, node: cst.Attribute) -> None:
        """``settings.SESSION_COOKIE_AGE`` as a target."""
        if node.attr.value not in SESSION_SETTINGS or self.types.qualified(node.value) not in _SETTINGS:
            return
        parent = self.tree.parents[node]
        if isinstance(parent, cst.AssignTarget):
            assign = self.tree.parents[parent]
            assert isinstance(assign, cst.Assign)
            self._changed(node, node.attr.value, assign, assign.value if len(assign.targets) == 1 else None)
        elif isinstance(parent, cst.AugAssign) and parent.target is node:
            self._changed(node, node.attr.value, parent, None)

    def visit_Call(self, node: cst.Call) -> None:
        """``setattr(settings, "SESSION_COOKIE_AGE", v)``."""
        name = self._set_by(node)
        if name is not None and name in SESSION_SETTINGS:
            self._changed(node, name, node, node.args[2].value)

    def _set_by(self, call: cst.Call) -> str | None:
        """The setting that ``setattr(settings, "DEBUG", False)`` assigns."""
        if not isinstance(call.func, cst.Name) or call.func.value != "setattr" or len(call.args) != 3:
            return None
        is_settings = self.types.qualified(call.args[0].value) in _SETTINGS
        return plain_string(call.args[1].value) if is_settings else None

    def _changed(
        self, node: cst.BaseExpression, name: str, whole: cst.CSTNode, value: cst.BaseExpression | None
    ) -> None:
        function = self.here.function
        if function is None or function.is_test or _prepares(function) or self._starts_up(function):
            return
        request = self._request(function)
        code = None
        if name == "SESSION_COOKIE_AGE" and request is not None and value is not None:
            argument = self.source.code(value)
            code = session_call(self.options, function.is_async, f"{request}.session", "set_expiry", argument)
        beside = set(self._written_in(function)) - {name}
        loads = _LOADER.match(function.name) or beside.difference(SESSION_SETTINGS)
        if request is None and function.class_ is None and loads:
            return  # load_site_config(): the configuration of the whole site is put into the settings, by each process
        if beside or self._is_put_back(node, function, name):
            code = None
        instead = (
            "call request.session.set_expiry()" if name == "SESSION_COOKIE_AGE" else "set it in the settings module"
        )
        if beside.difference(SESSION_SETTINGS):
            instead = "if intended, store the value: other processes, and a restart, use the old one"
        self.report(node, name=name, instead=instead, whole=whole, code=code)

    def _written_in(self, function: FunctionContext) -> Iterator[str]:
        """The settings that a function assigns."""
        for item in descendants(function.node):
            if isinstance(item, cst.Attribute) and self.types.qualified(item.value) in _SETTINGS:
                parent = self.tree.parents[item]
                if isinstance(parent, cst.AssignTarget) or (
                    isinstance(parent, cst.AugAssign) and parent.target is item
                ):
                    yield item.attr.value
            elif isinstance(item, cst.Call) and (name := self._set_by(item)) is not None:
                yield name

    def _starts_up(self, function: FunctionContext) -> bool:
        """
        Whether the code runs before there are requests: ``manage.py``, ``wsgi.py``, a settings module, the modules of
        commands; a function that this module calls itself, or one that sets Django up.
        """
        name = file_name(self.source.name)
        if name in _STARTERS or is_settings_path(name) or _OF_COMMANDS.search(self.source.name):
            return True
        if self._request(function) is not None:
            return False
        calls = [call for call in self.tree.of(cst.Call) if self.types.qualified(call.func) == "django.setup"]
        names = (dotted(call.func) for call in self.tree.of(cst.Call) if self._is_at_the_top(call))
        return any(self.tree.contains(function.node, call) for call in calls) or function.name in names

    def _is_at_the_top(self, node: cst.CSTNode) -> bool:
        return self.tree.nearest(node, cst.FunctionDef, cst.ClassDef, cst.Lambda) is None

    def _is_put_back(self, node: cst.BaseExpression, function: FunctionContext, name: str) -> bool:
        """Whether the same path assigns the setting again: it is changed for a while only."""
        targets = (target.target for target in self.tree.of(cst.AssignTarget))
        written = (item for item in targets if isinstance(item, cst.Attribute) and item.attr.value == name)
        flow = self.effects.flow(function.node)
        return any(item is not node and flow.on_one_path(item, node) for item in written)

    def _request(self, function: FunctionContext) -> str | None:
        for name in function.parameters:
            if (request := self.types.request(cst.Name(name))) is not None and request.exact:
                return name
        return None

    def fix(self, finding: Finding) -> Fix | None:
        """Set the expiry of this session."""
        whole, code = finding.facts["whole"], finding.facts["code"]
        if not isinstance(whole, cst.CSTNode) or not isinstance(code, str):
            return None
        return Fix.unsafe(Replace(whole, code))


def _prepares(function: FunctionContext) -> bool:
    """
    Functions that run before or without requests: ``AppConfig.ready``, a fixture, a command, the set-up of a test or a
    function that restores the setting.
    """
    if function.name in {
        "ready",
        "setUp",
        "setUpClass",
        "setUpTestData",
        "tearDown",
        "tearDownClass",
        "__enter__",
        "__exit__",
    }:
        return True
    if function.class_ is not None and function.class_.has_base(r"AppConf(?:ig)?"):
        return True
    names = {name.rpartition(".")[2] for name in function.decorators}
    if function.name.startswith("pytest_") or any(_STARTED.search(name) for name in function.decorators):
        return True
    if function.is_command_or_task or names & {"fixture", "contextmanager"}:
        return True
    return function.outer is not None and _prepares(function.outer)
