"""
DSE404: a string or a tuple is assigned to a boolean session setting.

Silent where:

- it is a bool, a number or None: "booleans", "0, 1 and None act as they look"
- it is not known: "text from elsewhere", "a text that cannot be told"
- the text is only compared, or converted or replaced later: "texts that are only compared", "converted, or replaced
  later"
- a template is filled in before: "a template that is filled in before"
- the setting may be a string, or is none of sessions: "a setting that is a string", "other settings"
- the module has no settings of Django: "Flask's update with a comma after the argument", "a class of Flask's"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import ASSIGNED
from flake8_session_expiry.reference.settings import BOOLEANS
from flake8_session_expiry.rewrites.setting_repairs import fix_of_setting
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.text.truth_words import FALSE_WORDS, TRUE_WORDS
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import Kind, Source


class NonBooleanSetting(Rule):
    """
    A boolean session setting is given a string or a tuple.

    ## What Django does

    Django asks only whether the value counts as true, and every string and tuple that is not empty does: ``"False"``,
    ``"0"`` and ``(False,)`` (a comma at the end of the line makes a tuple) switch the setting **on**. ``0``, ``1`` and
    ``None`` act as they look.

    ## Flagged

        SESSION_SAVE_EVERY_REQUEST = "False"

    or

        SESSION_EXPIRE_AT_BROWSER_CLOSE = "True"

    ## Use instead

        SESSION_SAVE_EVERY_REQUEST = False

    or

        SESSION_EXPIRE_AT_BROWSER_CLOSE = True

    ## Fix safety

    Safe where nothing changes (``"True"`` becomes ``True``), unsafe where the setting is switched the other way
    (``"False"``, which counts as true today, becomes ``False``) and where the setting is read elsewhere in the module.

    ## References

    - [Settings of sessions](https://docs.djangoproject.com/en/stable/ref/settings/#sessions)
    """

    code = "DSE404"
    since = "0.1.0"
    needs = ASSIGNED(*BOOLEANS, but=(True, False, None, 0, 1))
    message = "{name} is {what}, which counts as {counts}; write {write}"
    fixes = frozenset({Safety.SAFE, Safety.UNSAFE})
    settings = BOOLEANS

    def on_setting(self, setting: Setting) -> None:
        """Each value that the setting may have at the end of the module."""
        for value in setting.values_at_end:
            if value.known and value.source is not Source.ENVIRONMENT and value.kind in {Kind.STRING, Kind.CONTAINER}:
                meant = self._meant(value)
                counts = bool(value.constant)
                self.report(
                    value.node,
                    name=setting.name,
                    what=f"the string {value.constant!r}" if value.kind is Kind.STRING else _container(value),
                    counts="true" if counts else "false",
                    write="True or False" if meant is None else str(meant),
                    value=value,
                    meant=meant,
                )

    def _meant(self, value: Occurrence) -> bool | None:
        """The bool that was meant, or None where that is not clear."""
        if isinstance(value.constant, str):
            word = value.constant.strip().lower()
            return True if word in TRUE_WORDS else False if word in FALSE_WORDS | {"none"} else None
        if isinstance(value.origin, cst.Tuple) and len(value.origin.elements) == 1:
            inner = self.values.at(value.origin.elements[0].value)
            return inner.constant if isinstance(inner.constant, bool) else None
        return None

    def fix(self, finding: Finding) -> Fix | None:
        """True or False in the place of a literal."""
        value, meant = finding.facts["value"], finding.facts["meant"]
        assert isinstance(value, Occurrence)
        if meant is None or value.node is not value.origin:
            return None
        edit = Replace(value.node, str(meant))
        stays = bool(value.constant) is meant
        return fix_of_setting(self.tree, str(finding.facts["name"]), edit) if stays else Fix.unsafe(edit)


def _container(value: Occurrence) -> str:
    if isinstance(value.origin, cst.Tuple):
        return "a tuple (the comma makes it one)" if value.constant == 1 else "a tuple"
    return "a list, dict or set"
