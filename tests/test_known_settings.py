"""Rules that report, or do not, because of known settings of the project."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from flake8_session_expiry.check import check_source
from flake8_session_expiry.engine.source import SourceFile
from flake8_session_expiry.options import Options

NESTED = 'def view(request):\n    request.session["cart"]["tea"] = 1\n'
MOMENT = 'from django.utils import timezone\ndef view(request):\n    request.session["at"] = timezone.now()\n'
COOKIE = 'from django import http\ndef view(request):\n    response.set_cookie("{name}", request.session.session_key)\n'
PICKLE = "shop.serializers.PickleSerializer"
JSON = "django.contrib.sessions.serializers.JSONSerializer"


def codes(code: str, known: Mapping[str, object], engine: str | None = None) -> list[str]:
    options = Options(known_settings=known, engine=engine)
    return [finding.code for finding in check_source(SourceFile("views.py", code), options)]


@pytest.mark.parametrize(("value", "expected"), [(True, []), (False, ["DSE308"])])
def test_session_that_is_saved_on_every_request(value: bool, expected: list[str]) -> None:
    assert codes(NESTED, {"SESSION_SAVE_EVERY_REQUEST": value}) == expected


@pytest.mark.parametrize(("serializer", "expected"), [(PICKLE, []), (JSON, ["DSE314"])])
def test_serializer_that_is_not_json(serializer: str, expected: list[str]) -> None:
    assert codes(MOMENT, {"SESSION_SERIALIZER": serializer}) == expected


def test_what_is_known_is_not_called_a_default() -> None:
    options = Options(known_settings={"SESSION_SERIALIZER": JSON}, engine="db")
    (known,) = check_source(SourceFile("views.py", MOMENT), options)
    (guessed,) = check_source(SourceFile("views.py", MOMENT), Options())
    assert "default" not in known.message and "with Django's default engine and serializer" in guessed.message


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("sessionid", {}, ["DSE306"]),
        ("sessionid", {"SESSION_COOKIE_NAME": "shop"}, []),
        ("shop", {"SESSION_COOKIE_NAME": "shop"}, ["DSE306"]),
        ("shop", {}, []),
    ],
)
def test_name_of_the_cookie_is_read_from_the_settings(
    name: str, known: Mapping[str, object], expected: list[str]
) -> None:
    assert codes(COOKIE.format(name=name), known) == expected
