"""
Which files decide, beside a document itself, on what is found in it. The editor is asked to say when one of them
changes; where it cannot, a file that is saved in the editor counts.
"""

from __future__ import annotations

from typing import Final

from lsprotocol import types

from flake8_session_expiry.language_server.working_folders import CONFIGURATION_FILES
from flake8_session_expiry.project.django_version import LOCKS

_ID: Final = "flake8-session-expiry-files"
# Settings, URLs and views; what logs out in templates; the version of Django, and the configuration.
PATTERNS: Final = (
    "**/*.py",
    "**/*.html",
    "**/requirements*.{txt,in}",
    "**/requirements/*.{txt,in}",
    f"**/{{{','.join(dict.fromkeys((*CONFIGURATION_FILES, *LOCKS, 'Pipfile', 'Pipfile.lock', 'pytest.ini')))}}}",
)


def registration() -> types.RegistrationParams:
    """What an editor is asked for."""
    watchers = [types.FileSystemWatcher(glob_pattern=pattern) for pattern in PATTERNS]
    options = types.DidChangeWatchedFilesRegistrationOptions(watchers=watchers)
    method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    return types.RegistrationParams(registrations=[types.Registration(id=_ID, method=method, register_options=options)])


def can_register(capabilities: types.ClientCapabilities) -> bool:
    """Whether an editor watches files for a server that asks for it later."""
    workspace = capabilities.workspace
    watching = workspace.did_change_watched_files if workspace is not None else None
    return watching is not None and watching.dynamic_registration is True
