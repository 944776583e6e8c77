"""
DSE204: a lifetime in milliseconds is passed to set_expiry.

Silent where:

- nothing states a thousandth of it, and no factor of minutes or hours stands beside a thousand: "a large figure alone",
  "a large figure of a constant", "a thousand alone", "a factor of a hundred", "a thousand in a sum", "a thousand that
  divides"
- a factor counts days, and nothing states the duration: "a count of days", "a count of days in another order", "a count
  of days by its seconds", "a count of days by its minutes", "a count of days by a constant"
- the comment agrees with the figure: "seconds with a comment that agrees", "the comment counts the thousand", "the
  comment states the large figure", "a comment that knows how long that is"
- the comment says more than one duration: "two durations", "a comment with other words", "a default in the comment"
- the comment is about something else: "a comment above another statement", "a comment of the block", "a conditional
  expression under one comment", "a comment about a part of the product", "a comment about something else"
- it is divided, or given to timedelta as milliseconds: "milliseconds divided", "milliseconds divided before",
  "milliseconds in a timedelta", "a timedelta of milliseconds, with a comment", "a constant in milliseconds that is
  divided, or meant for JavaScript"
- the name only looks like one of milliseconds, or the figure is too small: "a name that ends like milliseconds", "a
  name that counts per millisecond", "words that end in ms", "settings whose names only begin like milliseconds", "a
  small figure with a name of milliseconds"
- it is another method's or another object's: "somebody else's set_expiry", "another method"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, Safety
from flake8_session_expiry.engine.needs import SET_EXPIRY
from flake8_session_expiry.engine.walk import Tree
from flake8_session_expiry.rewrites.milliseconds import divided_by_1000
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.text.length_format import in_words
from flake8_session_expiry.values.milliseconds import Milliseconds, is_beyond_doubt, milliseconds
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.stated import length_from_now, statements_about


class MillisecondsExpiry(Rule):
    """
    A lifetime in milliseconds is passed to ``set_expiry()``.

    ## What Django does

    ``set_expiry()`` counts in seconds and takes a number of any size without a warning: ``30 * 60 * 1000`` keeps the
    session for nearly 21 days instead of 30 minutes.

    A number is taken for milliseconds where the comment beside it, or its name, states a duration that is a
    thousandth of it, where its name ends in ``_ms`` or ``_milliseconds``, and where a factor of 1000 stands beside
    60 or 3600. Large numbers alone, and counts of days (``24 * 60 * 60 * 1000``), are not reported.

    ## Flagged

        request.session.set_expiry(1800000)  # 30 minutes

    or

        request.session.set_expiry(30 * 60 * 1000)  # 30 minutes

    ## Use instead

        request.session.set_expiry(1800)  # 30 minutes

    or

        request.session.set_expiry(30 * 60)  # 30 minutes

    ## Fix safety

    Safe where a comment or name states the duration that comes out: the factor of 1000 is removed, a plain number
    is divided. Unsafe where there are only the factors to go by, where another comment or name beside the number
    may mean another length or says that it is in milliseconds, and where it is a constant of the module that other
    modules may import. A number that stands elsewhere is changed only if it is used nowhere else, and never if its
    name says milliseconds.

    ## References

    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    """

    code = "DSE204"
    since = "0.1.0"
    needs = SET_EXPIRY("other")
    message = "set_expiry() counts in seconds, not milliseconds: {what}"
    fixes = frozenset({Safety.SAFE, Safety.UNSAFE})

    def on_session_call(self, call: SessionCall) -> None:
        """Each value that the argument may have."""
        for value in call.expiries:
            reason = milliseconds(self.values.at, value, statements_about(self.source, value))
            if reason is not None:
                self.report(value.node, what=_what(value, reason), value=value, reason=reason)

    def fix(self, finding: Finding) -> Fix | None:
        """Safe where a comment or name states the result, and nothing else uses the number."""
        value, reason = finding.facts["value"], finding.facts["reason"]
        assert isinstance(value, Occurrence) and isinstance(reason, Milliseconds)
        is_elsewhere = value.node is not value.origin
        if reason.name is not None or (is_elsewhere and not _used_once(self.tree, value)):
            return None
        edit = divided_by_1000(value.written_as)
        if edit is None:
            return None
        can_be_imported = is_elsewhere and self.symbols.function_of(value.written_as) is None
        certain = not can_be_imported and is_beyond_doubt(self.source, value, reason)
        return Fix.safe(edit) if certain else Fix.unsafe(edit)


def _what(value: Occurrence, reason: Milliseconds) -> str:
    seconds = length_from_now(value)
    if reason.stated is not None and seconds is not None:
        return f"this is {in_words(seconds)}, 1,000 times the stated '{reason.stated.text}'; divide it by 1,000"
    subject = reason.name or "this product"
    if seconds is not None:
        return f"{subject} lasts {in_words(seconds)}; for {in_words(seconds / 1000)}, divide it by 1,000"
    return f"{subject} would last 1,000 times as long as intended; divide it by 1,000"


def _used_once(tree: Tree, value: Occurrence) -> bool:
    """Whether the number of a name is used at this place only."""
    binding = value.binding
    if binding is None or binding.value is not value.origin or len(value.names) != 1:
        return False
    mentions = [name for name in tree.of(cst.Name) if name.value == value.names[0]]
    return len(mentions) == 2
