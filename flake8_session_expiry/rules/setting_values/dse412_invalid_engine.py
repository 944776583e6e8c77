"""
DSE412: SESSION_ENGINE does not name a module with a session engine.

Silent where:

- it is one of Django's engines: "Django's engines", "put together"
- it may be a module of the project or a package: "custom engines", "modules of the project that are called cache"
- it is from the environment, or not known: "an engine from the environment", "an engine that cannot be told", "a
  template that is filled in before"
- it is no text: "no engine at all"
- it is another setting: "a cache backend in its place"
"""

from __future__ import annotations

import re

from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import ASSIGNED
from flake8_session_expiry.reference.settings import ENGINE_MODULES
from flake8_session_expiry.rewrites.layout import quote_of
from flake8_session_expiry.rewrites.setting_repairs import fix_of_setting
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import Source

_DJANGO = "django.contrib.sessions."
_CACHE_CLASS = re.compile(r"(?:django\.core\.cache\.backends\.[\w.]+|[\w.]+\.(?:\w*Cache))")


class InvalidEngine(Rule):
    """
    ``SESSION_ENGINE`` names a class, a cache backend or a module that does not exist.

    ## What Django does

    The setting is the path of a **module** that has a ``SessionStore``. With any other path the session middleware
    cannot be loaded: every page fails with a ModuleNotFoundError (or with an ImportError or AttributeError,
    depending on what the path names). A cache is chosen by ``SESSION_CACHE_ALIAS`` with the engine
    ``django.contrib.sessions.backends.cache``. Modules of your own are not judged.

    ## Flagged

        SESSION_ENGINE = "django.contrib.sessions.backends.db.SessionStore"

    ## Use instead

        SESSION_ENGINE = "django.contrib.sessions.backends.db"

    ## Fix safety

    The path of a class in one of Django's engines becomes the module: safe, unless the setting is read elsewhere in
    the module. Other paths have no fix: name one of Django's engines, as in
    ``"django.contrib.sessions.backends.db"``, or the module in which your own ``SessionStore`` is.

    ## References

    - [SESSION_ENGINE](https://docs.djangoproject.com/en/stable/ref/settings/#session-engine)
    - [Configuring the session engine](https://docs.djangoproject.com/en/stable/topics/http/sessions/#configuring-the-session-engine)
    """

    code = "DSE412"
    since = "0.1.0"
    needs = ASSIGNED("SESSION_ENGINE", but=tuple(ENGINE_MODULES))
    message = "SESSION_ENGINE {what}: SessionMiddleware cannot be loaded; {write}"
    fixes = frozenset({Safety.SAFE, Safety.UNSAFE})
    settings = frozenset({"SESSION_ENGINE"})

    def on_setting(self, setting: Setting) -> None:
        """Each path that the setting may have at the end of the module."""
        for value in setting.values_at_end:
            if isinstance(value.constant, str) and value.source is not Source.ENVIRONMENT:
                self._check(value, value.constant)

    def _check(self, value: Occurrence, path: str) -> None:
        if path in ENGINE_MODULES:
            return
        module = path.rpartition(".")[0]
        right = module if module in ENGINE_MODULES else None
        write = f"write {right!r}" if right else "write the path of a module with a SessionStore"
        if right is not None or path.endswith(".SessionStore"):
            what = "names a class, not a module"
        elif path.startswith(_DJANGO):
            what = "is none of Django's session engines"
            write = f"write one of {_DJANGO}backends.{{{', '.join(ENGINE_MODULES.values())}}}"
        elif _CACHE_CLASS.fullmatch(path):
            what = "names a cache backend, not a session engine"
            write = f"write '{_DJANGO}backends.cache' and put a shared cache in CACHES"
        else:
            return
        self.report(value.node, what=what, write=write, right=right if value.node is value.origin else None)

    def fix(self, finding: Finding) -> Fix | None:
        """The module in the place of its class."""
        right = finding.facts["right"]
        if not isinstance(right, str) or finding.node is None:
            return None
        quote = quote_of(self.source, finding.node)
        return fix_of_setting(self.tree, "SESSION_ENGINE", Replace(finding.node, f"{quote}{right}{quote}"))
