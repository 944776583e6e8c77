"""
DSE411: SESSION_COOKIE_SAMESITE has a value that makes every response with the cookie fail.

Silent where:

- Django takes the word, in any case: "the words in any case", "on one side of a switch"
- the attribute is dropped, which is DSE503's: "False", "None", "the empty text"
- it is from the environment, or not known: "a word from the environment", "a word that cannot be told", "a member of an
  enumeration", "cut before"
- it is replaced later, or a template is filled in before: "replaced later", "a template that is filled in before"
- it is another cookie: "the cookie of CSRF"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import ASSIGNED
from flake8_session_expiry.rewrites.layout import quote_of
from flake8_session_expiry.rewrites.setting_repairs import fix_of_setting
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import Kind, Source

_WORDS = frozenset({"lax", "strict", "none"})


class InvalidSamesite(Rule):
    """
    ``SESSION_COOKIE_SAMESITE`` is something that Django cannot send.

    ## What Django does

    The response that should set the session cookie fails in the session middleware: with a ValueError for a word
    other than Lax, Strict and None (upper or lower case; spaces around the word make it another word), with an
    AttributeError for ``True`` and for a tuple. ``flush()`` and ``logout()`` fail as well. ``manage.py check`` does
    not report it.

    ## Flagged

        SESSION_COOKIE_SAMESITE = "Lax "

    ## Use instead

        SESSION_COOKIE_SAMESITE = "Lax"

    ## Fix safety

    Spaces around one of the words are removed: safe, unless the setting is read elsewhere in the module. Other values
    have no fix: write ``"Lax"``, Django's default; ``"None"`` with ``SESSION_COOKIE_SECURE = True`` if other sites
    show this one in a frame; ``"Strict"`` if whoever follows a link from elsewhere should arrive as a stranger.

    ## References

    - [SESSION_COOKIE_SAMESITE](https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-samesite)
    """

    code = "DSE411"
    since = "0.1.0"
    needs = ASSIGNED("SESSION_COOKIE_SAMESITE", but=("Lax", "Strict", "None", None, False))
    message = "SESSION_COOKIE_SAMESITE = {value} makes every response that sets the session cookie fail; write {write}"
    fixes = frozenset({Safety.SAFE, Safety.UNSAFE})
    settings = frozenset({"SESSION_COOKIE_SAMESITE"})

    def on_setting(self, setting: Setting) -> None:
        """Each value that the setting may have at the end of the module."""
        for value in setting.values_at_end:
            if value.source is not Source.ENVIRONMENT and value.known and _fails(value):
                word = _word(value)
                write = repr(word) if word is not None else "'Lax', 'Strict' or 'None'"
                literal = value.node is value.origin
                self.report(value.node, value=self._shown(value), write=write, word=word if literal else None)

    def _shown(self, value: Occurrence) -> str:
        """The value as it would be written alone: a tuple in brackets, so that its comma is not one of the sentence."""
        if value.kind is not Kind.CONTAINER:
            return repr(value.constant)
        code = self.source.code(value.node)
        return f"({code})" if isinstance(value.node, cst.Tuple) and not value.node.lpar else code

    def fix(self, finding: Finding) -> Fix | None:
        """The word without the blanks around it."""
        word = finding.facts["word"]
        if not isinstance(word, str) or finding.node is None:
            return None
        quote = quote_of(self.source, finding.node)
        return fix_of_setting(self.tree, "SESSION_COOKIE_SAMESITE", Replace(finding.node, f"{quote}{word}{quote}"))


def _fails(value: Occurrence) -> bool:
    if isinstance(value.constant, str):
        return bool(value.constant) and value.constant.lower() not in _WORDS
    return value.constant is True or (value.kind is Kind.CONTAINER and bool(value.constant))


def _word(value: Occurrence) -> str | None:
    """The word that is meant, where only blanks around it are wrong."""
    text = value.constant.strip() if isinstance(value.constant, str) else ""
    return text if text.lower() in _WORDS else None
