"""
DSE409: a session setting is a string from the environment.

Silent where:

- it is converted: by int(), a comparison, a function, or the reader: "int around the reader", "comparisons",
  "strtobool", "converted by other functions", "a function of the module that converts", "calculated, or asked for
  digits", "django-environ casts to the type of its default", "django-environ casts by its scheme", "decouple casts",
  "casts by position and by method"
- it is converted later, or in another module: "converted later", "converted in another module", "text and default told
  apart"
- it is asked whether the variable is there: "presence in the environment", "a variable that is there or not", "whether
  a file, key or address is given"
- the reader is not known: "a reader of the project that nobody knows", "another reader of settings"
- the setting is a string: "settings that are strings"
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import ASSIGNED, COMPUTED
from flake8_session_expiry.reference.settings import BOOLEANS
from flake8_session_expiry.rewrites.casts import casting_method, compared, with_cast
from flake8_session_expiry.rewrites.layout import in_int
from flake8_session_expiry.rewrites.setting_repairs import fix_of_setting
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.semantic.symbols import dotted, mentions
from flake8_session_expiry.settings.age_failures import AgeFailure, failure_of_age
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.values.environment_variables import is_switch
from flake8_session_expiry.values.occurrence import Occurrence
from flake8_session_expiry.values.value import NUMERIC, Kind, Source

_OF_AGES = {
    AgeFailure.SAVING: "saving a session fails with TypeError",
    AgeFailure.SAVING_ON_MOST: "on most engines, saving a session fails with TypeError",
    AgeFailure.READING: "reading a session fails with TypeError",
    AgeFailure.LOST: "every request loses its session",
}
_READERS = frozenset({"environment", "decouple", "reader"})


class UncastEnvironment(Rule):
    """
    An environment variable is given to a session setting as it is: as a string.

    ## What Django does

    Variables of the environment are strings. As ``SESSION_COOKIE_AGE`` a string fails with a TypeError as soon as a
    session is saved, but only where the variable exists: a default that is a number hides it until production. As a
    boolean setting every string that is not empty counts as true, ``"False"`` and ``"0"`` included; so does
    ``bool(os.environ.get(...))``.

    django-environ casts to the type of ``default`` and of its scheme, ``env.int`` and ``cast=int`` convert: these are
    not reported; ``env("X")`` with neither is.

    ## Flagged

        import os

        SESSION_COOKIE_AGE = os.environ.get("SESSION_AGE", 3600)

    or

        import os

        SESSION_SAVE_EVERY_REQUEST = os.environ.get("SAVE_ALWAYS", "False")

    ## Use instead

        import os

        SESSION_COOKIE_AGE = int(os.environ.get("SESSION_AGE", 3600))

    or

        import os

        SESSION_SAVE_EVERY_REQUEST = os.environ.get("SAVE_ALWAYS", "False").lower() in ("1", "true", "yes", "on")

    ## Fix safety

    ``int(...)`` around a reader whose default is a number or a string of digits is safe, unless the setting is read
    elsewhere in the module. Without such a default, and for booleans, the fix is unsafe: a string that counts as
    true today may no longer do so.

    ## References

    - [SESSION_COOKIE_AGE](https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-age)
    - [os.environ](https://docs.python.org/3/library/os.html#os.environ)
    """

    code = "DSE409"
    since = "0.1.0"
    needs = ASSIGNED(*BOOLEANS, "SESSION_COOKIE_AGE", values=(COMPUTED,))
    message = "{name} is read from the environment as a string: {what}"
    fixes = frozenset({Safety.SAFE, Safety.UNSAFE})
    settings = BOOLEANS | {"SESSION_COOKIE_AGE"}

    def on_setting(self, setting: Setting) -> None:
        """The age and the booleans."""
        if setting.value is None or not setting.last or self._is_asked_for_its_type(setting.value.node):
            return
        is_age = setting.name == "SESSION_COOKIE_AGE"
        found = next(_strings(setting.value), None)
        if found is not None:
            failure = failure_of_age(self.options, setting.module.effective, Kind.STRING) or AgeFailure.SAVING
            what = f"{_OF_AGES[failure]} once the variable is set; write int(...)"
            if not is_age:
                what = (
                    "any non-empty string counts as true, even 'False' and '0'; compare it with a string such as 'true'"
                )
            self.report(found.node, name=setting.name, what=what, value=found, age=is_age)
        elif not is_age and (inner := self._in_bool(setting.value.node)) is not None:
            what = (
                "bool() of any non-empty string is True, even of 'False' and '0'; compare it with a "
                "string such as 'true'"
            )
            self.report(setting.value.node, name=setting.name, what=what, value=inner, age=False)

    def _is_asked_for_its_type(self, node: cst.BaseExpression) -> bool:
        """Whether the module itself tests the type of the value: ``isinstance(age, str)``."""
        names = {name for call in self.tree.of(cst.Call) if (name := _asked_for_its_type(call)) is not None}
        return any(mentions(node, name) for name in names)

    def _in_bool(self, node: cst.BaseExpression) -> Occurrence | None:
        """
        The text in ``bool(os.environ.get(...))`` of an on/off switch; for any other variable this tests whether it is
        set, which is right.
        """
        if not (
            isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value == "bool" and node.args
        ):
            return None
        read = self.values.at(node.args[0].value)
        text = next(_strings(read), None)
        defaults = [value.constant for value in read.alternatives() if value.known]
        return text if text is not None and is_switch(text.variable or "", defaults) else None

    def fix(self, finding: Finding) -> Fix | None:
        """``int(...)``, ``cast=``, or a comparison."""
        value, node = finding.facts["value"], finding.node
        assert isinstance(value, Occurrence) and isinstance(node, cst.BaseExpression)
        is_age = finding.facts["age"] is True
        if value.origin is None:
            return None
        if value.maker == "reader" and isinstance(node, cst.Call):
            return Fix.unsafe(casting_method(self.source, node, "int" if is_age else "bool"))
        code = self._cast(node, value, is_age)
        if code is None:
            return None
        if is_age and self._has_number(value.written or value.node):
            return fix_of_setting(self.tree, str(finding.facts["name"]), Replace(node, code))
        return Fix.unsafe(Replace(node, code))

    def _cast(self, node: cst.BaseExpression, value: Occurrence, is_age: bool) -> str | None:
        if value.maker == "decouple":
            return (
                with_cast(self.source, value.node, "int" if is_age else "bool")
                if isinstance(value.node, cst.Call)
                else None
            )
        if is_age:
            return in_int(self.source, node)
        default = _default_of(value.node)
        return compared(
            self.source, node, value.node, default, self.values.at(default.value).constant if default else None
        )

    def _has_number(self, node: cst.BaseExpression) -> bool:
        default = _default_of(node)
        if default is None:
            return False
        value = self.values.at(default.value)
        return value.kind is Kind.INT or (isinstance(value.constant, str) and value.constant.isdecimal())


def _strings(value: Occurrence) -> Iterator[Occurrence]:
    """
    The alternatives of a value that are strings from the environment; none where the text may have been converted
    before.
    """
    if any(
        found.kind in NUMERIC and found.source is Source.ENVIRONMENT and not found.known
        for found in value.alternatives()
    ):
        return
    for found in value.alternatives():
        if found.kind is Kind.STRING and found.source is Source.ENVIRONMENT and found.maker in _READERS:
            yield found


def _asked_for_its_type(call: cst.Call) -> str | None:
    is_asking = isinstance(call.func, cst.Name) and call.func.value == "isinstance" and bool(call.args)
    return dotted(call.args[0].value) if is_asking else None


def _default_of(reader: cst.BaseExpression) -> cst.Arg | None:
    """The default in ``environ.get("X", 3600)``, ``config("X", default=3600)`` or ``environ.get("X") or 3600``."""
    if isinstance(reader, cst.BooleanOperation):
        return cst.Arg(reader.right)
    if not isinstance(reader, cst.Call):
        return None
    named = [arg for arg in reader.args if arg.keyword is not None and arg.keyword.value == "default"]
    return named[0] if named else reader.args[1] if len(reader.args) > 1 and reader.args[1].keyword is None else None
