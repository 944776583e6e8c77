"""What a function is for: login, logout, middleware, command, test: by its name, its class, its decorators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.semantic.symbols import dotted

_LOGOUT = re.compile(r"(?:^|_)(?:logout|log_out|sign_out|signout|end_session)(?:_|$)")
_LOGIN = re.compile(r"(?:^|_)(?:login|log_in|sign_in|signin|authenticate)(?:_|$)")
_SIGN_IN = re.compile(r"(?:^|_)(?:login|log_in|sign_in|signin)(?:_|$)")
# Names that speak of a logout and are none: what is decided, counted or shown about it, and the end of other sessions than the visitor's.
_NOT_LOGOUT = re.compile(
    r"_on_close|^(?:auto|set|is|should|can|no|not|before|after|pre|prepare|ask|test|schedule|delay|check|confirm|record|track|notify|warn"
    r"|needs?|must|prevent|enable|disable|skip|without|allow|update|reset)_"
    r"|_(?:urls?|uri|redirect|link|time|timer|timeout|message|form|serializer|template|context|count|enabled|required|reason"
    r"|event|signal|history|logs?(?!_out)|delay|schedule|tests?|test_case|middleware|after|at|on|in|confirm|confirmation|warning|prompt"
    r"|done|success|completed?|callback|others?|all|users|everywhere"
    r"|sessions|devices)(?:_|$)"
)
_NOT_LOGIN = re.compile(
    r"(?:^|_)(?:(?:requires?|needs?|is|without|last|no|not)_login|login_(?:required|history|logs?|attempts?|counts?))(?:_|$)"
)
_COMMAND_BASES = re.compile(r"\w*Command|\w*CronJobBase|CronJob")
_TASKS = frozenset(
    {"task", "shared_task", "periodic_task", "job", "actor", "background", "cron", "db_task", "db_periodic_task",
     "scheduled_job", "register_job"}
)  # fmt: skip
_HOOKS = frozenset(
    {"process_request", "process_response", "process_view", "process_exception", "process_template_response"}
)


def snake(name: str) -> str:
    """``SignOutView`` -> ``sign_out_view``; a name in snake case stays."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def names_logout(name: str) -> bool:
    """Whether a function or class name says logout, as its whole name, prefix or suffix (``LogoutView``, ``user_logout``)."""
    words = snake(name).strip("_")
    bare = re.sub(
        r"_(?:view|api_view|viewset|handler|page|mixin)$", "", re.sub(r"^(?:do|handle|on|perform|post|get)_", "", words)
    )
    if _NOT_LOGOUT.search(words) or _LOGIN.search(words):
        return False
    match = _LOGOUT.search(bare)
    return match is not None and (match.start() == 0 or match.end() == len(bare))


def names_login(name: str) -> bool:
    """Whether a function or class name says login; not that one is required, counted or was the last."""
    words = snake(name)
    return not (_LOGOUT.search(words) or _NOT_LOGIN.search(words)) and _LOGIN.search(words) is not None


@dataclass(frozen=True, eq=False)
class ClassContext:
    """A class as its methods see it. ``bases`` are dotted names as written."""

    node: cst.ClassDef
    name: str
    bases: tuple[str, ...]

    def has_base(self, pattern: str) -> bool:
        """Whether the last part of a base's name matches the whole pattern."""
        return any(re.fullmatch(pattern, base.rpartition(".")[2]) for base in self.bases)

    @property
    def is_test_case(self) -> bool:
        """Derives from something called ``...TestCase`` or ``...Test(s)``."""
        # UserPassesTestMixin tests the user of a view.
        tested = any(
            re.fullmatch(r"(?!UserPassesTest)\w*(?:TestCase|Tests?|TestBase|TestMixin)", base.rpartition(".")[2])
            for base in self.bases
        )
        return tested or self.name.endswith("TestCase")

    @property
    def is_middleware(self) -> bool:
        """Called ``...Middleware`` or derived from such a class."""
        return self.name.endswith("Middleware") or self.has_base(r"\w*Middleware(?:Mixin)?")

    @property
    def is_store(self) -> bool:
        """Defines a session engine: ``SessionStore`` by name or base."""
        return self.name.endswith(("SessionStore", "SessionBase")) or self.has_base(
            r"\w*(?:SessionStore|SessionBase|DBStore)"
        )


@dataclass(frozen=True, eq=False)
class FunctionContext:
    """A function with what stands around it. ``decorators`` are dotted names as written, without their calls."""

    node: cst.FunctionDef
    name: str
    is_async: bool
    parameters: tuple[str, ...]
    decorators: tuple[str, ...]
    class_: ClassContext | None
    outer: FunctionContext | None

    @property
    def is_logout(self) -> bool:
        """A logout function: named so, or a method of a class named so."""
        return names_logout(self.name) or (self.class_ is not None and names_logout(self.class_.name))

    @property
    def has_to_log_out(self) -> bool:
        """A logout function that does it all itself: no login besides, and not a subclass of a view that logs out around it."""
        if not self.is_logout or _SIGN_IN.search(snake(self.name)):
            return False
        return self.class_ is None or not self.class_.has_base(r"\w*(?:Log_?[oO]ut|Sign_?[oO]ut)\w*")

    @property
    def is_login(self) -> bool:
        """A login function or a method of a login class."""
        return names_login(self.name) or (self.class_ is not None and names_login(self.class_.name))

    @property
    def runs_on_every_request(self) -> bool:
        """Middleware (class or function), decorators' wrappers, ``dispatch``, ``__call__`` and the hooks of middleware."""
        if self.class_ is not None and (self.class_.is_middleware or self.name in {"dispatch", "__call__"}):
            return True
        return (
            self.name in _HOOKS
            or "get_response" in self.parameters
            or (self.outer is not None and (self.outer.returns(self.name) or self.outer.runs_on_every_request))
        )

    @property
    def is_command_or_task(self) -> bool:
        """A management command's method, or a task of a queue."""
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
        """Whether the function's own body ends in ``return name`` (or a call that wraps it): it is a decorator around it."""
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
    """The dotted names in a decorator, also those given to ``method_decorator``."""
    for item in (decorator.decorator, *descendants(decorator)):
        if isinstance(item, (cst.Name, cst.Attribute)) and (name := dotted(item)):
            yield name


def class_context(node: cst.ClassDef) -> ClassContext:
    """From the node of a class."""
    bases = (argument.value for argument in node.bases)
    return ClassContext(node, node.name.value, tuple(dotted(b.func if isinstance(b, cst.Call) else b) for b in bases))


def parameters(node: cst.FunctionDef | cst.Lambda) -> list[cst.Param]:
    """All parameters in order, the starred ones as well."""
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
    """From the node of a function and what stands around it."""
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
