"""The options of flake8-session-expiry, for flake8 and for the fixer. Imports neither LibCST nor a rule."""

from __future__ import annotations

import argparse
import glob
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flake8_session_expiry.codes import all_codes
from flake8_session_expiry.near_names import did_you_mean, nearest
from flake8_session_expiry.reference.profiles import PROFILES
from flake8_session_expiry.reference.session_api import ENGINES
from flake8_session_expiry.rule_names import hint

if TYPE_CHECKING:
    from flake8.options.manager import OptionManager

_OUR_CODE = re.compile(r"DSE\d*", re.IGNORECASE)
_FULL_CODE = re.compile(r"DSE\d{3}")


class OptionError(ValueError):
    """A value that an option cannot have; the text names option and value, in one line."""


@dataclass(frozen=True)
class Options:
    """
    The options of a user, and what is known of the project (None where it is not).

    ``max_age`` is in seconds. ``engine`` is one of Django's five session engines by its short name ("db"), or a dotted
    module.
    """

    named: frozenset[str] = frozenset()
    enable_all: bool = False
    settings: tuple[str, ...] = ()
    django_version: tuple[int, int] | None = None
    engine: str | None = None
    use_tz: bool | None = None
    profile: str = "browser"
    max_age: int | None = None
    extra_members: frozenset[str] = frozenset()
    session_names: frozenset[str] = frozenset()
    request_names: frozenset[str] = frozenset()
    test_paths: tuple[str, ...] = ()
    production_settings: tuple[str, ...] = ()
    discovery: bool = True
    only: frozenset[str] | None = field(default=None, compare=False)
    known_settings: Mapping[str, object] = field(default_factory=dict, compare=False)
    """
    Django's settings about sessions whose value in the project is known, defaults included; found in its settings
    modules.
    """
    project_root: str | None = field(default=None, compare=False)
    """The folder of the project, where it is known."""
    session_preloaded: bool | None = field(default=None, compare=False)
    """Whether a middleware may have loaded the session before a view runs; None where the project's are not known."""
    user_preloaded: bool | None = field(default=None, compare=False)
    """The same of ``request.user``."""

    def wants(self, code: str, *, by_default: bool) -> bool:
        """
        Whether a rule runs: it is on by default, or the user named its full code (a prefix, "DSE5", is not enough).
        """
        if self.only is not None and code not in self.only:
            return False
        return by_default or self.enable_all or code in self.named

    def django_at_least(self, major: int, minor: int) -> bool:
        """Whether it is known that the project's Django is this version or a later one."""
        return self.django_version is not None and self.django_version >= (major, minor)

    def django_below(self, major: int, minor: int) -> bool:
        """Whether it is known that the project's Django is older than this version."""
        return self.django_version is not None and self.django_version < (major, minor)

    @classmethod
    def from_namespace(cls, namespace: argparse.Namespace) -> Options:
        """From the options as flake8 has parsed them. Raises OptionError."""
        enable = [code.upper() for code in namespace.session_expiry_enable]
        selected = [*(namespace.select or ()), *(namespace.extend_select or ())]
        for name in ("select", "extend_select", "ignore", "extend_ignore"):
            refuse_unknown_codes(getattr(namespace, name) or (), f"--{name.replace('_', '-')}")
        _refuse_what_is_no_code(code for code in enable if code != "ALL")
        refuse_unknown_codes(re.findall(r"\bDSE\d+\b", str(namespace.per_file_ignores or "")), "per-file-ignores")
        return cls(
            named=frozenset(code for code in [*enable, *selected] if _FULL_CODE.fullmatch(code)),
            enable_all="ALL" in enable,
            settings=_files(namespace.session_expiry_settings, "--session-expiry-settings"),
            django_version=_version(namespace.session_expiry_django_version),
            engine=_engine(namespace.session_expiry_engine),
            use_tz=_truth(namespace.session_expiry_use_tz),
            profile=_profile(namespace.session_expiry_profile),
            max_age=_seconds(namespace.session_expiry_max_age),
            extra_members=frozenset(namespace.session_expiry_extra_members),
            session_names=frozenset(namespace.session_expiry_session_names),
            request_names=frozenset(namespace.session_expiry_request_names),
            test_paths=tuple(namespace.session_expiry_test_paths),
            production_settings=tuple(namespace.session_expiry_production_settings),
            discovery=not namespace.session_expiry_no_discovery,
        )


def below_excluded(patterns: Iterable[str], folder: str) -> Iterator[str]:
    """
    Patterns for all files below the folders that flake8's ``exclude`` names; a name without a separator is one below
    ``folder``.

    flake8 compares its patterns with the name of a file and with its whole path: with ``exclude = legacy`` it skips
    that folder, but checks ``legacy/views.py`` where that is named on the command line, as pre-commit does.
    """
    for pattern in patterns:
        if os.path.basename(pattern) != pattern:
            yield os.path.join(pattern, "*")
        else:
            yield os.path.join(glob.escape(folder), pattern, "*")
            yield os.path.join(glob.escape(folder), "*", pattern, "*")


