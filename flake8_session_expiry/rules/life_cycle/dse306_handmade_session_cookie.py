"""
DSE306: the session cookie is written or deleted by hand.

Silent where:

- the cookie is not certainly that of sessions: a literal that is not the name, where the project's settings give
  another: "another cookie", "another cookie is emptied", "a cookie of another name than the project's", "a literal that
  is not the name"
- it is deleted outside of a function for a logout: "not a logout function", "a deletion at the top of a module"
- the session is ended on that path, or a helper that is given the request may end it: "deleted after logout", "deleted
  after flush", "set after logout", "emptied after logout", "somebody else logs out", "another method of the view logs
  out"
- nobody is logged in there: "whoever is not logged in"
- a domain or path is given, of an old cookie, or arguments that cannot be seen: "another domain, to take an old cookie
  away", "another path", "an old cookie is emptied where it was", "arguments that cannot be seen"
- the value is the key of a store that the code makes: "a session that the code made"
- a session middleware does it: "the middleware of a session package", "a middleware called so", "a session middleware
  by another name"
- it is the cookie of a client, or a test: "a cookie of a test client", "a cookie of a client that asks another site",
  "in a test module"
- the module shows no sign of Django, or is another framework's: "not Django"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.analysis.authentication import Audience, audience_at
from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import COOKIE_DELETED, COOKIE_SET, LOGOUT_NAMED
from flake8_session_expiry.engine.project_needs import SESSION_COOKIE
from flake8_session_expiry.engine.walk import Tree, descendants
from flake8_session_expiry.rewrites.logout import logout_code
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.sessions.ending_calls import ENDING, EffectKind
from flake8_session_expiry.sessions.functions import FunctionContext
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.sessions.types import SessionOrigin

_DEFAULT_NAME = "sessionid"
_CLIENTS = frozenset({"cookies", "cookie_jar", "cookiejar", "jar", "session", "client", "driver", "browser"})
_SET = (
    "SessionMiddleware sets the session cookie itself whenever it saves, and does not know "
    "about one set by hand; use set_expiry()"
)
_DELETED = (
    "{how} the session cookie does not log the user out: the session stays valid, and "
    "SessionMiddleware sends the cookie again if it saves; call logout(request)"
)


class HandmadeSessionCookie(Rule):
    """
    The session cookie is set by hand, or deleted (or emptied) instead of logging out.

    ## What Django does

    ``SessionMiddleware`` writes the cookie whenever it saves the session: what the code has set is overwritten. If
    the session is not saved, the cookie goes out as written, without the ``HttpOnly``, ``SameSite`` and ``Secure``
    of the settings, and a longer ``max_age`` does not make the server copy live longer. Deleting the cookie leaves
    the session valid: whoever has a copy of the cookie is still logged in. If the session is saved in that request,
    the cookie is sent again.

    ``logout()`` and ``flush()`` delete what the server has: with ``signed_cookies`` that is nothing, and a copied
    cookie stays valid (DSE507); they do not reach what another process keeps in its own memory (DSE508).

    ## Flagged

        from django.shortcuts import redirect

        def logout_view(request):
            response = redirect("/")
            response.delete_cookie("sessionid")
            return response

    ## Use instead

        from django.contrib.auth import logout
        from django.shortcuts import redirect

        def logout_view(request):
            response = redirect("/")
            logout(request)
            return response

    ## Fix safety

    Unsafe: in a logout function the deletion, or a ``set_cookie()`` that empties the cookie, becomes
    ``logout(request)``, which deletes the session's data as well. A cookie that is set by hand to something has no
    fix: for another length call ``request.session.set_expiry()`` instead, for other flags write the settings
    ``SESSION_COOKIE_…``.

    ## References

    - [logout](https://docs.djangoproject.com/en/stable/topics/auth/default/#django.contrib.auth.logout)
    - [SESSION_COOKIE_NAME](https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-name)
    """

    code = "DSE306"
    since = "0.1.0"
    needs = SESSION_COOKIE(COOKIE_SET) | (SESSION_COOKIE(COOKIE_DELETED) & LOGOUT_NAMED)
    message = "{effect}"
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._found: list[tuple[cst.Call, FunctionContext | None, bool, str | None]] = []

    def visit_Call(self, node: cst.Call) -> None:
        """``response.set_cookie(name)``, ``set_signed_cookie``, ``delete_cookie``."""
        function = node.func
        if not isinstance(function, cst.Attribute) or not self.model.shows_django or _is_of_a_client(function.value):
            return
        method, here = function.attr.value, self.here.function
        logs_out = here is not None and here.has_to_log_out
        if method == "delete_cookie":
            wanted, is_deleted = logs_out, True
        else:
            wanted = method in {"set_cookie", "set_signed_cookie"} and not self._is_session_middleware(here)
            is_deleted = wanted and self._empties(node)
        if wanted and self._names_the_cookie(node) and not _is_moved(node) and not self._holds_a_store(node):
            self._found.append((node, here, is_deleted, self._request(here) if logs_out else None))

    def _empties(self, node: cst.Call) -> bool:
        """
        ``set_cookie("sessionid", "")``, without a value (which is the same), with None, or with an age of 0: it is
        deleted.
        """
        given = {argument.keyword.value: argument.value for argument in node.args if argument.keyword is not None}
        plain = [argument.value for argument in node.args if argument.keyword is None]
        given |= dict(zip(("key", "value", "max_age"), plain, strict=False))
        age = self.values.at(given["max_age"]).seconds if "max_age" in given else None
        value = self.values.at(given["value"]) if "value" in given else None
        is_empty = value is None or value.constant is None or value.constant == ""
        return is_empty or (age is not None and age <= 0)

    def _is_session_middleware(self, function: FunctionContext | None) -> bool:
        class_ = None if function is None else function.class_
        if class_ is None:
            return False
        if any((self.types.qualified(base.value) or "").endswith(".SessionMiddleware") for base in class_.node.bases):
            return True
        return class_.is_middleware and ("Session" in class_.name or class_.has_base(r"\w*Session\w*"))

    def _names_the_cookie(self, node: cst.Call) -> bool:
        keyword = next((a.value for a in node.args if a.keyword is not None and a.keyword.value == "key"), None)
        name = keyword or (node.args[0].value if node.args and node.args[0].keyword is None else None)
        if name is None:
            return False
        constant = self.values.at(name).constant
        if isinstance(constant, str):
            return constant == self.options.known_settings.get("SESSION_COOKIE_NAME", _DEFAULT_NAME)
        return (self.types.qualified(name) or "").endswith("conf.settings.SESSION_COOKIE_NAME")

    def _holds_a_store(self, node: cst.Call) -> bool:
        """
        Whether the value is the key of a session that the code itself made; no middleware sends a cookie for that.
        """
        inside = (item for argument in node.args for item in (argument.value, *descendants(argument.value)))
        for item in inside:
            if isinstance(item, cst.Attribute) and item.attr.value in {"session_key", "_session_key"}:
                session = self.types.session(item.value)
                if session is not None and session.origin is not SessionOrigin.REQUEST:
                    return True
        return False

    def _request(self, function: FunctionContext | None) -> str | None:
        """The name of the request in the function."""
        if function is None:
            return None
        for name in function.parameters:
            if (request := self.types.request(cst.Name(name))) is not None and request.exact:
                return name
        return "self.request" if self.tree.once(_uses_own_request, function.node.body) else None

    def leave_Module(self, original_node: cst.Module) -> None:
        """Effects are complete now."""
        for node, function, is_deleted, request in self._found:
            excuses = ENDING | {EffectKind.ESCAPES} if is_deleted else ENDING
            if not self.effects.is_done(excuses, function, node) and not (
                is_deleted and self._is_nobody(node, function)
            ):
                is_called_so = isinstance(node.func, cst.Attribute) and node.func.attr.value == "delete_cookie"
                effect = _DELETED.format(how="deleting" if is_called_so else "emptying") if is_deleted else _SET
                in_async = function is not None and function.is_async
                self.report(node, effect=effect, request=request if is_deleted else None, in_async=in_async)

    def _is_nobody(self, node: cst.Call, function: FunctionContext | None) -> bool:
        """Whether only visitors come there who are not logged in."""
        return function is not None and audience_at(self.tree, function.node, node) is Audience.ANONYMOUS

    def fix(self, finding: Finding) -> Fix | None:
        """Log out, where the deletion is a statement of its own."""
        assert finding.node is not None
        request, statement = finding.facts["request"], self.tree.whole_statement(finding.node)
        if not isinstance(request, str) or statement is None:
            return None
        made = logout_code(self.symbols, self.options, f"{request}.session", request, bool(finding.facts["in_async"]))
        return None if made is None else Fix.unsafe(Replace(statement.value, made[0]), imports=made[1])


def _uses_own_request(tree: Tree, body: cst.BaseSuite) -> bool:
    return any(dotted(node) == "self.request" for node in tree.inside(body, cst.Attribute))


def _is_of_a_client(owner: cst.BaseExpression) -> bool:
    """``session.cookies.set_cookie(...)``: the cookies of a client that sends requests."""
    return dotted(owner).rpartition(".")[2] in _CLIENTS


def _is_moved(node: cst.Call) -> bool:
    """Whether another domain or path is named, of an old cookie that is deleted there; ``**kwargs`` may have them."""
    keywords = {argument.keyword.value for argument in node.args if argument.keyword is not None}
    return bool(keywords & {"domain", "path"}) or any(argument.star for argument in node.args)
