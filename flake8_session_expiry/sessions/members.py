"""Whose the members of a session are: Django's, as the tables have them, or the project's own."""

from __future__ import annotations

from functools import cached_property

import libcst as cst

from flake8_session_expiry.reference import session_api
from flake8_session_expiry.sessions.functions import class_context
from flake8_session_expiry.sessions.module_facts import ModuleFacts
from flake8_session_expiry.sessions.types import Session, SessionOrigin


class Members:
    """What is known of the members that the sessions of one module have."""

    def __init__(self, module: ModuleFacts) -> None:
        self._source = module.source
        self._options = module.options
        self._symbols = module.symbols
        self._frameworks = module.frameworks

    def is_djangos_own(self, method: str) -> bool:
        """
        Whether a session method of this name certainly has Django's signature and colour.

        Without an import of Django ``request.session`` may be another library's dict; the project's own engine may define ``save`` anew.
        """
        if method in self._options.extra_members or method in self._methods_of_own_stores:
            return False
        return method in session_api.DJANGO_ONLY or (self._frameworks.django and not self._has_own_engine)

    @cached_property
    def _methods_of_own_stores(self) -> frozenset[str]:
        """What session engines that the module itself writes define."""
        stores = [class_ for class_ in self._symbols.tree.of(cst.ClassDef) if class_context(class_).is_store]
        return frozenset(name for store in stores for name in self._symbols.bindings.get(store, {}))

    @property
    def _has_own_engine(self) -> bool:
        """Whether the engine is known not to be one of Django's."""
        return self._options.engine is not None and self._options.engine not in session_api.ENGINES

    def is_stock(self, session: Session) -> bool:
        """
        Whether a session is of Django's own kind as far as can be told: the module is Django's, the engine is not known to be another one,
        the session is not the test client's (whoever is called ``client`` may have another), and the module puts nothing in its place.
        """
        if self._has_own_engine or not self._frameworks.django:
            return False
        if not session.certain or session.origin is SessionOrigin.CLIENT:
            return False
        return not any(
            isinstance(target.target, cst.Attribute)
            and target.target.attr.value == "session"
            and self._source.code(target.target.value) == session.request
            for target in self._symbols.tree.of(cst.AssignTarget)
        )

    def is_own_member(self, name: str) -> bool:
        """Whether the project gives its sessions a member of this name: by option, or by a method that this module defines."""
        return name in self._options.extra_members or any(
            definition.name.value == name for definition in self._symbols.tree.of(cst.FunctionDef)
        )
