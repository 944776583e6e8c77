"""The command line of the policy report: arguments, the run, the exit code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from flake8_session_expiry.fix.flake8_config import Configuration, ConfigurationError, load
from flake8_session_expiry.fix.write import WriteError, write_whole

PROGRAM = "flake8-session-expiry-policy"
_DESCRIPTION = (
    "How long do our sessions live, and why? Reads a Django project's settings, with all that they draw in, and says what every setting about"
    " sessions comes to, where that is written, whether a policy profile allows it, and what really ends a session. Nothing of the project is"
    " imported or run."
)
_EPILOG = """exit codes: 0 the report was made, whatever it says; 1 with --check: a value is certainly not as the profile wants it (settings of
development and tests do not count); 2 an error, even if the rest was done."""
# flake8's options that mean something here; the others are taken and left out of --help.
_TELLING = frozenset(
    {
        "help",
        "version",
        "config",
        "append_config",
        "isolated",
        "color",
        "exclude",
        "extend_exclude",
        "filename",
        "filenames",
    }
)
_OUR_TELLING = frozenset(
    {"profile", "max_age", "django_version", "settings", "production_settings", "no_discovery", "test_paths"}
)
_PREFIX = "session_expiry_"


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the report; returns the exit code."""
    argv = list(sys.argv[1:] if arguments is None else arguments)
    try:
        configuration = load(argv, _add_arguments, PROGRAM)
        return _run(configuration)
    except ConfigurationError as error:
        print(f"{PROGRAM}: error: {error}", file=sys.stderr)
        return 2


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.usage = "%(prog)s [options] [settings ...]"
    for action in parser._actions:
        if action.dest == "filenames":
            action.metavar = "settings"
            action.help = "Settings modules, as paths; without any they are found from manage.py, wsgi.py and the like."
        telling = (
            action.dest.removeprefix(_PREFIX) in _OUR_TELLING
            if action.dest.startswith(_PREFIX)
            else action.dest in _TELLING
        )
        if not telling:
            action.help = argparse.SUPPRESS
    group = parser.add_argument_group("the report")
    group.add_argument("--html", metavar="FILE", help="Write one self-contained page to FILE instead.")
    group.add_argument("--json", action="store_true", help="Print it as JSON instead.")
    group.add_argument(
        "--check", action="store_true", help="Exit with 1 if something is certainly not as the profile wants it."
    )


def _run(configuration: Configuration) -> int:
    from flake8_session_expiry.policy.project import report

    namespace = configuration.namespace
    policy = report(configuration)
    for problem in policy.problems:
        print(f"error: {problem}", file=sys.stderr)
    if namespace.html is not None:
        from flake8_session_expiry.policy.page import page

        try:
            write_whole(namespace.html, page(policy).encode())
        except WriteError as error:
            raise ConfigurationError(f"--html: {namespace.html}: {error}") from error
    if namespace.json:
        from flake8_session_expiry.policy.machine import as_json

        sys.stdout.write(as_json(policy))
    elif namespace.html is None:
        from flake8_session_expiry.policy.terminal import show

        show(policy, namespace.color)
    else:
        print(f"Wrote {namespace.html}.")
    return 2 if policy.problems else int(bool(namespace.check) and policy.violated)
