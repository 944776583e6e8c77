"""
DSE405: a session setting that Django does not know.

Silent where:

- Django has the name: "Django's own names"
- the name is not near one of Django's, and the project is not known, or reads it: "own names", "own names beside
  Django's", "an unknown name where the project is not known", "an own name that the project reads", "an own name that
  an application beside the package of startproject reads", "a package without a manage.py above it may have neighbours
  anywhere"
- it is that of a known package, or nearly that of one which is not in use: "names of known packages", "names of
  Horizon, Flask-Session and allauth", "the settings of packages in use", "nearly a setting of a package that is not in
  use", "another setting of a package in use"
- the module reads it: "a wrong name that the module reads", "a name in lower case that the right one is made of",
  "nearly the setting of a package that the module itself reads", "the name of a loop, a class, or one that is deleted"
- it is no setting: the name of a function or an entry of a dict: "a local name of a function", "inside of another
  setting"
- the module has no settings of Django, or constants that the settings never take in: "another module", "the
  configuration of Flask", "settings of pydantic", "a module of constants that the project's settings never take in"
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_session_expiry.engine.findings import Finding, Fix, Replace, Safety
from flake8_session_expiry.engine.needs import UNKNOWN_SETTING
from flake8_session_expiry.project.mentions import is_mentioned
from flake8_session_expiry.reference.package_settings import misspelt
from flake8_session_expiry.reference.settings import SETTINGS, is_of_a_package, near_miss
from flake8_session_expiry.rewrites.setting_repairs import is_read
from flake8_session_expiry.rules.rule import Rule
from flake8_session_expiry.settings.events import Setting, SettingsModule

# A name of the project that nothing reads certainly is a mistake only if it is one for the lifetime of sessions.
_LIFETIME = re.compile(r"SESSION_(?:\w+_)?(?:EXPIR\w*|AGE|LIFETIME|DURATION|MAXAGE)(?:_\w+)?")

_SHOWING_PACKAGES = ("INSTALLED_APPS", "MIDDLEWARE", "SESSION_ENGINE")


class UnknownSetting(Rule):
    """
    A session setting that Django does not know: its name is slightly wrong.

    ## What Django does

    Nothing: a setting of another name is not an error, no check reports it, and sessions still last two weeks.

    Reported are names that differ from one of Django's by one letter, a plural, a tense or the order of the words.
    Other names of your own that speak of a lifetime (``SESSION_EXPIRE_AFTER``) are reported only where the project
    is known and nothing in it reads them. The settings of known packages are left alone; a name within one letter
    of one is reported where the package is in use (in ``INSTALLED_APPS``, ``MIDDLEWARE`` or ``SESSION_ENGINE``).

    ## Flagged

        SESSION_COOKIES_AGE = 3600

    ## Use instead

        SESSION_COOKIE_AGE = 3600

    ## Fix safety

    Unsafe: the setting takes effect. Not offered where the right name is set too, or where the wrong one is read
    somewhere in the project.

    ## Options

    - `--session-expiry-settings`, `--session-expiry-no-discovery`: whether the project is known.

    ## References

    - [Settings of sessions](https://docs.djangoproject.com/en/stable/ref/settings/#sessions)
    """

    code = "DSE405"
    since = "0.1.0"
    needs = UNKNOWN_SETTING
    message = "{whose} has no setting {name}: this does nothing; {write}"
    fixes = frozenset({Safety.UNSAFE})

    def on_settings_module(self, module: SettingsModule) -> None:
        """All assignments: the rule is about names that are not known."""
        in_use = [path for name in _SHOWING_PACKAGES for path in _paths(module, name)]
        for setting in module.settings:
            self._check(setting, in_use)

    def _check(self, setting: Setting, in_use: list[str]) -> None:
        """A misspelt name, or one for lifetimes that nothing reads."""
        name = setting.name
        if name in SETTINGS or is_read(self.tree, name):
            return
        if (meant := misspelt(name, in_use)) is not None:
            right, package = meant
            self._report(setting, right, package)
        elif is_of_a_package(name):
            return
        elif (near := near_miss(name)) is not None:
            self._report(setting, near, "Django")
        elif self._is_dead(setting):
            write = "the lifetime is set by SESSION_COOKIE_AGE"
            self.report(setting.node, whose="Django", name=name, write=write, right=None, module="")

    def _report(self, setting: Setting, right: str, whose: str) -> None:
        is_set = bool(setting.module.of(right)) or right in setting.module.effective.namespace.names
        if is_set and not setting.name.isupper():
            return
        self.report(
            setting.node,
            whose=whose,
            name=setting.name,
            write=f"write {right}",
            right=None if is_set else right,
            module=setting.module.path,
        )

    def _is_dead(self, setting: Setting) -> bool:
        root = self.options.project_root
        if root is None or not _LIFETIME.fullmatch(setting.name):
            return False
        return not is_mentioned(root, setting.name, setting.module.path)

    def fix(self, finding: Finding) -> Fix | None:
        """Rename it, where no other file has the wrong name."""
        right, root = finding.facts["right"], self.options.project_root
        if not isinstance(right, str) or finding.node is None:
            return None
        if root is not None and is_mentioned(root, str(finding.facts["name"]), str(finding.facts["module"])):
            return None
        return Fix.unsafe(Replace(finding.node, right))


def _paths(module: SettingsModule, name: str) -> Iterator[str]:
    """The dotted paths that a setting has, as far as they are known."""
    for possible in module.effective.get(name).possible:
        for value in possible.value.alternatives() if possible.value is not None else ():
            yield from (item.constant for item in value.items or (value,) if isinstance(item.constant, str))
