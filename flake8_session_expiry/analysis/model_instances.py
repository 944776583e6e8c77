"""
Which expressions are instances of a model, or rows of several: ``request.user``, one row of a query,
``Item.objects.all()``.
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.semantic.symbols import SymbolTable, dotted
from flake8_session_expiry.sessions.functions import ClassContext

_ONE = frozenset(
    ["get", "create", "first", "last", "latest", "earliest", "create_user", "create_superuser",
     "aget", "acreate", "afirst", "alast", "alatest", "aearliest"]
)  # fmt: skip
_ROW_AND_FLAG = frozenset({"get_or_create", "update_or_create", "aget_or_create", "aupdate_or_create"})
_ROWS = frozenset(
    ["all", "filter", "exclude", "order_by", "select_related", "prefetch_related", "using", "distinct", "reverse",
     "annotate", "only", "defer", "none", "select_for_update"]
)  # fmt: skip
_VALUES = frozenset({"values", "values_list", "dates", "datetimes", "union", "intersection", "difference"})
"""Methods that return a query set whose rows need not be instances."""
_DETAIL_VIEWS = r"\w*(?:Detail|Update|Delete)View"


def is_row(node: cst.BaseExpression) -> bool:
    """
    Whether an expression is one row of a query: ``Item.objects.get(pk=1)``, ``Item.objects.filter(a=1).first()``,
    ``Item.objects.all()[0]``.

    ``objects`` of a class is enough: a module that uses a model of the project need not import Django.
    """
    if isinstance(node, cst.Await):
        node = node.expression
    if isinstance(node, cst.Subscript):
        index = _index(node)
        if index is None:
            return False
        if isinstance(index, cst.Integer) and index.evaluated_value == 0 and _called(node.value) in _ROW_AND_FLAG:
            return has_rows(_owner(node.value))
        return has_rows(node.value)
    return _called(node) in _ONE and has_rows(_owner(node))


def is_row_with_flag(node: cst.BaseExpression) -> bool:
    """``Item.objects.get_or_create(...)``: a pair, whose first part is an instance."""
    if isinstance(node, cst.Await):
        node = node.expression
    return _called(node) in _ROW_AND_FLAG and has_rows(_owner(node))


def has_rows(node: cst.BaseExpression | None) -> bool:
    """
    Whether an expression has model instances as rows: ``Item.objects``, ``Item.objects.filter(a=1)``,
    ``Item.objects.all()[:5]``.
    """
    while node is not None:
        if isinstance(node, cst.Subscript) and _index(node) is None:
            node = node.value
        elif _called(node) in _ROWS:
            node = _owner(node)
        else:
            break
    if not isinstance(node, cst.Attribute) or node.attr.value != "objects":
        return False
    model = dotted(node.value).rpartition(".")[2]
    return model[:1].isupper() or _called(node.value) == "get_user_model" or model == "model"


def is_query_set(node: cst.BaseExpression) -> bool:
    """Whether an expression is a query set, of instances or of values."""
    current: cst.BaseExpression | None = node
    while current is not None:
        if isinstance(current, cst.Subscript) and _index(current) is None:
            current = current.value
        elif _called(current) in _ROWS | _VALUES:
            owner = _owner(current)
            if has_rows(owner):
                return True
            current = owner
        else:
            return False
    return False


def is_object_of_view(node: cst.BaseExpression, class_: ClassContext | None, symbols: SymbolTable) -> bool:
    """``self.get_object()`` and ``self.object`` in a view of one object, which does not define them itself."""
    if class_ is None or not class_.has_base(_DETAIL_VIEWS) or symbols.bindings_of(class_.node, "get_object"):
        return False
    if dotted(node) == "self.object":
        return "object" not in symbols.names_assigned
    return isinstance(node, cst.Call) and dotted(node.func) == "self.get_object"


def _index(node: cst.Subscript) -> cst.BaseExpression | None:
    """The one index of ``rows[0]``; None for ``rows[:5]``."""
    only = node.slice[0].slice if len(node.slice) == 1 else None
    return only.value if isinstance(only, cst.Index) else None


def _called(node: cst.CSTNode | None) -> str:
    """``get`` of ``rows.get(...)``, and of ``get(...)``."""
    if not isinstance(node, cst.Call):
        return ""
    return node.func.attr.value if isinstance(node.func, cst.Attribute) else dotted(node.func)


def _owner(node: cst.CSTNode | None) -> cst.BaseExpression | None:
    return node.func.value if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) else None
