"""DSE314: a value that JSON cannot hold is stored in a session."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.serialization import is_json_known
from flake8_session_expiry.analysis.stored_values import StoredValues
from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import ODD_VALUE
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import SessionCall, SessionItem
from flake8_session_expiry.sessions.model import Model


class UnserializableValue(Rule):
    """
    Something is stored in a session that JSON cannot hold, such as a datetime, a Decimal, a set, a model instance or a
    form.

    ## What Django does

    With the default serializer the session is saved as JSON, which knows texts, numbers, true, false, null, lists and
    dicts. With anything else in it, also within a list or dict that it stores, the middleware fails when it saves the
    session, after the view has returned: ``TypeError: Object of type datetime is not JSON serializable``, and the
    visitor gets an error 500. That holds for db, cached_db, file and signed_cookies; the cache engine pickles and
    accepts nearly all of it (not generators and views of dicts), so that tests with a cache in memory do not show it.

    ## Flagged

        from django.utils import timezone

        def view(request):
            request.session["last_activity"] = timezone.now()

    ## Use instead

        from django.utils import timezone

        def view(request):
            request.session["last_activity"] = timezone.now().isoformat()

    ## Fix safety

    Unsafe: a datetime, date or time is stored as ``.isoformat()``; code that reads it gets a string then. Where the
    module reads the key and calculates or compares with it, or gives it to code that may, nothing is changed: the error
    would only move there. Other values are left to you.

    ## References

    - [Session serialization](https://docs.djangoproject.com/en/stable/topics/http/sessions/#session-serialization)
    """

    code = "DSE314"
    needs = ODD_VALUE
    message = "{kind} cannot be saved as JSON: {where}saving the session fails with TypeError; store {instead}"
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._stored = StoredValues(model)

    def on_session_item(self, item: SessionItem) -> None:
        """
        ``session["key"] = value``; also reads, whose values may be changed, or show whether a text could be stored.
        """
        self._stored.item(item)

    def on_session_call(self, call: SessionCall) -> None:
        """``setdefault(key, value)``, ``aset(key, value)``, ``update({key: value})``, and methods that read."""
        self._stored.call(call)

    def leave_FunctionDef(self, original_node: cst.FunctionDef) -> None:
        """All uses of the names of a function are known."""
        self._stored.leave(original_node)

    def leave_Module(self, original_node: cst.Module) -> None:
        """All uses of each key are known."""
        where = "" if is_json_known(self.options) else "with Django's default engine and serializer "
        for stored in self._stored.found():
            node, what = stored.refused.node, stored.refused.what
            text = self._stored.may_be_text(stored)
            self.report(node, kind=what.kind, instead=what.instead, where=where, text=text)

    def fix(self, finding: Finding) -> Fix | None:
        """Store the text of a moment."""
        node = finding.node
        if not finding.facts["text"] or not isinstance(node, cst.BaseExpression):
            return None
        code = self.source.code(node)
        simple = isinstance(node, (cst.Name, cst.Attribute, cst.Call, cst.Subscript)) or bool(node.lpar)
        return Fix.unsafe(Replace(node, f"{code}.isoformat()" if simple else f"({code}).isoformat()"))
