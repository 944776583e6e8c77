"""
DSE315: rows of stored sessions are deleted or dated back although the engine reads the cache.

Silent where:

- the engine is not known, or reads these rows: "the engine is not known", "with db the row is the session"
- only sessions that have ended go: by the query, or a test of ``expire_date``: "sessions that have ended", "rows that
  have ended, in a comprehension", "sessions that have ended, by what is left out", "sessions whose end is asked for"
- the module has a store or a cache, which may end the sessions there: "the store is told as well", "the cache is told
  as well", "the store of the row's own class"
- the rows are not certainly those of Django's model: "another model of that name", "a model without an import", "rows
  of something else, and a name bound again", "rows of something else, in a comprehension"
- the rows are read, or something else in them is changed: "reads", "the data of a row are changed"
- it is a test: "silent in a test module"
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

import libcst as cst

from flake8_session_expiry.analysis.session_rows import gone_over, is_session_query, is_session_row, queries
from flake8_session_expiry.engine.needs import WORD
from flake8_session_expiry.engine.project_needs import ENGINE
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.rules.rule import Rule

_ENGINES = {
    "cached_db": "the cached_db engine reads the cache first: users stay logged in without these rows",
    "cache": "the cache engine never reads these rows: users stay logged in",
}
_DELETES = frozenset({"delete", "adelete"})
_UPDATES = frozenset({"update", "aupdate"})
_ENDED = re.compile(r"expire_date__lte?")
_LIVING = re.compile(r"expire_date__gte?")
# Code with one of these names may also end the sessions in the cache. If it does not, a finding is missed.
_ENDS_IN_CACHE = re.compile(
    r"\bSessionStore\b|\bsession_?store\b|\bcaches?\w*\s*[.\[]|cache_key|KEY_PREFIX", re.IGNORECASE
)


class UnrevokedByRow(Rule):
    """
    Rows of the model ``Session`` are deleted, or their ``expire_date`` is changed, to end sessions, and the project's
    engine is ``cached_db`` or ``cache``.

    ## What Django does

    With ``cached_db`` a session is read from the cache, and from the database only if it is not in there: after
    ``Session.objects.filter(...).delete()`` the user is still logged in. With ``cache`` there are no rows of
    current sessions at all. The store's own ``delete()`` takes a session out of both. Where each process has a
    cache in its own memory (``LocMemCache``, DSE508), it only reaches the one of its own process.

    ## Flagged

        from django.contrib.sessions.models import Session

        def view(request, key):
            Session.objects.filter(session_key=key).delete()

    ## Use instead

        from importlib import import_module

        from django.conf import settings

        def view(request, key):
            import_module(settings.SESSION_ENGINE).SessionStore(key).delete()

    ## Options

    The rule reports only where the engine is known, from the project's settings or from

        --session-expiry-engine=cached_db

    ## References

    - [Using cached sessions](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-cached-sessions)
    - [Using sessions out of views](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-sessions-out-of-views)
    """

    code = "DSE315"
    since = "0.1.0"
    needs = ENGINE(*_ENGINES) & WORD("Session") & WORD("sessions") & WORD("models") & WORD("delete", "expire_date")
    message = "{engine}; end a session with SessionStore(session_key).delete(), if all processes share the cache"
    in_tests = False

    def visit_Call(self, node: cst.Call) -> None:
        """``delete()`` and ``update(expire_date=...)`` on rows."""
        if not self._is_concerned() or not isinstance(node.func, cst.Attribute):
            return
        owner, method = node.func.value, node.func.attr.value
        if method in _UPDATES:
            keywords = {argument.keyword.value for argument in node.args if argument.keyword is not None}
            if "expire_date" in keywords and is_session_query(self.symbols, self.types, owner):
                self._report(node, owner)
        elif method in _DELETES and (
            is_session_query(self.symbols, self.types, owner) or is_session_row(self.symbols, self.types, owner)
        ):
            self._report(node, owner)

    def leave_Assign(self, original_node: cst.Assign) -> None:
        """``row.expire_date = ...``."""
        if not self._is_concerned():
            return
        for target in (target.target for target in original_node.targets):
            edits = isinstance(target, cst.Attribute) and target.attr.value == "expire_date"
            if edits and isinstance(target, cst.Attribute) and is_session_row(self.symbols, self.types, target.value):
                self._report(target, target.value)

    def _is_concerned(self) -> bool:
        return self.options.engine in _ENGINES

    def _report(self, node: cst.BaseExpression, rows: cst.BaseExpression) -> None:
        if self._is_asked_for_its_end(node):
            return
        if not self._is_cleaning(self._query_of(rows)) and not self._ends_in_cache:
            self.report(node, engine=_ENGINES[self.options.engine or ""])

    @cached_property
    def _ends_in_cache(self) -> bool:
        return _ENDS_IN_CACHE.search(self.source.text) is not None

    def _query_of(self, rows: cst.BaseExpression) -> Iterable[cst.Call]:
        """The calls that select the rows; for the name of a loop, those of its iterable."""
        if isinstance(rows, cst.Name) and not is_session_query(self.symbols, self.types, rows):
            rows = gone_over(self.symbols, rows) or rows
        return queries(self.symbols, self.types, rows)

    def _is_cleaning(self, calls: Iterable[cst.Call]) -> bool:
        """Whether only sessions are selected that have ended already, also by ``Q(...)`` or ``exclude(...)``."""
        for call in calls:
            method = cst.ensure_type(call.func, cst.Attribute).attr.value
            pattern = _LIVING if method == "exclude" else _ENDED
            given = (item.keyword.value for item in descendants(call) if isinstance(item, cst.Arg) and item.keyword)
            if any(pattern.fullmatch(name) for name in given):
                return True
        return False

    def _is_asked_for_its_end(self, node: cst.CSTNode) -> bool:
        """Whether a test of ``row.expire_date`` decides about it."""
        tests = (above.test for above in self.tree.ancestors(node) if isinstance(above, (cst.If, cst.IfExp)))
        return any(
            isinstance(item, cst.Attribute) and item.attr.value == "expire_date"
            for test in tests
            for item in descendants(test)
        )
