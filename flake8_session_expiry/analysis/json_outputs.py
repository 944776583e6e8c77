"""Whether a value becomes a part of JSON: in ``JsonResponse``, ``json.dumps`` or REST framework's ``Response``."""

from __future__ import annotations

import re

import libcst as cst

from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.semantic.symbols import SymbolTable, dotted
from flake8_session_expiry.sessions.inference import Inference

_JSON = re.compile(r"(?:django\.http\.(?:response\.)?JsonResponse|json\.dumps?|rest_framework\.response\.Response)")
_OTHERWISE = frozenset({"template_name", "default", "cls", "encoder"})
"""Arguments with which a template is rendered, or values are encoded that JSON does not know."""


def goes_into_json(source: SourceFile, symbols: SymbolTable, types: Inference, node: cst.BaseExpression) -> bool:
    """Whether an expression, where the walk stands, is a value of what is given to something that makes JSON."""
    inner: cst.CSTNode = node
    for above in symbols.tree.ancestors(node):
        if isinstance(above, cst.Arg):
            inner = above
        elif isinstance(above, cst.Call) and (inner is above.func or dotted(above.func) != "dict"):
            return inner is not above.func and _makes_json(source, types, above)
        elif isinstance(above, cst.Assign):
            return _later_json(source, symbols, types, above)
        elif not isinstance(above, (cst.Dict, cst.DictElement, cst.List, cst.Tuple, cst.Element, cst.Call)):
            return False
    return False


def _makes_json(source: SourceFile, types: Inference, call: cst.Call) -> bool:
    """A view of REST framework may hand its response to a template, which calls what can be called."""
    keywords = {argument.keyword.value for argument in call.args if argument.keyword is not None}
    made = types.qualified(call.func) or ""
    if _JSON.fullmatch(made) is None or keywords & _OTHERWISE:
        return False
    return not made.startswith("rest_framework") or "TemplateHTMLRenderer" not in source.text


def _later_json(source: SourceFile, symbols: SymbolTable, types: Inference, assign: cst.Assign) -> bool:
    """``data = {...}`` whose only use is a call that makes JSON of it."""
    tree = symbols.tree
    if len(assign.targets) != 1 or not isinstance(name := assign.targets[0].target, cst.Name):
        return False
    scope = symbols.scope_of(assign)
    uses = [item for item in descendants(scope) if isinstance(item, cst.Name) and item.value == name.value]
    given = [tree.parents[use] for use in uses if use is not name]
    if len(given) != 1 or not isinstance(given[0], cst.Arg):
        return False
    call = tree.parents[given[0]]
    return isinstance(call, cst.Call) and bool(dotted(call.func)) and _makes_json(source, types, call)
