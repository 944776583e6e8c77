"""
What must stand in the text of a module for each kind of shape: asked before Python parses the file. ``needs`` has the
vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from flake8_session_expiry.engine import needs
from flake8_session_expiry.engine.needs import COMPUTED, Literal, Shape, Shapes
from flake8_session_expiry.engine.paths import file_name
from flake8_session_expiry.engine.setting_shapes import may_be_settings_file, may_name_unknown_setting
from flake8_session_expiry.reference import session_api

_LOGOUT = "|".join("_*".join(word) for word in ("logout", "signout", "endsession"))


@dataclass(frozen=True)
class Words:
    """
    What occurs in the text of every module with a shape of some kind: one of the plain ``words``, or a match of one of
    the ``patterns``, or of those that are ``folded``, in the text in lower case. Each pattern begins with a literal, so
    that it is found fast.
    """

    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()

    def __or__(self, other: Words) -> Words:
        return Words(self.words + other.words, self.patterns + other.patterns, self.folded + other.folded)

    def occur_in(self, text: str, lower: str) -> bool:
        """Whether one of them does, in a text that is also given in lower case."""
        return (
            any(word in text for word in self.words)
            or any(re.search(each, text) for each in self.patterns)
            or any(re.search(each, lower) for each in self.folded)
        )


_BY_METHOD = Words(tuple(n for n in session_api.DJANGO_ONLY if not any(m in n for m in session_api.DJANGO_ONLY - {n})))
"""Whatever a method is called on that only sessions have is a session. Without names that have another one in them."""
_MEMBER = Words(patterns=(r"\.(?:[\s\\]|#[^\n]*\n)*session\b", r"session[\"'](?<=[\"']session[\"'])"))
"""``request.session``, also in several lines, and ``getattr(request, "session")``; not ``user_session``."""
_SESSION = Words(("asession", "SessionStore", "SessionBase")) | _MEMBER | _BY_METHOD
_IN_SESSION = _SESSION | Words(folded=(r"in\b[\s(\\]*(?:\w+\s*:=\s*)?[\w.]*session\b",))
"""Also ``key in user_session``."""

_BY_SHAPE: Final[Mapping[Shape, Words]] = MappingProxyType(
    {
        needs.SET_EXPIRY: Words(("set_expiry",)),
        needs.REMEMBER_EXPIRY: Words(("set_expiry",)),
        needs.LOGOUT_EXPIRY: Words(("set_expiry",)),
        needs.CALLED: _SESSION,
        needs.MISFIT: _SESSION,
        needs.AWAITED: _SESSION,
        needs.UNAWAITED: _SESSION,
        needs.UNCALLED: _SESSION,
        needs.WRITTEN: _SESSION,
        needs.UNKNOWN_MEMBER: _SESSION,
        needs.ITEM: _SESSION,
        needs.KEY_ASKED: _IN_SESSION,
        needs.NESTED_CHANGE: _SESSION,
        needs.ODD_VALUE: _SESSION,
        needs.ODD_KEY: _IN_SESSION,
        needs.TESTED: _SESSION,
        needs.SESSION_CALLED: _SESSION,
        needs.SESSION_REPLACED: _MEMBER,
        needs.CLIENT_CHANGED: _SESSION,
        needs.STORE_MADE: Words(("SessionStore",)),
        needs.STORE_CHANGED: _SESSION,
        needs.STORE_OUTSIDE: Words(("SessionStore",)),
        needs.ON_REQUEST: _BY_METHOD | Words(("test_cookie",)),
        needs.PASSWORD_SET: Words(("password",)),
        needs.PASSWORD_FORM_SAVED: Words(("PasswordChangeForm", "SetPasswordForm", "PasswordChangeView")),
        needs.COOKIE_SET: Words(("set_cookie", "set_signed_cookie")),
        needs.COOKIE_DELETED: Words(("delete_cookie",)),
        needs.REDIRECT: Words(("edirect", "success_url", "url", "pattern_name")),
        needs.CACHE_CLEARED: Words(
            ("django.core.cache",),
            (
                r"django\.core\s+import\s+(?:\([^)]*|(?:[^\n(\\]|\\\r?\n)*)\bcache\b",
                r"django\.core\s+as\b",
                r"django\s+import\s+core\b",
            ),
        ),
        needs.EXPIRED_CLEARED: Words(("clear_expired", "clearsessions")),
        needs.LOGOUT_NAMED: Words(folded=(rf"def[\s\\]+\w*?(?:{_LOGOUT})", rf"class[\s\\]+\w*?(?:{_LOGOUT})")),
        needs.ASYNC_DEF: Words(("async",)),
        needs.BOOL_COMPARED: Words(("True", "False")),
        needs.ASSIGNED_TWICE: Words(("SESSION",)),
        needs.UNASSIGNED: Words(("SESSION",)),
        needs.RUNTIME_SETTING: Words(("SESSION",)),
        needs.UNSERVED_MIDDLEWARE: Words(("AuthenticationMiddleware", "MessageMiddleware")),
        needs.EARLY_MIDDLEWARE: Words(("SessionMiddleware",)),
    }
)
WORDS: Final[Mapping[str, Words]] = MappingProxyType({shape.kind: words for shape, words in _BY_SHAPE.items()})
"""By the kind of a shape."""
_NAMED_IN_TEXT = frozenset(
    shape.kind
    for shape in (needs.CALLED, needs.AWAITED, needs.UNAWAITED, needs.UNCALLED, needs.WRITTEN, needs.ON_REQUEST)
)
"""The kinds whose names are names in the code."""


class WordShapes(Shapes):
    """
    What may stand in a module by the words of its text. Whatever ``shapes_of`` finds in it may stand in it; ``names``
    and ``assigned`` are empty. ``session_names`` are names that the user has said to be sessions.
    """

    def __init__(self, text: str, path: str, session_names: Collection[str] = ()) -> None:
        super().__init__(text, file_name(path))
        self._path = path
        self._lower = text.lower()
        self._has_given = any(name in text for name in session_names)
        self._occurs: dict[Words, bool] = {}
        self._written: dict[str, bool] = {}

    def has(self, shape: Shape) -> bool:
        if shape == needs.SETTINGS_FILE:
            return may_be_settings_file(self.text, self._path)
        if shape == needs.UNKNOWN_SETTING:
            return may_name_unknown_setting(self.text, self._lower)
        if shape.kind == needs.AWAITED.kind and not self._is_written("await"):
            return False
        # login() may be imported under another name: login as enter
        if any(self._is_written(name.removesuffix("()")) for name in shape.among if name.endswith("()")):
            return True
        if not self._occur(WORDS[shape.kind]):
            return False
        return shape.kind not in _NAMED_IN_TEXT or not shape.among or any(map(self._is_written, shape.among))

    def _occur(self, words: Words) -> bool:
        if words not in self._occurs:
            self._occurs[words] = self._has_given or words.occur_in(self.text, self._lower)
        return self._occurs[words]

    def values(self, setting: str) -> Collection[Literal]:
        may_occur = "SESSION" not in setting or self._is_written("SESSION")
        return (COMPUTED,) if may_occur and self._is_written(setting) else ()

    def _is_written(self, name: str) -> bool:
        if name not in self._written:
            self._written[name] = name in self.text
        return self._written[name]
