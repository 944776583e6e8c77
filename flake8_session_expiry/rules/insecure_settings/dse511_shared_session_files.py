"""DSE511: the files of sessions are in a directory that others can list."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.effective import ProjectSettings
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.settings.production import in_production, seen_in_production, values_in_production
from flake8_session_expiry.values.value import Value

_FILE = "django.contrib.sessions.backends.file"
_PATH = "SESSION_FILE_PATH"
_SHARED = frozenset({"/tmp", "/var/tmp", "/usr/tmp", "/dev/shm"})
_MAKERS = frozenset({"os.makedirs", "os.mkdir"})


class SharedSessionFiles(Rule):
    """
    The ``file`` engine keeps sessions in a temporary directory that everybody on the server can list.

    ## What Django does

    Without ``SESSION_FILE_PATH`` it takes the system's temporary directory. Other accounts cannot read the files, but
    they can list their names, and a name is ``sessionid`` and the session key: who sends it as a cookie has the
    session.

    Reported are ``/tmp`` and its like, ``tempfile.gettempdir()``, no path at all, and a directory below ``/tmp`` that
    the module itself makes without a mode. Other directories there may be closed to others, and are left alone.

    ## Flagged

        SESSION_ENGINE = "django.contrib.sessions.backends.file"

    ## Use instead

        import os

        SESSION_ENGINE = "django.contrib.sessions.backends.file"
        SESSION_FILE_PATH = os.environ["SESSION_DIRECTORY"]

    with a directory that only the account of the server can list (mode 0700).

    ## References

    - [SESSION_FILE_PATH](https://docs.djangoproject.com/en/stable/ref/settings/#session-file-path)
    - [Using file-based sessions](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-file-based-sessions)
    """

    code = "DSE511"
    message = (
        "session files stand in {where}, and their names contain the session keys: who can list it can take sessions"
        " over; set SESSION_FILE_PATH to a directory of mode 0700"
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
        if all(_is_shared(view) for view in views):
            where = "the shared temporary directory"
        elif all(self._is_made_for_all(view.get(_PATH).value) for view in views):
            where = "a directory that is made for everybody to list"
        else:
            return
        for value in values_in_production(setting):
            self.report(value.node, where=where)

    def _is_made_for_all(self, path: object) -> bool:
        """Whether the module makes a directory below the shared one, with the default mode."""
        if not isinstance(path, str) or not path.startswith(tuple(f"{shared}/" for shared in _SHARED)):
            return False
        for call in self.tree.of(cst.Call):
            if self.types.qualified(call.func) in _MAKERS and call.args:
                first, *others = call.args
                named = isinstance(first.value, cst.Name) and first.value.value == _PATH
                same = named or self.values.at(first.value).constant == path
                if same and all(other.keyword is not None and other.keyword.value == "exist_ok" for other in others):
                    return True
        return False


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
