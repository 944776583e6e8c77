"""
DSE322: the password of the logged-in user is changed, and his session is left with the hash of the old one.

Silent where:

- the login is kept after the change: ``update_session_auth_hash()`` for the object that was saved, or a new login:
  "the hash is updated", "the hash is updated between the change and the save", "the hash is updated with what a form
  gives", "the hash is updated with the form's user", "in one call", "request.user was the one that the form changed",
  "another object, which is the one that is told", "logged in again"
- the login ends on purpose: "logged out", "flushed before", "the account is closed"
- the user is sent to a login page, by its name, its path or the project's URLs, or a text asks to log in again: "to
  the login page", "to the login page in a namespace", "to LOGIN_URL", "to the path of the login page", "to the
  logout", "to a login page of another language, by LOGIN_URL", "to a login page of another language, by its view",
  "told to log in again", "a view that goes on to the login page"
- code that gets the request, a caller, or a base of the class may see to it: "a helper that gets the request", "a
  helper of the module", "a signal gets the request", "the caller does it", "PasswordChangeView keeps the login
  itself", "a view of the project's own base may see to it", "a form that sees to it in its save"
- it is not certainly the user of this session: "another user's password", "the user of a link", "a new user", "one
  user or another", "a password of something else"
- the password is not saved: "not saved", "other fields are saved", "a form that is not saved", "another form of that
  name"
- the user may come from a token, without a session: "Django REST framework", "Django REST framework, a function", "a
  serializer of Django REST framework", "the user has tokens", "Django Ninja", "GraphQL", "GraphQL without an import of
  it"
- it is a command or a test: "a command", "in tests"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.api_views import may_know_its_user_otherwise
from flake8_session_expiry.analysis.kept_logins import KeptLogins, Later
from flake8_session_expiry.analysis.password_changes import PasswordChange, PasswordChanges
from flake8_session_expiry.analysis.redirect_targets import RedirectTarget, RedirectTargets
from flake8_session_expiry.analysis.request_users import RequestUsers
from flake8_session_expiry.engine.findings import Finding, Fix, Insert, NeededImport, Replace, Safety
from flake8_session_expiry.engine.needs import PASSWORD_FORM_SAVED, PASSWORD_SET, WORD
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.settings.project_urls import LoginPages

_FUNCTION = "update_session_auth_hash"
_MODULE = "django.contrib.auth"
_ALWAYS_COMPARED_SINCE = (1, 10)
"""The first version of Django whose sessions always hold a hash of the password; 1.7 to 1.9 left it to a middleware."""
_SINCE = (6, 0)
"""The first version of Django with an aupdate_session_auth_hash() that keeps the login."""


class PasswordChangeEndsSession(Rule):
    """
    The password of ``request.user`` is changed and saved without a call of ``update_session_auth_hash()``.

    ## What Django does

    The session holds a hash of the user's password, which the new password does not match: the next request that
    reads ``request.user`` is anonymous, and the whole session is emptied, cart and expiry included. Reported are
    ``set_password()`` with ``save()``, and ``save()`` of ``PasswordChangeForm``, ``SetPasswordForm`` and
    ``AdminPasswordChangeForm``, for the user of the request.

    ``update_session_auth_hash()`` stores the new hash, gives the session a new key, and keeps its data; other
    browsers of the user are logged out. It must be called after the password was set, with the object that was
    changed: ``request.user`` knows nothing of what was changed in another object of the same user. Where the user
    is sent to a login page nothing is reported: there it is intended.

    ## Flagged

        from django.shortcuts import redirect

        def change_password(request):
            request.user.set_password(request.POST["new_password"])
            request.user.save()
            return redirect("/profile/")

    In async code:

        async def change_password(request):
            user = await request.auser()
            user.set_password(request.POST["new_password"])
            await user.asave()

    ## Use instead

        from django.contrib.auth import update_session_auth_hash
        from django.shortcuts import redirect

        def change_password(request):
            request.user.set_password(request.POST["new_password"])
            request.user.save()
            update_session_auth_hash(request, request.user)
            return redirect("/profile/")

    In async code ``aupdate_session_auth_hash()`` does this since Django 6.0. Before that it empties the session as well
    (5.0), or fails (5.1 and 5.2, with SynchronousOnlyOperation). There the sync function does it, if it is called
    before the new password is saved: afterwards it reads ``request.user``, whom the session no longer knows.

        from asgiref.sync import sync_to_async
        from django.contrib.auth import update_session_auth_hash

        async def change_password(request):
            user = await request.auser()
            user.set_password(request.POST["new_password"])
            await sync_to_async(update_session_auth_hash)(request, user)
            await user.asave()

    ## Fix safety

    Unsafe: that the user has to log in again may be intended. In async code there is a fix where Django is known to
    be 6.0 or later.

    ## Options

    - `--session-expiry-django-version`: which call is advised in async code.

    ## References

    - [Session invalidation on password
      change](https://docs.djangoproject.com/en/stable/topics/auth/default/#session-invalidation-on-password-change)
    """

    code = "DSE322"
    since = "0.1.0"
    needs = (PASSWORD_SET | PASSWORD_FORM_SAVED) & WORD("save")
    message = (
        "the new password ends this login: the next request to read request.user flushes the "
        "session; call {call} {when}{why}"
    )
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._found = PasswordChanges(RequestUsers(self.types, self.symbols, self.here))
        self._targets = RedirectTargets(self.types, self.symbols, self.here)
        self._pages = LoginPages(self.options, self.source.name)
        self._redirects: dict[cst.FunctionDef | cst.ClassDef, list[RedirectTarget]] = {}
        self._sent: dict[cst.FunctionDef, Later] = {}

    def visit_Call(self, node: cst.Call) -> None:
        """``set_password()``, ``save()``, ``update_session_auth_hash()``; and where the visitor is sent."""
        self._found.call(node)
        function = self.here.function
        if function is not None and (target := self._targets.of_call(node)) is not None:
            self._redirects.setdefault(function.node, []).append(target)

    def visit_Assign(self, node: cst.Assign) -> None:
        """``user.password = make_password(...)``, ``success_url = reverse_lazy("home")``."""
        self._found.assignment(node)
        if (target := self._targets.of_class(node)) is not None and self.here.class_ is not None:
            self._redirects.setdefault(self.here.class_.node, []).append(target)

    def leave_Module(self, original_node: cst.Module) -> None:
        """Effects are complete now."""
        if self.options.django_below(*_ALWAYS_COMPARED_SINCE):
            return
        logins = KeptLogins(self.tree, self.symbols, self.effects, self._found)
        for change in self._found.changes:
            saved, function, request = logins.saved(change), change.function, change.user.request
            if saved is None or function.is_command_or_task or logins.is_excused(change):
                continue
            if not may_know_its_user_otherwise(self.symbols, function, request) and not self._leads_to_login(change):
                self._report(change, saved, logins)

    def _leads_to_login(self, change: PasswordChange) -> bool:
        """Whether the visitor is sent to a page that the project's settings or URLs show to be one of a login."""
        function, class_ = change.function.node, change.function.class_
        if class_ is not None and self._to_login(class_.node):
            return True
        if function not in self._sent:
            self._sent[function] = Later(self.effects.flow(function), self._to_login(function))
        return self._sent[function].any(change)

    def _to_login(self, place: cst.FunctionDef | cst.ClassDef) -> list[cst.CSTNode]:
        """Such redirects in a function, or of a class."""
        targets = self._redirects.get(place, ())
        return [target.node for target in targets if self._pages.leads_to(target.name or target.path or "")]

    def _report(self, change: PasswordChange, saved: cst.Call, logins: KeptLogins) -> None:
        useless = logins.without_effect(change)
        is_stale = useless is not None and logins.is_after(change, useless)
        why = "" if useless is None else ", not before"
        if is_stale:
            why = f" ({change.user.request}.user is stale)"
        user = self._user(change, saved)
        call, when = self._call(change, user), "after it" if change.is_saved else "after the save"
        if call is None:
            call, when = f"await sync_to_async({_FUNCTION})({change.user.request}, {user})", "before the save"
        stale = useless if is_stale else None
        self.report_even_guarded(
            change.node, why=why, call=call, when=when, change=change, user=user, save=saved, stale=stale
        )

    def _user(self, change: PasswordChange, saved: cst.Call) -> str:
        """The code of the saved object after that."""
        if not change.is_saved:
            return self.source.code(cst.ensure_type(saved.func, cst.Attribute).value)
        statement = self.tree.statement(saved)
        if isinstance(statement, cst.Assign) and statement.value is saved and len(statement.targets) == 1:
            return dotted(statement.targets[0].target) or change.user.code
        return change.user.code

    def _call(self, change: PasswordChange, user: str) -> str | None:
        """The call that keeps the login; None in async code where the twin of that version of Django does not."""
        arguments = f"({change.user.request}, {user})"
        if not change.function.is_async:
            return f"{_FUNCTION}{arguments}"
        return f"await a{_FUNCTION}{arguments}" if self.options.django_at_least(*_SINCE) else None

    def fix(self, finding: Finding) -> Fix | None:
        """Call it after the statement that saves, or with the right object."""
        change, saved, stale = finding.facts["change"], finding.facts["save"], finding.facts["stale"]
        assert isinstance(change, PasswordChange) and isinstance(saved, cst.Call)
        user = str(finding.facts["user"])
        if isinstance(stale, cst.Call) and len(stale.args) > 1:
            return Fix.unsafe(Replace(stale.args[1].value, user))
        code = self._call(change, user)
        name = f"a{_FUNCTION}" if change.function.is_async else _FUNCTION
        bound = self.symbols.bindings_of(self.tree.module, name)
        is_free = all(isinstance(each.node, cst.ImportFrom) and dotted(each.node.module) == _MODULE for each in bound)
        statement = self.tree.statement(saved)
        if code is None or not is_free or not isinstance(statement, (cst.Expr, cst.Assign)):
            return None
        return Fix.unsafe(Insert(statement, code), imports=(NeededImport(_MODULE, name),))
