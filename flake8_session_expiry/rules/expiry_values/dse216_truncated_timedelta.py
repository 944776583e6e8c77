"""
DSE216: a part of a timedelta is taken for its length.

Silent where:

- the whole length is taken: "the whole length", "the timedelta itself", "days in seconds", "days and seconds",
  "numbers"
- it is shorter than a day: "below a day", "half an hour from now", "a timedelta that is only a part of a day"
- the timedelta is not known, or no timedelta: "a timedelta that is not known", "a setting of the project", "an
  attribute of something else", "another library's lengths", "the difference of two stored moments"
- the moment is computed from now, so that it is the next midnight or opening: "until midnight", "until the end of this
  day", "until midnight in one expression", "until the next opening, by a function of the project", "until a moment that
  is called by its hour"
- the function, or its query, compares the moment or what is left, or asks whether it is over: "compared with now
  before", "what is left is compared", "an item is compared", "asked whether it is over", "the query asks"
- what is left is bound again: "what is left is rebound in a branch"
- the module is one of tests: "in a test"
"""

from __future__ import annotations

from flake8_session_expiry.analysis.timedelta_parts import TimedeltaPart, TimedeltaParts, part_of_timedelta
from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import SET_EXPIRY
from flake8_session_expiry.rewrites.layout import in_seconds
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.literals import one_line
from flake8_session_expiry.sessions.events import SessionCall
from flake8_session_expiry.sessions.model import Model
from flake8_session_expiry.values.occurrence import Occurrence


class TruncatedTimedelta(Rule):
    """
    ``.seconds`` or ``.days`` of a timedelta is passed to ``set_expiry()`` instead of its whole length.

    ## What Django does

    A timedelta keeps days and seconds apart. ``.seconds`` is what is left over after the whole days:
    ``timedelta(days=1).seconds`` is 0, so that the session lasts until the browser closes, and
    ``timedelta(hours=36).seconds`` is 43,200. For a moment that has passed it is almost a day:
    ``timedelta(seconds=-60).seconds`` is 86,340. ``.days`` is a number of days, and Django takes it for seconds.

    Reported is ``.seconds`` of a timedelta that is known to have days, and of the difference between now and a moment
    that comes from elsewhere (``invite.ends_at - timezone.now()``). Where that moment is computed from now
    (``now.replace(hour=0)``, ``datetime.combine(...)``), or compared with anything in the same function, nothing is
    reported.

    ## Flagged

        from datetime import timedelta

        request.session.set_expiry(timedelta(days=1).seconds)

    or

        from datetime import timedelta

        request.session.set_expiry(timedelta(days=14).days)

    ## Use instead

        from datetime import timedelta

        request.session.set_expiry(int(timedelta(days=1).total_seconds()))

    or

        from datetime import timedelta

        request.session.set_expiry(int(timedelta(days=14).total_seconds()))

    ## Fix safety

    Unsafe: the session gets another length. A part that is bound to a name first has no fix: write
    ``int(length.total_seconds())`` there if nothing else counts with the name, or in the call.

    ## References

    - [timedelta](https://docs.python.org/3/library/datetime.html#timedelta-objects)
    - [set_expiry](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.set_expiry)
    """

    code = "DSE216"
    since = "0.1.0"
    needs = SET_EXPIRY("other")
    message = "{what}; write int({delta}.total_seconds())"
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._parts = TimedeltaParts(model.symbols, model.values)

    def on_session_call(self, call: SessionCall) -> None:
        """Each value that the argument may have."""
        for value in call.expiries:
            node = part_of_timedelta(value)
            part = None if node is None else self._parts.wrong(node)
            if part is not None:
                delta = one_line(self.source.code(part.node.value), "...")
                what = part.described(delta, "the session lasts until the browser closes")
                self.report(value.node, what=what, delta=delta, value=value, part=part)

    def fix(self, finding: Finding) -> Fix | None:
        """The whole length, in the place of the part."""
        value, part = finding.facts["value"], finding.facts["part"]
        assert isinstance(value, Occurrence) and isinstance(part, TimedeltaPart)
        place = part.place(self.tree, value)
        if place is None:
            return None
        return Fix.unsafe(Replace(place, in_seconds(self.source, part.node.value, place)))
