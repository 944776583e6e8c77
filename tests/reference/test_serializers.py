"""The table of serializers, compared with the installed Django."""

from __future__ import annotations

import django
import pytest
from django.utils.module_loading import import_string

from flake8_session_expiry.reference.serializers import MODULES, USABLE, WITHOUT_DUMPS, is_missing

DJANGOS = sorted(name for name in WITHOUT_DUMPS if name.startswith(("django.", "json.")))


@pytest.mark.parametrize("path", DJANGOS)
def test_without_dumps(path: str) -> None:
    found = import_string(path)
    assert not (hasattr(found, "dumps") and hasattr(found, "loads"))
    assert not is_missing(path)


@pytest.mark.parametrize("path", sorted(USABLE))
def test_usable(path: str) -> None:
    assert not is_missing(path)
    if "Pickle" not in path or django.VERSION < (5, 0):
        found = import_string(path)()
        assert found.loads(found.dumps({"a": 1})) == {"a": 1}


@pytest.mark.parametrize("path", sorted(name for name in MODULES if name.startswith("django.")))
def test_modules(path: str) -> None:
    __import__(path)
    assert not is_missing(path)


@pytest.mark.parametrize(
    "path",
    [
        "django.contrib.sessions.serializers.JsonSerializer",
        "django.contrib.sessions.serializer.JSONSerializer",
        "django.contrib.sessions.JSONSerializer",
        "django.core.serializers.JSONSerializer",
        "django.core.serializers.json.JSONSerializer",
        "django.core.serializer.json.DjangoJSONEncoder",
        "django.core.signing.PickleSerializer",
    ],
)
def test_missing(path: str) -> None:
    assert is_missing(path)
    with pytest.raises(ImportError):
        import_string(path)


@pytest.mark.parametrize(
    "path", ["shop.serializers.JSONSerializer", "django.db.migrations.serializer.BaseSerializer", "json", ""]
)
def test_not_judged(path: str) -> None:
    assert not is_missing(path)
