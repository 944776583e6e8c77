"""Code that runs before there are requests: it configures the process, and no visitor asks for it."""

from __future__ import annotations

import re
from functools import cached_property

import libcst as cst

from flake8_session_expiry.engine.paths import file_name
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.sessions.model import Model

_OF_COMMANDS = re.compile(r"(?:^|[\\/])management[\\/]")
# Signals of Celery and hooks of servers when a process starts.
_STARTED = re.compile(r"(?:worker|celeryd|beat|child|post|pre)_(?:process_)?(?:init|ready|fork)\b")
# The last two are of behave and lettuce.
_STARTERS = frozenset({"manage.py", "wsgi.py", "asgi.py", "celery.py", "environment.py", "terrain.py"})
_OF_CLASSES = frozenset(
    ["ready", "setUp", "setUpClass", "setUpTestData", "tearDown", "tearDownClass", "__enter__", "__exit__"]
)


class StartUp:
    """The functions of a module that run when a process starts."""

    def __init__(self, model: Model) -> None:
        self._source = model.source
        self._types = model.types

    def calls(self, function: FunctionContext, *, has_request: bool) -> bool:
        """
        Whether a function runs then: in ``manage.py``, ``wsgi.py``, the modules of commands; a function without a
        request that the module calls itself, or that sets Django up. To be asked within it.
        """
        if file_name(self._source.name) in _STARTERS or _OF_COMMANDS.search(self._source.name):
            return True
        if has_request:
            return False
        calls = (item for item in descendants(function.node) if isinstance(item, cst.Call))
        return function.name in self._called_at_the_top or any(
            self._types.qualified(call.func) == "django.setup" for call in calls
        )

    @cached_property
    def _called_at_the_top(self) -> frozenset[str]:
        """The functions that the module itself calls."""
        tree = self._source.tree
        calls = tree.of(cst.Call)
        return frozenset(
            dotted(call.func) for call in calls if tree.nearest(call, cst.FunctionDef, cst.ClassDef, cst.Lambda) is None
        )


def prepares(function: FunctionContext) -> bool:
    """
    Functions that run before or without requests: ``AppConfig.ready``, a fixture, a command, the set-up of a test or a
    function that restores the setting.
    """
    if function.name in _OF_CLASSES:
        return True
    if function.class_ is not None and function.class_.has_base(r"AppConf(?:ig)?"):
        return True
    names = {name.rpartition(".")[2] for name in function.decorators}
    if function.name.startswith("pytest_") or any(_STARTED.search(name) for name in function.decorators):
        return True
    if function.is_command_or_task or names & {"fixture", "contextmanager"}:
        return True
    return function.outer is not None and prepares(function.outer)
