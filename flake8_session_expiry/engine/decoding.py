"""The text of a Python file out of its bytes. Does not load LibCST: modules beside the linted file are read with it too."""

from __future__ import annotations

import io
import tokenize


class SourceError(Exception):
    """A file that cannot be analysed; the text says why, in one line."""


def decode(data: bytes) -> tuple[str, str]:
    """
    The text of a Python file and its encoding, by PEP 263 and the byte order mark (which stays the first character of the text).

    Raises SourceError for bytes that are not text in that encoding, and for an encoding nobody knows.
    """
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        if encoding == "utf-8-sig":
            encoding = "utf-8"
        return data.decode(encoding), encoding
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        raise SourceError(f"cannot be decoded: {error}") from error
