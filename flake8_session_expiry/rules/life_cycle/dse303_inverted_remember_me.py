"""
DSE303: visitors who want to be remembered get the shorter session.

Silent where:

- the remembered get the longer one: "not remembered, browser length", "compared by !=", "is None", "equal to nothing",
  "a conditional expression the right way round", "a negated conditional expression the right way round", "the else
  branch has the browser length", "the remembered get more", "None is the global age", "a LoginView", "the remembered
  leave early"
- the flag does not say that the visitor wants to be remembered, by its name, its value or its default: "a name that
  says forget", "a name that says not to remember", "a public computer", "another flag", "a name that holds the
  opposite", "a default that is a test of its own", "a number of days", "remembering a device", "remembering another
  thing", "a word of its own"
- the flag is a constant of the project: "a constant of the project is no wish"
- more than the flag decides: "more than the flag decides", "the branch decides further", "two other lengths"
- a length is not known, or both are the same: "the value is not known", "both end with the browser", "another length
  after it is that of everybody", "a known length after it is that of everybody"
- it is a test: "in a test module"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.expiries_in_blocks import ExpiryCalls
from flake8_session_expiry.analysis.remember_me import Wish, wish
from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import REMEMBER_EXPIRY
from flake8_session_expiry.rewrites.negation import negated
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.effects import Effect
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.text.length_format import in_words
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import Kind


class InvertedRememberMe(Rule):
    """
    Whoever asks to be remembered gets the session that ends with the browser, or the shorter one.

    ## What Django does

    ``set_expiry(0)`` sends a cookie without ``Max-Age``: the browser forgets it when it is closed. It does not mean
    "never". Without a call the session lasts ``SESSION_COOKIE_AGE`` (two weeks by default). So in the flagged code the
    visitors who tick "remember me" are the ones who are forgotten.

    ## Flagged

        def view(request):
            if request.POST.get("remember_me"):
                request.session.set_expiry(0)

    or

        def view(request):
            remember = request.POST.get("remember") == "on"
            request.session.set_expiry(0 if remember else 1209600)

    ## Use instead

        def view(request):
            if request.POST.get("remember_me"):
                request.session.set_expiry(None)  # SESSION_COOKIE_AGE
            else:
                request.session.set_expiry(0)  # until the browser closes

    or

        def view(request):
            remember = request.POST.get("remember") == "on"
            request.session.set_expiry(1209600 if remember else 0)

    Both branches set something: an expiry stays in the session when the same user logs in again, so without the first
    one a visitor who once left the box empty is not remembered although it is ticked now.

    ## Fix safety

    Unsafe: the condition is negated, or the two values change places. That the names mean what they say is an
    assumption. A branch that is missing is not added.

    ## References

    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    - [Browser-length sessions](https://docs.djangoproject.com/en/stable/topics/http/sessions/#browser-length-sessions-vs-persistent-sessions)
    """

    code = "DSE303"
    since = "0.1.0"
    needs = REMEMBER_EXPIRY
    message = (
        "users who ask to be remembered get {short} here, the others get {long}: the branches are"
        " the wrong way round; swap them"
    )
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._asked: list[tuple[cst.If, Wish]] = []

    def visit_If(self, node: cst.If) -> None:
        """The types of names in its test are known only at this place of the walk."""
        if (found := wish(self.symbols, self.types, node.test)) is not None:
            self._asked.append((node, found))

    def on_session_call(self, call: SessionCall) -> None:
        """``set_expiry(0 if remember else 1209600)``."""
        value = call.expiry
        if value is None or not isinstance(value.origin, cst.IfExp) or len(value.branches) != 2:
            return
        found = wish(self.symbols, self.types, value.origin.test)
        remembered, forgotten = value.branches if found is Wish.REMEMBER else reversed(value.branches)
        if found is not None and (texts := _wrong_way_round(remembered, forgotten)):
            self.report(call.node, short=texts[0], long=texts[1], choice=value.origin)

    def leave_Module(self, original_node: cst.Module) -> None:
        """Effects are complete now."""
        effects = self.effects
        expiries = ExpiryCalls(self.tree, (d for f in effects.functions() for d in effects.own(f)))
        for node, found in self._asked:
            otherwise = node.orelse.body if isinstance(node.orelse, cst.Else) else None
            first, second = expiries.only(node.body), expiries.only(otherwise)
            remembered, forgotten = (first, second) if found is Wish.REMEMBER else (second, first)
            if remembered is None or remembered.expiry is None or (forgotten is not None and forgotten.expiry is None):
                continue
            beside = [] if forgotten else expiries.beside(node, remembered)
            if len(beside) > 1 or any(each.expiry is None or self._is_later(remembered, each) for each in beside):
                continue  # who does not gets one of several, or both get the last one
            others = forgotten or next(iter(beside), None)
            if texts := _wrong_way_round(remembered.expiry, others.expiry if others else None):
                swapped = (remembered.expiry.node, forgotten.expiry.node) if forgotten and forgotten.expiry else None
                alone = all(block is None or len(_lines(block)) == 1 for block in (node.body, otherwise))
                alone = alone and not isinstance(node.orelse, cst.If)
                self.report(
                    remembered.node, short=texts[0], long=texts[1], test=node.test if alone else None, swapped=swapped
                )

    def _is_later(self, remembered: Effect, other: Effect) -> bool:
        function = remembered.function
        return self.effects.flow(function.node if function else None).on_some_path(remembered.node, other.node)

    def fix(self, finding: Finding) -> Fix | None:
        """Negate the condition where nothing else depends on it, else exchange the values."""
        facts, code = finding.facts, self.source.code
        choice, test, swapped = facts.get("choice"), facts.get("test"), facts.get("swapped")
        if isinstance(choice, cst.IfExp):
            return Fix.unsafe(Replace(choice.body, code(choice.orelse)), Replace(choice.orelse, code(choice.body)))
        if isinstance(test, cst.BaseExpression):
            return Fix.unsafe(Replace(test, negated(self.source, test)))
        if isinstance(swapped, tuple):
            return Fix.unsafe(Replace(swapped[0], code(swapped[1])), Replace(swapped[1], code(swapped[0])))
        return None


def _lines(block: cst.BaseSuite) -> list[cst.CSTNode]:
    assert isinstance(block, (cst.IndentedBlock, cst.SimpleStatementSuite))
    return [
        small for line in block.body for small in (line.body if isinstance(line, cst.SimpleStatementLine) else [line])
    ]


def _wrong_way_round(remembered: Occurrence, forgotten: Occurrence | None) -> tuple[str, str] | None:
    """
    What the two kinds of visitors get, in words, if the remembered ones get less; ``forgotten`` is None where nothing
    is set for the others.
    """
    short, long = _length(remembered), None if forgotten is None else _length(forgotten)
    if short is None or (forgotten is not None and forgotten.kind is not Kind.NONE and long is None):
        return None
    if forgotten is None or forgotten.kind is Kind.NONE:
        return (_text(short), "SESSION_COOKIE_AGE") if short <= 0 else None
    return (_text(short), _text(long)) if long is not None and long > short else None


def _length(value: Occurrence) -> float | None:
    return None if value.branches or value.kind is Kind.NONE else value.seconds


def _text(seconds: float) -> str:
    if seconds < 0:
        return "a session that ends at once"
    return "a session that ends with the browser" if seconds == 0 else in_words(seconds)
