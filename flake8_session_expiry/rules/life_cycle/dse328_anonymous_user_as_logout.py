"""
DSE328: the user of this request is replaced to log out.

Silent where:

- the session ends on that path, or may: a logout, a flush, a deleted key, a stored session that is deleted, a helper
  that gets the request or the session, the caller: "with logout after it", "with flush before it", "with clear", "with
  delete", "with a deleted key", "with a key of the project's own, popped", "the stored session is deleted", "a helper
  gets the request", "a helper gets the session", "the caller logs out"
- the function is not one for a logout, or a base of the class logs out: "not a logout function", "a receiver of a
  signal, beside the logout", "a subclass of a view that logs out"
- the user may come from a token, without a session: "a view of Django REST framework", "a view of Django REST
  framework, by its decorator", "a view of Django REST framework that takes tokens too", "an operation of Ninja", "a
  mutation of GraphQL", "a logout by tokens"
- the module puts users of its own into ``request.user``: "a module that puts users of its own there"
- it is not ``AnonymousUser()`` of Django's in the user of a request that the code was given: "a request that the code
  makes", "another class of that name", "another attribute"
- it is a test: "in a test module"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.api_views import may_know_its_user_otherwise
from flake8_session_expiry.analysis.emptied_sessions import DeletedKeys
from flake8_session_expiry.engine.findings import Finding, Fix, Insert, Replace, Safety
from flake8_session_expiry.engine.needs import LOGOUT_NAMED, WORD
from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.rewrites.logout import logout_code
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.ending_calls import ENDING, EffectKind
from flake8_session_expiry.sessions.events import RequestWrite, Write
from flake8_session_expiry.sessions.model import Model

_ANONYMOUS = "AnonymousUser"
_EXCUSES = ENDING | {EffectKind.CLEAR, EffectKind.DELETE, EffectKind.LOGIN, EffectKind.ESCAPES}


class AnonymousUserAsLogout(Rule):
    """
    A logout function puts an ``AnonymousUser`` into ``request.user`` instead of logging out.

    ## What Django does

    ``request.user`` is an attribute of this one request. The session still holds the key of the user: the next request
    of this browser is logged in as before. ``logout()`` deletes the session and its cookie, and puts an
    ``AnonymousUser`` into ``request.user`` itself.

    ## Flagged

        from django.contrib.auth.models import AnonymousUser

        def logout_view(request):
            request.user = AnonymousUser()

    ## Use instead

        from django.contrib.auth import logout

        def logout_view(request):
            logout(request)

    ## Fix safety

    Unsafe: ``logout(request)`` deletes the session's data as well. Where that name is taken (a view called
    ``logout``), or in async code, ``flush()`` is inserted before the assignment.

    ## References

    - [logout](https://docs.djangoproject.com/en/stable/topics/auth/default/#django.contrib.auth.logout)
    - [AnonymousUser](https://docs.djangoproject.com/en/stable/ref/contrib/auth/#anonymoususer-object)
    """

    code = "DSE328"
    since = "0.1.0"
    needs = WORD("AnonymousUser") & LOGOUT_NAMED
    message = (
        "this hides the user from this request only: the session keeps the login, and the next "
        "request is logged in; call logout({request})"
    )
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._found: list[RequestWrite] = []
        self._others = False

    def on_request_write(self, write: RequestWrite) -> None:
        """``request.user = AnonymousUser()``, and assignments of other users."""
        if write.name != "user" or write.how is Write.DELETE:
            return
        if write.value is None or not self._is_anonymous(write.value):
            self._others = True
        elif write.function is not None and write.function.has_to_log_out and not write.request.made:
            self._found.append(write)

    def _is_anonymous(self, value: cst.BaseExpression) -> bool:
        if isinstance(value, cst.Name) and (binding := self.symbols.reaching(value)) is not None:
            return (
                binding.value is not None
                and not isinstance(binding.value, cst.Name)
                and self._is_anonymous(binding.value)
            )
        if not isinstance(value, cst.Call) or value.args:
            return False
        name = self.types.qualified(value.func) or ""
        # A name that the module does not bind comes from a star import.
        from_star = isinstance(value.func, cst.Name) and not self.symbols.binds(_ANONYMOUS)
        return name == f"django.contrib.auth.models.{_ANONYMOUS}" or (
            from_star and self.source.code(value.func) == _ANONYMOUS
        )

    def leave_Module(self, original_node: cst.Module) -> None:
        """Effects, and all users that the module assigns, are complete now."""
        deleted = DeletedKeys(self.effects)
        for write in [] if self._others else self._found:
            request = write.request.key
            if may_know_its_user_otherwise(self.symbols, write.function, request):
                continue
            if not self._is_logged_out(write, deleted):
                self.report(write.node, request=request, write=write)

    def _is_logged_out(self, write: RequestWrite, deleted: DeletedKeys) -> bool:
        """Whether the session is ended, or a key of it deleted, on a path with the assignment."""
        assert write.function is not None
        return (
            self.effects.is_done(_EXCUSES, write.function, write.node)
            or deleted.has(write.function, write.node)
            or self.tree.once(_asks_for_rows, write.function.node)
        )

    def fix(self, finding: Finding) -> Fix | None:
        """Log out in its place, or flush before it."""
        write = finding.facts["write"]
        assert isinstance(write, RequestWrite)
        statement, request = write.statement, write.request.key
        in_async = write.function is not None and write.function.is_async
        made = logout_code(self.symbols, self.options, f"{request}.session", request, in_async)
        if made is None or not isinstance(statement, cst.Assign) or len(statement.targets) != 1:
            return None
        code, imports = made
        if code == f"logout({request})":
            return Fix.unsafe(Replace(statement, code), imports=imports)
        return Fix.unsafe(Insert(statement, code, before=True), imports=imports)


def _asks_for_rows(tree: Tree, function: cst.FunctionDef) -> bool:
    return any(dotted(item) == "Session.objects" for item in tree.inside(function, cst.Attribute))
