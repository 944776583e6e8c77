"""Decodes the bytes of a Python file. Does not load LibCST: other modules of a project are read with it, too."""

from __future__ import annotations

import codecs
import io
import tokenize

# Python accepts these encodings for source code, too, but the time to decode punycode grows with the square of the
# length: 36 s for 160 kB.
_HOST_NAMES = frozenset({"idna", "punycode"})


class SourceError(Exception):
    """A file cannot be analysed; the text is the reason, in one line."""


def decode(data: bytes) -> tuple[str, str]:
    """
    The text of a Python file and its encoding: the encoding is declared as in PEP 263 or by a byte order mark, which
    stays the first character of the text.

    Raises SourceError for bytes that are not text in that encoding, for an encoding that does not exist, and for one
    that is not for text ("hex").
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
    # The file itself names the codec, and codecs raise different errors: "undefined" raises a UnicodeError, "hex" a
    # LookupError.
    except Exception as error:
        raise SourceError(f"cannot be decoded: {' '.join(str(error).split()) or type(error).__name__}") from error


def encode_back(old: str, data: bytes, new: str, encoding: str) -> bytes:
    """
    A changed text as bytes in the encoding of its file. ``data`` are the file's own bytes, ``old`` is their text.

    Raises SourceError where encoding the old text does not give the bytes of the file, or a new character cannot be
    encoded.
    """
    try:
        if old.encode(encoding) == data:
            return new.encode(encoding)
    except UnicodeEncodeError as error:
        raise SourceError(str(error)) from error
    raise SourceError(f"its encoding {encoding} does not give back its bytes")
