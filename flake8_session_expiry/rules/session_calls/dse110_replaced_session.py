"""DSE110: request.session is deleted or replaced by a dict."""

from __future__ import annotations

import re

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.walk import descendants
from flake8_session_expiry.rewrites.session_calls import advised_call, session_call
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.events import RequestWrite, Write

# "Drop the session so that the middleware sets no cookie": meant as it is.
ON_PURPOSE = re.compile(r"middleware|cookie|\bvary\b|stateless", re.IGNORECASE)
ENDINGS = frozenset({"flush", "aflush", "logout", "alogout", "auth_logout", "django_logout"})
# A module that makes requests for tests prepares their sessions, too.
TEST_TOOLS = ("django.test", "rest_framework", "unittest", "pytest", "mock")
LEAVES_LOGIN = (
    "{what} does not log out: the stored session and the login in it stay valid, and nothing that this request wrote to it "
    "is saved; call {remedy}"
)


class ReplacedSession(Rule):
    """
    ``request.session`` is deleted, or replaced by a dict or ``None``.

    ## What Django does

    No error. Without its session object ``SessionMiddleware`` saves nothing and sends no cookie: what was written to the session earlier in
    this request is lost, and the stored session stays as it was. Above all this is no logout: the next request of the same browser is logged in
    as before. If the same view calls a session method afterwards, or ``login()``, that fails with ``AttributeError``.

    Another ``SessionStore`` in the place of the first works and is not reported, nor is what middleware does.

    ## Flagged

        def logout_view(request):
            del request.session

    or

        from django.http import HttpResponse

        def empty_cart(request):
            request.session = {}
            return HttpResponse("empty")

    ## Use instead

        def logout_view(request):
            request.session.flush()

    or

        from django.http import HttpResponse

        def empty_cart(request):
            request.session.clear()
            return HttpResponse("empty")

    ## Fix safety

    In a function that is called logout (or the like) the statement becomes ``request.session.flush()``, in ``async def`` ``await
    request.session.aflush()`` where Django 5.1 is known. Unsafe: the user is logged out from then on. Everywhere else it is left to you.

    ## References

    - [flush](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.flush)
    - [How to log a user out](https://docs.djangoproject.com/en/stable/topics/auth/default/#how-to-log-a-user-out)
    """

    code = "DSE110"
    message = (
        "{what} leaves the stored session as it was, and nothing that this request wrote to the session is saved; "
        "change the session itself, as with {remedy}"
    )
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def on_request_write(self, write: RequestWrite) -> None:
        """``del request.session`` and assignments of something that is no session."""
        function = write.function
        if write.name != "session" or function is None or write.request.made or not _is_blank(write):
            return
        if (
            function.runs_on_every_request
            or function.is_command_or_task
            or function.is_test
            or "middleware" in self.source.name.rpartition("/")[2]
            or any(name.startswith(TEST_TOOLS) for name in self.symbols.modules_imported)
            or self._is_explained(write)
            or self._asks_first(write)
            or self._is_over(write, function.node)
        ):
            return
        session = f"{self.source.code(write.receiver)}.session"
        flush = session_call(self.options, self.here.in_async, session, "flush")
        ends = advised_call(self.options, self.here.in_async, session, "flush")
        self.report(
            write.node,
            message=LEAVES_LOGIN if function.is_logout else None,
            what=f"deleting {session}" if write.how is Write.DELETE else f"replacing {session}",
            remedy=ends if function.is_logout else f"{session}.clear()",
            flush=flush if function.is_logout else None,
            statement=write.statement,
        )

    def _is_explained(self, write: RequestWrite) -> bool:
        line = self.tree.nearest(write.statement, cst.SimpleStatementLine)
        comments = (
            [] if line is None else [*(blank.comment for blank in line.leading_lines), line.trailing_whitespace.comment]
        )
        return any(comment is not None and ON_PURPOSE.search(comment.value) for comment in comments)

    def _asks_first(self, write: RequestWrite) -> bool:
        """Whether an ``if`` around it asks whether there is a session at all, or an ``except AttributeError`` knows that there is none."""
        for above in self.tree.ancestors(write.node):
            if isinstance(above, cst.FunctionDef):
                break
            if isinstance(above, cst.ExceptHandler) and above.type and "AttributeError" in self.source.code(above.type):
                return True
            if isinstance(above, cst.If) and any(self._asks(item) for item in (above.test, *descendants(above.test))):
                return True
        return False

    def _asks(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Call):
            return dotted(node.func) in {"getattr", "hasattr"}
        return isinstance(node, cst.Comparison) and any(
            isinstance(target.operator, (cst.Is, cst.IsNot)) for target in node.comparisons
        )

    def _is_over(self, write: RequestWrite, function: cst.FunctionDef) -> bool:
        """Whether the session was ended before, or is put back: another value is assigned in the same function."""
        for node in descendants(function):
            if isinstance(node, cst.Call) and self._ends(node) and self.tree.order[node] < self.tree.order[write.node]:
                return True
            if isinstance(node, cst.Assign) and _puts_back(node):
                return True
        return False

    def _ends(self, call: cst.Call) -> bool:
        named = self.types.qualified(call.func) or dotted(call.func)
        return named.rpartition(".")[2] in ENDINGS

    def fix(self, finding: Finding) -> Fix | None:
        """``del request.session`` -> ``request.session.flush()`` in a logout function."""
        flush, statement = finding.facts["flush"], finding.facts["statement"]
        if isinstance(statement, cst.Assign):
            alone = len(statement.targets) == 1 and statement.targets[0].target is finding.node
        else:
            alone = (isinstance(statement, cst.Del) and statement.target is finding.node) or (
                isinstance(statement, cst.Expr) and statement.value is finding.node
            )
        if not isinstance(flush, str) or not alone or not isinstance(statement, cst.CSTNode):
            return None
        return Fix.unsafe(Replace(statement, flush))


def _is_blank(write: RequestWrite) -> bool:
    """Whether nothing, ``None``, or a dict comes into the session's place."""
    return write.how is Write.DELETE or (write.value is not None and _is_empty(write.value))


def _is_empty(value: cst.BaseExpression) -> bool:
    if isinstance(value, cst.Call):
        return isinstance(value.func, cst.Name) and value.func.value == "dict"
    return isinstance(value, (cst.Dict, cst.DictComp)) or (isinstance(value, cst.Name) and value.value == "None")


def _puts_back(assign: cst.Assign) -> bool:
    targets = (target.target for target in assign.targets)
    return not _is_empty(assign.value) and any(
        isinstance(t, cst.Attribute) and t.attr.value == "session" for t in targets
    )
