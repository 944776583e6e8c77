"""
Whether a module is a settings module, of Django or of something else, and what it is for: production, development or
tests.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from enum import Enum
from typing import Final

from flake8_session_expiry.engine.paths import file_name
from flake8_session_expiry.reference.frameworks import frameworks
from flake8_session_expiry.reference.settings import MARKERS, SESSION_SETTINGS


class Purpose(Enum):
    """What a settings module is for."""

    PRODUCTION = "production"
    DEVELOPMENT = "development"
    TESTS = "tests"
    UNSTATED = "unstated"
    """Not known: a base module, or the only one of a project."""


class Belongs(Enum):
    """Whose settings a module has."""

    DJANGO = "Django"
    OTHER = "another framework"
    NOBODY = "no settings"


_FOLDERS: Final = frozenset({"settings", "conf", "config", "configuration"})
_WORDS: Final = {
    Purpose.TESTS: frozenset(
        [
            "test",
            "tests",
            "testing",
            "ci",
            "unittest",
            "unittests",
            "pytest",
            "e2e",
            "selenium",
            "travis",
            "jenkins",
            "github",
            "testsettings",
            "functional_tests",
            "integration",
            "tox",
            "playwright",
            "cypress",
            "behave",
            "benchmark",
            "benchmarks",
            "loadtest",
            "circleci",
            "gitlab",
            "docs",
            "mypy",
            "type_checking",
        ]
    ),
    Purpose.DEVELOPMENT: frozenset(
        [
            "dev",
            "devel",
            "develop",
            "development",
            "local",
            "localhost",
            "debug",
            "docker_compose",
            "devcontainer",
            "sandbox",
            "example",
            "demo",
            "vagrant",
            "codespaces",
        ]
    ),
    Purpose.PRODUCTION: frozenset(["prod", "production", "live", "deploy", "deployment", "staging", "stage", "heroku"]),
}
_OF_BASES: Final = frozenset(["base", "common", "default", "defaults", "shared", "global", "core", "template"])
OTHER_MODULES: Final = frozenset({"views.py", "urls.py", "forms.py", "models.py", "middleware.py", "admin.py"})
"""Names of files that are for other things in Django projects."""
_ENOUGH: Final = 2
_STRONG: Final = frozenset(
    [
        "INSTALLED_APPS",
        "MIDDLEWARE",
        "MIDDLEWARE_CLASSES",
        "ROOT_URLCONF",
        "WSGI_APPLICATION",
        "AUTH_PASSWORD_VALIDATORS",
    ]
)
# Names of settings of other frameworks.
_FLASK: Final = frozenset(
    [
        "SQLALCHEMY_DATABASE_URI",
        "SQLALCHEMY_TRACK_MODIFICATIONS",
        "WTF_CSRF_ENABLED",
        "PERMANENT_SESSION_LIFETIME",
        "ROW_LIMIT",
        "SUPERSET_WEBSERVER_PORT",
        "FAB_API_SWAGGER_UI",
        "FEATURE_FLAGS",
        "AUTH_ROLE_ADMIN",
        "SESSION_TYPE",
        "SESSION_REFRESH_EACH_REQUEST",
    ]
)

_FLASK_TOO: Final = frozenset(
    f"SESSION_COOKIE_{word}" for word in ("NAME", "DOMAIN", "PATH", "HTTPONLY", "SECURE", "SAMESITE")
)
"""Settings of Django that Flask has, too."""


def belongs_to(path: str, tree: ast.Module) -> Belongs:
    """
    Whose settings a module has, by its path and by the names that it assigns at its top level.

    Django's are those with such a path (``settings.py``, ``settings/*.py``, ``config/settings/...``), or with two
    well-known settings of Django.
    """
    names = names_assigned(tree)
    imported = _imported(tree)
    found = frameworks(imported)
    if (found.foreign and not names & _STRONG) or (names & _FLASK and not names & _STRONG):
        return Belongs.OTHER
    if file_name(path) in OTHER_MODULES and not names & (_STRONG | {"DATABASES", "TEMPLATES"}):
        return Belongs.DJANGO if is_settings_path(path) else Belongs.NOBODY
    known = names & (MARKERS | {"SECRET_KEY", "DEBUG"} | set(SESSION_SETTINGS))
    if len(known) >= _ENOUGH and known & (MARKERS | (set(SESSION_SETTINGS) - _FLASK_TOO)):
        return Belongs.DJANGO
    return Belongs.DJANGO if is_settings_path(path) else Belongs.NOBODY


def is_settings_path(path: str) -> bool:
    """
    Whether a path is that of a settings module: ``settings.py``, ``settings/x.py``, ``config/settings/x.py``,
    ``local_settings.py``.
    """
    *folders, file = path.replace("\\", "/").split("/")
    stem = file.removesuffix(".py")
    if re.fullmatch(r"(?:\w+_)?settings(?:_\w+)?", stem):
        return True
    return bool(folders) and (folders[-1] == "settings" or (len(folders) > 1 and folders[-2] == "settings"))


def names_assigned(tree: ast.Module) -> frozenset[str]:
    """Upper-case names assigned in the body of a module, at its top level or under ``if``, ``try`` and ``with``."""
    found: set[str] = set()
    blocks: list[list[ast.stmt]] = [tree.body]
    while blocks:
        for statement in blocks.pop():
            if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
                targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
                found |= {target.id for target in targets if isinstance(target, ast.Name) and target.id.isupper()}
            elif isinstance(statement, (ast.If, ast.Try, ast.With)):
                blocks += [getattr(statement, name, []) for name in ("body", "orelse", "finalbody")]
    return frozenset(found)


def _imported(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for statement in tree.body:
        if isinstance(statement, ast.Import):
            found |= {alias.name for alias in statement.names}
        elif isinstance(statement, ast.ImportFrom):
            found.add("." * statement.level + (statement.module or ""))
    return found


def is_given(path: str, paths: Sequence[str]) -> bool:
    """Whether a path is one of those that the user gave (paths or ends of paths)."""
    normal = path.replace("\\", "/").removeprefix("./")
    return any(normal == given or normal.endswith(f"/{given}") for given in (p.removeprefix("./") for p in paths))


def is_base(path: str) -> bool:
    """Whether other modules complete a module, by its name: ``base.py``, ``settings_default.py``."""
    return not _OF_BASES.isdisjoint(re.split(r"[\W_]+", file_name(path).lower()))


def purpose(path: str, debug: bool | None = None, production: Sequence[str] = ()) -> Purpose:
    """
    What a settings module is for: by the option (``production``: paths or ends of paths), else by its name, else by
    ``DEBUG``.

    ``debug`` is the effective value of ``DEBUG``, if known.
    """
    if is_given(path, production):
        return Purpose.PRODUCTION
    *folders, file = path.replace("\\", "/").removeprefix("./").split("/")
    near = [file.removesuffix(".py"), *reversed(folders[-2:])]
    for part in near:
        words = set(re.split(r"[_\-.]+", part.lower())) | {part.lower()}
        for kind, of_kind in _WORDS.items():
            if words & of_kind:
                return kind
    if any(
        re.fullmatch(
            r"tests?|testing|test_\w+|\w+_tests?|test(?:app|proj|project|site)|docs?|(?:example|sample|demo)\w*|sandbox",
            part,
        )
        for part in folders
    ):
        return Purpose.TESTS
    return Purpose.DEVELOPMENT if debug else Purpose.UNSTATED
