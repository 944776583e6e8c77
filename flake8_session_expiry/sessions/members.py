"""Whether a member of a session is Django's, as in the tables of ``reference``, or the project's own."""

from __future__ import annotations

from functools import cached_property

import libcst as cst

from flake8_session_expiry.reference import session_api
from flake8_session_expiry.semantic.literals import plain_string
from flake8_session_expiry.semantic.symbols import dotted, imported_names
from flake8_session_expiry.sessions.functions import class_context
from flake8_session_expiry.sessions.module_facts import ModuleFacts
from flake8_session_expiry.sessions.types import Session, SessionOrigin


class Members:
    """The members of the sessions of one module, as far as they are known."""

    def __init__(self, module: ModuleFacts) -> None:
        self._source = module.source
        self._options = module.options
        self._symbols = module.symbols
        self._shows_django = module.shows_django

    def is_djangos_own(self, method: str) -> bool:
        """
        Whether a session method of this name certainly is Django's: with its arguments, and sync or async as there.

        Without a sign of Django ``request.session`` may be a dict of another library; an engine of the project may
        have a ``save`` of its own.
        """
        if method in self._options.extra_members or self.is_method_of_own_store(method):
            return False
        has_own_engine = self._has_own_engine or self._imports_own_store
        return method in session_api.DJANGO_ONLY or (self._shows_django and not has_own_engine)

    @cached_property
    def _imports_own_store(self) -> bool:
        """Whether the module imports a ``SessionStore`` that is not one of Django's engines."""
        imports: list[cst.Import | cst.ImportFrom] = [
            *self._symbols.tree.of(cst.Import),
            *self._symbols.tree.of(cst.ImportFrom),
        ]
        names = (full for statement in imports for _, full in imported_names(statement))
        return any(name.endswith(".SessionStore") and not name.startswith("django.contrib.") for name in names)

    def is_method_of_own_store(self, name: str) -> bool:
        """Whether a session engine that the module defines has a method of this name."""
        return name in self._methods_of_own_stores

    @cached_property
    def _methods_of_own_stores(self) -> frozenset[str]:
        """The methods of session engines that the module itself defines."""
        stores = [class_ for class_ in self._symbols.tree.of(cst.ClassDef) if class_context(class_).is_store]
        return frozenset(name for store in stores for name in self._symbols.bindings.get(store, {}))

    @property
    def _has_own_engine(self) -> bool:
        """Whether it is known that the engine is not one of Django."""
        return self._options.engine is not None and self._options.engine not in session_api.ENGINES

    def is_stock(self, session: Session) -> bool:
        """
        Whether a session is one of Django's own classes, as far as is known: the module shows Django, the engine is
        not known to be another one, the session is not that of a test client (something else may be called ``client``)
        nor one of SQLAlchemy in the place of Django's, and the module does not replace it.
        """
        if self._has_own_engine or not self._shows_django or "sqlalchemy" in self._symbols.packages_imported:
            return False
        if not session.certain or session.origin is SessionOrigin.CLIENT:
            return False
        if session.origin is SessionOrigin.STORE and self._imports_own_store:
            return False
        return self._given_sessions.isdisjoint({session.request, session.key.removesuffix(".session")})

    @cached_property
    def _given_sessions(self) -> frozenset[str | None]:
        """The texts of what is given a session here: ``request`` for ``request.session = ...`` and for ``setattr``."""
        tree, code = self._symbols.tree, self._source.code
        targets = (target.target for target in tree.of(cst.AssignTarget))
        assigned = [t.value for t in targets if isinstance(t, cst.Attribute) and t.attr.value == "session"]
        calls = (call for call in tree.of(cst.Call) if dotted(call.func) == "setattr" and len(call.args) == 3)
        assigned += [call.args[0].value for call in calls if plain_string(call.args[1].value) == "session"]
        return frozenset(map(code, assigned))

    def is_own_member(self, name: str) -> bool:
        """
        Whether the sessions of the project have an own member of this name: by an option, or by a class in this module.
        """
        return name in self._options.extra_members or any(
            definition.name.value == name for definition in self._symbols.tree.of(cst.FunctionDef)
        )
