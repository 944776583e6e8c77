"""Where a request's ``session_key`` is kept, and whether code asks if there is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

import libcst as cst

from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.semantic.symbols import SymbolTable, dotted
from flake8_session_expiry.sessions.inference import Inference

_ALWAYS_ORM = re.compile(r"a?(?:get_or_create|update_or_create)")
_ORM = re.compile(r"a?(?:get|filter|create|update)")
_LOOKUPS = frozenset({"get", "aget", "filter"})
_OF_A_MANAGER = re.compile(r"\bobjects\b|_set\b|\ball\(\)|\bfilter\(")
_OF_A_CACHE = frozenset(
    {"get", "set", "add", "get_or_set", "incr", "decr", "delete", "touch", "aget", "aset", "aadd", "aget_or_set"}
)
_CACHES = ("django.core.cache.cache", "django.core.cache.caches")
_TEXT = frozenset({"str", "format"})


class Keeps(StrEnum):
    """Where a key goes."""

    ROW = "row"
    """A row is written with it."""
    LOOKUP = "lookup"
    """Rows are looked for by it."""
    TEXT = "text"
    """A text is made of it, by which something is kept."""
    CACHE = "cache"


class SessionKeys:
    """Follows keys of sessions in one module. Asked when the walk is over."""

    def __init__(self, source: SourceFile, symbols: SymbolTable, types: Inference) -> None:
        self._source = source
        self._symbols = symbols
        self._types = types

    def kept_in(self, key: cst.BaseExpression, *, is_text: bool = False) -> Keeps | None:
        """
        Where the value of an expression is kept: in a row, in a cache, in neither; names that are given it are
        followed.
        """
        below: cst.CSTNode = key
        for above in self._symbols.tree.ancestors(key):
            if isinstance(above, (cst.FormattedString, cst.BinaryOperation)):
                # "cart-%s" % key is a text, Q(active=True) & Q(session_key=key) is none.
                is_q = isinstance(above, cst.BinaryOperation) and isinstance(above.operator, (cst.BitAnd, cst.BitOr))
                is_text = is_text or not is_q
            elif isinstance(above, cst.BooleanOperation):
                if not _is_default(above, below):
                    return None
                is_text = True
            elif isinstance(above, cst.Call):
                if not isinstance(below, cst.Arg):
                    return None
                function = above.func
                name = function.attr.value if isinstance(function, cst.Attribute) else dotted(function)
                if name in _TEXT and below.keyword is None:
                    is_text = True
                elif name != "Q":
                    return self._kept_by(above, below, is_text=is_text)
            elif isinstance(above, (cst.Assign, cst.AnnAssign, cst.NamedExpr)):
                return self._kept_as(above, is_text=is_text)
            elif not self._hands_on(above):
                return None
            below = above
        return None

    def _hands_on(self, node: cst.CSTNode) -> bool:
        """
        An argument, a part of an f-string, an entry of ``get_or_create(user=user, defaults={"session_key": ...})``.
        """
        if not isinstance(node, cst.Dict):
            return isinstance(node, (cst.Arg, cst.FormattedStringExpression, cst.DictElement))
        parent = self._symbols.tree.parents[node]
        return isinstance(parent, cst.Arg) and parent.keyword is not None and parent.keyword.value == "defaults"

    def _leaves_null_out(self, call: cst.Call) -> bool:
        """``filter(session_key=key, session_key__isnull=False)``: for a visitor without a key nothing is found."""
        names = [argument.keyword.value for argument in call.args if argument.keyword is not None]
        return any(name.endswith("__isnull") for name in names)

    def _kept_by(self, call: cst.Call, argument: cst.Arg, *, is_text: bool) -> Keeps | None:
        function = call.func
        made = Keeps.TEXT if is_text else Keeps.ROW
        if isinstance(function, cst.Attribute):
            method, owner = function.attr.value, self._source.code(function.value)
            if (self._types.qualified(function.value) or "").startswith(_CACHES) or self._is_item_of_caches(
                function.value
            ):
                return Keeps.CACHE if method in _OF_A_CACHE and argument is call.args[0] else None
            if re.search(r"\bSession\.objects\b", owner):
                return None  # the row of this session: a visitor without one finds none
            if self._leaves_null_out(call):
                return None
            if _ALWAYS_ORM.fullmatch(method) or (_ORM.fullmatch(method) and _OF_A_MANAGER.search(owner)):
                made = Keeps.LOOKUP if made is Keeps.ROW and method in _LOOKUPS else made
                return (
                    made
                    if argument.keyword is not None or isinstance(argument.value, (cst.Call, cst.BinaryOperation))
                    else None
                )
        if argument.keyword is not None and self._is_model(function):
            return made
        return None

    def _is_item_of_caches(self, node: cst.BaseExpression) -> bool:
        return isinstance(node, cst.Subscript) and (self._types.qualified(node.value) or "").startswith(_CACHES)

    def _is_model(self, class_: cst.BaseExpression) -> bool:
        """Whether a class is a model: imported from a module ``models``, or defined here as one."""
        qualified = self._types.qualified(class_)
        if qualified is not None:
            return re.search(r"(?:^|\.)models\.(?:\w+\.)*[A-Z]\w*$", qualified) is not None
        found = (
            self._symbols.bindings_of(self._symbols.tree.module, class_.value) if isinstance(class_, cst.Name) else []
        )
        node = found[0].node if len(found) == 1 else None
        return isinstance(node, cst.ClassDef) and any(dotted(base.value) == "models.Model" for base in node.bases)

    def _kept_as(self, statement: cst.Assign | cst.AnnAssign | cst.NamedExpr, *, is_text: bool) -> Keeps | None:
        """``cart.session_key = ...``; and what becomes of a name that is given it."""
        targets = (
            [target.target for target in statement.targets] if isinstance(statement, cst.Assign) else [statement.target]
        )
        if len(targets) != 1:
            return None
        target = targets[0]
        if isinstance(target, cst.Attribute):
            owner = dotted(target.value)
            is_own = (
                owner in {"", "self", "cls"} or self._types.request(target.value) or self._types.session(target.value)
            )
            return None if is_own else Keeps.TEXT if is_text else Keeps.ROW
        function = self._symbols.function_of(statement)
        if not isinstance(target, cst.Name) or function is None:
            return None
        kept = (self.kept_in(use, is_text=is_text) for use in self._symbols.uses_of(statement, function))
        return next((found for found in kept if found is not None), None)


def _is_default(operation: cst.BooleanOperation, operand: cst.CSTNode) -> bool:
    """``session_key or ""``: another value for everybody who has no key."""
    return (
        isinstance(operation.operator, cst.Or)
        and operand is operation.left
        and isinstance(operation.right, cst.SimpleString)
    )


def is_looked_at(_: Tree, function: cst.FunctionDef) -> bool:
    """
    Whether a function asks anywhere if there is a key, or a session of that key: ``if not
    request.session.session_key``, ``key is None``, ``session.exists(key)``. ``session_key or ""`` asks nothing.
    """
    names = set(_named(function))
    for node in descendants(function):
        if isinstance(node, cst.Call) and dotted(node.func).rpartition(".")[2] in {"exists", "aexists"} and node.args:
            return True
        if isinstance(node, (cst.If, cst.IfExp, cst.While, cst.Assert)) and _mentions_key(node.test, names):
            return True
        if (
            isinstance(node, cst.BooleanOperation)
            and _mentions_key(node.left, names)
            and not _is_default(node, node.left)
        ):
            return True
        if isinstance(node, (cst.Comparison, cst.UnaryOperation)) and _mentions_key(node, names):
            return True
    return False


def _named(function: cst.FunctionDef) -> Iterator[str]:
    """The names that are given a key, or a text made of it."""
    for node in descendants(function):
        if isinstance(node, cst.Assign) and _mentions_key(node.value, set()):
            yield from (target.target.value for target in node.targets if isinstance(target.target, cst.Name))
        elif isinstance(node, cst.NamedExpr) and isinstance(node.target, cst.Name) and _mentions_key(node.value, set()):
            yield node.target.value


def _mentions_key(node: cst.CSTNode, names: set[str]) -> bool:
    return any(
        (isinstance(item, cst.Attribute) and item.attr.value in {"session_key", "_session_key"})
        or (isinstance(item, cst.Name) and item.value in names)
        for item in (node, *descendants(node))
    )
