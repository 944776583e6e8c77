"""What is known of the linted module before the walk."""

from __future__ import annotations

from dataclasses import dataclass

from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.options import Options
from flake8_session_expiry.project.paths_of_tests import is_test_module
from flake8_session_expiry.reference.frameworks import Frameworks, frameworks
from flake8_session_expiry.semantic.symbols import SymbolTable
from flake8_session_expiry.sessions.django_signs import shows_django


@dataclass(frozen=True)
class ModuleFacts:
    """
    The file, the options, the names that it binds, the frameworks that it is written for, and whether it belongs to
    tests, and shows Django.
    """

    source: SourceFile
    options: Options
    symbols: SymbolTable
    frameworks: Frameworks
    is_test: bool
    shows_django: bool

    @classmethod
    def of(cls, source: SourceFile, options: Options) -> ModuleFacts:
        """The facts of a file. Raises SourceError where it cannot be parsed."""
        symbols = SymbolTable(source.tree, source.text)
        is_test = is_test_module(source.name, options.test_paths)
        imported = frameworks(symbols.modules_imported)
        return cls(source, options, symbols, imported, is_test, shows_django(symbols, options, imported, is_test))
