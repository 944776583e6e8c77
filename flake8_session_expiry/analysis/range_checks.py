"""
Whether a function tests the range of a number before it uses it: by a comparison, ``min``/``max``, a pattern or a
function for it.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.effects import is_harmless
from flake8_session_expiry.sessions.inference import Inference
from flake8_session_expiry.values.occurrence import Occurrence

_CONVERTERS = frozenset({"int", "float", "round", "abs", "timedelta", "set_cookie", "cycle_key"})
_USES = session_api.SETTERS | _CONVERTERS
"""Functions that are given a number to use it."""
_EQUALITY = (cst.Equal, cst.NotEqual, cst.Is, cst.IsNot)


_READS = (cst.Name, cst.Attribute, cst.Subscript, cst.Call, cst.BinaryOperation)


class RangeChecks:
    """The tests of each function, found when they are first asked for, by the texts that they mention."""

    def __init__(self, source: SourceFile, types: Inference) -> None:
        self._source = source
        self._types = types
        self._scopes: dict[cst.CSTNode, _Tests] = {}

    def is_tested(self, value: Occurrence, *, by_truth: bool = False) -> bool:
        """
        Whether the function around ``value`` compares the value (or what it is computed from) with a bound.

        None and an empty text are no bounds. With ``by_truth``, ``if value:`` is enough, too (it excludes 0).
        """
        scope = self._source.tree.nearest(value.node, cst.FunctionDef) or self._source.tree.module
        if scope not in self._scopes:
            self._scopes[scope] = _Tests(self._source, scope)
        tests = self._scopes[scope]
        return any(self._has_test(tests, text, by_truth=by_truth) for text in set(self._of(value)))

    def _has_test(self, tests: _Tests, text: str, *, by_truth: bool) -> bool:
        """For a name also of what is read for it: ``days = int(POST["days"]) if POST["days"] in ("1", "7") else 1``."""
        if (text, by_truth) not in tests.answers:
            tests.answers[text, by_truth] = any(
                any(map(self._is_one, tests.compared.get(each, ())))
                or (by_truth and any(map(self._is_one, tests.asked.get(each, ()))))
                or any(self._is_one(node) and self._may_refuse(call) for node, call in tests.given.get(each, ()))
                for each in (text, *tests.read_into.get(text, ()))
            )
        return tests.answers[text, by_truth]

    def _of(self, value: Occurrence) -> Iterator[str]:
        """
        The texts of a value in tests: the names that it is assigned to, and the expressions that it is read from.
        """
        yield from (*value.names, self._source.code(value.written_as), self._source.code(value.node))
        yield from _read_in(self._source, value.written_as)
        for item in (value.written_as, *descendants(value.written_as)):
            if isinstance(item, cst.Name) and self._is_variable(item):
                yield item.value

    def _is_one(self, node: cst.BaseExpression) -> bool:
        return not isinstance(node, cst.Name) or self._is_variable(node)

    def _is_variable(self, name: cst.Name) -> bool:
        """
        Whether a name is that of a number or of what it is computed from: not a member, a keyword, a called function,
        or the request.
        """
        parent = self._source.tree.parents[name]
        if isinstance(parent, cst.Attribute):
            is_owner = parent.value is name and name.value not in {"self", "cls"}
            return is_owner and self._types.request(name) is None
        if isinstance(parent, cst.Arg):
            return parent.keyword is not name
        return not (isinstance(parent, cst.Call) and parent.func is name)

    def _may_refuse(self, call: cst.Call) -> bool:
        name = self._types.qualified(call.func) or dotted(call.func)
        return name.rpartition(".")[2] not in _USES and not is_harmless(name)


class _Tests:
    """What is tested in one function: the expressions in its tests, by their texts."""

    def __init__(self, source: SourceFile, scope: cst.CSTNode) -> None:
        self._source = source
        self.compared: dict[str, list[cst.BaseExpression]] = {}  # with a bound
        self.asked: dict[str, list[cst.BaseExpression]] = {}  # in the test of an ``if``
        self.given: dict[str, list[tuple[cst.BaseExpression, cst.Call]]] = {}  # to a call that may refuse them
        self.read_into: dict[str, set[str]] = {}  # what is read for a name
        self.answers: dict[tuple[str, bool], bool] = {}  # whether a text is tested; by its truth, too
        for node in descendants(scope):
            if isinstance(node, cst.Comparison) and _bounds(node):
                self._add(self.compared, node)
            elif isinstance(node, cst.Match):
                self._add(self.compared, node.subject)
            elif isinstance(node, (cst.If, cst.IfExp)):
                self._add(self.asked, node.test)
            elif isinstance(node, cst.Call) and _is_check(source, node):
                for argument in node.args:
                    self.given.setdefault(source.code(argument.value), []).append((argument.value, node))
            elif isinstance(node, cst.Assign):
                names = [item.target.value for item in node.targets if isinstance(item.target, cst.Name)]
                for name in names:
                    self.read_into.setdefault(name, set()).update(_read_in(source, node.value))

    def _add(self, tests: dict[str, list[cst.BaseExpression]], node: cst.BaseExpression) -> None:
        for item in (node, *descendants(node)):
            if isinstance(item, _READS):
                tests.setdefault(self._source.code(item), []).append(item)


def _read_in(source: SourceFile, node: cst.BaseExpression) -> Iterator[str]:
    for item in (node, *descendants(node)):
        if isinstance(item, cst.Subscript) or (isinstance(item, cst.Call) and isinstance(item.func, cst.Attribute)):
            yield source.code(item)


def _bounds(node: cst.Comparison) -> bool:
    for target in node.comparisons:
        empty = isinstance(target.comparator, cst.Name) and target.comparator.value in {"None", "True", "False"}
        empty = empty or (isinstance(target.comparator, cst.SimpleString) and target.comparator.evaluated_value == "")
        if not (isinstance(target.operator, _EQUALITY) and empty):
            return True
    return False


def _is_check(source: SourceFile, call: cst.Call) -> bool:
    """
    Whether a call may refuse what it is given: ``validate(days)`` as a statement, ``if re.fullmatch("[1-9]", days)``.
    """
    if isinstance(call.func, cst.Attribute) and dotted(call.func).rpartition(".")[2] in _USES:
        return False
    below: cst.CSTNode = call
    for above in source.tree.ancestors(call):
        if isinstance(above, cst.Expr):
            return below is call
        if isinstance(above, (cst.If, cst.IfExp, cst.While, cst.Assert)):
            return above.test is below
        if not isinstance(above, (cst.UnaryOperation, cst.BooleanOperation, cst.NamedExpr)):
            return False
        below = above
    return False
