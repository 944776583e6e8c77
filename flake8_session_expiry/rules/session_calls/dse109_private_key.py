"""
DSE109: the key under which Django keeps a session's expiry is written by hand.

Silent where:

- the key is only read, looked for or compared: "read", "read with get", "looked for", "left out when the others are
  deleted"
- what was read under it is put back: in the same function, or, where the value is not known, read anywhere in the
  module: "kept and put back", "kept by pop and put back", "kept under try and put back", "kept over a logout", "taken
  out for a while", "kept in an attribute, or read by a function of the module", "copied from one session to another"
- it is not named: all keys are kept: "all keys are kept"
- it is another key: "another key"
- the class is a session engine or the middleware of a session package: "a store", "the middleware of a session package"
- it is a dict, or another framework's session: "a plain dict", "another dict", "another framework"
- KeyError is expected: "guarded"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.assigned_values import safety_as_expiry, shown_expiry, whole_statement
from flake8_session_expiry.analysis.private_key import is_in_use, is_read_in, keys_in
from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import CALLED, ITEM, WORD
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.rewrites.session_calls import advised_call, session_call
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import Access, SessionCall, SessionItem
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import Kind

_WRITERS = frozenset({"update", "setdefault", "pop", "aset", "aupdate", "asetdefault", "apop"})
_REMOVERS = frozenset({"pop", "apop"})
_EFFECTS = {
    Kind.TIMEDELTA: "a timedelta here makes saving the session fail",
    Kind.DATETIME: "a datetime here cannot be saved as JSON",
    Kind.STRING: "a string other than an ISO date makes saving the session fail",
}
_WORKS = "writing it skips the checks and conversions of set_expiry()"
_MISSING = "deleting it raises KeyError where no expiry was set"
_READERS = " and read get_expiry_age()"
_REMOVED = "deleting it relies on Django's internals"


class PrivateKey(Rule):
    """
    ``session["_session_expiry"]`` is written or deleted by hand.

    ## What Django does

    ``_session_expiry`` is the private key under which ``set_expiry()`` keeps its value. A plain number happens to work, but the write skips
    the conversion that ``set_expiry()`` does: a ``timedelta`` fails with ``TypeError`` when ``SessionMiddleware`` saves the session, a
    ``datetime`` fails on every engine but ``cache``. Deleting the key raises ``KeyError`` in a session without an expiry of its own;
    ``set_expiry(None)`` does not.

    ## Flagged

        from datetime import timedelta

        request.session["_session_expiry"] = timedelta(minutes=5)

    or

        del request.session["_session_expiry"]

    ## Use instead

        from datetime import timedelta

        request.session.set_expiry(timedelta(minutes=5))

    or

        request.session.set_expiry(None)

    ## Fix safety

    Writing a known number of seconds, ``None``, a ``timedelta`` or ``settings.SESSION_COOKIE_AGE`` becomes
    ``set_expiry(value)``, deleting becomes ``set_expiry(None)``: that is safe. Other values become
    ``set_expiry(value)`` with ``--unsafe-fixes``. No fix where the module reads the key, too, as ``set_expiry()``
    stores a moment as text, which cannot be compared: read ``get_expiry_date()`` there first.

    ## References

    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    """

    code = "DSE109"
    since = "0.1.0"
    needs = WORD(session_api.SESSION_EXPIRY_KEY) & (ITEM("written", "deleted") | CALLED(*_WRITERS))
    message = "{key!r} is private to Django: {effect}; call {call}{readers}"
    fixes = frozenset({Safety.SAFE, Safety.UNSAFE})

    def on_session_item(self, item: SessionItem) -> None:
        """``session["_session_expiry"] = ...`` and ``del``."""
        if item.key == session_api.SESSION_EXPIRY_KEY and item.access is not Access.READ:
            deleted = item.access is Access.DELETE
            statement = whole_statement(item) if item.access is not Access.AUGMENTED else None
            self._report(item, item.value, deleted, statement)

    def on_session_call(self, call: SessionCall) -> None:
        """The same by a method of the mapping."""
        if call.method not in _WRITERS or not call.node.args:
            return
        first, removes = call.node.args[0].value, call.method in _REMOVERS
        if call.method.endswith("update"):
            self._report_update(call, first)
        elif self.values.at(first).constant == session_api.SESSION_EXPIRY_KEY:
            value = call.node.args[1].value if len(call.node.args) == 2 and not removes else None
            alone = self._alone(call) if removes or call.method == "aset" else None
            self._report(call, value, removes, alone)

    def fix(self, finding: Finding) -> Fix | None:
        edit, safety = finding.facts["edit"], finding.facts["safety"]
        if not isinstance(edit, Replace) or safety is None:
            return None
        return Fix.safe(edit) if safety is Safety.SAFE else Fix.unsafe(edit)

    def _report_update(self, call: SessionCall, given: cst.BaseExpression) -> None:
        for element in given.elements if isinstance(given, cst.Dict) else ():
            if (
                isinstance(element, cst.DictElement)
                and self.values.at(element.key).constant == session_api.SESSION_EXPIRY_KEY
            ):
                assert isinstance(given, cst.Dict)
                self._report(call, element.value, False, self._alone(call) if len(given.elements) == 1 else None)

    def _report(
        self,
        event: SessionItem | SessionCall,
        given: cst.BaseExpression | None,
        deleted: bool,
        statement: cst.CSTNode | None,
    ) -> None:
        if self._is_put_back(event, given) or self._is_the_sessions_own_code():
            return
        value = None if given is None else self.values.at(given)
        text = "None" if deleted else self.source.code(given) if given is not None else "..."
        receiver = self.source.code(event.receiver)
        by = session_call(self.options, self.here.in_async, receiver, "set_expiry", text)
        shown = text if given is None or deleted else shown_expiry(self.source, self.values, given)
        asked = (above for above in self.tree.ancestors(event.node) if isinstance(above, (cst.If, cst.IfExp)))
        in_use = self.tree.once(is_in_use, self.tree.module)
        raises = isinstance(event, SessionItem) and not any(keys_in(self.tree, above.test) for above in asked)
        self.report(
            event.node,
            key=session_api.SESSION_EXPIRY_KEY,
            effect=(_MISSING if raises else _REMOVED) if deleted else _effect(value),
            call=advised_call(self.options, self.here.in_async, receiver, "set_expiry", shown),
            readers=_READERS if in_use else "",
            edit=Replace(statement, by) if statement is not None and by is not None and not in_use else None,
            safety=Safety.SAFE if deleted else _safety(value),
        )

    def _alone(self, call: SessionCall) -> cst.CSTNode | None:
        """The statement, if it is this call and nothing else, awaited or not."""
        expression = self.tree.parents[call.node] if call.awaited else call.node
        statement = call.statement
        return statement if isinstance(statement, cst.Expr) and statement.value is expression else None

    def _is_put_back(self, event: SessionItem | SessionCall, given: cst.BaseExpression | None) -> bool:
        """Kept and put back, around a login: read in the same function, or anywhere where the value is not known."""
        symbols = self.symbols
        scope = self.tree.module if event.function is None else event.function.node
        if given is None:
            return self.tree.once(is_read_in, scope)
        if self.values.at(given).kind is Kind.UNKNOWN and self.tree.once(is_read_in, self.tree.module):
            return True
        names = [node.value for node in (given, *descendants(given)) if isinstance(node, cst.Name)]
        kept = (binding.value for name in names for binding in symbols.bindings_of(scope, name))
        return any(self.tree.once(is_read_in, value) for value in (given, *kept) if value is not None)

    def _is_the_sessions_own_code(self) -> bool:
        """A session engine, or the middleware of a session package."""
        class_ = self.here.class_
        return class_ is not None and (
            class_.is_store or class_.name.endswith("SessionMiddleware") or class_.has_base(r"\w*SessionMiddleware")
        )


def _effect(value: Occurrence | None) -> str:
    return _WORKS if value is None else _EFFECTS.get(value.kind, _WORKS)


def _safety(value: Occurrence | None) -> Safety | None:
    if value is None:
        return None
    if value.kind is Kind.SETTING and value.names == ("SESSION_COOKIE_AGE",):
        return Safety.SAFE
    return Safety.SAFE if safety_as_expiry(value) is Safety.SAFE else Safety.UNSAFE
