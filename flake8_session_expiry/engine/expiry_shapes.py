"""
What ``set_expiry()`` is given in a module, and what stands around it; ``needs`` has the vocabulary.

Most calls give 0, None or a setting. Few rules can say anything of these, most of them only where a comment, a
remember-me flag or the name of a logout stands beside the call.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from flake8_session_expiry.engine import needs
from flake8_session_expiry.engine.function_shapes import may_name_logout
from flake8_session_expiry.engine.needs import Shapes
from flake8_session_expiry.engine.python_nodes import BoundNames, PythonNodes, text_of
from flake8_session_expiry.text.duration_words import UNITS

_SETTINGS = "django.conf.settings"
_HARMLESS = frozenset({"None", "setting"})
"""Values that no rule takes for a short lifetime."""
_REMEMBERED = re.compile("remember|keep|stay")
"""One of these is in each name that ``text/identifiers`` takes for a remember-me flag."""
_MILLISECONDS = re.compile("ms|mil", re.IGNORECASE)
# One of these words, a figure or the word of a unit is in each comment that ``text/durations`` or ``text/phrases``
# takes for the statement of a lifetime: "never expires", "no expiry", "for ever", "at once", "does not expire".
_STATING = frozenset(
    ["never", "not", "no", "without", "forever", "ever", "immediately", "instantly", "immediate", "once", "away", "now",
     "dont", "doesnt", "wont"]
)  # fmt: skip
_READERS = frozenset({"get", "getlist", "pop"})
_TEXTS = frozenset({"lower", "strip", "upper"})
_CONVERTERS = frozenset({"bool", "int", "str"})
_BODY, _ORELSE = "body", "orelse"
_OTHER = {_BODY: _ORELSE, _ORELSE: _BODY}
_EITHER = frozenset(_OTHER)
_DEEPEST = 20


@dataclass
class ExpiryShapes:
    """Is given each call of ``set_expiry`` of a module, and finds what stands around them."""

    found: Shapes
    nodes: PythonNodes
    bindings: BoundNames
    _short: list[tuple[ast.Call, str]] = field(default_factory=list)
    """The calls that may give a short lifetime."""
    _flags: dict[str, frozenset[str]] = field(default_factory=dict)
    _tests: dict[ast.If, frozenset[str]] = field(default_factory=dict)

    def add(self, call: ast.Call) -> None:
        """``session.set_expiry(...)``."""
        kind = self._kind(call)
        self.found.note(needs.SET_EXPIRY, kind)
        if kind in {"0", "None"} and self._is_stated(call):
            self.found.note(needs.SET_EXPIRY, "stated")
        if kind in _HARMLESS:
            return
        self._short.append((call, kind))
        if any(may_name_logout(name) for name in self._names_around(call)):
            self.found.note(needs.LOGOUT_EXPIRY)

    def _kind(self, call: ast.Call) -> str:
        """``0``, ``None``, "setting" for a setting of Django's settings object, "other" for anything else."""
        given = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "value")]
        if len(given) != 1 or len(call.args) + len(call.keywords) != 1:
            return "other"
        value = given[0]
        if isinstance(value, ast.Constant) and (value.value is None or type(value.value) is int):
            return "other" if value.value else str(value.value)
        if isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name):
            name = value.value.id
            is_django = self.bindings.imported.get(name) == {_SETTINGS} and self.bindings.is_imported_only(name)
            return "setting" if is_django and not _MILLISECONDS.search(value.attr) else "other"
        return "other"

    def _names_around(self, call: ast.Call) -> Iterator[str]:
        above = self.nodes.parents.get(call)
        while above is not None:
            if isinstance(above, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                yield above.name
            above = self.nodes.parents.get(above)

    # -- comments ------------------------------------------------------------------------------------------------------

    def _is_stated(self, call: ast.Call) -> bool:
        """Whether a comment in the lines of the statement, or directly above it, may state a lifetime."""
        if "#" not in self.found.text:
            return False
        statement: ast.AST = call
        while not isinstance(statement, ast.stmt):
            statement = self.nodes.parents[statement]
        first, last = statement.lineno - 1, statement.end_lineno or statement.lineno
        while 0 < first <= len(self._lines) and self._lines[first - 1].lstrip().startswith("#"):
            first -= 1
        comments = " ".join(line.partition("#")[2] for line in self._lines[first:last])
        words = set(re.findall(r"[^\W\d_]+", re.sub("['’]", "", comments.lower())))
        return not comments.isascii() or any(map(str.isdigit, comments)) or bool(words & (UNITS.keys() | _STATING))

    @cached_property
    def _lines(self) -> list[str]:
        return re.split(r"\r\n?|\n", self.found.text)

    # -- remember-me flags ---------------------------------------------------------------------------------------------

    def find(self) -> None:
        """To be called when all calls were given: whether a flag may decide that one of them gives a short lifetime."""
        if not self._short or not _REMEMBERED.search(self.found.text.lower()):
            return
        chosen = any(kind == "other" for _, kind in self._short) and any(
            isinstance(node, ast.IfExp) and self._remembered(node.test) for node in self.nodes.of(ast.IfExp)
        )
        if chosen or any(self._is_for_remembered(call) for call, _ in self._short):
            self.found.note(needs.REMEMBER_EXPIRY)

    def _is_for_remembered(self, call: ast.Call) -> bool:
        """Whether a call stands in the branch of an ``if`` for those who want to be remembered."""
        node: ast.AST = call
        above = self.nodes.parents.get(node)
        while above is not None:
            if isinstance(above, ast.If) and isinstance(node, ast.stmt):
                is_below = bool(above.orelse) and _place(node) >= _place(above.orelse[0])
                if above not in self._tests:
                    self._tests[above] = self._remembered(above.test)
                if (_ORELSE if is_below else _BODY) in self._tests[above]:
                    return True
            node, above = above, self.nodes.parents.get(above)
        return False

    def _remembered(self, test: ast.expr, depth: int = 0) -> frozenset[str]:
        """Which branches behind a test may be for those who want to be remembered; none if it tests no such flag."""
        if depth > _DEEPEST:
            return _EITHER
        if isinstance(test, ast.NamedExpr):
            return self._remembered(test.value, depth + 1) | self._remembered(test.target, depth + 1)
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            return frozenset(_OTHER[branch] for branch in self._remembered(test.operand, depth + 1))
        if isinstance(test, ast.Compare):
            sides = [test.left, *test.comparators]
            is_flag = any(_says_flag(text_of(side)) or self._remembered(side, depth + 1) for side in sides)
            return _EITHER if is_flag else frozenset()
        if isinstance(test, ast.Call) and isinstance(test.func, ast.Name) and test.func.id in _CONVERTERS:
            return self._remembered(test.args[0], depth + 1) if test.args else frozenset()
        found = frozenset({_BODY}) if _says_flag(_flag_name(test)) else frozenset()
        return found | self._followed(test.id, depth) if isinstance(test, ast.Name) else found

    def _followed(self, name: str, depth: int) -> frozenset[str]:
        """The same for all that a name is bound to; either branch where it depends on itself."""
        if name not in self._flags:
            self._flags[name] = _EITHER
            found = [self._remembered(value, depth + 1) for value in self.bindings.values.get(name, ())]
            self._flags[name] = frozenset().union(*found)
        return self._flags[name]


def _place(node: ast.stmt) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _says_flag(name: str | None) -> bool:
    return name is not None and _REMEMBERED.search(name.lower()) is not None


def _flag_name(node: ast.expr) -> str | None:
    """The name of a flag, or the key that it is read by: ``request.POST.get("remember")``."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript):
        return text_of(node.slice)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in _TEXTS:
            return _flag_name(node.func.value)
        return text_of(node.args[0]) if node.func.attr in _READERS and node.args else None
    return None
