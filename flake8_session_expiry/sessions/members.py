"""Whether a session can be taken for one of Django's own stores, whose members are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from flake8_session_expiry.reference.session_api import ENGINES
from flake8_session_expiry.sessions.types import Session, SessionOrigin

if TYPE_CHECKING:
    from flake8_session_expiry.sessions.event_emitter import Recogniser


def is_stock(context: Recogniser, session: Session) -> bool:
    """
    Whether a session is of Django's own kind as far as can be told: the module is Django's, the engine is not known to be another one,
    the session is not the test client's (whoever is called ``client`` may have another), and the module puts nothing in its place.
    """
    own_engine = context.options.engine is not None and context.options.engine not in ENGINES
    if own_engine or not context.frameworks.django or not session.certain or session.origin is SessionOrigin.CLIENT:
        return False
    return not any(
        isinstance(target.target, cst.Attribute)
        and target.target.attr.value == "session"
        and context.source.code(target.target.value) == session.request
        for target in context.tree.of(cst.AssignTarget)
    )


def is_own_member(context: Recogniser, name: str) -> bool:
    """Whether the project gives its sessions a member of this name: by option, or by a method that this module defines."""
    return name in context.options.extra_members or any(
        definition.name.value == name for definition in context.tree.of(cst.FunctionDef)
    )
