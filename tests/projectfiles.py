"""Projects on disk for tests."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

MANAGE = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', '{}')\n"
ENGINE = "SESSION_ENGINE = 'django.contrib.sessions.backends.{}'\n"


def write(root: Path, files: Mapping[str, str]) -> Path:
    """Write a project; its root."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def put(root: Path, name: str, text: str) -> None:
    """Write a file; its folder gets another time even on a clock of seconds."""
    path = root / name
    write(root, {name: text})
    for folder in [path.parent, *path.parent.parents]:
        if folder.is_relative_to(root):
            status = folder.stat()
            os.utime(folder, ns=(status.st_atime_ns, status.st_mtime_ns + 1_000))
