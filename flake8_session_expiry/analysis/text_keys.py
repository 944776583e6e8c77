"""
Which keys of a dict become another key in JSON, where all keys are texts (numbers, None, True), and which cannot be
stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import libcst as cst

from flake8_session_expiry.analysis.model_instances import is_row
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.semantic.symbols import dotted, target_names
from flake8_session_expiry.sessions.functions import parameters
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.values.value import NUMERIC, Kind

_KEYS = frozenset({"id", "pk"})
_SHORTCUTS = frozenset({"django.shortcuts.get_object_or_404", "django.shortcuts.aget_object_or_404"})
_CONSTANTS: dict[object, str] = {None: "null", True: "true", False: "false"}
_REFUSED = {Kind.BYTES: "bytes"}
_NO_KEYS = re.compile(r"\.values\(|getlist|\.POST\b|\.GET\b|\brange\(|\.split\(|\.objects\b")
"""Iterables of loops that are not the keys of a dict in a session."""


@dataclass(frozen=True, eq=False)
class OtherKey:
    """
    A key that JSON does not have: its kind, and the text that takes its place ("" if that is not known; None if saving
    fails).
    """

    node: cst.BaseExpression
    what: str
    text: str | None

    @property
    def is_number(self) -> bool:
        """Whether the text in its place is ``str()`` of it."""
        return self.what == "number"


def other_key(model: Model, node: cst.BaseExpression, has_number_as_key: Callable[[str], bool]) -> OtherKey | None:
    """
    The kind of a key at the place of the walk; None for a text, and where it is not known.

    ``has_number_as_key`` is whether the primary key of a model, by its name, is a number.
    """
    if isinstance(node, cst.Tuple):
        return OtherKey(node, "a tuple", None)
    if _is_parameter(model, node) or _is_key_of_row(model, node, has_number_as_key):
        return OtherKey(node, "number", "")
    found = [
        _of_kind(node, value.kind, value.constant, value.written_as) for value in model.values.at(node).alternatives()
    ]
    first = found[0]
    return first if first is not None and all(each is not None and each.what == first.what for each in found) else None


def _of_kind(node: cst.BaseExpression, kind: Kind, constant: object, origin: cst.BaseExpression) -> OtherKey | None:
    if isinstance(origin, cst.Tuple):
        return OtherKey(node, "a tuple", None)
    if kind in _REFUSED:
        return OtherKey(node, _REFUSED[kind], None)
    if kind is Kind.NONE or kind is Kind.BOOL:
        is_known = constant is None or isinstance(constant, bool)
        return OtherKey(node, "None" if kind is Kind.NONE else "bool", _CONSTANTS[constant] if is_known else "")
    if kind in NUMERIC:
        return OtherKey(node, "number", repr(constant) if isinstance(constant, (int, float)) else "")
    return None


def _is_parameter(model: Model, node: cst.BaseExpression) -> bool:
    """``def add(request, product_id: int)``: the value of the URL converter ``<int:product_id>``."""
    function = model.symbols.function_of(node)
    if not isinstance(node, cst.Name) or function is None:
        return False
    bindings = model.symbols.bindings_of(function, node.value)
    if len(bindings) != 1 or model.symbols.scope_of(node) is not function:
        return False
    parameter = next((each for each in parameters(function) if each.name.value == node.value), None)
    annotation = None if parameter is None else parameter.annotation
    return (
        annotation is not None and isinstance(annotation.annotation, cst.Name) and annotation.annotation.value == "int"
    )


def _is_key_of_row(model: Model, node: cst.BaseExpression, has_number_as_key: Callable[[str], bool]) -> bool:
    """``product.id`` after ``product = Product.objects.get(...)``."""
    if not isinstance(node, cst.Attribute) or node.attr.value not in _KEYS:
        return False
    row = node.value
    if isinstance(row, cst.Name):
        binding = model.symbols.reaching(row)
        is_here = binding is not None and model.symbols.scope_of(binding.node) is model.symbols.scope_of(row)
        if binding is None or binding.value is None or not is_here:
            return False
        row = binding.value
    if isinstance(row, cst.Await):
        row = row.expression
    if not isinstance(row, cst.Call):
        return False
    if (model.types.qualified(row.func) or "") in _SHORTCUTS:
        name = dotted(row.args[0].value) if row.args else ""
    else:
        name = _model_of(row)
    return name != "" and has_number_as_key(name)


def _model_of(row: cst.Call) -> str:
    """``Product`` of ``Product.objects.get(pk=1)``; "" for a call that does not return a row of a model."""
    if not is_row(row):
        return ""
    current: cst.BaseExpression = row
    while not (isinstance(current, cst.Attribute) and current.attr.value == "objects"):
        if isinstance(current, cst.Call):
            current = current.func
        elif isinstance(current, (cst.Attribute, cst.Subscript)):
            current = current.value
        else:
            return ""
    return dotted(current.value)


def makes_numbers_of_keys(source: SourceFile) -> bool:
    """Whether a module converts the keys of a loop to numbers, as it has to: ``for key in cart: int(key)``."""
    tree = source.tree
    loops: list[cst.For | cst.CompFor] = [*tree.of(cst.For), *tree.of(cst.CompFor)]
    over_keys = (loop for loop in loops if _NO_KEYS.search(source.code(loop.iter)) is None)
    names = {name.value for loop in over_keys for name in target_names(loop.target)}
    calls = (call for call in tree.of(cst.Call) if dotted(call.func) == "int" and len(call.args) == 1)
    inside = (item for call in calls for item in (call.args[0].value, *descendants(call.args[0].value)))
    return any(isinstance(item, cst.Name) and item.value in names for item in inside)
