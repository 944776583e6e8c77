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
from dataclasses import dataclass
from functools import cached_property

import libcst as cst

from flake8_session_expiry.analysis.start_up import StartUp, prepares
from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import RUNTIME_SETTING
from flake8_session_expiry.engine.paths import file_name
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.reference.settings import SESSION_SETTINGS
from flake8_session_expiry.rewrites.session_calls import session_call
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.literals import plain_string
from flake8_session_expiry.semantic.places import Places
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.settings.purpose import is_settings_path

_SETTINGS = frozenset({"django.conf.settings"})
_LOADER = re.compile(r"_*(?:re)?(?:load|apply|init|initiali[sz]e|configure|set_?up|bootstrap)(?![a-z0-9])")
"""The beginning of names of functions that put a stored configuration into the settings."""


@dataclass(frozen=True)
class _Change:
    """
    A setting that a function changes, with the whole statement or call, the value where there is one, and the request
    of the function.
    """

    node: cst.BaseExpression
    name: str
    whole: cst.CSTNode
    value: cst.BaseExpression | None
    function: FunctionContext
    request: str | None


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

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._changes: list[_Change] = []
        self._start_up = StartUp(model)

    def visit_Attribute(self, node: cst.Attribute) -> None:
        """``settings.SESSION_COOKIE_AGE`` as a target."""
        if node.attr.value not in SESSION_SETTINGS or self.types.qualified(node.value) not in _SETTINGS:
            return
        parent = self.tree.parents[node]
        if isinstance(parent, cst.AssignTarget):
            assign = self.tree.parents[parent]
            assert isinstance(assign, cst.Assign)
            self._keep(node, node.attr.value, assign, assign.value if len(assign.targets) == 1 else None)
        elif isinstance(parent, cst.AugAssign) and parent.target is node:
            self._keep(node, node.attr.value, parent, None)

    def visit_Call(self, node: cst.Call) -> None:
        """``setattr(settings, "SESSION_COOKIE_AGE", v)``."""
        name = self._set_by(node)
        if name is not None and name in SESSION_SETTINGS:
            self._keep(node, name, node, node.args[2].value)

    def leave_FunctionDef(self, original_node: cst.FunctionDef) -> None:
        """All settings that the function changes are known."""
        changes: list[_Change] = []
        while self._changes and self._changes[-1].function.node is original_node:
            changes.append(self._changes.pop())
        if changes:
            self._judge(changes[0].function, changes[::-1])

    def _set_by(self, call: cst.Call) -> str | None:
        """The setting that ``setattr(settings, "DEBUG", False)`` assigns."""
        if not isinstance(call.func, cst.Name) or call.func.value != "setattr" or len(call.args) != 3:
            return None
        is_settings = self.types.qualified(call.args[0].value) in _SETTINGS
        return plain_string(call.args[1].value) if is_settings else None

    def _keep(self, node: cst.BaseExpression, name: str, whole: cst.CSTNode, value: cst.BaseExpression | None) -> None:
        function = self.here.function
        if function is not None and not function.is_test and not prepares(function):
            self._changes.append(_Change(node, name, whole, value, function, self._request(function)))

    def _judge(self, function: FunctionContext, changes: list[_Change]) -> None:
        has_request = any(change.request is not None for change in changes)
        if is_settings_path(file_name(self.source.name)) or self._start_up.calls(function, has_request=has_request):
            return
        written, loads = set(self._written_in(function)), _LOADER.match(function.name)
        flow, places = self.effects.flow(function.node), dict[str, Places]()
        for change in changes:
            name, others = change.name, written - {change.name}
            is_general = bool(others.difference(SESSION_SETTINGS))
            if change.request is None and function.class_ is None and (loads or is_general):
                continue  # load_site_config(): the configuration of the whole site is put into the settings
            if name not in places:
                own = self.tree.within(function.node, self._targets.get(name, []))
                places[name] = Places(flow, own)
            is_put_back = places[name].any_other_on_one_path(change.node)
            code = None if others or is_put_back else self._code(change)
            instead = (
                "call request.session.set_expiry()" if name == "SESSION_COOKIE_AGE" else "set it in the settings module"
            )
            if is_general:
                instead = "if intended, store the value: other processes, and a restart, use the old one"
            self.report(change.node, name=name, instead=instead, whole=change.whole, code=code)

    def _code(self, change: _Change) -> str | None:
        """``request.session.set_expiry(v)`` for ``settings.SESSION_COOKIE_AGE = v``."""
        if change.name != "SESSION_COOKIE_AGE" or change.request is None or change.value is None:
            return None
        argument, session = self.source.code(change.value), f"{change.request}.session"
        return session_call(self.options, change.function.is_async, session, "set_expiry", argument)

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

    @cached_property
    def _targets(self) -> dict[str, list[cst.Attribute]]:
        """The attributes that the module assigns, by their names."""
        found: dict[str, list[cst.Attribute]] = {}
        for target in self.tree.of(cst.AssignTarget):
            if isinstance(target.target, cst.Attribute):
                found.setdefault(target.target.attr.value, []).append(target.target)
        return found

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
