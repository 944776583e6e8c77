"""
DSE407: the comment or name beside SESSION_COOKIE_AGE states another lifetime.

Silent where:

- the comment or name agrees: "a comment that agrees", "another language", "thirty days are a month", "a name that is
  multiplied"
- the comment has a word besides that is in no closed list: "the default beside another value", "an alternative", "half
  an hour in words", "limits and exceptions"
- it states several durations, or asks: "two durations", "a question", "a name and a comment that state two durations"
- until the browser closes: SESSION_EXPIRE_AT_BROWSER_CLOSE is set in the settings, or not known to be unset: "until the
  browser closes beside the setting for it", "until the browser closes, by another module of the settings", "until the
  browser closes, beside a module that is not known"
- it is replaced later: "another duration that is replaced later", "another duration in a branch, and the right one
  below it"
- the value is not known, or the comment is about another setting: "a value that cannot be told", "another setting", "a
  comment about the next setting, or with other words"
"""

from __future__ import annotations

from flake8_session_expiry.engine.needs import ASSIGNED
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.text.length_format import in_words
from flake8_session_expiry.text.phrases import Phrase
from flake8_session_expiry.values.stated import Stated, statements_about


class ContradictingComment(Rule):
    """
    The comment or name beside ``SESSION_COOKIE_AGE`` states another lifetime.

    ## What Django does

    Django sees the number only: ``1800`` lasts half an hour, whatever the comment says. A lifetime above 0 outlives the
    browser, unless ``SESSION_EXPIRE_AT_BROWSER_CLOSE`` is set.

    A comment counts only if it states one duration and nothing else, or says "until the browser closes". With any
    other word, a second duration, "or", "default" or a question mark it is ignored. The same holds for names.

    ## Flagged

        SESSION_COOKIE_AGE = 1800  # 1 hour

    or

        SESSION_COOKIE_AGE = 3600  # until the browser closes

    ## Use instead

        SESSION_COOKIE_AGE = 3600  # 1 hour

    or

        SESSION_COOKIE_AGE = 3600
        SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # until the browser closes

    ## References

    - [SESSION_COOKIE_AGE](https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-age)
    - [SESSION_EXPIRE_AT_BROWSER_CLOSE](https://docs.djangoproject.com/en/stable/ref/settings/#session-expire-at-browser-close)
    """

    code = "DSE407"
    since = "0.1.0"
    needs = ASSIGNED("SESSION_COOKIE_AGE")
    message = "SESSION_COOKIE_AGE {what}"
    settings = frozenset({"SESSION_COOKIE_AGE"})

    def on_setting(self, setting: Setting) -> None:
        """Each value that the setting may have at the end of the module, with its own comments and names."""
        # Set in this module or in another one of the settings, or not known to be unset.
        closes = not setting.module.effective.get("SESSION_EXPIRE_AT_BROWSER_CLOSE").default
        for value in setting.values_at_end:
            if value.seconds is None or value.seconds <= 0:
                continue
            by_default = " unless the environment sets it" if setting.by_environment else ""
            statements = statements_about(self.source, value)
            if what := _contradiction(value.seconds, statements, by_default, closes=closes):
                self.report(value.node, what=what)


def _contradiction(seconds: float, statements: Stated, by_default: str, *, closes: bool) -> str | None:
    """
    What a comment or name states that is not this value. None where two different durations are stated: only one of
    them is about it.
    """
    different = {(stated.shortest, stated.longest) for stated in statements.durations}
    if len(different) > 1:
        return None
    for stated in statements.durations:
        if not stated.is_about(seconds):
            return f"is {in_words(seconds)}{by_default}, not the stated '{stated.text}'; correct one of the two"
        return None
    if any(phrase is Phrase.BROWSER_CLOSE for phrase, _ in statements.phrases) and not closes:
        return "above 0 outlives the browser; to end sessions with it, set SESSION_EXPIRE_AT_BROWSER_CLOSE = True"
    return None
