"""
DSE511: the files of sessions are in a directory that others can list.

Silent where:

- the directory is not a shared temporary one, nor below it: "a directory of one's own", "a directory of the project",
  "a directory of the project by os.path", "a directory whose name only begins so", "a directory below one that is not
  known"
- the directory is one that only its owner can list: the module sets its mode: "a directory that nobody else can list",
  "a directory in the shared one, made for oneself", "a directory in the shared one, made by its path for oneself", "a
  directory in the shared one, closed to others", "a directory in the shared one, made with a mode in the second
  place", "a directory that Python makes for oneself"
- the engine is another one, or not known: "another engine", "an engine of one's own", "an engine that cannot be told"
- the path is not known, or set elsewhere: "a path from the environment", "a path that is set somewhere", "an engine
  that is used only with a path", "a base module whose path comes from elsewhere", "before an import of what cannot be
  read", "after an import of what cannot be read", "a path that a method of the class may replace"
- another module of the chain is where it is reported: "the engine of production, whose directory the base gives", "the
  engine of a base, whose directory the module of production gives"
- it is another setting: "other temporary files"
- it has no effect in production, or is a test: "while developing", "under DEBUG", "in a test module"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.needs import ASSIGNED
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.effective import ProjectSettings
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.settings.production import in_production, seen_in_production, values_in_production
from flake8_session_expiry.values.value import Value

_FILE = "django.contrib.sessions.backends.file"
_PATH = "SESSION_FILE_PATH"
_SHARED = frozenset({"/tmp", "/var/tmp", "/usr/tmp", "/dev/shm"})
_FIRST_PART = frozenset(
    {
        *("os.path.join", "os.path.abspath", "os.path.realpath", "os.path.normpath", "os.path.expanduser", "os.fspath"),
        *("pathlib.Path", "pathlib.PosixPath", "pathlib.PurePath", "pathlib.PurePosixPath"),
    }
)
_PATH_METHODS = frozenset({"joinpath", "resolve", "absolute", "as_posix", "expanduser", "with_name"})


class SharedSessionFiles(Rule):
    """
    The ``file`` engine keeps sessions in a temporary directory that everybody on the server can list.

    ## What Django does

    Without ``SESSION_FILE_PATH`` it takes the system's temporary directory. Other accounts cannot read the files,
    but they can list their names, and a name is ``sessionid`` followed by the session key: whoever sends that key
    as a cookie has the session.

    Reported are no path at all, ``/tmp`` and its like, ``tempfile.gettempdir()``, and every directory below one of
    these: made without a mode it can be listed by all. Where the module sets a mode (``mode=``, ``chmod()``,
    ``umask()``), nothing is reported.

    ## Flagged

        SESSION_ENGINE = "django.contrib.sessions.backends.file"

    or

        import os
        import tempfile

        SESSION_ENGINE = "django.contrib.sessions.backends.file"
        SESSION_FILE_PATH = os.path.join(tempfile.gettempdir(), "shop-sessions")

    ## Use instead

        import os

        SESSION_ENGINE = "django.contrib.sessions.backends.file"
        SESSION_FILE_PATH = os.environ["SESSION_DIRECTORY"]

    with a directory that only the account of the server can list (mode 0700). It has to be there: Django does not make
    it, and without it every request fails.

    ## References

    - [SESSION_FILE_PATH](https://docs.djangoproject.com/en/stable/ref/settings/#session-file-path)
    - [Using file-based sessions](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-file-based-sessions)
    """

    code = "DSE511"
    since = "0.1.0"
    needs = ASSIGNED("SESSION_FILE_PATH") | ASSIGNED("SESSION_ENGINE", values=(_FILE,))
    message = (
        "the names of session files in {where} reveal session keys to all server users; set "
        "SESSION_FILE_PATH to an existing directory with mode 0700"
    )
    in_tests = False
    settings = frozenset({"SESSION_ENGINE", _PATH})

    def on_setting(self, setting: Setting) -> None:
        """The path, if this module sets one; else the engine."""
        views = seen_in_production(setting)
        if setting.name == _PATH:
            if in_production(setting) and all(view.get("SESSION_ENGINE").value == _FILE for view in views):
                self._check_path(setting, views)
            return
        unset = all(view.get(_PATH).default for view in views)  # where a path is set, that is reported
        for value in values_in_production(setting) if views else ():
            if value.constant == _FILE and unset and not any(_PATH in view.namespace.volatile for view in views):
                self.report(value.node, where="the shared temporary directory")

    def _check_path(self, setting: Setting, views: list[ProjectSettings]) -> None:
        for value in values_in_production(setting):
            if all(_is_shared(view) for view in views):
                self.report(value.node, where="the shared temporary directory")
            elif self._is_below_shared(value.written_as) and not self._sets_a_mode():
                self.report(value.node, where="a subdirectory of the shared temporary one")

    def _is_below_shared(self, node: cst.BaseExpression) -> bool:
        """Whether a path begins with a shared directory: ``Path("/tmp") / "shop"``, ``f"{gettempdir()}/shop"``."""
        constant = self.values.at(node).constant
        if isinstance(constant, str):
            return constant.startswith(tuple(f"{shared}/" for shared in _SHARED)) or constant in _SHARED
        first = self._first_part(node)
        if first is not None:
            return self._is_below_shared(first)
        return isinstance(node, cst.Call) and self.types.qualified(node.func) == "tempfile.gettempdir"

    def _first_part(self, node: cst.BaseExpression) -> cst.BaseExpression | None:
        if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, (cst.Divide, cst.Add)):
            return node.left
        if isinstance(node, cst.FormattedString) and node.parts:
            part = node.parts[0]
            if isinstance(part, cst.FormattedStringText):
                return cst.SimpleString(repr(part.value))
            return part.expression if isinstance(part, cst.FormattedStringExpression) else None
        if isinstance(node, cst.Name):
            binding = self.symbols.reaching(node)
            return None if binding is None else binding.value
        if not isinstance(node, cst.Call):
            return None
        if isinstance(node.func, cst.Attribute) and node.func.attr.value in _PATH_METHODS:
            return node.func.value
        is_path = self.types.qualified(node.func) in _FIRST_PART or self.source.code(node.func) == "str"
        return node.args[0].value if is_path and node.args else None

    def _sets_a_mode(self) -> bool:
        """Whether the module says who may list a directory that it makes."""
        for call in self.tree.of(cst.Call):
            name = self.source.code(call.func).rpartition(".")[2]
            has_mode = any(arg.keyword is not None and arg.keyword.value == "mode" for arg in call.args)
            if name in {"chmod", "umask"} or (
                name in {"mkdir", "makedirs"} and (has_mode or self._is_mode_second(call))
            ):
                return True
        return False

    def _is_mode_second(self, call: cst.Call) -> bool:
        """``os.mkdir(path, 0o700)``."""
        return len(call.args) > 1 and call.args[1].keyword is None


def _is_shared(settings: ProjectSettings) -> bool:
    """Whether the path certainly is that of a shared temporary directory, as where none is set."""
    if _PATH in settings.namespace.volatile:
        return False
    values = [possible.value for possible in settings.get(_PATH).possible]
    return all(value is not None and all(map(_names_shared, value.alternatives())) for value in values)


def _names_shared(value: Value) -> bool:
    if isinstance(value.constant, str):
        return not value.constant or (value.constant.rstrip("/") in _SHARED)
    return value.constant is None or value.maker == "tempfile.gettempdir"
