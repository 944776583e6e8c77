"""
DSE105: a session method is called with arguments that it does not have.

Silent where:

- the signature of one of Django's engines accepts the arguments: "value by its name is right", "modification and expiry
  by name are right", "what the other methods take", "a timedelta as the one value is right"
- arguments are starred: "starred arguments cannot be counted"
- dicts have the name too, and the module has no sign of Django: "without an import of Django the shared names may be
  those of a dict"
- it is certainly no session of Django: "another framework's session", "a dict in the place of the session", "a mock in
  the place of the session", "a session of requests beside Django", "the session of an HTTP client in a project that is
  known", "rows that are called session", "a parameter called session may be anything that has these names", "what is no
  session method is another rule's"
- the engine is known to be the project's own, or a store that is not Django's is imported or defined here: "the
  project's own engine may save otherwise", "a store of another package", "the engine of the module takes other
  arguments"
- an option names the method: "a method that is the project's own"
- TypeError, or any failure of a test, is expected: "expected to fail", "a test that expects the failure"
- it is not called: "a method that is only named"
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import MISFIT
from flake8_session_expiry.reference import session_api
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import SessionCall

UNITS: Mapping[str, str] = MappingProxyType(
    {
        "seconds": "",
        "minutes": " * 60",
        "hours": " * 60 * 60",
        "days": " * 24 * 60 * 60",
        "weeks": " * 7 * 24 * 60 * 60",
    }
)
EXPIRY_KEYWORDS = frozenset({"modification", "expiry"})
SECONDS = "pass one value: a number of seconds, a timedelta or None"
IGNORED = "{method}() ignores {names}: it only reads modification and expiry; remove the argument"


class WrongArguments(Rule):
    """
    A session method is called with arguments that it does not have, or without one that it needs.

    ## What Django does

    ``set_expiry()`` takes one value, a number of seconds or a moment; unlike ``timedelta(...)`` it has no
    ``minutes=``. A call with a missing, an unknown or a surplus argument raises ``TypeError`` as soon as the line
    runs, and the visitor gets a 500 page.

    ``get_expiry_age()`` and ``get_expiry_date()`` are different: they accept any keyword but only read
    ``modification`` and ``expiry``. Any other keyword is silently ignored; a positional argument raises
    ``TypeError``.

    ## Flagged

        request.session.set_expiry(minutes=5)

    or

        request.session.get_expiry_age(300)

    or, where the argument is only ignored:

        from django.http import HttpResponse

        def view(request):
            return HttpResponse(request.session.get_expiry_age(default=300))

    ## Use instead

        request.session.set_expiry(5 * 60)

    or

        request.session.get_expiry_age()

    or

        from django.http import HttpResponse

        def view(request):
            return HttpResponse(request.session.get_expiry_age())

    ## Fix safety

    A single keyword that is a unit of time, with a number as its value, becomes that number of seconds: ``minutes=5``
    is unambiguous. All other calls have no fix: give ``set_expiry()`` the one value that was meant, and leave out
    arguments that a method does not have.

    ## References

    - [Using sessions in views](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-sessions-in-views)
    - [get_expiry_age](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.get_expiry_age)
    """

    code = "DSE105"
    since = "0.1.0"
    needs = MISFIT
    message = "{method}({given}) fails with TypeError: {problem}; {remedy}"
    fixes = frozenset({Safety.SAFE})
    raises = frozenset({"TypeError"})

    def on_session_call(self, call: SessionCall) -> None:
        """Compared with the signature of the store of Django that accepts the most."""
        signature = session_api.signature(call.method)
        arguments = call.node.args
        if signature is None or not self.model.members.is_djangos_own(call.method) or any(a.star for a in arguments):
            return
        positional = sum(argument.keyword is None for argument in arguments)
        keywords = [argument.keyword.value for argument in arguments if argument.keyword is not None]
        if not signature.accepts(positional, frozenset(keywords)):
            self._fails(call, signature, positional, keywords)
        elif signature.keywords and not EXPIRY_KEYWORDS.issuperset(keywords):
            names = ", ".join(name for name in keywords if name not in EXPIRY_KEYWORDS)
            self.report(call.node, message=IGNORED, method=call.method, names=names)

    def _fails(self, call: SessionCall, signature: session_api.Signature, positional: int, keywords: list[str]) -> None:
        self.report(
            call.node,
            method=call.method,
            given="..." if positional else ", ".join(f"{name}=..." for name in keywords),
            problem=_problem(signature, positional, keywords),
            remedy=SECONDS if call.method in session_api.SETTERS else _remedy(call.method, signature),
            sets_expiry=call.method in session_api.SETTERS,
        )

    def fix(self, finding: Finding) -> Fix | None:
        """``minutes=5`` -> ``5 * 60``."""
        call = finding.node
        if not finding.facts.get("sets_expiry") or not isinstance(call, cst.Call) or len(call.args) != 1:
            return None
        argument = call.args[0]
        factor = UNITS.get(argument.keyword.value) if argument.keyword is not None else None
        if factor is None or not _is_arithmetic(argument.value):
            return None
        text = self.source.code(argument.value)
        is_sum = isinstance(argument.value, cst.BinaryOperation) and isinstance(
            argument.value.operator, (cst.Add, cst.Subtract)
        )
        if factor and is_sum and not argument.value.lpar:
            text = f"({text})"
        return Fix.safe(Replace(argument, text + factor))


def _problem(signature: session_api.Signature, positional: int, keywords: list[str]) -> str:
    unknown = [name for name in keywords if name not in signature.names and not signature.keywords]
    if unknown:
        return f"it has no argument {' or '.join(unknown)}"
    if signature.keywords:
        return "it takes keyword arguments only"
    if positional + len(keywords) > len(signature.names):
        most = len(signature.names)
        return f"it takes {f'{most} argument' + 's' * (most > 1) if most else 'no argument'}"
    given = {*signature.names[:positional], *keywords}
    return f"{' and '.join(name for name in signature.required if name not in given)} is missing"


def _remedy(method: str, signature: session_api.Signature) -> str:
    if signature.keywords:
        return f"write {method}()"
    optional = [f"{name}=..." for name in signature.optional]
    return f"the signature is {method}({', '.join([*signature.required, *optional])})"


def _is_arithmetic(node: cst.BaseExpression) -> bool:
    """Whether an expression is made of numbers and the four operations, without names."""
    if isinstance(node, cst.BinaryOperation):
        operators = (cst.Add, cst.Subtract, cst.Multiply, cst.Divide, cst.FloorDivide)
        return isinstance(node.operator, operators) and _is_arithmetic(node.left) and _is_arithmetic(node.right)
    if isinstance(node, cst.UnaryOperation):
        return isinstance(node.operator, cst.Minus) and _is_arithmetic(node.expression)
    return isinstance(node, (cst.Integer, cst.Float))
