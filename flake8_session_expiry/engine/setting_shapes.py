"""Which settings a module assigns, and with which literals: ``needs`` has the vocabulary."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass

from flake8_session_expiry.engine import needs
from flake8_session_expiry.engine.needs import COMPUTED, Shapes
from flake8_session_expiry.engine.python_nodes import PythonNodes, last_name, text_of
from flake8_session_expiry.reference.package_settings import PACKAGES, misspelt
from flake8_session_expiry.reference.settings import (
    MARKERS,
    SESSION_MIDDLEWARE,
    SESSION_SETTINGS,
    SETTINGS,
    is_of_a_package,
    near_miss,
)

_NEED_SESSION = frozenset(
    {
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    }
)
_BINDING_MANY = ("include", "exec", "execfile", "globals", "vars", "locals")
"""Functions with which a module binds names that are not written in it."""
_MAY_HAVE_MIDDLEWARE = ("MIDDLEWARE", r"import[\s\\]*\*", *(rf"{function}\s*\(" for function in _BINDING_MANY))
_KNOWN = (*MARKERS, *SESSION_SETTINGS, "SECRET_KEY", "DEBUG")
_ENOUGH = 2
_BEGINNINGS = ("SESSION", "SESION", "COOKIE_SESSION")
_SES = re.compile(r"ses(?<!\w\wses)\w{9,}")
_COOKIE_SESSION = re.compile(r"cookie_session\w*")
_SION = re.compile(r"sion(?<!\w{5}sion)\w+")
_NAMES = frozenset(SESSION_SETTINGS).union(*PACKAGES.values())
_FROM_SION = frozenset(f"sion{name.lower().removeprefix('session')}" for name in _NAMES)
"""If a near miss has a mistake before it, the rest of its name is right."""
_SHORTEST = min(map(len, SESSION_SETTINGS)) - 1


@dataclass
class SettingShapes:
    """Finds assignments of settings, outside of functions and at run time."""

    found: Shapes
    nodes: PythonNodes
    path: str

    def find(self) -> None:
        """Note all of them."""
        if may_be_settings_file(self.found.text, self.path):
            self.found.note(needs.SETTINGS_FILE)
        for node in self.nodes.of(ast.Name):
            assert isinstance(node, ast.Name)
            if isinstance(node.ctx, ast.Store) and _may_be_setting(node.id) and not self.nodes.is_in_function(node):
                self._assigned(node)
        for node in self.nodes.of(ast.Expr):
            assert isinstance(node, ast.Expr)
            compared = node.value
            if isinstance(compared, ast.Compare) and _is_about_sessions(last_name(compared.left)):
                self.found.note(needs.UNASSIGNED)
        for node in self.nodes.of(ast.Attribute):
            assert isinstance(node, ast.Attribute)
            if isinstance(node.ctx, ast.Store) and node.attr in SESSION_SETTINGS:
                self.found.note(needs.RUNTIME_SETTING)
        for node in self.nodes.of(ast.Call):
            assert isinstance(node, ast.Call)
            if last_name(node.func) == "setattr" and len(node.args) > 1 and text_of(node.args[1]) in SESSION_SETTINGS:
                self.found.note(needs.RUNTIME_SETTING)

    def _assigned(self, node: ast.Name) -> None:
        name, parent = node.id, self.nodes.parents[node]
        if isinstance(parent, ast.AnnAssign) and parent.value is None:
            if _is_about_sessions(name):
                self.found.note(needs.UNASSIGNED)
            return
        before = self.found.assigned.setdefault(name, [])
        if before and _is_about_sessions(name):
            self.found.note(needs.ASSIGNED_TWICE)
        value = self.nodes.value_of_target(node)
        literal = value.value if isinstance(value, ast.Constant) else COMPUTED
        before.append(literal if literal is None or isinstance(literal, (str, int, float)) else COMPUTED)
        if name not in SETTINGS and _is_unknown(name):
            self.found.note(needs.UNKNOWN_SETTING)
        if name == "MIDDLEWARE" and isinstance(value, (ast.List, ast.Tuple)):
            self._middleware([text_of(element) or "" for element in value.elts])

    def _middleware(self, paths: Sequence[str]) -> None:
        others: list[str] = []
        has_session = False
        for path in paths:
            if path in _NEED_SESSION and not has_session:
                self.found.note(needs.UNSERVED_MIDDLEWARE)
            if path == SESSION_MIDDLEWARE:
                for other in others:
                    self.found.note(needs.EARLY_MIDDLEWARE, other)
            has_session = has_session or "session" in path.rpartition(".")[2].lower()
            others += [] if path.startswith("django.") else [path]


def may_be_settings_file(text: str, path: str) -> bool:
    """
    Whether a file may be a settings module that has middleware: by its path, by two settings of Django in its text (as
    in ``settings/purpose``), or because it has middleware itself and the project may be started with it.
    """
    if "settings" in path or any(re.search(pattern, text) for pattern in _MAY_HAVE_MIDDLEWARE):
        return True
    return sum(name in text for name in _KNOWN) >= _ENOUGH


def may_name_unknown_setting(text: str, lower: str) -> bool:
    """
    Whether a name in a text (also given in lower case) may be one of a setting about sessions that nobody has: one that
    begins with SESSION_, or is a near miss in capital or small letters.
    """
    if "SESSION_" in text:
        return True
    if any(near_miss(name) or misspelt(name.upper(), PACKAGES) for name in set(_SES.findall(lower))):
        return True
    if any(near_miss(name) for name in set(_COOKIE_SESSION.findall(lower))):
        return True
    return any(name in _FROM_SION for name in set(_SION.findall(lower)))


def _may_be_setting(name: str) -> bool:
    """Whether a name is a setting that rules are about, or may be a misspelt one."""
    return name in SETTINGS or name == "SECRET_KEY" or _may_be_misspelt(name.upper())


def _may_be_misspelt(name: str) -> bool:
    """Whether a name begins with SESSION or COOKIE_SESSION, with at most one edit in it."""
    if name.startswith(_BEGINNINGS):
        return True
    return len(name) >= _SHORTEST and (0 <= name.find("SES") <= 1 or 2 <= name.find("SION") <= 4)


def _is_unknown(name: str) -> bool:
    """Whether a name is one for sessions that neither Django nor a known package has."""
    if name.startswith("SESSION_") and not is_of_a_package(name):
        return True
    return near_miss(name) is not None or misspelt(name, PACKAGES) is not None


def _is_about_sessions(name: str | None) -> bool:
    return name is not None and name in SETTINGS and "SESSION" in name
