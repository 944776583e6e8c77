"""By which methods of HTTP the views of a project log out; in the same walk as that of rules."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import libcst as cst

from flake8_session_expiry.engine.dispatch import Visitor
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.options import Options
from flake8_session_expiry.project.definitions import Variable, find
from flake8_session_expiry.runner import Analysis, analyse
from flake8_session_expiry.semantic.literals import plain_string
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.effects import Effect
from flake8_session_expiry.sessions.ending_calls import ENDING
from flake8_session_expiry.sessions.functions import ClassContext, FunctionContext
from flake8_session_expiry.settings.project_facts import with_facts

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_EVERY = frozenset(METHODS)
_WORDS = (b"logout", b"flush")
_BY_DECORATOR = {
    "require_POST": frozenset({"POST"}),
    "require_GET": frozenset({"GET"}),
    "require_safe": frozenset({"GET"}),
}
_LISTS = frozenset({"require_http_methods", "api_view"})
# Methods of views that do not have the name of one of HTTP.
_OF_CLASSES = {
    **dict.fromkeys(("dispatch", "setup", "initial", "get_redirect_url"), _EVERY),
    **dict.fromkeys(("form_valid", "form_invalid", "get_success_url"), frozenset({"POST"})),
    **dict.fromkeys(("get_context_data", "get_queryset", "get_object"), frozenset({"GET"})),
}
_DEEPEST = 6


@dataclass(frozen=True)
class _Module:
    """The effects that end sessions in one module."""

    tree: Tree
    endings: tuple[Effect, ...]


@dataclass
class OwnLogouts:
    """Reads modules of views, each once; ``read`` returns the bytes of one."""

    options: Options
    read: Callable[[str], bytes]
    _modules: dict[str, _Module | None] = field(default_factory=dict)

    def methods(self, variable: Variable) -> frozenset[str]:
        """The methods by which a view logs out, on some path. Raises SourceError for a module that cannot be read."""
        return frozenset(method for methods, _ in self._ends(variable) for method in methods)

    def by_query_only(self, variable: Variable) -> bool:
        """Whether a GET logs out only where its query asks for it: ``if request.GET.get("logout")``."""
        of_query = [of_query for methods, of_query in self._ends(variable) if "GET" in methods]
        return bool(of_query) and all(of_query)

    def _ends(self, variable: Variable) -> Iterator[tuple[frozenset[str], bool]]:
        """For each place where a view logs out, the methods by which, and whether a test of the query is around it."""
        for part in _with_bases(variable, 0):
            module = self._module(part.module.path)
            for effect in module.endings if module is not None else ():
                if module is not None and (of := _outermost(effect.function)) is not None:
                    yield _methods(module.tree, effect, of, part.name), _asks_query(module.tree, effect.node)

    def _module(self, path: str) -> _Module | None:
        if path not in self._modules:
            self._modules[path] = None  # one that fails is not read again
            data = self.read(path)
            if any(word in data for word in _WORDS):
                self._modules[path] = self._analysed(path, data)
        return self._modules[path]

    def _analysed(self, path: str, data: bytes) -> _Module:
        source = SourceFile.from_bytes(path, data)
        source.refuse_if_too_large()
        _ = source.python_tree
        analysis: Analysis[Visitor] = analyse(source, with_facts(self.options, path), [])
        for error, _node in analysis.crashes.values():
            raise error
        effects = analysis.model.effects
        every = (effect for function in effects.functions() for effect in effects.of(function))
        return _Module(source.tree, tuple(effect for effect in every if effect.kind in ENDING))


def _with_bases(variable: Variable, depth: int) -> Iterator[Variable]:
    """A view, and the classes of the project that it derives from."""
    yield variable
    class_ = variable.value
    if isinstance(class_, ast.ClassDef) and depth < _DEEPEST:
        for base in class_.bases:
            if isinstance(found := find(variable.module, base), Variable):
                yield from _with_bases(found, depth + 1)


def _outermost(function: FunctionContext | None) -> FunctionContext | None:
    while function is not None and function.outer is not None:
        function = function.outer
    return function


def _methods(tree: Tree, effect: Effect, function: FunctionContext, name: str) -> frozenset[str]:
    """The methods by which an effect of a function is reached, if that is the view of this name, or a method of it."""
    tested = _tested(tree, effect.node)
    if function.class_ is None:
        return tested & _allowed_by(function.node.decorators) if function.name == name else frozenset()
    if function.class_.name != name:
        return frozenset()
    upper = function.name.upper()
    own = frozenset({upper}) if upper in METHODS else _OF_CLASSES.get(function.name, frozenset())
    allowed = _allowed_by([*function.node.decorators, *function.class_.node.decorators])
    return own & tested & allowed & _allowed_by_class(function.class_)


def _allowed_by(decorators: Iterable[cst.Decorator]) -> frozenset[str]:
    """``@require_POST``, ``@require_http_methods(["POST"])``, ``@method_decorator(require_POST, name="dispatch")``."""
    allowed = _EVERY
    for decorator in decorators:
        for item in (decorator.decorator, *descendants(decorator.decorator)):
            if isinstance(item, (cst.Name, cst.Attribute)):
                allowed &= _BY_DECORATOR.get(dotted(item).rpartition(".")[2], _EVERY)
            elif isinstance(item, cst.Call) and dotted(item.func).rpartition(".")[2] in _LISTS and item.args:
                allowed &= _listed(item.args[0].value)
    return allowed


def _allowed_by_class(class_: ClassContext) -> frozenset[str]:
    for item in descendants(class_.node.body):
        if isinstance(item, cst.Assign) and dotted(item.targets[0].target) == "http_method_names":
            return _listed(item.value)
    return _EVERY


def _listed(node: cst.BaseExpression) -> frozenset[str]:
    """The methods of a literal list; all of them for anything else."""
    if not isinstance(node, (cst.List, cst.Tuple, cst.Set)):
        return _EVERY
    return frozenset(text.upper() for item in node.elements if (text := plain_string(item.value)) is not None)


def _tested(tree: Tree, node: cst.CSTNode) -> frozenset[str]:
    """
    The methods for which a node is reached, by tests of ``request.method`` around it, and before it where they leave
    the function.
    """
    found = _EVERY
    below = node
    for above in tree.ancestors(node):
        if isinstance(above, cst.If) and below is not above.test:
            found &= _if_so(above.test) if below is above.body else _if_not(above.test)
        elif isinstance(above, cst.IndentedBlock):
            for earlier in above.body[: above.body.index(below)] if below in above.body else ():
                if isinstance(earlier, cst.If) and earlier.orelse is None and _leaves(earlier.body):
                    found &= _if_not(earlier.test)
        elif isinstance(above, cst.FunctionDef):
            break
        below = above
    return found


def _asks_query(tree: Tree, node: cst.CSTNode) -> bool:
    tests = (above.test for above in tree.ancestors(node) if isinstance(above, cst.If))
    return any(
        isinstance(item, cst.Attribute) and item.attr.value == "GET" for test in tests for item in descendants(test)
    )


def _if_so(test: cst.BaseExpression) -> frozenset[str]:
    """The methods for which a test may be true: ``request.method == "POST" and form.is_valid()``."""
    if isinstance(test, cst.BooleanOperation):
        left, right = _if_so(test.left), _if_so(test.right)
        return left & right if isinstance(test.operator, cst.And) else left | right
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        return _if_not(test.expression)
    return _asked(test)


def _if_not(test: cst.BaseExpression) -> frozenset[str]:
    """The methods for which a test may be false."""
    if isinstance(test, cst.BooleanOperation):
        left, right = _if_not(test.left), _if_not(test.right)
        return left | right if isinstance(test.operator, cst.And) else left & right
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        return _if_so(test.expression)
    asked = _asked(test)
    return _EVERY if asked == _EVERY else _EVERY - asked


def _asked(test: cst.BaseExpression) -> frozenset[str]:
    """The methods that one comparison asks for; all of them for another test."""
    if not isinstance(test, cst.Comparison) or len(test.comparisons) != 1 or not dotted(test.left).endswith(".method"):
        return _EVERY
    operator, other = test.comparisons[0].operator, test.comparisons[0].comparator
    text = plain_string(other)
    listed = frozenset({text}) if text is not None else _listed(other)
    if isinstance(operator, (cst.Equal, cst.In)):
        return listed & _EVERY
    return _EVERY - listed if isinstance(operator, (cst.NotEqual, cst.NotIn)) and listed != _EVERY else _EVERY


def _leaves(block: cst.BaseSuite) -> bool:
    last = block.body[-1] if block.body else None
    if isinstance(last, cst.SimpleStatementLine):
        last = last.body[-1]
    return isinstance(last, (cst.Return, cst.Raise))
