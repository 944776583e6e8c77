"""
DSE509: a middleware that needs the session is listed before the one that makes it.

Silent where:

- a middleware before it gives the session, or may, by its name or because it is the project's own: "the order of
  Django's template", "another session middleware", "a name that speaks of sessions", "an own middleware may give the
  session"
- nothing in the list needs the session: "neither users nor messages", "messages in cookies", "messages in cookies on
  one of two sites", "the storage of messages is not known"
- the list is not known as a whole, or is changed later: "entries that cannot be told", "an entry of a name", "built of
  parts", "changed later", "put together later", "changed on a condition", "changed in a way that cannot be told", "a
  later import may bring another list", "what production makes of it"
- it is another list: "a list of another name"
- it has no effect in production: "settings of tests", "development only"
"""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import UNSERVED_MIDDLEWARE
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.reference.settings import SESSION_MIDDLEWARE
from flake8_session_expiry.rewrites.layout import quote_of
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.settings.middleware_list import Entry, entries, is_handed_on, literal_list
from flake8_session_expiry.settings.production import in_production, seen_in_production

_AUTH = "django.contrib.auth.middleware.AuthenticationMiddleware"
_MESSAGES = "django.contrib.messages.middleware.MessageMiddleware"
_STORAGE = "django.contrib.messages.storage."
_IN_SESSION = frozenset({f"{_STORAGE}fallback.FallbackStorage", f"{_STORAGE}session.SessionStorage"})
# Middleware of these packages does not set ``request.session``; any other middleware may.
_BYSTANDERS = ("django.", "whitenoise.", "corsheaders.", "debug_toolbar.")


class SessionMiddlewareOrder(Rule):
    """
    ``MIDDLEWARE`` lists AuthenticationMiddleware or MessageMiddleware before the session middleware, or without it.

    ## What Django does

    Middleware runs in the order of the list. AuthenticationMiddleware and MessageMiddleware need
    ``request.session``, which SessionMiddleware creates: where it comes after them or is missing, every page fails
    with ImproperlyConfigured. ``manage.py check`` says nothing about a wrong order.

    ## Flagged

        MIDDLEWARE = [
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
        ]

    ## Use instead

        MIDDLEWARE = [
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ]

    ## Fix safety

    The session middleware is moved up: safe if it passes none but Django's own middleware, unsafe otherwise. To add one
    that is missing is unsafe. Nothing is moved past comments, as it cannot be told which entry they speak of.

    ## References

    - [MIDDLEWARE](https://docs.djangoproject.com/en/stable/ref/settings/#middleware)
    - [Middleware ordering](https://docs.djangoproject.com/en/stable/ref/middleware/#middleware-ordering)
    """

    code = "DSE509"
    since = "0.1.0"
    needs = UNSERVED_MIDDLEWARE
    message = "{name} has no session middleware before it: every page fails with ImproperlyConfigured; {write}"
    fixes = frozenset({Safety.SAFE, Safety.UNSAFE})
    settings = frozenset({"MIDDLEWARE"})

    def on_setting(self, setting: Setting) -> None:
        """A list that is not changed later: its first entry that needs a session, before one is set."""
        literal = literal_list(setting)
        listed = entries(literal) if literal is not None else None
        if not listed or (position := _first_in_need(setting, listed)) is None:
            return
        if is_handed_on(self.tree, "MIDDLEWARE") or not in_production(setting):
            return
        session = next((i for i, e in enumerate(listed) if i > position and e.name == "SessionMiddleware"), None)
        if session is None and not all(entry.path.startswith(_BYSTANDERS) for entry in listed[:position]):
            return
        write = f"list {SESSION_MIDDLEWARE} above it" if session is None else f"move {listed[session].name} up"
        needy = listed[position]
        self.report(
            needy.node, name=needy.name, write=write, literal=literal, listed=listed, position=position, session=session
        )

    def fix(self, finding: Finding) -> Fix | None:
        """The session middleware moves before that entry, and each entry between them down by one place."""
        listed, literal, first = (finding.facts[name] for name in ("listed", "literal", "position"))
        assert isinstance(listed, list) and isinstance(first, int) and isinstance(literal, (cst.List, cst.Tuple))
        session = finding.facts["session"]
        if not isinstance(session, int):
            return Fix.unsafe(Replace(literal, _with_session_at(self.source, literal, first)))
        passed = literal.elements[max(first - 1, 0) : session + 1]
        if any("#" in self.source.code(element) for element in passed):
            return None
        moved = [listed[session], *listed[first:session]]
        edits = [
            Replace(old.node, self.source.code(new.node))
            for old, new in zip(listed[first : session + 1], moved, strict=True)
        ]
        return (Fix.safe if all(entry.is_djangos for entry in moved) else Fix.unsafe)(*edits)


def _first_in_need(setting: Setting, listed: Sequence[Entry]) -> int | None:
    for position, entry in enumerate(listed):
        if entry.may_give_session:
            return None
        if entry.path == _AUTH or (entry.path == _MESSAGES and _stores_in_session(setting)):
            return position
    return None


def _stores_in_session(setting: Setting) -> bool:
    """Whether messages are stored in the session, as by default, and not in a cookie of their own."""
    return all(view.get("MESSAGE_STORAGE").value in _IN_SESSION for view in seen_in_production(setting))


def _with_session_at(source: SourceFile, literal: cst.List | cst.Tuple, position: int) -> cst.List | cst.Tuple:
    """The list with one more entry, with the layout of the entry that it is put before."""
    below = literal.elements[position]
    quote = quote_of(source, below.value)
    comma = _without_comments(literal.elements[position - 1] if position else literal)
    added = cst.Element(cst.SimpleString(f"{quote}{SESSION_MIDDLEWARE}{quote}"), comma=comma)
    return literal.with_changes(elements=[*literal.elements[:position], added, *literal.elements[position:]])


def _without_comments(before: cst.BaseElement | cst.List | cst.Tuple) -> cst.Comma:
    """A comma, and behind it the blanks before the entry: those behind the entry above, or behind the bracket."""
    blanks: cst.BaseParenthesizableWhitespace | None = None
    if isinstance(before, cst.List):
        blanks = before.lbracket.whitespace_after
    elif isinstance(before, cst.Tuple):
        blanks = before.lpar[0].whitespace_after if before.lpar else None
    elif isinstance(before.comma, cst.Comma):
        blanks = before.comma.whitespace_after
    if isinstance(blanks, cst.ParenthesizedWhitespace):
        return cst.Comma(whitespace_after=cst.ParenthesizedWhitespace(indent=blanks.indent, last_line=blanks.last_line))
    return cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
