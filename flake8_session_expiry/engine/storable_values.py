"""
Which expressions certainly are values that JSON holds, and which keys certainly are texts. Wider than the rules about
them: in doubt an expression may be anything.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence

from flake8_session_expiry.engine.python_nodes import BoundNames, last_name, text_of

_OWN = frozenset({"self", "cls"})
_DEEPEST = 20
_MOST_NAMES = 40
"""How many names are followed, each given to the one before."""
_MOST_STEPS = 400
"""How many values are looked at to find out what one name stands for."""
_TO_TEXT = frozenset({"str", "repr", "format"})
_TEXT_METHODS = frozenset(
    ["strip", "lstrip", "rstrip", "lower", "upper", "title", "capitalize", "format", "join", "replace", "isoformat",
     "strftime", "hexdigest", "decode", "zfill", "removeprefix", "removesuffix"]
)  # fmt: skip
# Builtins whose result the rules know, or that have the values of their arguments.
_ODD_BUILTINS = frozenset(
    ["set", "frozenset", "map", "filter", "zip", "enumerate", "reversed", "iter", "bytes", "bytearray", "range", "list",
     "tuple", "sorted", "dict", "min", "max", "sum", "abs", "next", "getattr", "memoryview", "complex", "super", "vars",
     "object", "slice", "type", "pow", "divmod"]
)  # fmt: skip
KNOWN_MODULES = frozenset(
    ["base64", "binascii", "calendar", "configurations", "dateutil", "datetime", "decimal", "decouple", "django",
     "environ", "environs", "hashlib", "hmac", "httpx", "json", "math", "os", "pathlib", "pickle", "prettyconf",
     "requests", "rest_framework", "secrets", "sys", "time", "uuid", "zlib"]
)  # fmt: skip
"""Top-level modules of whose functions and constants the rules know something; of any other import nothing is known."""
_PLAIN_FUNCTIONS = frozenset({"django.urls.reverse", "django.utils.crypto.get_random_string"})
_ODD_CLASSES = ("Form", "FormSet", "Response")
_ODD_METHODS = frozenset(
    ["encode", "digest", "keys", "values", "items", "get_object", "objects", "copy", "get_or_create",
     "update_or_create"]
)  # fmt: skip
# Where ``get`` and items are texts that a visitor sends, or nothing is known of them.
_OF_VISITORS = frozenset({"POST", "GET", "META", "COOKIES", "headers", "query_params", "cleaned_data", "session"})
_ODD_ATTRIBUTES = frozenset({"user", "body", "FILES", "object", "objects"})
_ODD_NAMES = frozenset({"form"})  # which Django passes to form_valid()


class StorableValues:
    """
    Asked for the expressions of one module; ``put`` are the values that are put into containers, by the names of these.
    """

    def __init__(self, bindings: BoundNames, put: Mapping[str, Sequence[ast.expr | None]]) -> None:
        self._bindings = bindings
        self._put = put
        self._values: dict[str, bool] = {}
        self._keys: dict[str, bool] = {}
        self._asked: set[str] = set()
        self._following = 0
        self._steps = 0

    def is_value(self, node: ast.expr | None, depth: int = 0) -> bool:
        """Whether an expression certainly is a value that JSON holds, or one of which nothing is known."""
        if node is None or depth > _DEEPEST:
            return False
        if isinstance(node, ast.Constant):
            return node.value is None or isinstance(node.value, (str, bool, int, float))
        if isinstance(node, (ast.JoinedStr, ast.Compare)):
            return True
        if isinstance(node, ast.Name):
            return self._is_plain(node.id, self._values, self._is_plain_name)
        if isinstance(node, ast.Attribute):
            return self._is_plain_attribute(node)
        if isinstance(node, ast.Call):
            return self._is_plain_call(node, depth)
        if isinstance(node, ast.Subscript):
            return last_name(node.value) in _OF_VISITORS
        if isinstance(node, ast.Await):
            return self.is_value(node.value, depth + 1)
        parts = _parts(node)
        return parts is not None and all(self.is_value(part, depth + 1) for part in parts)

    def is_text(self, node: ast.expr | None, depth: int = 0) -> bool:
        """Whether an expression certainly is a text, or nothing is known of it."""
        if node is None or depth > _DEEPEST:
            return False
        if isinstance(node, ast.Constant):
            return isinstance(node.value, str)
        if isinstance(node, ast.JoinedStr):
            return True
        if isinstance(node, ast.Name):
            if any(last_name(annotation) == "int" for annotation in self._bindings.annotations.get(node.id, ())):
                return False
            return self._is_plain(node.id, self._keys, self._is_text_name)
        if isinstance(node, ast.Attribute):
            is_key = node.attr in {"id", "pk"}
            is_known = isinstance(node.value, ast.Name) and self._is_known_import(node.value.id)
            is_assigned = self._may_be_of_class(node)
            if is_key or is_known or not is_assigned:
                return not (is_key or is_known)
            return self._is_plain(f".{node.attr}", self._keys, self._is_text_attribute)
        if isinstance(node, ast.Call):
            return self._is_text_call(node)
        if isinstance(node, ast.Subscript):
            return last_name(node.value) in _OF_VISITORS
        if isinstance(node, ast.BinOp):
            return text_of(node.left) is not None or text_of(node.right) is not None
        return False

    def _is_plain(self, name: str, known: dict[str, bool], decide: Callable[[str], bool]) -> bool:
        """
        What ``decide`` says of a name (an attribute begins with a point), asked once. Names may depend on each other,
        or on themselves (``cart["x"] = cart.get("y")``): then all of them are plain if nothing else in them is odd.
        """
        if name in known or name in self._asked:
            return known.get(name, True)
        is_first = not self._asked
        self._asked.add(name)
        self._following += 1
        found = self._following <= _MOST_NAMES and decide(name)
        self._following -= 1
        if is_first:
            known.update(dict.fromkeys(self._asked if found else (name,), found))
            self._asked, self._steps = set(), 0
        return found

    def _all(self, values: Sequence[ast.expr | None], is_plain: Callable[[ast.expr | None], bool]) -> bool:
        self._steps += len(values)
        return self._steps <= _MOST_STEPS and all(map(is_plain, values))

    def _may_be_odd(self, name: str) -> bool:
        """Whether a name may be bound in another way than by plain values."""
        found = self._bindings
        is_odd = name in _ODD_NAMES or name in found.caught or name in found.defined
        return is_odd or self._may_be_row(name) or self._is_known_import(name)

    def _is_plain_name(self, name: str) -> bool:
        """By all that the name is bound to in the module, and all that is put into a container of that name."""
        values = [*self._bindings.values.get(name, ()), *self._put.get(name, ())]
        return not self._may_be_odd(name) and self._all(values, self.is_value)

    def _is_text_name(self, name: str) -> bool:
        """By all that the name is bound to; a container is no text."""
        values = self._bindings.values.get(name, ())
        return not self._may_be_odd(name) and name not in self._put and self._all(values, self.is_text)

    def _may_be_row(self, name: str) -> bool:
        """Whether a name is bound by a loop over rows, or unpacked from a pair with one."""
        found = self._bindings
        sources = [*found.loops.get(name, ()), *found.unpacked.get(name, ())]
        return any(isinstance(part, ast.Attribute) and part.attr == "objects" for s in sources for part in ast.walk(s))

    def _is_known_import(self, name: str) -> bool:
        roots = (full.partition(".")[0] for full in self._bindings.imported.get(name, ()))
        return any(root in KNOWN_MODULES for root in roots)

    def _is_text_attribute(self, attribute: str) -> bool:
        """By all that an attribute of that name is assigned anywhere, also in the body of a class."""
        name = attribute.removeprefix(".")
        return self._all([*self._bindings.attributes.get(name, ()), *self._bindings.values.get(name, ())], self.is_text)

    def _is_plain_attribute(self, node: ast.Attribute) -> bool:
        if node.attr in _ODD_ATTRIBUTES or self._may_be_of_class(node):
            return False
        inner: ast.expr = node
        while isinstance(inner, ast.Attribute):
            inner = inner.value
        return not (isinstance(inner, ast.Name) and self._is_known_import(inner.id))

    def _may_be_of_class(self, node: ast.Attribute) -> bool:
        """Whether an attribute may be one that the module assigns in the body of a class, or to ``self``."""
        owner = node.value.id if isinstance(node.value, ast.Name) else None
        if owner not in _OWN and owner not in self._bindings.defined:
            return False
        return node.attr in self._bindings.attributes or node.attr in self._bindings.values

    def _is_plain_call(self, node: ast.Call, depth: int) -> bool:
        function = node.func
        if isinstance(function, ast.Name):
            return self._is_plain_function(function.id)
        if not isinstance(function, ast.Attribute) or function.attr in _ODD_METHODS:
            return False
        if function.attr in _TEXT_METHODS - {"replace"}:  # a datetime has a replace(), too
            return True
        if function.attr == "get" and not all(self.is_value(default, depth + 1) for default in node.args[1:]):
            return False
        return not function.attr.endswith(_ODD_CLASSES) and self.is_value(function.value, depth + 1)

    def _is_plain_function(self, name: str) -> bool:
        """Whether a function returns what JSON holds, or nothing is known of its result: one of the module's own."""
        found = self._bindings
        if name in found.imported:
            full = found.imported[name]
            is_odd = self._is_known_import(name) and not full <= _PLAIN_FUNCTIONS
            return not is_odd and name not in found.others and not any(each.endswith(_ODD_CLASSES) for each in full)
        if name in found.others:
            return name in found.functions and name not in found.values
        return name not in _ODD_BUILTINS

    def _is_text_call(self, node: ast.Call) -> bool:
        function = node.func
        if isinstance(function, ast.Name):
            is_builtin = function.id not in self._bindings.others and function.id not in self._bindings.imported
            return is_builtin and function.id in _TO_TEXT
        if not isinstance(function, ast.Attribute):
            return False
        if function.attr == "get":
            return last_name(function.value) in _OF_VISITORS and len(node.args) < 2
        return function.attr in _TEXT_METHODS


def _parts(node: ast.expr) -> list[ast.expr] | None:
    """The expressions that a value is made of, if it is as plain as they are."""
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.BoolOp):
        return node.values
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, (ast.List, ast.Tuple)):
        return node.elts
    if isinstance(node, ast.Dict):
        if any(key is None for key in node.keys):
            return None
        return [*(key for key in node.keys if key is not None), *node.values]
    return None
