"""What a function is for (login, logout, middleware, command, test), by its name, its class and its decorators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import libcst as cst

from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.semantic.symbols import dotted

_LOGOUT = re.compile(r"(?:^|_)(?:logout|log_out|sign_out|signout|end_session)(?:_|$)")
_LOGIN = re.compile(r"(?:^|_)(?:login|log_in|sign_in|signin|authenticate)(?:_|$)")
_SIGN_IN = re.compile(r"(?:^|_)(?:login|log_in|sign_in|signin)(?:_|$)")
# Names of functions that do not log the visitor out: they decide about a logout, count or show it, or end the sessions
# of others.
_NOT_LOGOUT = re.compile(
    r"(?:^|_)(?:on_close|browsers?|close[sd]|closing|later|when|until|never|dont|cancel)(?:_|$)"
    r"|^(?:auto|set|is|should|can|no|not|before|after|pre|prepare|ask|test|schedule|delay|check|confirm|record"
    r"|track|notify|warn|needs?|must|requires?|ignore|defer|postpone|plan|prevent|enable|disable|skip|without|allow"
    r"|update|reset)_"
    r"|_(?:urls?|uri|redirect|link|time|timer|timeout|message|form|serializer|template|context|count|enabled|required"
    r"|reason|event|signal|history|logs?(?!_out)|delay|schedule|tests?|test_case|middleware|after|at|on|in|confirm"
    r"|confirmation|warning|prompt|done|success|completed?|callback|others?|all|users|everywhere|sessions|devices)"
    r"(?:_|$)"
)
_NOT_LOGIN = re.compile(
    r"(?:^|_)(?:(?:requires?|needs?|is|without|last|no|not)_login"
    r"|login_(?:required|history|logs?|attempts?|counts?))(?:_|$)"
)
_COMMAND_BASES = re.compile(r"\w*Command|\w*CronJobBase|CronJob")
_TASKS = frozenset(
    {"task", "shared_task", "periodic_task", "job", "actor", "background", "cron", "db_task", "db_periodic_task",
     "scheduled_job", "register_job", "command"}
)  # fmt: skip
_HOOKS = frozenset(
    {"process_request", "process_response", "process_view", "process_exception", "process_template_response"}
)


def snake(name: str) -> str:
    """``SignOutView`` -> ``sign_out_view``; a name in snake case is unchanged."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def names_logout(name: str) -> bool:
    """
    Whether the name of a function or class is or begins or ends with a word for logout (``LogoutView``,
    ``user_logout``).
    """
    words = snake(name).strip("_")
    bare = re.sub(
        r"_(?:view|api_view|viewset|handler|page|mixin)$", "", re.sub(r"^(?:do|handle|on|perform|post|get)_", "", words)
    )
    if _NOT_LOGOUT.search(words) or _LOGIN.search(words):
        return False
    match = _LOGOUT.search(bare)
    return match is not None and (match.start() == 0 or match.end() == len(bare))


def names_login(name: str) -> bool:
    """The same for login; not for ``login_required``, ``login_count``, ``last_login``."""
    words = snake(name)
    return not (_LOGOUT.search(words) or _NOT_LOGIN.search(words)) and _LOGIN.search(words) is not None


def _takes_get_response(item: cst.CSTNode) -> bool:
    """``def __init__(self, get_response)``."""
    if not isinstance(item, cst.FunctionDef) or item.name.value != "__init__":
        return False
    return any(parameter.name.value == "get_response" for parameter in parameters(item))


@dataclass(frozen=True, eq=False)
class ClassContext:
    """The class around a function. ``bases`` are dotted names as written."""

    node: cst.ClassDef
    name: str
    bases: tuple[str, ...]

    def has_base(self, pattern: str) -> bool:
        """Whether the last part of the name of a base matches the pattern as a whole."""
        return any(re.fullmatch(pattern, base.rpartition(".")[2]) for base in self.bases)

    @property
    def is_test_case(self) -> bool:
        """Has a base with a name like ``...TestCase`` or ``...Test(s)``."""
        # UserPassesTestMixin is a mixin for views.
        tested = any(
            re.fullmatch(r"(?!UserPassesTest)\w*(?:TestCase|Tests?|TestBase|TestMixin)", base.rpartition(".")[2])
            for base in self.bases
        )
        return tested or self.name.endswith("TestCase")

    @cached_property
    def is_middleware(self) -> bool:
        """Has a name like ``...Middleware``, or such a base, or takes ``get_response``, with which Django makes it."""
        return (
            self.name.endswith("Middleware")
            or self.has_base(r"\w*Middleware(?:Mixin)?")
            or any(_takes_get_response(item) for item in self.node.body.body)
        )

    @property
    def is_store(self) -> bool:
        """Defines a session engine: it or a base is called ``SessionStore``."""
        return self.name.endswith(("SessionStore", "SessionBase")) or self.has_base(
            r"\w*(?:SessionStore|SessionBase|DBStore)"
        )


