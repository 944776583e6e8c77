"""
DSE506: sessions are pickled.

Silent where:

- the serializer is another one: "the default, said openly", "a serializer of one's own", "another setting"
- the value is not known: "from the environment", "one of two, which cannot be told"
- it is replaced, or may be: "replaced later", "replaced by a later module of the chain", "before an import of what
  cannot be read"
- it has no effect in production: "while developing", "under DEBUG"
- it is a test: "in a test module", "an override in a test"
"""

from __future__ import annotations

import libcst as cst

from flake8_session_expiry.engine.findings import Finding, Fix, Remove, Safety
from flake8_session_expiry.engine.needs import ASSIGNED
from flake8_session_expiry.project.mentions import is_mentioned
from flake8_session_expiry.rewrites.setting_repairs import is_read
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.settings.production import values_in_production
from flake8_session_expiry.values.value import Source

_PICKLE = frozenset(
    {"django.contrib.sessions.serializers.PickleSerializer", "django.core.serializers.base.PickleSerializer"}
)


class PickleSerializer(Rule):
    """
    ``SESSION_SERIALIZER`` is Django's ``PickleSerializer``.

    ## What Django does

    Before Django 5.0, this setting makes Django pickle sessions. A pickle runs code when it is read: whoever has the
    ``SECRET_KEY`` can sign a session cookie (of the engine ``signed_cookies``) that runs any code on the server. Django
    4.2 warns that the class is deprecated for its security risk.

    Django 5.0 removed it: with the setting every request fails with an ImportError, and ``check`` says nothing.

    ## Flagged

        SESSION_COOKIE_AGE = 3600
        SESSION_SERIALIZER = "django.contrib.sessions.serializers.PickleSerializer"

    ## Use instead

        SESSION_COOKIE_AGE = 3600

    ``JSONSerializer`` is the default.

    ## Fix safety

    The setting is removed: safe where Django is known to be 5.0 or later, as no request can succeed with it. Unsafe
    otherwise: what only a pickle can hold (datetimes, objects) cannot be stored any more, and the sessions of today
    cannot be read. Unsafe, too, where another file of the project mentions the setting. Not offered where the
    module reads it.

    ## Options

    - `--session-expiry-django-version`: which of the two the message speaks of.

    ## References

    - [SESSION_SERIALIZER](https://docs.djangoproject.com/en/stable/ref/settings/#session-serializer)
    - [Session serialization](https://docs.djangoproject.com/en/stable/topics/http/sessions/#session-serialization)
    - [Features removed in Django 5.0](https://docs.djangoproject.com/en/stable/releases/5.0/#features-removed-in-5-0)
    """

    code = "DSE506"
    since = "0.1.0"
    needs = ASSIGNED("SESSION_SERIALIZER")
    message = "PickleSerializer {what}; remove the setting (JSON has no datetimes)"
    in_tests = False
    fixes = frozenset({Safety.SAFE, Safety.UNSAFE})
    settings = frozenset({"SESSION_SERIALIZER"})

    def on_setting(self, setting: Setting) -> None:
        """One of the paths that the serializer had in Django."""
        if setting.value is None:
            return
        for value in values_in_production(setting):
            if value.constant in _PICKLE and value.source is not Source.ENVIRONMENT:
                own = value.node is setting.value.node and value.origin is not None
                self.report(value.node, what=self._what(), statement=setting.statement if own else None)

    def _what(self) -> str:
        if self.options.django_at_least(5, 0):
            return "no longer exists in Django 5.0: every request fails with ImportError"
        risk = "runs the code of anyone with SECRET_KEY who can write sessions (everybody can on signed_cookies)"
        return risk if self.options.django_below(5, 0) else f"{risk}; Django 5.0 removed it"

    def fix(self, finding: Finding) -> Fix | None:
        """Remove the setting."""
        statement = finding.facts["statement"]
        plain = isinstance(statement, cst.AnnAssign) or (
            isinstance(statement, cst.Assign) and len(statement.targets) == 1
        )
        if not plain or not isinstance(statement, cst.BaseSmallStatement) or is_read(self.tree, "SESSION_SERIALIZER"):
            return None
        root = self.options.project_root
        elsewhere = root is not None and is_mentioned(root, "SESSION_SERIALIZER", self.source.name)
        is_safe = self.options.django_at_least(5, 0) and not elsewhere
        return Fix.safe(Remove(statement)) if is_safe else Fix.unsafe(Remove(statement))
