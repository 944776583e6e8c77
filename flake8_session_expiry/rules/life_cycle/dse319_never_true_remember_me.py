"""
DSE319: a value of a form, which is a text, is compared with True or False.

Silent where:

- what is compared is not certainly a text that a form sends: "cleaned data", "the parsed body of REST framework",
  "JSON", "a dict that is no request data", "the form data are replaced by the body", "the form data are changed"
- the default of ``get()`` may be that constant: "the compared constant is the default", "the compared True is the
  default", "the default may be anything"
- the name has another value by then: "rebound between", "rebound on one path", "converted"
- it is compared with something else than True or False, or not only that: "compared with text", "compared with None",
  "a membership test", "a chain of comparisons", "a test of something made of it"
- the comparison decides about no expiry: "it decides about something else", "kept under a name", "a test that stands
  alone"
- it is a test: "silent in a test module"
"""

from __future__ import annotations

from functools import cached_property

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import BOOL_COMPARED, SET_EXPIRY, WORD
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.ending_calls import EffectKind
from flake8_session_expiry.sessions.model import Model

_DATA = frozenset({"POST", "GET"})
_SAME_FOR_ALL = "every visitor gets the same expiry"
_SAME_IN_TEST = "this part of the condition is the same for every visitor"
_SAME = (cst.Equal, cst.Is)
_DIFFERENT = (cst.NotEqual, cst.IsNot)


