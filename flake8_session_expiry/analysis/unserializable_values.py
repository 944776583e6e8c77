"""
Whether one expression certainly is a value that JSON cannot hold; for values in lists and dicts see ``serialization``.
"""

from __future__ import annotations

import re

import libcst as cst

from flake8_session_expiry.analysis.model_instances import (
    has_rows,
    is_object_of_view,
    is_query_set,
    is_row,
    is_row_with_flag,
)
from flake8_session_expiry.reference import non_json_values
from flake8_session_expiry.reference.non_json_values import NotJson
from flake8_session_expiry.semantic.literals import plain_string
from flake8_session_expiry.semantic.symbols import Binding, dotted
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import Kind

_KINDS = {
    Kind.DATETIME: non_json_values.DATETIME,
    Kind.DATE: non_json_values.DATE,
    Kind.TIME: non_json_values.TIME,
    Kind.TIMEDELTA: non_json_values.TIMEDELTA,
    Kind.DECIMAL: non_json_values.DECIMAL,
    Kind.BYTES: non_json_values.BYTES,
    Kind.FUNCTION: non_json_values.FUNCTION,
}
_SET_OPERATORS = (cst.BitOr, cst.BitAnd, cst.BitXor, cst.Subtract)
_VIEWS = frozenset({"keys", "values", "items"})
_FORM_HOOKS = frozenset({"form_valid", "form_invalid"})


def refused_kind(model: Model, value: Occurrence) -> NotJson | None:
    """The kind of a value, if JSON cannot hold it whatever is in it."""
    if value.kind in _KINDS:
        return _KINDS[value.kind]
    node = value.written_as
    return _of_name(model, node) if isinstance(node, cst.Name) else _of_expression(model, node)


def _of_name(model: Model, node: cst.Name) -> NotJson | None:
    """
    The kind of a name by its binding: ``except ... as``, a loop over rows, the pair of ``get_or_create``, the form that
    Django passes.
    """
    function = model.here.function
    binding = model.symbols.reaching(node)
    if binding is not None:
        return _of_binding(model, node, binding)
    if _is_row_of_loop(model, node):
        return non_json_values.INSTANCE
    is_form = node.value == "form" and function is not None and node.value in function.parameters
    if is_form and function is not None and function.name in _FORM_HOOKS and function.class_ is not None:
        only = model.symbols.bindings_of(function.node, node.value)
        return non_json_values.FORM if len(only) == 1 else None
    return None


def _of_binding(model: Model, node: cst.Name, binding: Binding) -> NotJson | None:
    tree, where = model.symbols.tree, binding.node
    if isinstance(where, cst.AsName):
        handler = tree.parents[where]
        is_caught = isinstance(handler, cst.ExceptHandler) and tree.contains(handler, node)
        return non_json_values.EXCEPTION if is_caught else None
    if isinstance(where, cst.Assign) and is_row_with_flag(where.value) and len(where.targets) == 1:
        target = where.targets[0].target
        first = target.elements[0].value if isinstance(target, cst.Tuple) and target.elements else None
        is_first = isinstance(first, cst.Name) and first.value == node.value
        return non_json_values.INSTANCE if is_first else None
    return None


def _is_row_of_loop(model: Model, node: cst.Name) -> bool:
    """Whether a name is bound only by a loop over rows around it: ``for item in Item.objects.all():``."""
    tree, symbols = model.source.tree, model.symbols
    bindings = symbols.bindings_of(symbols.scope_of(node), node.value)
    loop = bindings[0].node if len(bindings) == 1 else None
    return isinstance(loop, cst.For) and tree.contains(loop.body, node) and has_rows(loop.iter)


def _of_expression(model: Model, node: cst.BaseExpression) -> NotJson | None:
    if isinstance(node, cst.Await):
        node = node.expression
    if isinstance(node, (cst.Set, cst.SetComp)):
        return non_json_values.SET
    if isinstance(node, cst.GeneratorExp):
        return non_json_values.GENERATOR
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, _SET_OPERATORS):
        sides = [_of_expression(model, side) for side in (node.left, node.right)]
        return non_json_values.SET if non_json_values.SET in sides else None
    if is_row(node) or is_object_of_view(node, model.here.class_, model.symbols):
        return non_json_values.INSTANCE
    if is_query_set(node):
        return non_json_values.QUERY_SET
    if isinstance(node, cst.Attribute):
        return _of_attribute(model, node)
    if isinstance(node, cst.Subscript):
        return non_json_values.FILE if _is_files(model, node.value) else None
    return _of_call(model, node) if isinstance(node, cst.Call) else None


