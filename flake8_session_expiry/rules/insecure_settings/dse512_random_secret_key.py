"""
DSE512: each process makes its own SECRET_KEY.

Silent where:

- the key is not made when the settings are loaded: "a key of the environment", "a key in the code", "the first of
  several keys"
- it is random only where something else is missing, which DSE513 is about: "a random default", "a random key after
  or", "a random key where none is set"
- it is not certain that each process has another one: "a key that is kept in a file", "a key that a function of the
  project gives", "always the same random numbers", "functions of other modules"
- it is another setting: "other random values"
- it is replaced, or may be: "replaced later", "replaced by a later import", "a base module whose key comes from
  elsewhere"
- it has no effect in production: "while developing", "a project that is tried out", "under DEBUG", "a branch of
  DEBUG", "while the site is built"
- it is another framework's, or a test: "Flask", "in a test module"
"""

from __future__ import annotations

from flake8_session_expiry.engine.needs import ASSIGNED, COMPUTED, WORD
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.settings.production import in_production
from flake8_session_expiry.values.randomness import SOURCES, random_source


class RandomSecretKey(Rule):
    """
    ``SECRET_KEY`` is made at random when the settings are loaded.

    ## What Django does

    Each process that loads the settings has a different key: each worker of a server, and each of them anew after a
    restart. A login holds a hash made with the key, so under another key the visitor is anonymous, on every session
    engine; what ``db``, ``file`` and ``signed_cookies`` stored is lost with it. No check reports it.

    Keys that are kept in a file are not reported, nor is a random key that only replaces a missing one (DSE513,
    opt-in).

    ## Flagged

        from django.core.management.utils import get_random_secret_key

        SECRET_KEY = get_random_secret_key()

    ## Use instead

        import os

        SECRET_KEY = os.environ["SECRET_KEY"]

    ## References

    - [SECRET_KEY](https://docs.djangoproject.com/en/stable/ref/settings/#secret-key)
    - [Session invalidation on password change](https://docs.djangoproject.com/en/stable/topics/auth/default/#session-invalidation-on-password-change)
    """

    code = "DSE512"
    since = "0.1.0"
    needs = ASSIGNED("SECRET_KEY", values=(COMPUTED,)) & WORD(*SOURCES)
    message = (
        "SECRET_KEY comes from {source}: each process gets a different one, and every restart "
        "ends all logins; read a fixed key from the environment"
    )
    in_tests = False
    settings = frozenset({"SECRET_KEY"})

    def on_setting(self, setting: Setting) -> None:
        """A value that is random whatever the environment is."""
        if setting.value is None or setting.conditional or setting.value.branches:
            return
        source = random_source(self.tree, self.types.qualified, self.values.at, setting.value.node)
        if source is not None and in_production(setting):
            self.report(setting.value.node, source=source)
