"""
DSE415: SESSION_SERIALIZER names something that cannot serialize a session.

Silent where:

- it is Django's own, under either path: "Django's default", "the same under the path of signing"
- it may be a class of the project or a package: "a class of the project", "a class of a package", "another encoder of
  the project"
- it is DSE506's, also where that is silent: "pickle is DSE506's", "pickle while developing"
- the engine cache never uses it: "an encoder that the engine cache never uses", "an encoder that the engine of the
  options never uses"
- it is from the environment, or not known: "by the environment", "a path that is not known", "put together, or made by
  a function", "a template that is filled in before"
- the module replaces it later: "replaced later"
- it is another setting: "another setting"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.needs import ASSIGNED
from flake8_session_expiry.reference.serializers import MODULES, USABLE, WITHOUT_DUMPS, is_missing
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import Kind

_AT_ONCE = "every request fails"
_WHEN_SAVED = "saving fails and saved sessions read as empty"
_LEAVE_OUT = "remove the setting (default: JSONSerializer)"
_WRITE_THE_PATH = "write its path as a string"
_CACHE = "django.contrib.sessions.backends.cache"


class InvalidSerializer(Rule):
    """
    ``SESSION_SERIALIZER`` names something that cannot serialize a session, or that does not exist in Django.

    ## What Django does

    The setting is the path of a **class** with ``dumps()`` and ``loads()``, which Django creates without arguments.
    An encoder such as ``DjangoJSONEncoder`` has neither, and nor does a module: pages that use no session work,
    every save of a session fails with an AttributeError or TypeError (a login, for one), and sessions that are
    stored already read as empty (with ``cached_db`` once the cache has lost them, with ``signed_cookies`` they fail
    as well). Only the engine ``cache`` never uses the serializer.

    A path of Django's that does not exist, a name without a dot, ``None`` and the class itself instead of its path
    fail as soon as a request begins, on every engine, also for pages that use no session. ``manage.py check`` says
    nothing.

    Classes of your own are not judged. With one of them, sessions can hold more than JSON does by default:

        # shop/serializers.py
        import json

        from django.core.serializers.json import DjangoJSONEncoder


        class Serializer:
            def dumps(self, session):
                return json.dumps(session, cls=DjangoJSONEncoder).encode()

            def loads(self, data):
                return json.loads(data)

    ## Flagged

        SESSION_SERIALIZER = "django.core.serializers.json.DjangoJSONEncoder"

    or

        SESSION_SERIALIZER = "django.contrib.sessions.serializers.JsonSerializer"

    ## Use instead

        SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"

    which is the default.

    ## References

    - [SESSION_SERIALIZER](https://docs.djangoproject.com/en/stable/ref/settings/#session-serializer)
    - [Write your own serializer](https://docs.djangoproject.com/en/stable/topics/http/sessions/#write-your-own-serializer)
    """

    code = "DSE415"
    since = "0.1.0"
    needs = ASSIGNED("SESSION_SERIALIZER")
    message = "SESSION_SERIALIZER {what}: {effect}; {write}"
    settings = frozenset({"SESSION_SERIALIZER"})

    def on_setting(self, setting: Setting) -> None:
        """
        Each value that the setting may have at the end of the module; none where the environment may have another one.
        """
        if setting.by_environment:
            return
        for value in setting.values_at_end:
            if self._is_class(value.node):
                self.report(value.node, what="is a class, not its path", effect=_AT_ONCE, write=_WRITE_THE_PATH)
            elif (what := _fails_at_once(value)) is not None:
                self.report(value.node, what=what, effect=_AT_ONCE, write=_LEAVE_OUT)
            elif (what := _fails_when_saved(value)) is not None and not self._is_unused(setting):
                self.report(value.node, what=what, effect=self._engines(setting) + _WHEN_SAVED, write=_LEAVE_OUT)

    def _is_class(self, node: cst.BaseExpression) -> bool:
        if self.types.qualified(node) in USABLE | WITHOUT_DUMPS:
            return True
        binding = self.symbols.reaching(node) if isinstance(node, cst.Name) else None
        return binding is not None and isinstance(binding.node, cst.ClassDef)

    def _is_unused(self, setting: Setting) -> bool:
        """Whether the engine is known to be cache, which does not use the serializer."""
        return self.options.engine == "cache" or _engine(setting) == _CACHE

    def _engines(self, setting: Setting) -> str:
        known = self.options.engine is not None or isinstance(_engine(setting), str)
        return "" if known else "except on cache, "


def _engine(setting: Setting) -> object:
    return setting.module.effective.get("SESSION_ENGINE").value


def _fails_at_once(value: Occurrence) -> str | None:
    """Why a path cannot be imported, as the middle of the message; None if it can."""
    if value.kind is Kind.NONE:
        return "is None"
    if not isinstance(value.constant, str):
        return None
    if "." not in value.constant:
        return f"{value.constant!r} is not a dotted path"
    return f"{value.constant!r} does not exist in Django" if is_missing(value.constant) else None


def _fails_when_saved(value: Occurrence) -> str | None:
    """Why the object of a path is no serializer, as the middle of the message; None if it may be one."""
    if value.constant not in WITHOUT_DUMPS | MODULES:
        return None
    return f"{value.constant.rpartition('.')[2]} has no dumps() and loads()"
