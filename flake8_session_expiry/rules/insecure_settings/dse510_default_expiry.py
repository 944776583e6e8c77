"""
DSE510: no lifetime of sessions is configured.

Silent where:

- a lifetime is set, or may be, by this module or another one of the chain: "it is set", "it is set by what the
  environment says", "it is set on one side", "it lasts until the browser closes", "the base sets it", "a later module
  sets it", "the package that takes it in sets it"
- not all that the settings import is known: "the chain is not known", "a module that may be there comes last", "names
  are set wholesale"
- something else may end sessions: a setting of a package, a middleware, an engine of the project's own: "a package
  ends sessions by a setting of its own", "a middleware of the project ends them", "an engine of one's own has a
  lifetime of its own", "a session middleware of one's own"
- the project has no sessions, or that is not known: "no sessions", "middleware that is not known", "a part of the
  settings only"
- the module is not what production runs with: "a base with production beside it", "development", "tests", "with DEBUG"
- the settings are classes, or not Django's: "classes of django-configurations", "not Django's settings"
"""

from __future__ import annotations

from flake8_session_expiry.engine.project_needs import UNSET_SETTING
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.events import SettingsModule
from flake8_session_expiry.settings.linted_settings import never_sets_lifetime


class DefaultExpiry(Rule):
    """
    No lifetime of sessions is configured.

    ## What Django does

    A session lasts for two weeks (``SESSION_COOKIE_AGE`` is 1,209,600), counted from the last response that saved
    it. Reading is not saving: whoever only opens pages is logged out two weeks after the last change, unless
    ``SESSION_SAVE_EVERY_REQUEST`` is set. That may be just what you want; this rule is for projects that want to
    have it written down, and is opt-in.

    Reported are the settings of production that have Django's session middleware and one of its engines, and only
    where everything that they import could be read. Where a setting or a middleware of another name speaks of
    expiry (``SESSION_EXPIRE_SECONDS``, ``AutoLogoutMiddleware``), nothing is.

    ## Flagged

        ALLOWED_HOSTS = ["shop.example"]
        MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]

    ## Use instead

        ALLOWED_HOSTS = ["shop.example"]
        MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
        SESSION_COOKIE_AGE = 8 * 60 * 60

    ## Options

    - `--session-expiry-production-settings`: modules that run in production whatever they are called.

    ## References

    - [SESSION_COOKIE_AGE](https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-age)
    - [When sessions are saved](https://docs.djangoproject.com/en/stable/topics/http/sessions/#when-sessions-are-saved)
    """

    code = "DSE510"
    since = "0.1.0"
    needs = UNSET_SETTING("SESSION_COOKIE_AGE")
    message = "no session lifetime is set here: sessions last two weeks from the last {what}; set SESSION_COOKIE_AGE"
    enabled_by_default = False
    in_tests = False

    def on_settings_module(self, module: SettingsModule) -> None:
        """
        The module that production runs with, if all settings that it imports are known and none is about the lifetime.
        """
        if never_sets_lifetime(module):
            every = [end.get("SESSION_SAVE_EVERY_REQUEST").only for end in module.production]
            renewed = all(value is not None and value.truth for value in every)
            self.report(self.tree.module, what="request" if renewed else "change")
