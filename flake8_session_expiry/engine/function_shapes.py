"""Which functions a module has and calls that are about logins and cookies; ``needs`` has the vocabulary."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from flake8_session_expiry.engine import needs
from flake8_session_expiry.engine.needs import Shape, Shapes
from flake8_session_expiry.engine.python_nodes import BoundNames, PythonNodes, last_name, text_of

_AUTH = frozenset({"login", "logout", "alogin", "alogout", "aupdate_session_auth_hash"})
_COOKIES = {
    "set_cookie": needs.COOKIE_SET,
    "set_signed_cookie": needs.COOKIE_SET,
    "delete_cookie": needs.COOKIE_DELETED,
}
_REDIRECTS = ("redirect", "HttpResponseRedirect", "HttpResponsePermanentRedirect", "RedirectView")
_TARGETS = frozenset({"success_url", "url", "pattern_name"})
_TARGET_GETTERS = frozenset({"get_success_url", "get_redirect_url"})
_CLEARS = frozenset({"clear", "aclear"})
_CLEARS_EXPIRED = frozenset({"clear_expired", "aclear_expired"})
_WITH_CACHES = ("django", "django.core", "django.core.cache")
"""Imported are Django's caches, or a module that has them."""
_LOGOUT_WORDS = ("logout", "signout", "endsession")


@dataclass
class FunctionShapes:
    """Finds functions by their names, and calls of functions that are about logins and cookies."""

    found: Shapes
    nodes: PythonNodes
    bindings: BoundNames

    def find(self) -> None:
        """Note all of them."""
        for node in self.nodes.of(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef):
            assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
            if may_name_logout(node.name):
                self.found.note(needs.LOGOUT_NAMED)
            if isinstance(node, ast.AsyncFunctionDef):
                self.found.note(needs.ASYNC_DEF)
            if node.name in _TARGET_GETTERS:
                self.found.note(needs.REDIRECT)
        if not _TARGETS.isdisjoint(self.bindings.values):
            self.found.note(needs.REDIRECT)
        for node in self.nodes.of(ast.Call):
            assert isinstance(node, ast.Call)
            self._called(node)
        for node in self.nodes.of(ast.Compare):
            assert isinstance(node, ast.Compare)
            if any(isinstance(side, ast.Constant) and isinstance(side.value, bool) for side in _sides(node)):
                self.found.note(needs.BOOL_COMPARED)
                break

    def _called(self, call: ast.Call) -> None:
        name = last_name(call.func)
        if name is None:
            return
        if isinstance(call.func, ast.Attribute) and (shape := _COOKIES.get(name)) is not None:
            self._cookie(shape, call)
        full = self.bindings.imported.get(name, ()) if isinstance(call.func, ast.Name) else ()
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        self._cleared(name, owner, call)
        if any(each.endswith(_REDIRECTS) for each in (name, *full, *self._full_names(owner))):
            self.found.note(needs.REDIRECT)
        for called in {name, *(each.rpartition(".")[2] for each in full)} & _AUTH:
            is_awaited = isinstance(self.nodes.parents[call], ast.Await)
            self.found.note(needs.AWAITED if is_awaited else needs.UNAWAITED, f"{called}()")

    def _full_names(self, node: ast.expr | None) -> Iterable[str]:
        """What a name is imported as, and the name itself; of ``a.b`` the last name."""
        name = last_name(node)
        return () if name is None else (name, *self.bindings.imported.get(name, ()))

    def _cleared(self, name: str, owner: ast.expr | None, call: ast.Call) -> None:
        if owner is not None and name in _CLEARS and self._has_caches:
            self.found.note(needs.CACHE_CLEARED)
        if name in _CLEARS_EXPIRED or any(text_of(argument) == "clearsessions" for argument in call.args[:1]):
            self.found.note(needs.EXPIRED_CLEARED)

    @cached_property
    def _has_caches(self) -> bool:
        """Whether Django's caches are imported, or a module that has them."""
        full = {each for imported in self.bindings.imported.values() for each in imported} | self.bindings.modules
        return any(each in _WITH_CACHES or each.startswith("django.core.cache.") for each in full)

    def _cookie(self, shape: Shape, call: ast.Call) -> None:
        keywords = {keyword.arg: keyword.value for keyword in call.keywords}
        if keywords.keys() & {None, "domain", "path"} or any(isinstance(each, ast.Starred) for each in call.args):
            return  # another cookie is meant, or may be
        key = keywords.get("key", call.args[0] if call.args else None)
        text = text_of(key)
        if text is not None or last_name(key) is not None:
            self.found.note(shape, text or "")


def may_name_logout(name: str) -> bool:
    """Whether the name of a function or class has a word for logout."""
    bare = name.lower().replace("_", "")
    return any(word in bare for word in _LOGOUT_WORDS)


def _sides(node: ast.Compare) -> tuple[ast.expr, ...]:
    return (node.left, *node.comparators)
