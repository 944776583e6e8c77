"""
DSE507: the whole session is stored in the cookie.

Silent where:

- the engine is another one: "the other engines", "engines of one's own", "a class in the place of the module"
- what is signed is no session: "signed cookies that are no sessions", "another setting"
- the value is not known: "from the environment"
- it is replaced, or may be: "replaced later", "before an import of what cannot be read"
- it has no effect in production: "while developing", "under DEBUG", "a branch of DEBUG", "the other branch of DEBUG"
- it is a test: "in a test module", "an override in a test"
"""

from __future__ import annotations

from flake8_session_expiry.engine.needs import ASSIGNED
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.events import Setting
from flake8_session_expiry.settings.production import values_in_production
from flake8_session_expiry.values.value import Source

_SIGNED = "django.contrib.sessions.backends.signed_cookies"


class SignedCookiesEngine(Rule):
    """
    ``SESSION_ENGINE`` is ``signed_cookies``: the server keeps nothing of a session.

    ## What Django does

    The session is in the cookie, signed but not encrypted: everybody who has the cookie can read it. ``logout()``
    only tells the browser to forget it: a copy is accepted again. ``set_expiry()`` ends nothing on the server
    either; what limits a copied cookie is ``SESSION_COOKIE_AGE``, counted from its signing (and, for a logged-in
    user, a change of the password).

    Engines of your own are not judged.

    ## Flagged

        SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"

    ## Use instead

        SESSION_ENGINE = "django.contrib.sessions.backends.db"

    Where the engine has to stay, the recipe "Log out everywhere" works with it: the server keeps one moment for each
    user, and refuses every login from before it, also that of a copied cookie. The recipes "Idle timeout" and
    "Absolute limit" bound how long a copy is of use.

    ## References

    - [Using cookie-based sessions](https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-cookie-based-sessions)
    - [SESSION_ENGINE](https://docs.djangoproject.com/en/stable/ref/settings/#session-engine)
    """

    code = "DSE507"
    since = "0.1.0"
    needs = ASSIGNED("SESSION_ENGINE", values=(_SIGNED,))
    message = (
        "with signed_cookies, a logout cannot revoke a copied cookie: only SESSION_COOKIE_AGE "
        "limits it, and its data is readable; use db, or a cache that all processes share"
    )
    in_tests = False
    settings = frozenset({"SESSION_ENGINE"})

    def on_setting(self, setting: Setting) -> None:
        """Django's own engine of that name."""
        for value in values_in_production(setting):
            if value.constant == _SIGNED and value.source is not Source.ENVIRONMENT:
                self.report(value.node)