class NeverTrueRememberMe(Rule):
    """
    A value of ``request.POST`` or ``request.GET`` is compared with ``True`` or ``False`` to decide about an expiry.

    ## What Django does

    What a form sends arrives as strings: a ticked box is ``"on"``, and an empty one is missing, for which ``get()``
    returns None. Neither equals ``True`` or ``False``, so the comparison has the same result for everybody, and
    remember-me has no effect.

    ## Flagged

        def view(request):
            remember = request.POST.get("remember")
            if remember == True:
                request.session.set_expiry(30 * 24 * 60 * 60)
            else:
                request.session.set_expiry(0)

    ## Use instead

        def view(request):
            remember = request.POST.get("remember")
            if remember:
                request.session.set_expiry(30 * 24 * 60 * 60)
            else:
                request.session.set_expiry(0)

    ## Fix safety

    Unsafe: a branch that never ran before starts to run. For a form that sends ``"false"`` as text the truth test
    is not enough.

    ## References

    - [HttpRequest.POST](https://docs.djangoproject.com/en/stable/ref/request-response/#django.http.HttpRequest.POST)
    - [QueryDict](https://docs.djangoproject.com/en/stable/ref/request-response/#querydict-objects)
    """

    code = "DSE319"
    since = "0.1.0"
    needs = SET_EXPIRY & BOOL_COMPARED & WORD(*_DATA)
    message = "a form sends strings, and no string {operator} {constant}: {effect}; {cure}"
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._comparisons: list[tuple[cst.Comparison, cst.BaseExpression, str, bool]] = []

    def visit_Comparison(self, node: cst.Comparison) -> None:
        """Types are known only at this place of the walk, expiries at its end."""
        if len(node.comparisons) != 1:
            return
        target = node.comparisons[0]
        left, right = node.left, target.comparator
        if isinstance(left, cst.Name) and left.value in {"True", "False"}:
            left, right = right, left
        if not isinstance(right, cst.Name) or right.value not in {"True", "False"}:
            return
        if isinstance(target.operator, (*_SAME, *_DIFFERENT)) and self._is_text(left, right.value):
            wants_true = (right.value == "True") == isinstance(target.operator, _SAME)
            self._comparisons.append((node, left, right.value, wants_true))

    def leave_Module(self, original_node: cst.Module) -> None:
        """Report the comparisons that decide about an expiry."""
        if self._comparisons and self._changes_data():
            return
        for node, flag, constant, wants_true in self._comparisons:
            if self._decides(node):
                operator = "is" if isinstance(node.comparisons[0].operator, (cst.Is, cst.IsNot)) else "equals"
                code = self.source.code(flag)
                better = code if wants_true else f"not {code}"
                cure = f"write {better}"
                if self._has_text_by_default(flag):
                    better, cure = "", "compare it with the string that the form sends"
                effect = _SAME_FOR_ALL if self._decides_alone(node) else _SAME_IN_TEST
                self.report(node, operator=operator, constant=constant, effect=effect, better=better, cure=cure)

    def _is_text(self, node: cst.BaseExpression, constant: str) -> bool:
        """
        Whether an expression is data of the visitor, and the default of its ``get()`` is not that constant either.
        """
        if isinstance(node, cst.NamedExpr):
            return self._is_text(node.value, constant)
        if isinstance(node, cst.Name):
            binding = self.symbols.reaching(node)
            return (
                binding is not None
                and isinstance(binding.value, (cst.Call, cst.Subscript))
                and self._is_text(binding.value, constant)
            )
        if isinstance(node, cst.Subscript):
            return self._is_data(node.value)
        if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute) or node.func.attr.value != "get":
            return False
        default = node.args[1].value if len(node.args) > 1 else None
        is_other = (
            default is None
            or isinstance(default, cst.SimpleString)
            or _is_constant(default, {"True", "False", "None"} - {constant})
        )
        return is_other and self._is_data(node.func.value)

    def _is_data(self, node: cst.BaseExpression) -> bool:
        """``request.POST``, or a name that is assigned it."""
        if isinstance(node, cst.Name) and (binding := self.symbols.reaching(node)) is not None:
            return isinstance(binding.value, cst.Attribute) and self._is_data(binding.value)
        return (
            isinstance(node, cst.Attribute) and node.attr.value in _DATA and self.types.request(node.value) is not None
        )

    def _changes_data(self) -> bool:
        """``request.POST = json.loads(request.body)``, ``request.POST["remember"] = True``: it may hold all kinds."""
        for target in self.tree.of(cst.AssignTarget):
            changed: cst.BaseExpression = target.target
            if isinstance(changed, cst.Subscript) or (
                isinstance(changed, cst.Attribute) and changed.attr.value == "_mutable"
            ):
                changed = changed.value
            if isinstance(changed, cst.Attribute) and changed.attr.value in _DATA:
                return True
        return False

    def _decides(self, comparison: cst.Comparison) -> bool:
        """Whether the comparison is part of a test that decides about an expiry."""
        below: cst.CSTNode = comparison
        for above in self.tree.ancestors(comparison):
            if isinstance(above, (cst.If, cst.IfExp)):
                return below is above.test and above in self._deciding
            if not isinstance(above, (cst.BooleanOperation, cst.UnaryOperation)):
                return False
            below = above
        return False

    @cached_property
    def _deciding(self) -> set[cst.CSTNode]:
        """The branches around expiries, and the choices (``x if y else z``) in them and in the values that they use."""
        found: set[cst.CSTNode] = set()
        effects = (effect for function in self.effects.functions() for effect in self.effects.own(function))
        for effect in (effect for effect in effects if effect.kind is EffectKind.EXPIRY):
            found.update(above for above in self.tree.ancestors(effect.node) if isinstance(above, cst.If))
            for part in (effect.node, *([effect.expiry.written_as] if effect.expiry is not None else [])):
                found.update((part, *self.tree.inside(part, cst.IfExp)))
        return found

    def _decides_alone(self, comparison: cst.Comparison) -> bool:
        """Whether nothing else decides: no ``and``, ``or`` beside it, no ``if`` before its ``elif``."""
        above: cst.CSTNode = self.tree.parents[comparison]
        while isinstance(above, cst.UnaryOperation):
            above = self.tree.parents[above]
        is_elif = isinstance(above, cst.If) and isinstance(self.tree.parents[above], cst.If)
        return isinstance(above, (cst.If, cst.IfExp)) and not is_elif

    def _has_text_by_default(self, flag: cst.BaseExpression) -> bool:
        """``.get("remember", "false")``, which is true whatever the visitor sends."""
        if isinstance(flag, cst.NamedExpr):
            return self._has_text_by_default(flag.value)
        if isinstance(flag, cst.Name):
            binding = self.symbols.reaching(flag)
            return binding is not None and binding.value is not None and self._has_text_by_default(binding.value)
        default = flag.args[1].value if isinstance(flag, cst.Call) and len(flag.args) > 1 else None
        return isinstance(default, cst.SimpleString) and bool(default.evaluated_value)

    def fix(self, finding: Finding) -> Fix | None:
        """The flag itself in the place of the comparison."""
        node, better = finding.node, str(finding.facts["better"])
        assert isinstance(node, cst.BaseExpression)
        above = self.tree.parents[node]
        if isinstance(above, cst.UnaryOperation) and better.startswith("not "):
            node, better = above, better.removeprefix("not ")
        return Fix.unsafe(Replace(node, better)) if better else None


def _is_constant(node: cst.BaseExpression, names: set[str]) -> bool:
    return isinstance(node, cst.Name) and node.value in names
