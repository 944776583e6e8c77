"""What the configuration page adds to each option: why one would set it, and an example that a test gives to flake8."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Example:
    """``value`` is a list where the option takes several, True where it is a switch."""

    value: str | list[str] | int | bool
    text: str


EXAMPLES: Mapping[str, Example] = {
    "enable": Example(
        ["DSE208", "DSE302"],
        "`all` switches every opt-in rule on. To name the full code in `select` or `extend-select` does the same; a"
        " prefix such as `DSE` or `DSE2` does not, so that no opt-in rule comes on by accident.",
    ),
    "settings": Example(
        ["config/settings/production.py"],
        "Normally they are found: `manage.py`, `wsgi.py` and `asgi.py` name them. Where they cannot be found, name"
        " them here. What they import is read as well, never run. A relative path is one from the folder of the"
        " configuration file.",
    ),
    "django-version": Example(
        "5.2",
        "Normally it is found in requirements or a lock file. It decides what is reported of asynchronous session"
        " methods (Django 5.1) and of `LogoutView` (5.0), and which fixes are safe.",
    ),
    "engine": Example(
        "cached_db",
        "Normally it is found in the settings. Some rules are about one engine only; others say what this engine does.",
    ),
    "use-tz": Example("true", "Normally it is found in the settings. It decides what is said of naive datetimes."),
    "profile": Example(
        "nist-aal2",
        "By which document lifetimes are measured: [Profiles](profiles.md). The default, `browser`, is what a browser"
        " keeps at most: 400 days.",
    ),
    "max-age": Example(43200, "A limit of your own, for both the idle time and the whole length."),
    "extra-members": Example(
        ["touch", "device"],
        "Names that are no mistake since your own `SessionStore`, or a package, adds them; without this option DSE103"
        " reports them where it knows that the engine is Django's.",
    ),
    "session-names": Example(
        ["visitor_session"],
        "By default a name is a session where it comes from `request.session`, `SessionStore()` and the like. A"
        " function that is only given one can be helped by this.",
    ),
    "request-names": Example(["web_request"], "The same for requests: `request` and `self.request` are known."),
    "test-paths": Example(
        ["checks"],
        "Some rules are silent in tests. A module is a test where its path has `tests`, `test_*.py` and the like;"
        " these are more such parts.",
    ),
    "production-settings": Example(
        ["config/settings/eu.py"],
        "Rules about insecure settings look at modules that run in production. A module called `local`, `dev` or"
        " `test` is none of these, unless it is named here.",
    ),
    "force-exclude": Example(
        True,
        "flake8 checks a file that is named on the command line even where `exclude` names its folder. pre-commit"
        " names each file; the hook of this package sets this option. `check` and `fix` always act so.",
    ),
    "no-discovery": Example(
        True, "The settings of the project are not read: nothing is known of engine, version and middleware then."
    ),
}
"""Name of an option, without ``session-expiry-`` -> its example."""
