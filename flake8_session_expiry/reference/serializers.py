"""
Which paths ``SESSION_SERIALIZER`` may have: that of a class with ``dumps()`` and ``loads()``, which Django calls
without arguments.

Covers Django 4.2 to 6.1, its ``json`` and Django REST framework; ``tests/reference/test_serializers.py`` compares it
with the installed Django.
"""

from __future__ import annotations

import re
from typing import Final

_WITHOUT_DUMPS: Final = """
    django.core.serializers.json.DjangoJSONEncoder django.core.serializers.json.Serializer
    django.core.serializers.json.Deserializer django.core.serializers.base.Serializer
    django.core.serializers.base.Deserializer django.core.serializers.python.Serializer
    django.core.serializers.python.Deserializer
    json.JSONEncoder json.JSONDecoder json.encoder.JSONEncoder json.decoder.JSONDecoder json.dumps json.loads
    rest_framework.utils.encoders.JSONEncoder rest_framework.renderers.JSONRenderer rest_framework.parsers.JSONParser
    rest_framework.serializers.Serializer rest_framework.serializers.ModelSerializer
"""
WITHOUT_DUMPS: Final = frozenset(_WITHOUT_DUMPS.split())
"""Classes (and functions) that have no ``dumps()`` and ``loads()``."""
_MODULES: Final = """
    django.core.serializers django.core.serializers.json django.core.serializers.base django.core.serializers.python
    django.core.signing django.contrib.sessions.serializers json.encoder json.decoder
    rest_framework.serializers rest_framework.renderers rest_framework.utils.encoders rest_framework.utils.json
"""
MODULES: Final = frozenset(_MODULES.split())
"""Modules with serializers in them, or with a name like one."""
_USABLE: Final = """
    django.contrib.sessions.serializers.JSONSerializer django.contrib.sessions.serializers.BaseJSONSerializer
    django.core.signing.JSONSerializer
    django.contrib.sessions.serializers.PickleSerializer django.contrib.sessions.serializers.BasePickleSerializer
    django.core.serializers.base.PickleSerializer
"""
USABLE: Final = frozenset(_USABLE.split())
"""Django's own classes with both; the pickling ones before 5.0."""
_OF_DJANGO: Final = re.compile(
    r"django\.(?:contrib\.sessions|core\.serializers?|core\.signing)\.(?:\w+\.)*\w*(?:serializer|encoder)",
    re.IGNORECASE,
)


def is_missing(path: str) -> bool:
    """Whether a path looks like one of Django's serializers or encoders, and Django has nothing with that path."""
    return _OF_DJANGO.fullmatch(path) is not None and path not in USABLE | WITHOUT_DUMPS | MODULES
