"""DSE314: a value is stored in a session that JSON cannot hold."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.analysis.model_instances import is_instance
from flake8_session_expiry.engine.events import Event
from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.reference.session_api import SESSION_EXPIRY_KEY
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.symbols import imported_names
from flake8_session_expiry.sessions.effects import EffectKind
from flake8_session_expiry.sessions.events import Access, SessionCall, SessionItem
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.sessions.types import SessionOrigin
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import Kind

_JSON = "django.contrib.sessions.serializers.JSONSerializer"
_JSON_ENGINES = frozenset(
    f"django.contrib.sessions.backends.{name}" for name in ("db", "cached_db", "file", "signed_cookies")
)
_KINDS = {
    Kind.DATETIME: ("datetime", "its isoformat() or timestamp()"),
    Kind.DATE: ("date", "its isoformat()"),
    Kind.TIME: ("time", "its isoformat()"),
    Kind.TIMEDELTA: ("timedelta", "its total_seconds()"),
    Kind.DECIMAL: ("Decimal", "str() of it"),
}
_SET = ("set", "a list")
_INSTANCE = ("model instance", "its primary key")
_MOMENTS = frozenset({Kind.DATETIME, Kind.DATE, Kind.TIME})


class UnserializableValue(Rule):
    """
    A datetime, timedelta, date, Decimal, set or model instance is stored in a session.

    ## What Django does

    With the default serializer the session is saved as JSON, which cannot hold such a value: when the session is saved, after the view has
    returned, the middleware fails with ``TypeError: Object of type datetime is not JSON serializable``, and the visitor gets an error
    500. That holds for db, cached_db, file and signed_cookies; the cache engine pickles and accepts it, so that tests with a cache in
    memory do not show it.

    ## Flagged

        from django.utils import timezone

        def view(request):
            request.session["last_activity"] = timezone.now()

    ## Use instead

        from django.utils import timezone

        def view(request):
            request.session["last_activity"] = timezone.now().isoformat()

    ## Fix safety

    Unsafe: a datetime, date or time is stored as ``.isoformat()``; code that reads it gets a string then. Other values are left to you.

    ## References

    - [Session serialization](https://docs.djangoproject.com/en/stable/topics/http/sessions/#session-serialization)
    """

    code = "DSE314"
    message = "a {kind} cannot be saved as JSON: {where}saving the session fails with TypeError; store {instead}"
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._found: list[tuple[SessionItem | SessionCall, Occurrence, tuple[str, str]]] = []

    def on_session_item(self, item: SessionItem) -> None:
        """``session["key"] = value``."""
        # Of Channels' sessions only what the connection was opened with is saved; the private key is DSE109's.
        if item.session.origin is SessionOrigin.CHANNELS or item.key == SESSION_EXPIRY_KEY:
            return
        if item.access is Access.WRITE and item.value is not None:
            self._stored(item, item.value)

    def on_session_call(self, call: SessionCall) -> None:
        """``setdefault(key, value)``, ``aset(key, value)``, ``update({key: value}, ...)``."""
        if not call.session.certain or call.session.origin is SessionOrigin.CHANNELS:
            return
        if call.method in {"setdefault", "asetdefault", "aset"} and len(call.node.args) == 2:
            if not _is_private(call.node.args[0].value):
                self._stored(call, call.node.args[1].value)
        elif call.method in {"update", "aupdate"}:
            for argument in call.node.args:
                if argument.keyword is not None or isinstance(argument.value, cst.Dict):
                    self._stored(call, argument.value)

    def _stored(self, event: SessionItem | SessionCall, node: cst.BaseExpression) -> None:
        """A value, or what stands in a literal container."""
        if self._is_accepted() or (event.session.origin is SessionOrigin.STORE and self._has_another_store()):
            return
        for part in _parts(node):
            for value in self.values.at(part).alternatives():
                if (told := self._tell(value)) is not None:
                    self._found.append((event, value, told))

    def leave_Module(self, original_node: cst.Module) -> None:
        """What else is done to each key is known."""
        for event, value, told in self._found:
            if not self._is_taken_back(event):
                moment = value.kind in _MOMENTS
                self.report(value.node, kind=told[0], instead=told[1], where=self._where(), moment=moment)

    def _is_taken_back(self, event: SessionItem | SessionCall) -> bool:
        """Whether the function certainly writes or deletes the same key once more, before the session is saved."""
        if not isinstance(event, SessionItem):
            return False
        effects, function = self.effects, event.function.node if event.function else None
        key, flow = self._key(event), effects.flow(function)
        again = [
            effect.node
            for effect in effects.own(function)
            if effect.node is not event.node and effect.session == event.session.key and self._key(effect.event) == key
        ]
        saved = (effect.node for effect in effects.own(function) if effect.kind is EffectKind.SAVE)
        return flow.always_after(event.node, again) and not any(flow.on_some_path(event.node, node) for node in saved)

    def _key(self, event: Event) -> str | None:
        code = self.source.code
        if isinstance(event, SessionItem):
            return ", ".join(code(element.slice) for element in event.node.slice)
        is_pop = isinstance(event, SessionCall) and event.method in {"pop", "apop"} and bool(event.node.args)
        return code(event.node.args[0].value) if is_pop and isinstance(event, SessionCall) else None

    def _has_another_store(self) -> bool:
        """Whether ``SessionStore`` is imported from an engine that takes such values, or from one that is not Django's."""
        return any(
            name == "SessionStore" and full.rpartition(".")[0] not in _JSON_ENGINES
            for statement in self.tree.of(cst.ImportFrom)
            for name, full in imported_names(statement)
        )

    def _is_accepted(self) -> bool:
        """Whether the project is known to have an engine or a serializer that takes such values."""
        engine, serializer = self.options.engine, self.options.known_settings.get("SESSION_SERIALIZER", _JSON)
        return engine not in {None, "db", "cached_db", "file", "signed_cookies"} or serializer != _JSON

    def _where(self) -> str:
        known = self.options.engine is not None and "SESSION_SERIALIZER" in self.options.known_settings
        return "" if known else "with Django's default engine and serializer "

    def _tell(self, value: Occurrence) -> tuple[str, str] | None:
        if value.kind in _KINDS:
            return _KINDS[value.kind]
        origin = value.written_as
        if isinstance(origin, (cst.Set, cst.SetComp)):
            return _SET
        if isinstance(origin, cst.Call) and isinstance(origin.func, cst.Name) and origin.func.value == "set":
            return _SET
        return _INSTANCE if is_instance(self.types, self.model.frameworks, origin) else None

    def fix(self, finding: Finding) -> Fix | None:
        """Store the text of a moment."""
        node = finding.node
        if not finding.facts["moment"] or not isinstance(node, cst.BaseExpression):
            return None
        code = self.source.code(node)
        simple = isinstance(node, (cst.Name, cst.Attribute, cst.Call, cst.Subscript)) or bool(node.lpar)
        return Fix.unsafe(Replace(node, f"{code}.isoformat()" if simple else f"({code}).isoformat()"))


def _parts(node: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    """``node``, or the values in it if it is a literal dict, list or tuple."""
    if isinstance(node, (cst.Dict, cst.List, cst.Tuple)):
        for element in node.elements:
            private = isinstance(element, cst.DictElement) and _is_private(element.key)
            if isinstance(element, (cst.DictElement, cst.Element)) and not private:
                yield from _parts(element.value)
    else:
        yield node


def _is_private(key: cst.BaseExpression) -> bool:
    return isinstance(key, cst.SimpleString) and key.evaluated_value == SESSION_EXPIRY_KEY
