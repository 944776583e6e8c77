"""
Where a view sends its visitor: ``redirect("logout")``, ``HttpResponseRedirect(reverse("logout"))``, ``success_url =
reverse_lazy("logout")``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import libcst as cst

from flake8_session_expiry.semantic.literals import plain_string
from flake8_session_expiry.semantic.symbols import SymbolTable, dotted
from flake8_session_expiry.sessions.inference import Inference
from flake8_session_expiry.sessions.position import Position

_SHORTCUT = frozenset({"django.shortcuts.redirect"})
_RESPONSES = frozenset(
    f"{module}.{name}"
    for module in ("django.http", "django.http.response")
    for name in ("HttpResponseRedirect", "HttpResponsePermanentRedirect")
)
_REVERSES = frozenset(
    f"{module}.{name}"
    for module in ("django.urls", "django.urls.base", "django.shortcuts", "django.core.urlresolvers")
    for name in ("reverse", "reverse_lazy")
)
_RESOLVES = frozenset({"django.shortcuts.resolve_url"})
_REDIRECT_VIEWS = frozenset({"django.views.generic.RedirectView", "django.views.generic.base.RedirectView"})
_GETTERS = frozenset({"get_success_url", "get_redirect_url"})
_DEEPEST = 4


@dataclass(frozen=True)
class RedirectTarget:
    """
    The target of a redirect: a route by its ``name`` (without arguments), or a ``path``; ``node`` is the expression of
    it.
    """

    node: cst.BaseExpression
    name: str | None = None
    path: str | None = None


@dataclass(frozen=True)
class RedirectTargets:
    """Finds the target of a node, at the place of the walk."""

    types: Inference
    symbols: SymbolTable
    here: Position

    def of_call(self, node: cst.Call) -> RedirectTarget | None:
        """
        Of ``redirect(...)``, a response that redirects, ``RedirectView.as_view(...)``; None where the request stays a
        POST.
        """
        called = self.types.qualified(node.func)
        keywords = {argument.keyword.value: argument.value for argument in node.args if argument.keyword is not None}
        plain = [argument.value for argument in node.args if argument.keyword is None]
        if called in _SHORTCUT and keywords.keys() <= {"to", "permanent"} and len(plain) + ("to" in keywords) == 1:
            return self._found(node, plain[0] if plain else keywords["to"], is_name=True)
        if called in _RESPONSES and "preserve_request" not in keywords and (plain or "redirect_to" in keywords):
            return self._found(node, plain[0] if plain else keywords["redirect_to"])
        is_view = isinstance(node.func, cst.Attribute) and node.func.attr.value == "as_view"
        if is_view and self.types.qualified(cst.ensure_type(node.func, cst.Attribute).value) in _REDIRECT_VIEWS:
            return self._of_redirect_view(node, keywords)
        return None

    def of_class(self, node: cst.Assign) -> RedirectTarget | None:
        """Of ``success_url = ...`` in a class of a view, and of ``pattern_name``, ``url`` in a RedirectView."""
        class_ = self.here.class_
        if class_ is None or self.here.function is not None or len(node.targets) != 1:
            return None
        name = dotted(node.targets[0].target)
        if name == "success_url":
            return self._found(node.value, node.value)
        bases = (self.types.qualified(base.value) for base in class_.node.bases)
        if name in {"pattern_name", "url"} and any(base in _REDIRECT_VIEWS for base in bases):
            return self._of_redirect_view(node.value, {name: node.value})
        return None

    def of_return(self, node: cst.Return) -> RedirectTarget | None:
        """Of what ``get_success_url()`` and ``get_redirect_url()`` of a view return."""
        function = self.here.function
        if node.value is None or function is None or function.class_ is None or function.name not in _GETTERS:
            return None
        return self._found(node.value, node.value)

    def _of_redirect_view(
        self, node: cst.BaseExpression, keywords: Mapping[str, cst.BaseExpression]
    ) -> RedirectTarget | None:
        if "pattern_name" in keywords and "url" not in keywords:
            name = plain_string(keywords["pattern_name"])
            return RedirectTarget(node, name=name) if name is not None else None
        return self._found(node, keywords["url"]) if "url" in keywords else None

    def _found(
        self, node: cst.BaseExpression, value: cst.BaseExpression, *, is_name: bool = False
    ) -> RedirectTarget | None:
        found = self._read(value, 0, is_name=is_name)
        if found is None or found.path is None:
            return RedirectTarget(node, name=found.name) if found is not None else None
        path = found.path.partition("?")[0].partition("#")[0]
        return RedirectTarget(node, path=path) if path.startswith("/") and not path.startswith("//") else None

    def _read(self, node: cst.BaseExpression, depth: int, *, is_name: bool = False) -> RedirectTarget | None:
        """
        The target of an expression. ``is_name``: a text without a slash and a dot is the name of a route, as for
        ``redirect()``.
        """
        if depth > _DEEPEST:
            return None
        text = plain_string(node)
        if text is not None:
            named = is_name and "/" not in text and "." not in text
            return RedirectTarget(node, name=text) if named else RedirectTarget(node, path=text)
        if isinstance(node, cst.Call):
            return self._of_inner_call(node, depth)
        if isinstance(node, cst.Name):
            bound = self.symbols.reaching(node)
            value = bound.value if bound is not None else None
            return self._read(value, depth + 1, is_name=is_name) if value is not None else None
        first = _before_query(node)
        return self._read(first, depth + 1) if first is not None else None

    def _of_inner_call(self, node: cst.Call, depth: int) -> RedirectTarget | None:
        called = self.types.qualified(node.func)
        if not node.args or node.args[0].keyword is not None:
            return None
        only = len(node.args) == 1 or {a.keyword.value if a.keyword else "" for a in node.args[1:]} == {"current_app"}
        first = node.args[0].value
        if called in _REVERSES | _RESOLVES and only:
            text = plain_string(first)
            if text is None or (called in _RESOLVES and ("/" in text or "." in text)):
                return RedirectTarget(node, path=text) if text is not None else None
            return RedirectTarget(node, name=text)
        is_str = dotted(node.func) == "str" and not self.symbols.binds("str")
        return self._read(first, depth + 1) if is_str and only else None


def _before_query(node: cst.BaseExpression) -> cst.BaseExpression | None:
    """
    ``reverse("logout")`` in ``reverse("logout") + "?next=/"``, in ``"%s?next=%s" % (..., ...)`` and in an f-string;
    None for anything else.
    """
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
        return _before_query(node.left) or (node.left if _begins_query(node.right) else None)
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Modulo):
        template = plain_string(node.left) or ""
        values = [item.value for item in node.right.elements] if isinstance(node.right, cst.Tuple) else [node.right]
        return values[0] if template == "%s" or template.startswith("%s?") else None
    if (
        isinstance(node, cst.FormattedString)
        and node.parts
        and isinstance(node.parts[0], cst.FormattedStringExpression)
    ):
        rest = node.parts[1] if len(node.parts) > 1 else None
        is_query = rest is None or (isinstance(rest, cst.FormattedStringText) and rest.value.startswith("?"))
        return node.parts[0].expression if is_query else None
    return None


def _begins_query(node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.BinaryOperation):
        return _begins_query(node.left)
    if isinstance(node, cst.FormattedString):
        first = node.parts[0] if node.parts else None
        return isinstance(first, cst.FormattedStringText) and first.value.startswith("?")
    return (plain_string(node) or "").startswith("?")