def refuse_unknown_codes(codes: Iterable[str], option: str, *, ours_only: bool = False) -> None:
    """
    Raises OptionError for a DSE code (or prefix of one) that does not exist.

    Codes of other plugins are not refused, except for an option that takes only ours.
    """
    known = all_codes()
    for code in codes:
        ours = _OUR_CODE.fullmatch(code)
        if (ours and not any(rule.startswith(code.upper()) for rule in known)) or (ours_only and not ours):
            raise OptionError(f"{option}: there is no rule {code!r}{hint(code)}")


def _refuse_what_is_no_code(codes: Iterable[str]) -> None:
    """Raises OptionError for a prefix of codes: opt-in rules are switched on by their whole codes."""
    for code in codes:
        refuse_unknown_codes([code], "--session-expiry-enable", ours_only=True)
        if not _FULL_CODE.fullmatch(code):
            raise OptionError(
                f"--session-expiry-enable: {code!r} names no rule: write full codes such as DSE208, or all"
            )


def _files(paths: Iterable[str], option: str) -> tuple[str, ...]:
    for path in paths:
        if not os.path.isfile(path):
            raise OptionError(f"{option}: there is no file {path!r}")
    return tuple(paths)


def _version(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    match = re.fullmatch(r"(\d+)\.(\d+)(?:\.\w+)*", text.strip())
    if match is None:
        raise OptionError(f"--session-expiry-django-version: {text!r} is not a version such as 5.2")
    return int(match[1]), int(match[2])


_DJANGO_ENGINES = "django.contrib.sessions.backends."
# Names that people write for an engine of Django, too different from it for difflib.
_MEANT = {
    "database": "db",
    "cookie": "signed_cookies",
    "cookies": "signed_cookies",
    "redis": "cache",
    "memcached": "cache",
}


def _engine(text: str | None) -> str | None:
    """
    A module below ``django.contrib.sessions.backends`` must be one of the five.

    A name without a dot may be a module of the project (``SESSION_ENGINE = "mysessions"``): it is refused only where it
    cannot be the name of a module, or is a misspelt engine of Django.
    """
    if text is None or not text.strip():
        return None
    engine = text.strip().removeprefix(_DJANGO_ENGINES)
    if engine in ENGINES:
        return engine
    name = engine.lower().replace("-", "_")
    near = nearest(name, [*ENGINES, *_MEANT])
    near = _MEANT.get(near, near) if near is not None else None
    djangos = text.strip().startswith("django.")
    if djangos or not re.fullmatch(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*", engine) or near is not None and "." not in engine:
        meant = f"; did you mean {near}?" if near is not None else ""
        raise OptionError(
            f"--session-expiry-engine: {text!r} is none of {', '.join(ENGINES)}, nor the dotted name of a module of"
            f" your own{meant}"
        )
    return engine


def _truth(text: str | None) -> bool | None:
    if text is None:
        return None
    if text.lower() not in {"true", "false"}:
        raise OptionError(f"--session-expiry-use-tz: {text!r} is neither true nor false")
    return text.lower() == "true"


def _profile(text: str) -> str:
    if text not in PROFILES:
        meant = did_you_mean(text, PROFILES, cutoff=0.6)
        raise OptionError(f"--session-expiry-profile: {text!r} is none of {', '.join(PROFILES)}{meant}")
    return text


def _seconds(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isdecimal() or int(text) == 0:
        raise OptionError(f"--session-expiry-max-age: {text!r} is not a positive number of seconds")
    return int(text)


def add_options(manager: OptionManager) -> None:
    """Add our options to those of flake8; each can also be in its configuration file."""

    def text(name: str, explanation: str, **more: object) -> None:
        manager.add_option(f"--session-expiry-{name}", parse_from_config=True, help=explanation, **more)

    def names(name: str, explanation: str, **more: object) -> None:
        text(name, explanation, default="", comma_separated_list=True, **more)

    names("enable", "Opt-in rules to switch on: full codes, or all.")
    # In a configuration file a path is relative to the folder of that file, as in flake8's own options.
    names("settings", "The project's settings modules, as paths.", normalize_paths=True)
    text("django-version", "The project's Django, such as 5.2.", default=None)
    text("engine", f"The project's session engine: {', '.join(ENGINES)} or a dotted module.", default=None)
    text("use-tz", "The project's USE_TZ: true or false.", default=None)
    text("profile", f"How long a session may be: {', '.join(PROFILES)}.", default="browser")
    text("max-age", "The longest session allowed, in seconds; overrides the profile.", default=None)
    names("extra-members", "Names that the project's own session class has.")
    names("session-names", "Names that are always a Django session.")
    names("request-names", "Names that are always a Django request.")
    names("test-paths", "Path parts that make a module a test module, beside the usual ones.")
    names("production-settings", "Settings modules, as paths, that run in production whatever they are called.")
    text(
        "force-exclude",
        "What flake8's exclude names is left out with everything below it, even where files are named, as pre-commit"
        " does.",
        action="store_true",
        default=False,
    )
    text("no-discovery", "Do not look for the project's settings.", action="store_true", default=False)
