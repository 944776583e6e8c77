"""
DSE416: SESSION_COOKIE_AGE is a part of a timedelta.

Silent where:

- the whole length is taken: "the whole length", "days in seconds", "days and seconds"
- it is shorter than a day: "below a day"
- the timedelta is not known, or another library's: "a timedelta that is not known", "a number of days that is not
  known", "another library's lengths, and a reader of the environment"
- the module computes with it later: "converted later"
- it is another setting: "another setting"
"""

from __future__ import annotations

from datetime import timedelta

import libcst as cst

from flake8_session_expiry.analysis.timedelta_parts import TimedeltaPart, TimedeltaParts, part_of_timedelta
from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import ASSIGNED, COMPUTED
from flake8_session_expiry.rewrites.layout import in_seconds
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.literals import one_line
from flake8_session_expiry.semantic.symbols import dotted
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.values.occurrence import Occurrence


class TruncatedTimedeltaAge(Rule):
    """
    ``SESSION_COOKIE_AGE`` is ``.seconds`` or ``.days`` of a timedelta, instead of its whole length.

    ## What Django does

    A timedelta keeps days and seconds apart. ``.seconds`` is what is left over after the whole days:
    ``timedelta(days=14).seconds`` is 0, and then every session has expired before it is used: ``login()`` succeeds,
    and the next request is anonymous. ``timedelta(days=1, hours=2).seconds`` is two hours. ``.days`` is a number of
    days, and Django takes it for seconds.

    ## Flagged

        from datetime import timedelta

        SESSION_COOKIE_AGE = timedelta(days=14).seconds

    or

        from datetime import timedelta

        SESSION_COOKIE_AGE = timedelta(days=14).days

    ## Use instead

        from datetime import timedelta

        SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())

    ## Fix safety

    Unsafe: sessions get another length. A part that is bound to a name first has no fix: write
    ``int(length.total_seconds())`` there, if nothing else counts with the name, or in the setting.

    ## References

    - [timedelta](https://docs.python.org/3/library/datetime.html#timedelta-objects)
    - [SESSION_COOKIE_AGE](https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-age)
    """

    code = "DSE416"
    since = "0.1.0"
    needs = ASSIGNED("SESSION_COOKIE_AGE", values=(COMPUTED,))
    message = "SESSION_COOKIE_AGE: {what}; write int({delta}.total_seconds())"
    fixes = frozenset({Safety.UNSAFE})
    settings = frozenset({"SESSION_COOKIE_AGE"})

    def on_setting(self, setting: Setting) -> None:
        """Each value that the setting may have at the end of the module."""
        parts = TimedeltaParts(self.symbols, self.values)
        for value in setting.values_at_end:
            node = part_of_timedelta(value)
            part = None if node is None else parts.wrong(node, _of_another_module(setting, node.value))
            if part is not None:
                delta = one_line(self.source.code(part.node.value), "...")
                what = part.described(delta, "nobody stays logged in")
                self.report(value.node, what=what, delta=delta, value=value, part=part)

    def fix(self, finding: Finding) -> Fix | None:
        """The whole length, in the place of the part."""
        value, part = finding.facts["value"], finding.facts["part"]
        assert isinstance(value, Occurrence) and isinstance(part, TimedeltaPart)
        place = part.place(self.tree, value)
        if place is None:
            return None
        return Fix.unsafe(Replace(place, in_seconds(self.source, part.node.value, place)))


def _of_another_module(setting: Setting, node: cst.BaseExpression) -> timedelta | None:
    """The timedelta that a name of the settings has: also by a star import, or as ``defaults.SPAN``."""
    name, *attributes = dotted(node).split(".")
    value = setting.module.effective.get(name).only
    for attribute in attributes:
        value = (value.members or {}).get(attribute) if value is not None else None
    return value.constant if value is not None and isinstance(value.constant, timedelta) else None
