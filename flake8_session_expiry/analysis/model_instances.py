"""Which expressions are instances of a model: ``request.user``, one row of a query, ``get_object_or_404(...)``."""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.reference.frameworks import Frameworks
from flake8_session_expiry.sessions.inference import Inference

_ONE = frozenset({"get", "create", "first", "last", "latest", "earliest", "aget", "acreate", "afirst", "alast"})
_SAME_ROWS = frozenset(
    {"all", "filter", "exclude", "order_by", "select_related", "prefetch_related", "using", "distinct"}
)
_SHORTCUTS = frozenset({"django.shortcuts.get_object_or_404", "django.shortcuts.aget_object_or_404"})


def is_instance(types: Inference, frameworks: Frameworks, node: cst.BaseExpression) -> bool:
    """Whether an expression certainly is an instance of a model."""
    if isinstance(node, cst.Await):
        node = node.expression
    if isinstance(node, cst.Attribute):
        request = types.request(node.value) if node.attr.value == "user" else None
        return request is not None and request.exact
    if not isinstance(node, cst.Call) or not frameworks.django:
        return False
    if (types.qualified(node.func) or "") in _SHORTCUTS:
        return True
    return isinstance(node.func, cst.Attribute) and node.func.attr.value in _ONE and _are_rows(node.func.value)


def _are_rows(node: cst.BaseExpression) -> bool:
    """``Model.objects``, ``Model.objects.filter(...)``: what has rows as model instances."""
    while isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) and node.func.attr.value in _SAME_ROWS:
        node = node.func.value
    return isinstance(node, cst.Attribute) and node.attr.value == "objects"
