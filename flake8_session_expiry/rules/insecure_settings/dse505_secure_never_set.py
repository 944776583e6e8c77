"""
DSE505: nothing in the settings of production sets SESSION_COOKIE_SECURE.

Silent where:

- the setting is set, or may be, by this module or another one of the chain: "it is set", "it is set by the
  environment", "it is set on one side", "the base sets it", "a later module sets it", "the package that takes
  production in sets it", "production that is built on it sets it"
- not all that the settings import is known: "the chain is not known", "a module that may be there comes last", "names
  are set wholesale"
- the project has no sessions, or that is not known: "no sessions", "only a module is named after sessions", "middleware
  that is not known", "a part of the settings only"
- nothing says that the module is one of production: "the only settings, of which nobody says that they are
  production's", "DEBUG from the environment", "DEBUG on one side only", "a base with production beside it", "a base
  that a module of no stated purpose completes", "development", "tests"
- the settings are classes, or not Django's: "classes of django-configurations", "not Django's settings"
"""

from __future__ import annotations

from flake8_session_expiry.engine.findings import Finding, Fix, Insert, Safety
from flake8_session_expiry.engine.project_needs import UNSET_SETTING
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.events import SettingsModule
from flake8_session_expiry.settings.linted_settings import never_secures_cookie


class SecureNeverSet(Rule):
    """
    Nothing in the settings of production sets ``SESSION_COOKIE_SECURE``.

    ## What Django does

    The default is False: the session cookie is sent without its ``Secure`` attribute, and a browser adds it to plain
    ``http`` requests too. ``check --deploy`` warns of it (security.W012), if it is run with these settings.

    Reported are settings modules of production (``production.py``, ``settings_prod.py``, one with ``DEBUG = False``
    that no other module imports, ``--session-expiry-production-settings``) that have a session middleware, and only
    where everything that they import could be read.

    ## Flagged

        DEBUG = False
        MIDDLEWARE = [
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ]

    ## Use instead

        DEBUG = False
        MIDDLEWARE = [
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ]
        SESSION_COOKIE_SECURE = True

    ## Fix safety

    Unsafe: on a site without HTTPS nobody can log in any more. The setting is added at the end of the module.

    ## Options

    `--session-expiry-production-settings` names modules that run in production whatever they are called:

        --session-expiry-production-settings=settings.py

    ## References

    - [SESSION_COOKIE_SECURE](https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-secure)
    - [Deployment checklist: HTTPS](https://docs.djangoproject.com/en/stable/howto/deployment/checklist/#https)
    """

    code = "DSE505"
    since = "0.1.0"
    needs = UNSET_SETTING("SESSION_COOKIE_SECURE")
    message = (
        "nothing here sets SESSION_COOKIE_SECURE: the session cookie is also sent over plain "
        "HTTP; set it to True for a site on HTTPS"
    )
    in_tests = False
    fixes = frozenset({Safety.UNSAFE})

    def on_settings_module(self, module: SettingsModule) -> None:
        """A module of production with session middleware, if all settings that it imports are known."""
        if never_secures_cookie(module):
            self.report(self.tree.module)

    def fix(self, finding: Finding) -> Fix | None:
        """The setting at the end of the module."""
        return Fix.unsafe(Insert(self.tree.module.body[-1], "SESSION_COOKIE_SECURE = True"))
