"""
DSE207: the comment or name beside an expiry states another one.

Silent where:

- the comment or name agrees, by a twentieth: "a comment that agrees", "a comment that agrees in other words", "a
  comment in Russian that agrees", "other ways to say the same", "two equal durations that are right", "names that
  agree", "a month has 28 to 31 days", "a second less", "rounded", "a very long time is never", "a second is at once
  enough"
- the comment has a word besides that is in no closed list: "no duration", "a default", "an alternative", "a history",
  "a ticket", "limits, parts and times of something else", "not, instead, in another place", "a comment about a key", "a
  quoted word that is no key", "commented-out code", "a noqa and a duration that agrees"
- it states several durations, a question, a fraction or a unit alone: "two durations", "two durations that differ", "a
  question", "a fraction", "factors in words", "only a unit"
- comments and names disagree with each other: "a comment and a name that disagree, one is right", "two comments that
  disagree"
- it is about something else: another statement, both branches, a factor: "one comment for both branches", "a comment
  above both branches", "a comment at the branch", "a comment above another statement", "a comment about a name that was
  given one of two values", "a comment about a factor", "a name about a factor", "a name that calculates with another",
  "a name of a unit is a count"
- the name only looks like a duration: "names that only look like durations"
- 0 or None may be what is said: "0 at browser close", "0 at tab close", "0 at window close", "0 is a cookie without an
  expiry date", "0 with the time on the server", "0 and None in other words", "None with a duration, which the settings
  may say", "None at browser close, which the settings may say"
- a negative number ends the session at once: "a negative number ends it at once", "a negative number and a duration"
- its length is not known, or depends on the day: "not known", "a day in the calendar"
- another rule reports it, or it is another object's: "milliseconds are another rule's", "a bool is another rule's",
  "somebody else's set_expiry"
- the module is one of tests: "in a test"
"""

from __future__ import annotations

from flake8_session_expiry.engine.needs import SET_EXPIRY
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.text.durations import StatedDuration
from flake8_session_expiry.text.length_format import in_words
from flake8_session_expiry.text.phrases import Phrase
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.stated import Stated, length_from_now, statements_about
from flake8_session_expiry.values.value import NUMERIC, Kind

TWO_WEEKS = 14 * 24 * 60 * 60


class ContradictingExpiry(Rule):
    """
    The comment or name beside the value of ``set_expiry()`` states another lifetime.

    ## What Django does

    Django sees the number only. ``set_expiry(600)`` lasts ten minutes, whatever the comment says; ``0`` is neither
    "never" nor "at once" but "when the browser closes" (the copy on the server stays for ``SESSION_COOKIE_AGE``);
    ``None`` is not "never" either but what the settings say; and a number above 0 makes a cookie that outlives the
    browser.

    A comment counts only if it states one duration and nothing else, or is one of a few phrases ("never expires",
    "when the browser closes", "immediately"). With any other word, a second duration that differs, "or", "default"
    or a question mark it is ignored. The same holds for names.

    ## Flagged

        request.session.set_expiry(600)  # 5 minutes

    or

        request.session.set_expiry(0)  # never expires

    ## Use instead

        request.session.set_expiry(300)  # 5 minutes

    or, for a lifetime as long as browsers keep a cookie:

        request.session.set_expiry(400 * 24 * 60 * 60)  # 400 days

    With ``signed_cookies`` no session lasts longer than ``SESSION_COOKIE_AGE`` (DSE312).

    ## References

    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    - [Browser-length sessions vs. persistent sessions](https://docs.djangoproject.com/en/stable/topics/http/sessions/#browser-length-sessions-vs-persistent-sessions)
    """

    code = "DSE207"
    since = "0.1.0"
    needs = SET_EXPIRY("other", "stated")
    message = "{what}"
    in_tests = False

    def on_session_call(self, call: SessionCall) -> None:
        """Each value that the argument may have, with its own comments and names."""
        for value in call.expiries:
            if what := contradiction(value, statements_about(self.source, value)):
                self.report(value.node, what=what)


def contradiction(value: Occurrence, statements: Stated) -> str | None:
    """The message about a value whose comments or names state another one; None where none does."""
    seconds = length_from_now(value)
    if seconds is not None and (stated := _other_duration(seconds, statements)) is not None:
        if seconds == 0 and value.kind in NUMERIC:
            return (
                f"0 lasts until the browser closes, not for the stated '{stated.text}'; pass the seconds "
                f"or correct the comment"
            )
        return f"this is {in_words(seconds)}, not the stated '{stated.text}'; correct one of the two"
    for phrase, comment in statements.phrases if not statements.durations else ():
        if what := _denied(phrase, comment, value):
            return what
    return None


def _other_duration(seconds: float, statements: Stated) -> StatedDuration | None:
    """
    The stated duration, if it is not this one. None where two different ones are stated: only one of them is about this
    value.
    """
    durations = statements.durations
    if not durations or len({(stated.shortest, stated.longest) for stated in durations}) > 1 or seconds < 0:
        return None
    stated = durations[0]
    # By default the server stores a session that ends with the browser for two weeks.
    if seconds == 0 and stated.means(TWO_WEEKS):
        return None
    return None if stated.is_about(seconds) else stated


def _denied(phrase: Phrase, comment: str, value: Occurrence) -> str | None:
    is_zero = value.seconds == 0 and value.kind in NUMERIC
    # With 0 the cookie has no expiry date, so "the cookie never expires" may mean that.
    if phrase is Phrase.NEVER and is_zero and "cookie" not in comment.lower():
        return (
            "0 does not mean never: the session lasts until the browser closes; pass the number of "
            "seconds it should last"
        )
    if phrase is Phrase.NEVER and value.kind is Kind.NONE:
        return (
            "None does not mean never: the session lasts as long as the settings say; pass the number"
            " of seconds it should last"
        )
    if phrase is Phrase.IMMEDIATELY and is_zero:
        return (
            "0 does not end the session at once: it lasts until the browser closes; call flush(), or logout() for"
            " a logged-in user"
        )
    if phrase is Phrase.BROWSER_CLOSE and value.seconds is not None and value.seconds >= 1:
        return "a lifetime above 0 does not end when the browser closes: the cookie outlives it; pass 0 for that"
    return None
