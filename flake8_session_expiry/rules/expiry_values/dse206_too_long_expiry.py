"""
DSE206: a lifetime longer than the policy allows.

Silent where:

- it is not longer than the limit of the profile, the project or the browser: "a year", "400 days exactly", "a year as a
  timedelta", "a profile without an idle limit, below", "an idle limit, kept", "an overall limit, kept by a fixed end",
  "the maximum of the project, kept", "zero and None"
- the profile limits idle time, and it is a fixed end: "a fixed end under an idle limit is not idle time"
- its length is not known, or only what is left of it: "not known", "a setting", "bounded", "a timedelta that is not
  known, or shorter in the end", "what is left until a timestamp"
- it is a day in the calendar: "a day in the calendar, however far"
- milliseconds are meant: "milliseconds are another rule's"
- it is another age: "another age", "somebody else's set_expiry"
- the module is one of tests: "in a test"
"""

from __future__ import annotations

import math

from flake8_session_expiry.analysis.longest_expiry import limit_of
from flake8_session_expiry.engine.needs import SET_EXPIRY
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.text.length_format import A_THOUSAND_YEARS, told_apart
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.stated import length_from_now


class TooLongExpiry(Rule):
    """
    The lifetime is longer than the policy of the project allows.

    ## What Django does

    Django accepts a lifetime of any length up to the year 9999 and stores the session for that long. How long a
    session may last is a matter of policy, and this rule compares the lifetime with one. Without a profile it is
    400 days: the draft that is to replace RFC 6265 tells browsers not to keep a cookie for longer.

    ## Flagged

        request.session.set_expiry(10 * 365 * 24 * 60 * 60)

    ## Use instead

        request.session.set_expiry(30 * 24 * 60 * 60)

    ## Options

    ``--session-expiry-profile`` takes the limits of a published document, ``--session-expiry-max-age`` a number of
    seconds that replaces both limits.

    - ``browser`` (the default): 400 days; RFC 6265bis (Internet-Draft, 2025), 5.5
    - ``nist-aal1``: 30 days; NIST SP 800-63B-4 (2025), 2.1.3
    - ``nist-aal2``: 24 hours, 1 hour idle; NIST SP 800-63B-4 (2025), 2.2.3
    - ``nist-aal3``: 12 hours, 15 minutes idle; NIST SP 800-63B-4 (2025), 2.3.3
    - ``owasp-asvs-4-l1``: 30 days; OWASP ASVS 4.0.3 (2021), 3.3.2
    - ``owasp-asvs-4-l2``: 12 hours, 30 minutes idle; OWASP ASVS 4.0.3 (2021), 3.3.2
    - ``owasp-asvs-4-l3``: 12 hours, 15 minutes idle; OWASP ASVS 4.0.3 (2021), 3.3.2
    - ``pci-dss``: 15 minutes idle; PCI DSS 4.0 (2022), 8.2.8

    A number of seconds counts from the last response that saved the session. It is compared with the idle limit, where
    the profile has one, and otherwise with the overall limit. A timedelta or datetime is a fixed end and is compared
    with the overall limit only; dates in the calendar are not reported unless they are as good as never
    (``datetime.max``).

    ## References

    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    - [RFC 6265bis, cookie lifetime limits](https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-cookie-lifetime-limits)
    - [NIST SP 800-63B-4](https://doi.org/10.6028/NIST.SP.800-63B-4)
    - [OWASP ASVS 4.0.3, session management](https://github.com/OWASP/ASVS/blob/v4.0.3/4.0/en/0x12-V3-Session-management.md)
    - [PCI DSS](https://www.pcisecuritystandards.org/document_library/)
    """

    code = "DSE206"
    since = "0.1.0"
    needs = SET_EXPIRY("other")
    message = "this is {length}, which Django accepts, but it exceeds the {most} of {reason}; pass {most} or less"
    in_tests = False

    def on_session_call(self, call: SessionCall) -> None:
        """Each value that the argument may have."""
        for value in call.expiries:
            limit, seconds = limit_of(value.kind, self.options), _length(value)
            if limit is not None and seconds is not None and limit.seconds < seconds < math.inf:
                length, most = told_apart(seconds, limit.seconds)
                self.report(value.node, length=length, most=most, reason=limit.reason)


def _length(value: Occurrence) -> float | None:
    """
    The seconds that an expiry lasts.

    For a date in the calendar only where it is about the same as never (``datetime.max``): the findings must not depend
    on the day.
    """
    is_never = value.seconds is not None and value.seconds > A_THOUSAND_YEARS
    return value.seconds if is_never else length_from_now(value)
