"""The text of a Python file out of its bytes. Does not load LibCST: modules beside the linted file are read with it too."""

from __future__ import annotations

import codecs
import io
import tokenize

# Python takes them for source code, too, but decodes punycode in the square of its length: 36 s of CPU for 160 kB of it.
_HOST_NAMES = frozenset({"idna", "punycode"})


class SourceError(Exception):
    """A file that cannot be analysed; the text says why, in one line."""


def decode(data: bytes) -> tuple[str, str]:
    """
    The text of a Python file and its encoding, by PEP 263 and the byte order mark (which stays the first character of the text).

    Raises SourceError for bytes that are not text in that encoding, for an encoding nobody knows, and for one that is none of text.
    """
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        if encoding == "utf-8-sig":
            encoding = "utf-8"
        if (codec := codecs.lookup(encoding).name) in _HOST_NAMES:
            raise SourceError(f"cannot be decoded: {codec} is an encoding of host names, not of source code")
        return data.decode(encoding), encoding
    except SourceError:
        raise
    # A file names its codec itself, and a codec may raise anything: "undefined" raises a plain UnicodeError, "hex" a LookupError.
    except Exception as error:
        raise SourceError(f"cannot be decoded: {' '.join(str(error).split()) or type(error).__name__}") from error
