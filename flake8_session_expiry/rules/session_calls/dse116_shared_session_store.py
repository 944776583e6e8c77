"""
DSE116: one SessionStore is made for the whole process, and its data is used in functions.

Silent where:

- what is used does not need its data: "what needs no data", "its class, its prefix, its lengths", "the class itself"
- it is made with a key, or given one: "a store with a key", "a key that is set later"
- each call makes one: "a store for each call", "made when it is needed", "an attribute that each object makes for
  itself"
- the name is bound again, by a function or inside of the one that uses it: "a store that is made anew by a function",
  "a name that is something else in the function"
- it becomes the session of a request: "the session of a request"
- no function for visitors uses it: scripts, commands, tasks, migrations, the module alone: "the code of a script", "a
  folder of scripts", "a management command", "a migration", "tasks, and commands of click", "used at the level of the
  module alone"
- the module or class is one of tests: "tests", "a test case in a module of the project"
- the class is not Django's: "another library's store", "a store of the module's own"
"""

from __future__ import annotations

import re

import libcst as cst

from flake8_session_expiry.analysis.shared_stores import StoreName, is_djangos_store, uses_of
from flake8_session_expiry.engine.needs import STORE_OUTSIDE
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.sessions.types import Session, SessionOrigin

_SCRIPT = re.compile(r"^if __name__ == [\"']__main__[\"']", re.MULTILINE)
_FOLDER_OF_SCRIPTS = re.compile(r"(?:^|/)(?:management|migrations|scripts?|bin|tools)/")


class SharedSessionStore(Rule):
    """
    One ``SessionStore()`` is created when the module is imported, and functions keep data in it.

    ## What Django does

    ``SessionMiddleware`` creates a store for each request, with the key of the visitor's cookie. A store that is
    created at the top of a module or in the body of a class is one object for all requests of the process: what one
    visitor stores there, every other visitor reads. No cookie is sent, nothing is written to the session storage
    unless the code calls ``save()``, and no expiry ends it: a value that was set 40 days ago is still there,
    whatever ``set_expiry()`` said. ``flush()`` empties it for everybody, and each process has its own.

    A store without a key is only good for the methods that hold no data: ``SessionStore().exists(key)``,
    ``delete(key)``, ``decode(text)``, ``clear_expired()``.

    ## Flagged

        from importlib import import_module

        from django.conf import settings
        from django.http import HttpResponse

        store = import_module(settings.SESSION_ENGINE).SessionStore()

        def theme(request):
            if "theme" in request.GET:
                store["theme"] = request.GET["theme"]
            return HttpResponse(store.get("theme", "plain"))

    ## Use instead

        from django.http import HttpResponse

        def theme(request):
            if "theme" in request.GET:
                request.session["theme"] = request.GET["theme"]
            return HttpResponse(request.session.get("theme", "plain"))

    ## References

    - [Using sessions in views](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-sessions-in-views)
    - [Using sessions out of views](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-sessions-out-of-views)
    """

    code = "DSE116"
    since = "0.1.0"
    needs = STORE_OUTSIDE
    message = "this SessionStore is created once and shared by all visitors of the process: no cookie is sent, nothing is stored without save(), and it never expires; use request.session"
    in_tests = False

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._made: list[StoreName] = []
        self._functions: dict[cst.FunctionDef, FunctionContext] = {}

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        """Kept, to know what the functions are for in which the store is used."""
        if self.here.function is not None:
            self._functions[node] = self.here.function

    def visit_Assign(self, node: cst.Assign) -> None:
        """``store = SessionStore()`` outside of any function."""
        if len(node.targets) == 1:
            self._keep(node, node.targets[0].target, node.value)

    def visit_AnnAssign(self, node: cst.AnnAssign) -> None:
        """``store: SessionStore = SessionStore()``."""
        if node.value is not None:
            self._keep(node, node.target, node.value)

    def _keep(self, statement: cst.CSTNode, target: cst.BaseExpression, value: cst.BaseExpression) -> None:
        if self.here.function is not None or not isinstance(target, cst.Name) or not isinstance(value, cst.Call):
            return
        made = self.types.type_of(value)
        if (
            isinstance(made, Session)
            and made.origin is SessionOrigin.STORE
            and not value.args
            and is_djangos_store(self.source, self.symbols, self.types, value.func)
        ):
            class_ = None if self.here.class_ is None else self.here.class_.node
            self._made.append(StoreName(statement, target.value, class_))

    def leave_Module(self, original_node: cst.Module) -> None:
        """All functions are known."""
        name = self.source.name.replace("\\", "/")
        if not self._made or _SCRIPT.search(self.source.text) or _FOLDER_OF_SCRIPTS.search(name):
            return
        for made in self._made:
            if any(self._serves(function) for function in uses_of(self.symbols, made)):
                self.report(made.statement)

    def _serves(self, function: cst.FunctionDef) -> bool:
        """Whether a function may run for a visitor."""
        context = self._functions.get(function)
        return context is not None and not context.is_command_or_task and not context.is_test