def _of_attribute(model: Model, node: cst.Attribute) -> NotJson | None:
    request = model.types.request(node.value)
    if request is None or not request.exact:
        return None
    return non_json_values.OF_REQUEST.get(node.attr.value)


def _of_call(model: Model, node: cst.Call) -> NotJson | None:
    function = node.func
    if (full := model.types.qualified(function)) is not None:
        return non_json_values.made_by(full) or (non_json_values.FORM if _is_form(full) else None)
    if isinstance(function, cst.Name):
        if model.symbols.binds(function.value):
            return non_json_values.FORM if _is_form_of_module(model, function.value) else None
        return non_json_values.BUILTINS.get(function.value)
    return _of_method(model, node, function) if isinstance(function, cst.Attribute) else None


def _of_method(model: Model, node: cst.Call, function: cst.Attribute) -> NotJson | None:
    name = function.attr.value
    if name == "encode":
        return non_json_values.BYTES if _becomes_bytes(model, node, function.value) else None
    if name == "digest" and not node.args:
        made = function.value.func if isinstance(function.value, cst.Call) else None
        full = (model.types.qualified(made) if made is not None else None) or ""
        return non_json_values.BYTES if full.startswith(("hashlib.", "hmac.")) else None
    if name == "get" and _is_files(model, function.value):
        return non_json_values.FILE
    if name in _VIEWS and not node.args and _is_dict(model, function.value):
        return non_json_values.DICT_VIEW
    return None


def _becomes_bytes(model: Model, node: cst.Call, owner: cst.BaseExpression) -> bool:
    """
    Whether a call makes bytes: ``"text".encode()``, ``name.encode("utf-8")``; other objects have an ``encode()``, too
    (``tokenizer.encode("a text")``).
    """
    if model.types.qualified(owner) is not None:
        return False
    encoding = (plain_string(node.args[0].value) or "").lower() if node.args else None
    return encoding in non_json_values.ENCODINGS or (encoding is None and model.values.at(owner).kind is Kind.STRING)


def _is_files(model: Model, node: cst.BaseExpression) -> bool:
    """``request.FILES``."""
    return isinstance(node, cst.Attribute) and _of_attribute(model, node) is non_json_values.FILE


def _is_dict(model: Model, node: cst.BaseExpression) -> bool:
    """
    Whether an expression certainly is a dict: made here, a session, a dict that a session stores, or the data of a
    request.
    """
    if isinstance(node, cst.Name) and (binding := model.symbols.reaching(node)) is not None:
        return binding.value is not None and not isinstance(binding.value, cst.Name) and _is_dict(model, binding.value)
    if isinstance(node, (cst.Dict, cst.DictComp)):
        return True
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and not model.symbols.binds("dict"):
        return node.func.value == "dict"
    if isinstance(node, cst.Attribute) and node.attr.value in {"POST", "GET"}:
        return model.types.request(node.value) is not None
    stored = node.value if isinstance(node, cst.Subscript) else None
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) and node.func.attr.value == "get":
        stored = node.func.value
    session = model.types.session(stored if stored is not None else node)
    return session is not None and session.certain


def _is_form(full: str) -> bool:
    """A class ``...Form`` of a module of forms: ``shop.forms.OrderForm``."""
    *modules, name = full.split(".")
    return name.endswith(("Form", "FormSet")) and any(re.fullmatch(r"(?:\w+_)?forms?", module) for module in modules)


def _is_form_of_module(model: Model, name: str) -> bool:
    """A class of the module that derives from a form."""
    found = model.symbols.bindings_of(model.symbols.tree.module, name)
    only = found[0].node if len(found) == 1 else None
    if not isinstance(only, cst.ClassDef):
        return False
    return any(dotted(base.value).rpartition(".")[2].endswith(("Form", "FormSet")) for base in only.bases)
