"""
Whether a session with a value can be saved: JSON has only texts, numbers, True, False, None, lists and dicts. The same
answer for all rules.

``refused`` is about a value that is stored, with all values in it, ``refused_items`` about the items of a list or of an
iterable that extends one. Both are about the place that the walk has reached.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import libcst as cst

from flake8_session_expiry.analysis.local_containers import is_changed_below
from flake8_session_expiry.analysis.model_instances import has_rows
from flake8_session_expiry.analysis.unserializable_values import refused_kind
from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.options import Options
from flake8_session_expiry.reference import non_json_values
from flake8_session_expiry.reference.non_json_values import NotJson
from flake8_session_expiry.semantic.symbols import imported_names
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.values.value import Kind

_JSON = "django.contrib.sessions.serializers.JSONSerializer"
PICKLE = "PickleSerializer"
"""The name of Django's former serializer, and of its copies in projects that still need it."""
_BACKENDS = "django.contrib.sessions.backends."
_JSON_ENGINES = frozenset({"db", "cached_db", "file", "signed_cookies"})
_DEEPEST = 8
"""How many containers inside of each other, and names, are followed."""
_KEYS_OF_JSON = frozenset(
    {Kind.STRING, Kind.INT, Kind.FLOAT, Kind.NUMBER, Kind.BOOL, Kind.NONE, Kind.UNKNOWN, Kind.SETTING}
)


@dataclass(frozen=True, eq=False)
class Refused:
    """
    A value that cannot be saved: where it is used, and its kind.

    ``whole`` is False where it is in a container with a name: then the name is reported, and there is no expression to
    repair.
    """

    node: cst.BaseExpression
    what: NotJson
    whole: bool = True


def holds_everything(options: Options) -> bool:
    """
    Whether it is known that the project has an engine or a serializer that may store more than JSON.

    Before Django 1.6 sessions were pickled.
    """
    if options.django_below(1, 6):
        return True
    serializer = options.known_settings.get("SESSION_SERIALIZER", _JSON)
    return (options.engine is not None and options.engine not in _JSON_ENGINES) or serializer != _JSON


def has_another_store(tree: Tree) -> bool:
    """
    Whether ``SessionStore`` is imported from an engine that may take more than JSON, or from one that is not Django's.
    """
    return any(
        name == "SessionStore" and full.rpartition(".")[0].removeprefix(_BACKENDS) not in _JSON_ENGINES
        for statement in tree.of(cst.ImportFrom)
        for name, full in imported_names(statement)
    )


def is_json_known(options: Options) -> bool:
    """Whether it is known that engine and serializer store JSON."""
    return options.engine is not None and "SESSION_SERIALIZER" in options.known_settings


def refused(model: Model, node: cst.BaseExpression, depth: int = 0) -> Iterator[Refused]:
    """The values that cannot be saved in a value that is stored."""
    if depth > _DEEPEST:
        return
    if isinstance(node, cst.Dict):
        for element in node.elements:
            if isinstance(element, cst.DictElement):
                yield from refused(model, element.value, depth + 1)
    elif isinstance(node, (cst.List, cst.Tuple, cst.ListComp)):
        yield from refused_items(model, node, depth + 1)
    elif isinstance(node, cst.DictComp):
        yield from _of_element(model, node, node.value, depth)
    elif isinstance(node, cst.IfExp):
        yield from refused(model, node.body, depth + 1)
        yield from refused(model, node.orelse, depth + 1)
    elif isinstance(node, cst.BooleanOperation):
        # The result of ``a and b`` is the left side only where that is false, so its kind does not matter.
        if isinstance(node.operator, cst.Or):
            yield from refused(model, node.left, depth + 1)
        yield from refused(model, node.right, depth + 1)
    elif (
        isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add) and _is_list(node.left, node.right)
    ):
        yield from refused(model, node.left, depth + 1)
        yield from refused(model, node.right, depth + 1)
    elif isinstance(node, cst.Call) and _builtin(model, node) in {"list", "tuple", "sorted"} and node.args:
        yield from refused_items(model, node.args[0].value, depth + 1)
    elif isinstance(node, cst.Call) and _builtin(model, node) == "dict":
        for argument in node.args:
            if argument.keyword is not None or isinstance(argument.value, cst.Dict):
                yield from refused(model, argument.value, depth + 1)
    else:
        yield from _alone(model, node, depth)


def _alone(model: Model, node: cst.BaseExpression, depth: int) -> Iterator[Refused]:
    """The same for a value that is not written as a container; a name may be one."""
    found = [
        Refused(value.node, what)
        for value in model.values.at(node).alternatives()
        if (what := refused_kind(model, value)) is not None
    ]
    yield from found
    if isinstance(node, cst.Name) and not found:
        for value in _given_to(model, node):
            for inner in refused(model, value, depth + 1):
                yield replace(inner, node=node, whole=False)


def refused_items(model: Model, node: cst.BaseExpression, depth: int = 0) -> Iterator[Refused]:
    """The values that cannot be saved among the items of a list, a loop or another iterable."""
    if isinstance(node, (cst.List, cst.Tuple, cst.Set)):
        for element in node.elements:
            if isinstance(element, cst.StarredElement):
                yield from refused_items(model, element.value, depth + 1)
            else:
                yield from refused(model, element.value, depth + 1)
    elif isinstance(node, (cst.ListComp, cst.SetComp, cst.GeneratorExp)):
        yield from _of_element(model, node, node.elt, depth)
    elif has_rows(node):
        yield Refused(node, non_json_values.INSTANCE, whole=False)
    elif (
        isinstance(node, cst.Call)
        and _builtin(model, node) in {"list", "tuple", "set", "sorted", "reversed"}
        and node.args
    ):
        yield from refused_items(model, node.args[0].value, depth + 1)
    elif isinstance(node, cst.Name) and depth < _DEEPEST:
        for value in _given_to(model, node):
            for inner in refused_items(model, value, depth + 1):
                yield replace(inner, node=node, whole=False)


def _given_to(model: Model, name: cst.Name) -> Iterator[cst.BaseExpression]:
    """The value that is assigned to a name, if it certainly has not changed."""
    binding = model.symbols.reaching(name)
    if binding is not None and binding.value is not None and not is_changed_below(model.symbols, name, binding):
        yield binding.value


def _of_element(
    model: Model,
    comprehension: cst.ListComp | cst.SetComp | cst.GeneratorExp | cst.DictComp,
    element: cst.BaseExpression,
    depth: int,
) -> Iterator[Refused]:
    loop = comprehension.for_in
    if isinstance(element, cst.Name) and isinstance(loop.target, cst.Name) and element.value == loop.target.value:
        yield from refused_items(model, loop.iter, depth + 1)
    else:
        yield from refused(model, element, depth + 1)


def is_refused_key(model: Model, node: cst.BaseExpression) -> bool:
    """Whether a key of a dict certainly cannot be one in JSON: a tuple, a date, a model instance."""
    if isinstance(node, cst.Tuple):
        return True
    values = list(model.values.at(node).alternatives())
    return any(value.kind not in _KEYS_OF_JSON or refused_kind(model, value) is not None for value in values)


def _is_list(*nodes: cst.BaseExpression) -> bool:
    """Whether one side of ``+`` is written as a list, so that the other one must be a list, too."""
    return any(isinstance(node, (cst.List, cst.ListComp)) for node in nodes)


def _builtin(model: Model, node: cst.Call) -> str:
    """The name of the builtin that is called."""
    is_builtin = isinstance(node.func, cst.Name) and not model.symbols.binds(node.func.value)
    return node.func.value if is_builtin and isinstance(node.func, cst.Name) else ""
