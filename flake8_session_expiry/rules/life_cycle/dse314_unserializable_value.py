"""
DSE314: a value that JSON cannot hold is stored in a session.

Silent where:

- JSON holds the value, or what is made of it: a text, a number, a list: "what JSON holds", "the text of a moment",
  "its timestamp", "seconds of a timedelta", "text of a Decimal", "a list of a set", "the primary key", "what is made
  of UUIDs, bytes and lazy texts", "what is made of query sets", "what is made of rows", "what is made of responses",
  "what is made of forms", "what is made of moments and numbers", "texts of a request", "the text of an exception",
  "lists of iterators", "the flag of get_or_create"
- it is not certain what the value is: "something unknown", "an encode() of something else", "objects of something that
  is no class", "a class that is called like a form", "a form parameter of somebody's function", "iterators of the
  module's own", "a view's object that is its own", "a loop over rows that is over"
- the container is made fit before it is saved, or given to a helper that may do so: "a dict whose moment is made a
  text", "a dict that is filled and made fit", "a dict that a helper makes fit", "a dict that a helper makes another
  of", "a change that is made a text", "a changed container whose copy is stored", "another dict of that name"
- the key is written anew or taken out, or the session ends, before it is saved: "written anew before it is saved",
  "taken out before it is saved", "the session ends before it is saved"
- the change inside of a stored value may not be saved: "a change that is not saved is another rule's", "a change that
  a helper may save"
- what saves the session holds everything, or may: the engine cache, an engine or a serializer of the project's own, a
  store of the cache: "the cache engine pickles", "an engine of the project's own", "another serializer", "a store of
  the cache", "a changed container of an engine that holds everything", "a Django that pickled sessions", "a package
  with a pickling serializer for the sites that use it"
- it is no session of a request: "a cache", "the session of a Channels connection", "a consumer keeps a set in its own
  copy of the session, which nobody saves", "a Flask session"
- it is only read, or it is a test: "reading", "in a test module"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.serialization import PICKLE, is_json_known
from flake8_session_expiry.analysis.stored_values import StoredValues
from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import ODD_VALUE
from flake8_session_expiry.project.mentions import is_written_near
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import SessionCall, SessionItem
from flake8_session_expiry.sessions.model import Model


class UnserializableValue(Rule):
    """
    Something is stored in a session that JSON cannot hold, such as a datetime, a Decimal, a set, a model instance or a
    form.

    ## What Django does

    With the default serializer the session is saved as JSON, which has strings, numbers, true, false, null, lists
    and dicts. With anything else in it, also within a list or dict that it stores, the middleware fails when it
    saves the session, after the view has returned: ``TypeError: Object of type datetime is not JSON serializable``,
    and the visitor gets an error 500. That holds for db, cached_db, file and signed_cookies; the cache engine
    pickles and accepts nearly all of it (not generators and dict views), so that tests with a cache in memory do
    not show it.

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
    module reads the key and calculates or compares with it, or gives it to code that may, nothing is changed: the
    error would only move there. Other values have no fix: store what they can be made of again, such as ``str()`` of
    a Decimal or a UUID, ``list()`` of a set, the primary key of an instance.

    ## References

    - [Session serialization](https://docs.djangoproject.com/en/stable/topics/http/sessions/#session-serialization)
    """

    code = "DSE314"
    since = "0.1.0"
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
        where = "" if is_json_known(self.options) else "with Django's default engine and serializer, "
        found = list(self._stored.found())
        if found and where and is_written_near(self.source.name, PICKLE):
            return  # a package for sites that pickle their sessions
        for stored in found:
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
