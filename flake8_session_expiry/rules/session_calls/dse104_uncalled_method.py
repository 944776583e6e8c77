"""
DSE104: a method of the session is named where its call was meant.

Silent where:

- the method is called, or kept to be called: assigned, returned, an argument, an item of a dict or list: "called",
  "bound to a name", "returned", "given to a function of the project", "given to sync_to_async", "given to partial",
  "given to what calls it later", "a dispatch dict", "one of two methods is chosen"
- it stands in the context of a template, which calls it: "the context of a template", "a template response of the REST
  framework", "a response that REST framework hands to a template", "a dict that goes to a template", "a template whose
  text goes into JSON"
- JSON is made by an encoder of the project's own, or of a dict that is changed before: "JSON with an encoder of its
  own", "a dict whose use is not known"
- it is asked whether there is such a method: "is", "callable and hasattr", "asked for, then called"
- it is compared with a name, an attribute or several values: "compared with another method", "a method among methods",
  "in a chain of comparisons, which may be of anything"
- an attribute of the method, or its representation, is what is shown: "its name, and what it is, in a text"
- it is a mock's, or wrapped by one: "wrapped by a mock", "a mock's own attributes"
- it is no method, or others have an attribute of that name and the module has no sign of Django: "an attribute, not a
  method", "names that other sessions have as attributes, without a sign of Django"
- it is awaited and called: "awaited when called, looped over what is called, given to a bool of the project's own"
- it is no session of Django: "Pyramid", "somebody else's set_expiry"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.json_outputs import goes_into_json
from flake8_session_expiry.engine.findings import Finding, Fix, Safety
from flake8_session_expiry.engine.needs import UNCALLED
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.rewrites.session_calls import advised_call, in_place_of, session_call
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.events import SessionRead

_DONE_BY_STATEMENT = frozenset({"flush", "cycle_key", "save", "clear", "create"})
_PREDICATES = frozenset({"is_empty", "test_cookie_worked"})

_NOTHING = "nothing happens"
_TRUE = "a method is always true"
_COMPARED = "the method itself is compared, not its result"
_SHOWN = "the text shows the method itself, not its result"
_REFUSED = "a method is not JSON serializable (TypeError)"
_AWAITED = "a method cannot be awaited (TypeError)"
_LOOPED = "a method is not iterable (TypeError)"


class UncalledMethod(Rule):
    """
    A method of the session is named, but not called: its parentheses are missing.

    ## What Django does

    ``request.session.flush`` on a line of its own does nothing: the user stays logged in. A method is always true,
    so ``if request.session.get_expire_at_browser_close:`` always takes the branch. Compared with a number it is
    never equal, and ``<``, ``>``, ``in``, ``await`` and a loop raise ``TypeError``, and so does a ``JsonResponse``
    that contains it.

    In the context of a template the bare method is right: Django's template language calls what can be called.

    ## Flagged

        request.session.flush

    or

        if request.session.get_expire_at_browser_close:
            request.session["short"] = True

    or

        from django.http import JsonResponse

        def view(request):
            return JsonResponse({"age": request.session.get_expiry_age})

    ## Use instead

        request.session.flush()

    or

        if request.session.get_expire_at_browser_close():
            request.session["short"] = True

    or

        from django.http import JsonResponse

        def view(request):
            return JsonResponse({"age": request.session.get_expiry_age()})

    ## Fix safety

    The parentheses are added to a statement of ``flush``, ``cycle_key``, ``save``, ``clear`` or ``create``, and to a
    getter in a test, a comparison, an f-string or JSON. A method that needs an argument has no fix: write the one
    that was meant, as in ``set_expiry(600)`` or ``get("cart")``.

    ## References

    - [Using sessions in views](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-sessions-in-views)
    """

    code = "DSE104"
    since = "0.1.0"
    needs = UNCALLED(*session_api.METHODS)
    message = "{method} is named, not called: {effect}; write {remedy}"
    fixes = frozenset({Safety.SAFE})

    def on_session_read(self, name: SessionRead) -> None:
        """Whether something is done with a method that only makes sense with what it returns."""
        if name.name not in session_api.METHODS:
            return
        effect = self._effect(name)
        is_djangos = name.name in session_api.DJANGO_ONLY or self.model.shows_django
        if effect is None or not (effect is _NOTHING or is_djangos):
            return
        plain = session_api.SYNC_TWINS.get(name.name, name.name)
        done = plain in _DONE_BY_STATEMENT and effect in {_NOTHING, _AWAITED}
        fixable = done or (plain in session_api.GETTERS | _PREDICATES and effect is not _NOTHING)
        receiver, signature = self.source.code(name.receiver), session_api.signature(name.name)
        arguments = "..." if signature is not None and signature.required else ""
        # Without its receiver: that stands in the line.
        remedy = advised_call(self.options, self.here.in_async, receiver, name.name, arguments)
        remedy = remedy if remedy.startswith("await ") else f"{plain}({arguments})"
        self.report(
            name.node,
            method=name.name,
            effect=effect,
            remedy=remedy,
            call=session_call(self.options, self.here.in_async, receiver, name.name) if fixable else None,
        )

    def fix(self, finding: Finding) -> Fix | None:
        call, node = finding.facts["call"], finding.node
        if not isinstance(call, str) or not isinstance(node, cst.Attribute):
            return None
        parent = self.tree.parents[node]
        return Fix.safe(in_place_of(self.tree, parent if isinstance(parent, cst.Await) else node, call))

    def _effect(self, name: SessionRead) -> str | None:
        node, parent = name.node, self.tree.parents[name.node]
        if self._is_discarded(node):
            return _NOTHING
        if isinstance(parent, cst.FormattedStringExpression) and parent.expression is node:
            return None if parent.conversion == "r" else _SHOWN
        if isinstance(parent, cst.Await):
            return _AWAITED
        if isinstance(parent, (cst.For, cst.CompFor)):
            return _LOOPED
        if isinstance(parent, (cst.Comparison, cst.ComparisonTarget)):
            return _COMPARED if self._is_compared_with_a_value(node, parent) else None
        if self._is_tested(node):
            return None if self._called_when_true(node) else _TRUE
        return _REFUSED if goes_into_json(self.source, self.symbols, self.types, node) else None

    def _is_discarded(self, node: cst.BaseExpression) -> bool:
        """A statement of its own, or the last operand of one (``is_guest or request.session.flush``)."""
        parent = self.tree.parents[node]
        if isinstance(parent, cst.BooleanOperation) and parent.right is node:
            return self._is_discarded(parent)
        if isinstance(parent, cst.IfExp) and parent.test is not node:
            return self._is_discarded(parent)
        return isinstance(parent, cst.Expr)

    def _is_tested(self, node: cst.BaseExpression) -> bool:
        """Whether a truth value is taken of it: a test, ``not x``, or an operand of ``and``/``or`` of a test."""
        parent = self.tree.parents[node]
        if isinstance(parent, cst.UnaryOperation):
            return isinstance(parent.operator, cst.Not)
        if isinstance(parent, cst.BooleanOperation):
            return self._is_tested(parent)
        if isinstance(parent, cst.Arg):
            call = self.tree.parents[parent]
            return isinstance(call, cst.Call) and dotted(call.func) == "bool"
        return isinstance(parent, (cst.If, cst.While, cst.IfExp, cst.Assert, cst.CompIf)) and parent.test is node

    def _called_when_true(self, node: cst.BaseExpression) -> bool:
        """``if session.x: session.x()`` asks whether there is such a method."""
        test = self.tree.nearest(node, cst.If, cst.IfExp)
        return test is not None and any(
            isinstance(item, cst.Call) and item.func.deep_equals(node) for item in descendants(test)
        )

    def _is_compared_with_a_value(self, node: cst.Attribute, parent: cst.Comparison | cst.ComparisonTarget) -> bool:
        """Whether what it is compared with is a value, and not a method or a set of methods as well."""
        comparison = parent if isinstance(parent, cst.Comparison) else self.tree.nearest(parent, cst.Comparison)
        if comparison is None or len(comparison.comparisons) != 1:
            return False
        target = comparison.comparisons[0]
        operator, other = target.operator, target.comparator if parent is comparison else comparison.left
        if isinstance(operator, (cst.Is, cst.IsNot)):
            return False
        if isinstance(operator, (cst.In, cst.NotIn)):
            return parent is target
        if isinstance(operator, (cst.Equal, cst.NotEqual)):
            return not isinstance(other, (cst.Attribute, cst.Name)) or self.values.at(other).known
        return True
