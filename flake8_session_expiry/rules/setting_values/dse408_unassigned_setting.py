"""
DSE408: a session setting is annotated or compared with its value, not assigned.

Silent where:

- it is assigned: "an assignment", "an annotated assignment"
- what stands in the place of the type may be one: "a real annotation", "other annotations"
- the comparison is used, is of another kind, or stands in a function: "a comparison that is read", "an assertion", "a
  comparison that is given to something, or of another kind"
- it is a field of a class: "fields of a class"
- it is another name, or the module has no settings: "another name", "another module"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import UNASSIGNED
from flake8_session_expiry.reference.settings import SETTINGS
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.events import SettingsModule
from flake8_session_expiry.values.value import Kind

_VALUES = frozenset({Kind.INT, Kind.FLOAT, Kind.BOOL})


class UnassignedSetting(Rule):
    """
    A session setting is written with ``:`` or ``==`` instead of ``=``.

    ## What Django does

    Nothing: ``SESSION_COOKIE_AGE: 3600`` is an annotation and ``SESSION_COOKIE_AGE == 3600`` a comparison. Neither
    binds the name, and the setting keeps its default. Where no import has bound it before, the comparison is a
    ``NameError`` when the settings are loaded.

    ## Flagged

        SESSION_COOKIE_AGE: 3600

    ## Use instead

        SESSION_COOKIE_AGE = 3600

    ## Fix safety

    Safe: an annotation that is a number, and a comparison whose result is not used, can mean nothing else. Where
    the setting is read elsewhere in the module it is unsafe, and where it is assigned as well there is none.

    ## References

    - [Annotated assignment](https://docs.python.org/3/reference/simple_stmts.html#annotated-assignment-statements)
    - [Settings of sessions](https://docs.djangoproject.com/en/stable/ref/settings/#sessions)
    """

    code = "DSE408"
    since = "0.1.0"
    needs = UNASSIGNED
    message = "this is {form}, not an assignment: {name} is not set; write {name} = {value}"
    fixes = frozenset({Safety.SAFE, Safety.UNSAFE})

    def on_settings_module(self, module: SettingsModule) -> None:
        """Statements outside of functions."""
        for annotated in self.tree.of(cst.AnnAssign):
            if annotated.value is None:
                self._check(module, annotated, annotated.target, annotated.annotation.annotation, "an annotation")
        for statement in self.tree.of(cst.Expr):
            compared = statement.value
            if (
                isinstance(compared, cst.Comparison)
                and len(compared.comparisons) == 1
                and isinstance(compared.comparisons[0].operator, cst.Equal)
            ):
                self._check(module, statement, compared.left, compared.comparisons[0].comparator, "a comparison")

    def _check(
        self,
        module: SettingsModule,
        statement: cst.BaseSmallStatement,
        target: cst.BaseExpression,
        value: cst.BaseExpression,
        form: str,
    ) -> None:
        if not isinstance(target, cst.Name) or target.value not in SETTINGS or "SESSION" not in target.value:
            return
        if self.tree.nearest(statement, cst.FunctionDef, cst.ClassDef, cst.Lambda) is not None:
            return
        if form == "an annotation" and (self.values.at(value).kind not in _VALUES):
            return
        self.report(
            target,
            form=form,
            name=target.value,
            value=self.source.code(value),
            statement=statement,
            assigned=bool(module.of(target.value)),
            alone=len(self.tree.names(target.value)) == 1,
        )

    def fix(self, finding: Finding) -> Fix | None:
        """An assignment in its place."""
        statement = finding.facts["statement"]
        if finding.facts["assigned"] or not isinstance(statement, cst.BaseSmallStatement):
            return None
        edit = Replace(statement, f"{finding.facts['name']} = {finding.facts['value']}")
        return Fix.safe(edit) if finding.facts["alone"] else Fix.unsafe(edit)
