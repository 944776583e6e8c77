"""What rules are given: all that is known of one file, in several small objects."""

from __future__ import annotations

from dataclasses import dataclass

from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.options import Options
from flake8_session_expiry.reference.frameworks import Frameworks
from flake8_session_expiry.semantic.symbols import SymbolTable
from flake8_session_expiry.sessions.effects import Effects
from flake8_session_expiry.sessions.inference import Inference
from flake8_session_expiry.sessions.members import Members
from flake8_session_expiry.sessions.position import Position
from flake8_session_expiry.sessions.value_scope import ValueScope


@dataclass(frozen=True, eq=False)
class Model:
    """
    All that is known of one file. Made by ``runner.analyse``. It has no methods; a function that several rules use
    takes the parts that it needs.

    ``types``, ``values`` and ``here`` are about the place that the walk has reached. The others are about the whole
    module; ``effects`` are complete when the walk is over.
    """

    source: SourceFile
    """Text and tree; ``code(node)``."""
    options: Options
    """The options of the user, completed by what is known of the project."""
    symbols: SymbolTable
    """``bindings_of(scope, name)``, ``reaching(name)``, ``scope_of(node)``."""
    frameworks: Frameworks
    """Which frameworks the module is written for, by its imports."""
    is_test: bool
    """Whether the module belongs to tests, by its path."""
    shows_django: bool
    """Whether the module shows that it is Django's: by an import, or by another sign (``sessions.django_signs``)."""
    members: Members
    """``is_djangos_own(name)``, ``is_stock(session)``, ``is_own_member(name)``."""
    effects: Effects
    """What each function does to sessions: ``own(f)``, ``of(f)``, ``callers(f)``, ``flow(f)``."""
    types: Inference
    """``session(e)``, ``request(e)``, ``test_client(e)``, ``qualified(e)``."""
    values: ValueScope
    """``at(e)``: what an expression evaluates to."""
    here: Position
    """``function``, ``class_``, ``in_async``."""
