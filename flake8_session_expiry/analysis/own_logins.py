"""
Logins without ``django.contrib.auth``: by a key that the module's own login function writes into the session.
"""

from __future__ import annotations

import re

import libcst as cst

from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.semantic.symbols import SymbolTable, dotted, imported_names
from flake8_session_expiry.sessions.events import Access, SessionCall, SessionItem
from flake8_session_expiry.sessions.functions import FunctionContext, snake
from flake8_session_expiry.text.identifiers import words_of_name

_LOGIN = re.compile(r"(?:^|_)(?:login|log_in|signin|sign_in)$")
_BEHIND = re.compile(r"_(?:view|api_view|page|handler)$")
_FOR_ANOTHER = re.compile(r"login_as|hijack|impersonat|switch|masquerade|become")
_WHO = frozenset(
    ["user", "userid", "username", "uid", "member", "customer", "client", "account", "admin", "staff", "employee",
     "student", "teacher", "doctor", "patient", "seller", "vendor", "owner", "author", "person", "profile", "email",
     "login", "logged", "loggedin", "auth", "authenticated", "identity"]
)  # fmt: skip
"""Words of a key for who the visitor is, or that the visitor is known."""
_WHO_ALONE = frozenset({"id", "pk", "name"})
"""Such keys, but not as a part of another one (``cart_id``)."""
_NOT_WHO = frozenset(
    ["next", "cart", "basket", "attempt", "attempts", "tries", "failed", "count", "error", "errors", "message",
     "messages", "flash", "captcha", "otp", "code", "csrf", "theme", "language", "lang", "redirect", "url", "referer",
     "time", "date", "state", "nonce", "verifier", "challenge", "pending", "step", "page"]
)  # fmt: skip
_OF_DJANGO = re.compile(r"django\.contrib\.auth\.(?:login|alogin|decorators\b.*|mixins\b.*|views\b.*)")


def says_login(function: FunctionContext) -> bool:
    """
    Whether the name of a function, or of the class of a method, is or ends in login or sign_in; not where one logs in
    as another user.
    """
    names = [snake(function.name)] + ([] if function.class_ is None else [snake(function.class_.name)])
    if any(_FOR_ANOTHER.search(name) for name in names):
        return False
    return any(_LOGIN.search(_BEHIND.sub("", name)) for name in names)


def uses_djangos_users(tree: Tree) -> bool:
    """
    Whether a module uses Django's own ``login()`` or its users: ``login_required``, ``request.user``.
    """
    imports: list[cst.Import | cst.ImportFrom] = [*tree.of(cst.Import), *tree.of(cst.ImportFrom)]
    if any(_OF_DJANGO.fullmatch(full) for statement in imports for _, full in imported_names(statement)):
        return True
    attributes = (dotted(item) for item in tree.of(cst.Attribute))
    return any(name.endswith((".request.user", "auth.login")) or name == "request.user" for name in attributes)


class OwnLogins:
    """The keys by which the login functions of a module log in; complete when the walk is over."""

    def __init__(self, symbols: SymbolTable) -> None:
        self._symbols = symbols
        self._written: set[str] = set()

    def add(self, event: SessionItem | SessionCall, key: str) -> None:
        """To be called for each key that is written."""
        is_write = isinstance(event, SessionCall) or event.access is Access.WRITE
        if is_write and event.function is not None and says_login(event.function):
            self._written.add(key)

    def keys(self) -> frozenset[str]:
        """
        The keys; none where the module uses Django's users. Of several that a login writes only those for who the
        visitor is.
        """
        if not self._written or uses_djangos_users(self._symbols.tree):
            return frozenset()
        alone = len(self._written) == 1
        return frozenset(
            key for key in self._written if _says_who(key) or (alone and not _NOT_WHO & set(words_of_name(key)))
        )


def _says_who(key: str) -> bool:
    words = words_of_name(key)
    return bool(_WHO & set(words)) and not _NOT_WHO & set(words) or " ".join(words) in _WHO_ALONE
