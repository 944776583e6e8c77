"""Which values Django's JSONSerializer refuses, by the call that makes them, and what to store instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple


class NotJson(NamedTuple):
    """
    A kind of value that Django's JSONSerializer refuses with a TypeError.

    For messages: ``kind`` with its article, ``instead`` in words that follow "store".
    """

    kind: str
    instead: str


DATETIME: Final = NotJson("a datetime", "its isoformat() or timestamp()")
DATE: Final = NotJson("a date", "its isoformat()")
TIME: Final = NotJson("a time", "its isoformat()")
MOMENTS: Final = frozenset({DATETIME, DATE, TIME})
TIMEDELTA: Final = NotJson("a timedelta", "its total_seconds()")
DECIMAL: Final = NotJson("a Decimal", "str() of it")
SET: Final = NotJson("a set", "a list")
INSTANCE: Final = NotJson("a model instance", "its primary key")
QUERY_SET: Final = NotJson("a queryset", "a list of primary keys")
RESPONSE: Final = NotJson("a response", "the URL or the text that it was made from")
FORM: Final = NotJson("a form", "what you need of its cleaned_data")
FILE: Final = NotJson("an uploaded file", "the file itself elsewhere and its name here")
UUID: Final = NotJson("a UUID", "str() of it")
BYTES: Final = NotJson("a bytes object", "a string, by decode() or base64")
LAZY: Final = NotJson("a lazy string", "str() of it")
DICT_VIEW: Final = NotJson("a dict view", "a list of it")
GENERATOR: Final = NotJson("an iterator", "a list of it")
RANGE: Final = NotJson("a range", "a list of it")
EXCEPTION: Final = NotJson("an exception", "str() of it")
FUNCTION: Final = NotJson("a function", "what it returns")
PATH: Final = NotJson("a Path", "str() of it")

MADE_BY: Final[Mapping[str, NotJson]] = MappingProxyType(
    {
        **dict.fromkeys(("uuid.UUID", "uuid.uuid1", "uuid.uuid3", "uuid.uuid4", "uuid.uuid5"), UUID),
        **dict.fromkeys(
            ("base64.b64encode", "base64.urlsafe_b64encode", "base64.standard_b64encode", "base64.b64decode",
             "base64.urlsafe_b64decode", "os.urandom", "secrets.token_bytes", "pickle.dumps", "zlib.compress",
             "django.utils.encoding.force_bytes"),
            BYTES,
        ),
        **{
            f"django.utils.translation.{name}": LAZY
            for name in ("gettext_lazy", "ngettext_lazy", "pgettext_lazy", "npgettext_lazy")
        },
        **dict.fromkeys(("django.urls.reverse_lazy", "django.utils.text.format_lazy"), LAZY),
        **dict.fromkeys(
            ("django.shortcuts.redirect", "django.shortcuts.render", "django.template.response.TemplateResponse",
             "django.template.response.SimpleTemplateResponse", "rest_framework.response.Response"),
            RESPONSE,
        ),
        **{
            f"{library}.{method}": RESPONSE
            for library in ("requests", "httpx")
            for method in ("get", "post", "put", "patch", "delete", "head", "options", "request")
        },
        **dict.fromkeys(("pathlib.Path", "pathlib.PurePath"), PATH),
        **dict.fromkeys(
            ("django.contrib.auth.authenticate", "django.contrib.auth.aauthenticate", "django.contrib.auth.get_user",
             "django.contrib.auth.aget_user", "django.shortcuts.get_object_or_404",
             "django.shortcuts.aget_object_or_404"),
            INSTANCE,
        ),
    }
)  # fmt: skip
"""Full names of functions and classes."""
BUILTINS: Final[Mapping[str, NotJson]] = MappingProxyType(
    {
        **dict.fromkeys(("set", "frozenset"), SET),
        **dict.fromkeys(("map", "filter", "zip", "enumerate", "reversed", "iter"), GENERATOR),
        **dict.fromkeys(("bytes", "bytearray"), BYTES),
        "range": RANGE,
    }
)
OF_REQUEST: Final[Mapping[str, NotJson]] = MappingProxyType({"user": INSTANCE, "body": BYTES, "FILES": FILE})
"""
Attributes of a request. Not ``request.POST`` and ``request.GET``, which are dicts of texts, and JSON can hold them.
"""
_RESPONSES: Final = re.compile(r"django\.http\.(?:response\.)?(?:\w*HttpResponse\w*|JsonResponse|FileResponse)")
ENCODINGS: Final = frozenset({"utf-8", "utf8", "ascii", "latin-1", "latin1", "iso-8859-1"})
"""Arguments of ``encode()`` with which it makes bytes of a text."""


def made_by(name: str) -> NotJson | None:
    """What a function or class of this full name returns, if JSON cannot hold it."""
    return MADE_BY.get(name) or (RESPONSE if _RESPONSES.fullmatch(name) else None)
