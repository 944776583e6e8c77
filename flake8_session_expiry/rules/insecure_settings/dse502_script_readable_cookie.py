"""
DSE502: SESSION_COOKIE_HTTPONLY is false.

Silent where:

- it is true, or may be: a switch, the environment, a condition that is not known: "as it should be", "everywhere but
  in development", "by a switch", "by the environment", "by django-environ, with a default", "by decouple, with a
  default", "by the name of the environment", "one of two, by a condition that nobody can tell"
- it is replaced, or may be: later in the module, by a later module of the chain, an include, a package that sets
  names: "replaced in production", "replaced by a condition that nobody can tell", "a module that may be there replaces
  it", "a later module of production replaces it", "another file may replace it", "a package sets names of the module",
  "production replaces it from a folder below", "production replaces it from a folder elsewhere in the project"
- the module is one of development or tests, by its name, its folder or DEBUG: "in development", "in settings of
  tests", "in the settings of an example", "in settings for browsers that a machine drives", "in an application for
  tests", "with DEBUG", "a class of django-configurations for development", "settings that build documentation", "the
  side where DEBUG is true"
- it stands under a condition of DEBUG, or of tests: "under DEBUG", "in tests run by manage.py"
- the module is none of Django's settings: "in the configuration of Flask", "in a configuration class of Flask",
  "another module"
"""

from __future__ import annotations

from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import ASSIGNED
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.settings.production import false_in_production


class ScriptReadableCookie(Rule):
    """
    ``SESSION_COOKIE_HTTPONLY`` is false where the site runs in production.

    ## What Django does

    The session cookie is sent without its ``HttpOnly`` attribute: every script in a page, an injected one included,
    can read the session key. True is the default, so somebody switched this off. ``check --deploy`` warns of it
    (security.W015).

    Settings of development and of tests are not reported.

    ## Flagged

        SESSION_COOKIE_HTTPONLY = False

    ## Use instead

        SESSION_COOKIE_HTTPONLY = True

    ## Fix safety

    Unsafe: a script of your own may read the cookie.

    ## Options

    - `--session-expiry-production-settings`: modules that run in production whatever they are called.

    ## References

    - [SESSION_COOKIE_HTTPONLY](https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-httponly)
    """

    code = "DSE502"
    since = "0.1.0"
    needs = ASSIGNED("SESSION_COOKIE_HTTPONLY", but=(True,))
    message = "SESSION_COOKIE_HTTPONLY is {value}: any script on a page can read the session key; write True"
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})
    settings = frozenset({"SESSION_COOKIE_HTTPONLY"})

    def on_setting(self, setting: Setting) -> None:
        """False, 0 or None in production; DSE404 reports strings and tuples."""
        if not setting.last:
            return
        for value in false_in_production(setting):
            self.report(value.node, value=value.constant, literal=value.node is value.origin)

    def fix(self, finding: Finding) -> Fix | None:
        """True in the place of a literal."""
        if finding.node is None or not finding.facts["literal"]:
            return None
        return Fix.unsafe(Replace(finding.node, "True"))
