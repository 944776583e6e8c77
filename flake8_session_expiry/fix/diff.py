"""The change of a file as a diff that ``patch`` and ``git apply`` can read."""

from __future__ import annotations

import os
import re
from difflib import unified_diff

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_QUOTED = re.compile(r'[\x00-\x1f"\\\x7f]')
_NO_LAST_NEWLINE = "\n\\ No newline at end of file\n"


def diff_of(name: str, old: str, new: str, encoding: str) -> bytes:
    """
    A unified diff that ``git apply`` and ``patch -p1`` take: its lines end at line feeds only, a carriage return is a
    part of a line.
    """
    lines = list(unified_diff(_LINE.findall(old), _LINE.findall(new), _in_diff("a", name), _in_diff("b", name)))
    head = "".join(lines[:2]).encode("utf-8", "surrogateescape")
    body = "".join(line if line.endswith("\n") else line + _NO_LAST_NEWLINE for line in lines[2:])
    return head + body.encode(encoding)


def _in_diff(side: str, name: str) -> str:
    """
    A path as ``git apply`` and ``patch -p1`` read it: with slashes, also on Windows, and below ``a/`` or ``b/``, which
    both take off again; one with blanks ends in a tab, other characters are quoted. An absolute path stays as it is.
    """
    absolute = os.path.isabs(name)
    name = name.replace(os.sep, "/").removeprefix("./")
    name = name if absolute else f"{side}/{name}"
    if _QUOTED.search(name):
        return '"' + _QUOTED.sub(lambda match: f"\\{ord(match[0]):03o}", name) + '"'
    return f"{name}\t" if " " in name else name