@dataclass(frozen=True, eq=False)
class FunctionContext:
    """
    A function, with the class and function around it. ``decorators`` are dotted names as written, without the brackets
    of calls.
    """

    node: cst.FunctionDef
    name: str
    is_async: bool
    parameters: tuple[str, ...]
    decorators: tuple[str, ...]
    class_: ClassContext | None
    outer: FunctionContext | None

    @property
    def is_logout(self) -> bool:
        """A logout function by its name, or a method of a class with such a name."""
        return names_logout(self.name) or (self.class_ is not None and names_logout(self.class_.name))

    @property
    def has_to_log_out(self) -> bool:
        """
        A logout function in which the session must end: it is no login function, too, no method of a view whose base
        logs out, and no receiver of a signal, which runs beside the logout.
        """
        if not self.is_logout or _SIGN_IN.search(snake(self.name)) or "sender" in self.parameters:
            return False
        return self.class_ is None or not self.class_.has_base(r"\w*(?:Log_?[oO]ut|Sign_?[oO]ut)\w*")

    @property
    def is_login(self) -> bool:
        """A login function by its name, or a method of a class with such a name."""
        return names_login(self.name) or (self.class_ is not None and names_login(self.class_.name))

    @property
    def runs_on_every_request(self) -> bool:
        """
        Middleware (a class or function) and its hooks, the function that a decorator returns, ``dispatch``,
        ``__call__``.
        """
        if self.class_ is not None and (self.class_.is_middleware or self.name in {"dispatch", "__call__"}):
            return True
        return (
            self.name in _HOOKS
            or "get_response" in self.parameters
            or (self.outer is not None and (self.outer.returns(self.name) or self.outer.runs_on_every_request))
        )

    @property
    def is_command_or_task(self) -> bool:
        """A method of a management command, or a task of a queue."""
        if self.class_ is not None and self.class_.has_base(_COMMAND_BASES.pattern):
            return True
        if any(name.rpartition(".")[2] in _TASKS for name in self.decorators):
            return True
        return self.outer is not None and self.outer.is_command_or_task

    @property
    def is_test(self) -> bool:
        """``test_*``, or a method of a TestCase."""
        return (
            self.name == "test"
            or self.name.startswith("test_")
            or (self.class_ is not None and self.class_.is_test_case)
        )

    def returns(self, name: str) -> bool:
        """
        Whether the function ends in ``return name`` (or in a call with it): then it is a decorator, and ``name`` its
        wrapper.
        """
        for statement in self.node.body.body:
            for small in statement.body if isinstance(statement, cst.SimpleStatementLine) else ():
                if isinstance(small, cst.Return) and small.value is not None:
                    value = small.value
                    if isinstance(value, cst.Call) and len(value.args) == 1:
                        value = value.args[0].value
                    if isinstance(value, cst.Name) and value.value == name:
                        return True
        return False


def names_in(decorator: cst.Decorator) -> Iterator[str]:
    """The dotted names in a decorator, also the argument of ``method_decorator``."""
    for item in (decorator.decorator, *descendants(decorator)):
        if isinstance(item, (cst.Name, cst.Attribute)) and (name := dotted(item)):
            yield name


def class_context(node: cst.ClassDef) -> ClassContext:
    """The context of a class."""
    bases = (argument.value for argument in node.bases)
    return ClassContext(node, node.name.value, tuple(dotted(b.func if isinstance(b, cst.Call) else b) for b in bases))


def parameters(node: cst.FunctionDef | cst.Lambda) -> list[cst.Param]:
    """All parameters in order, also ``*args`` and ``**kwargs``."""
    every = [
        *node.params.posonly_params,
        *node.params.params,
        node.params.star_arg,
        *node.params.kwonly_params,
        node.params.star_kwarg,
    ]
    return [parameter for parameter in every if isinstance(parameter, cst.Param)]


def function_context(
    node: cst.FunctionDef, class_: ClassContext | None, outer: FunctionContext | None
) -> FunctionContext:
    """The context of a function in a class and in another function."""
    decorators = (item.decorator for item in node.decorators)
    return FunctionContext(
        node,
        node.name.value,
        node.asynchronous is not None,
        tuple(parameter.name.value for parameter in parameters(node)),
        tuple(dotted(item.func if isinstance(item, cst.Call) else item) for item in decorators),
        class_,
        outer,
    )
