"""Which class the cache of sessions has."""

from __future__ import annotations

import ast

import pytest

from flake8_session_expiry.settings.effective import effective_settings
from flake8_session_expiry.settings.session_caches import LOCAL, NOT_TOLD, cache_classes

CACHES = "CACHES = {'default': {'BACKEND': 'a.A'}, 'other': {'BACKEND': 'b.B'}}\n"


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("", {LOCAL}),
        (CACHES, {"a.A"}),
        (f"{CACHES}SESSION_CACHE_ALIAS = 'other'\n", {"b.B"}),
        (f"{CACHES}SESSION_CACHE_ALIAS = 'other' if x else 'default'\n", {"a.A", "b.B"}),
        (f"{CACHES}SESSION_CACHE_ALIAS = 'third'\n", {NOT_TOLD}),
        (f"{CACHES}SESSION_CACHE_ALIAS = compute()\n", {NOT_TOLD}),
        (f"{CACHES}SESSION_CACHE_ALIAS = 1\n", {NOT_TOLD}),
        (f"{CACHES}CACHES['default'] = compute()\n", {NOT_TOLD}),
        (f"{CACHES}from elsewhere import *\n", {"a.A", NOT_TOLD}),
        ("from elsewhere import *\n", {LOCAL, NOT_TOLD}),
        ("if x:\n    CACHES = {'default': {'BACKEND': 'a.A'}}\n", {"a.A", LOCAL}),
        ("CACHES = {'default': {'BACKEND': 'a.A' if x else 'b.B'}}\n", {"a.A", "b.B"}),
        ("CACHES = {'default': {'BACKEND': 'a.A'} if x else {'BACKEND': 'b.B'}}\n", {"a.A", "b.B"}),
        ("CACHES = {'default': {'BACKEND': compute()}}\n", {NOT_TOLD}),
        ("CACHES = {'default': {**compute(), 'BACKEND': 'a.A'}}\n", {NOT_TOLD}),
        ("CACHES = {'default': {'LOCATION': 'x'}}\n", {NOT_TOLD}),
        ("CACHES = {}\n", {NOT_TOLD}),
        ("CACHES = compute()\n", {NOT_TOLD}),
    ],
)
def test_classes_that_the_cache_may_have(text: str, classes: set[str]) -> None:
    assert cache_classes(effective_settings("settings.py", ast.parse(text))) == classes
