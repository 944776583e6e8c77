"""
DSE325: a key of a session, or of a dict in it, is another key when the session is loaded again.

Silent where:

- the key is a text, or not certainly something else: "texts", "a cart by texts", "a cart by what is not known", "a
  parameter with another annotation", "a parameter that is made a text", "an id that may be a text"
- nothing is written: "reading"
- what saves the session holds all keys, or may: "the cache engine keeps keys", "another serializer", "a store of the
  cache"
- the keys are made numbers when they are read: "keys that are made numbers again", "a cart whose keys are made numbers
  again", "a cart whose keys are read as numbers"
- no key of that kind is looked for in the stored dict: "a cart that is only written", "a cart that is read by texts",
  "another cart that is read by numbers", "counted before it is stored"
- what is stored may be a list: "a list has numbers for its items", "what may be a list or a dict"
- it is another dict, or another session: "another dict", "a consumer's copy", "a Flask session"
- it is a test: "in a test module"
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property

import libcst as cst

from flake8_session_expiry.analysis.serialization import PICKLE, has_another_store, holds_everything, is_json_known
from flake8_session_expiry.analysis.shared_stores import is_shared
from flake8_session_expiry.analysis.stored_dicts import ItemAccess, StoredDicts
from flake8_session_expiry.analysis.text_keys import OtherKey, makes_numbers_of_keys, other_key
from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import ODD_KEY
from flake8_session_expiry.project.definitions import ProjectModule, module_of_tree
from flake8_session_expiry.project.mentions import is_written_near
from flake8_session_expiry.project.models import has_number_as_key
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.literals import one_line
from flake8_session_expiry.sessions.events import Access, SessionCall, SessionItem
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.sessions.types import Session, SessionOrigin

_FAILS = "{what} cannot be a key in JSON: {where}saving the session fails with TypeError; use a string"
_KEYED = frozenset({"get", "pop", "has_key", "__getitem__", "__delitem__", "__contains__"})
_WRITES = frozenset({"set", "setdefault", "__setitem__"})


class NonStringSessionKey(Rule):
    """
    A key of a session, or of a dict that it stores, is a number, ``None``, ``True``, a tuple or bytes.

    ## What Django does

    With the default serializer the session is saved as JSON, whose keys are strings. A number is found within the
    same request; in the next one the key is ``"5"`` instead of ``5``, ``"null"`` or ``"true"``: ``5 in
    request.session`` is False, and ``cart[5] = cart.get(5, 0) + 1`` stays at 1. A tuple or bytes as a key fails
    when the session is saved, with ``TypeError: keys must be str, int, float, bool or None``. The cache engine
    keeps all keys as they are, and cached_db as long as the cache has the session.

    ## Flagged

        def view(request):
            request.session[5] = request.session.get(5, 0) + 1

    ## Use instead

        def view(request):
            request.session["5"] = request.session.get("5", 0) + 1

    ## Fix safety

    Unsafe: ``str()`` is put around numbers, wherever the module uses such a key of the session, or of that dict in
    it; other modules may look for the number. Other keys have no fix: choose a text for them, as in
    ``f"{shop.pk}:{product.pk}"`` for a tuple, and use it wherever the key is read.

    ## References

    - [Session serialization](https://docs.djangoproject.com/en/stable/topics/http/sessions/#session-serialization)
    """

    code = "DSE325"
    since = "0.1.0"
    needs = ODD_KEY("written")
    message = (
        "JSON keys are strings: {where}{when} this key is {text}, so looking up {code} finds nothing; use {instead}"
    )
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._dicts = StoredDicts(model, self._has_number_as_key)
        self._written: list[OtherKey] = []
        self._all: list[OtherKey] = []
        self._numbered: dict[str, bool] = {}  # by the names of models, whether their primary keys are numbers

    def _has_number_as_key(self, name: str) -> bool:
        if name not in self._numbered:
            self._numbered[name] = self.options.discovery and has_number_as_key(self._module, name)
        return self._numbered[name]

    @cached_property
    def _module(self) -> ProjectModule:
        return module_of_tree(os.path.abspath(self.source.name), self.source.python_tree)

    # -- keys of the session -------------------------------------------------------------------------------------------

    def on_session_item(self, item: SessionItem) -> None:
        """``session[key]``, and dicts that are read and stored."""
        if item.access is Access.READ:
            self._dicts.read(item)
        self._dicts.written(item)
        index, is_written = item.node.slice[0].slice, item.access in {Access.WRITE, Access.AUGMENTED}
        if isinstance(index, cst.Index) and len(item.node.slice) == 1:
            self._use(item.session, index.value, is_written=is_written)
        elif isinstance(index, cst.Index) and is_written and self._is_saved_as_json(item.session):
            self._written.append(OtherKey(index.value, "a tuple", None))  # session[a, b]

    def on_session_call(self, call: SessionCall) -> None:
        """``session.setdefault(key, value)``, ``session.update({key: value})``, ``session.get(key)``."""
        if not call.session.certain or not call.node.args:
            return
        self._dicts.read(call)
        method, first = session_api.SYNC_TWINS.get(call.method, call.method), call.node.args[0].value
        method = "set" if call.method == "aset" else method
        if method in _KEYED or method in _WRITES:
            self._use(call.session, first, is_written=method in _WRITES)
        elif method == "update" and isinstance(first, cst.Dict):
            for element in first.elements:
                if isinstance(element, cst.DictElement):
                    self._use(call.session, element.key, is_written=True)

    def visit_Comparison(self, node: cst.Comparison) -> None:
        """``key in session``."""
        target = node.comparisons[0]
        if isinstance(target.operator, (cst.In, cst.NotIn)) and (session := self.types.session(target.comparator)):
            self._use(session, node.left, is_written=False)

    def _use(self, session: Session, key: cst.BaseExpression, *, is_written: bool) -> None:
        other = other_key(self.model, key, self._has_number_as_key)
        if other is not None and self._is_saved_as_json(session):
            self._all.append(other)
            self._written += [other] if is_written else []

    def _is_saved_as_json(self, session: Session) -> bool:
        if session.origin is SessionOrigin.STORE and (has_another_store(self.tree) or is_shared(self.symbols, session)):
            return False
        return session.origin is not SessionOrigin.CHANNELS and not holds_everything(self.options)

    # -- keys of dicts in it -------------------------------------------------------------------------------------------

    def leave_FunctionDef(self, original_node: cst.FunctionDef) -> None:
        """All uses of the names of a function are known."""
        self._dicts.leave_function(original_node, self.here.function)

    def leave_ClassDef(self, original_node: cst.ClassDef) -> None:
        """All uses of the attributes of a class are known."""
        self._dicts.leave_class(original_node)

    def leave_Module(self, original_node: cst.Module) -> None:
        """All uses of each key are known."""
        if holds_everything(self.options):
            return
        fix = self._fix_of(self._all)
        for key in self._written:
            self._report(key, fix)
        by_dict: dict[str, list[ItemAccess]] = {}
        for access in self._dicts.accesses:
            by_dict.setdefault(access.dict_key, []).append(access)
        looked_for = {access.dict_key for access in self._dicts.accesses if access.is_read}
        fix_of = {key: self._fix_of(access.key for access in by_dict[key]) for key in looked_for}
        for access in filter(self._dicts.is_dict, self._dicts.accesses):
            if access.is_written and access.dict_key in looked_for:
                self._report(access.key, fix_of[access.dict_key])

    @cached_property
    def _makes_numbers(self) -> bool:
        return makes_numbers_of_keys(self.source)

    def _report(self, key: OtherKey, fix: Fix | None) -> None:
        if key.is_number and self._makes_numbers:
            return
        where = "" if is_json_known(self.options) else "with Django's default engine and serializer, "
        if where and is_written_near(self.source.name, PICKLE):
            return  # a package for sites that pickle their sessions
        if key.text is None:
            self.report(key.node, message=_FAILS, what=key.what, where=where, fix=None)
            return
        code = one_line(self.source.code(key.node), "it")
        self.report(
            key.node,
            where=where,
            when="once the cache loses the session" if self.options.engine == "cached_db" else "on the next request",
            text=f'"{key.text}"' if key.text else "a string",
            code=code,
            instead=f"str({code})" if key.is_number else f'"{key.text}"' if key.text else "a string",
            fix=fix if key.is_number else None,
        )

    def _fix_of(self, all_keys: Iterable[OtherKey]) -> Fix | None:
        """Make texts of all numbers that are keys of the same dict: one fix for all of its findings."""
        nodes = {key.node: None for key in all_keys if key.is_number}
        return Fix.unsafe(*(Replace(node, f"str({self.source.code(node)})") for node in nodes)) if nodes else None

    def fix(self, finding: Finding) -> Fix | None:
        """What is made for all findings of a dict."""
        fix = finding.facts["fix"]
        return fix if isinstance(fix, Fix) else None
