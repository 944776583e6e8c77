"""DSE407: the comment or name beside SESSION_COOKIE_AGE states another lifetime."""

from __future__ import annotations

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

    A comment counts only if it is all about one duration, or says "until the browser closes": any other word, a second
    duration, "or", "default" or a question mark, and it is not read. The same holds for names.

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
    message = "SESSION_COOKIE_AGE {what}"
    settings = frozenset({"SESSION_COOKIE_AGE"})

    def on_setting(self, setting: Setting) -> None:
        """Each value that the setting may have at the end of the module, with its own comments and names."""
        closes = bool(setting.module.of("SESSION_EXPIRE_AT_BROWSER_CLOSE"))
        for value in setting.values_at_end:
            if value.seconds is None or value.seconds <= 0:
                continue
            if what := _contradiction(value.seconds, statements_about(self.source, value), closes=closes):
                self.report(value.node, what=what)


def _contradiction(seconds: float, statements: Stated, *, closes: bool) -> str | None:
    """
    What a comment or name states that is not this value. None where two different durations are stated: only one of
    them is about it.
    """
    different = {(stated.shortest, stated.longest) for stated in statements.durations}
    if len(different) > 1:
        return None
    for stated in statements.durations:
        if not stated.is_about(seconds):
            return f"is {in_words(seconds)}, not the stated '{stated.text}'; correct one of the two"
        return None
    if any(phrase is Phrase.BROWSER_CLOSE for phrase, _ in statements.phrases) and not closes:
        return "above 0 outlives the browser; set SESSION_EXPIRE_AT_BROWSER_CLOSE = True to end sessions with it"
    return None
