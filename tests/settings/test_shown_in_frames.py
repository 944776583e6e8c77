"""Whether other sites are meant to show this one in a frame."""

from __future__ import annotations

import ast

import pytest

from flake8_session_expiry.settings.effective import effective_settings
from flake8_session_expiry.settings.shown_in_frames import allows_frames, speaks_of_other_sites


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", False),
        ("X_FRAME_OPTIONS = 'DENY'\n", False),
        ("X_FRAME_OPTIONS = 'SameOrigin'\n", False),
        ("X_FRAME_OPTIONS = None\n", False),
        ("X_FRAME_OPTIONS = compute()\n", False),
        ("X_FRAME_OPTIONS = 'ALLOWALL'\n", True),
        ("X_FRAME_OPTIONS = 'ALLOW-FROM https://a.example/'\n", True),
        ("CSP_FRAME_ANCESTORS = (\"'self'\", \"'none'\")\n", False),
        ("CSP_FRAME_ANCESTORS = compute()\n", False),
        ("CSP_FRAME_ANCESTORS = [A, \"'self'\"]\n", False),
        ("CSP_FRAME_ANCESTORS = [A, 'https://a.example']\n", True),
        ("CSP_FRAME_ANCESTORS = '*'\n", True),
        ("if x:\n    CSP_FRAME_ANCESTORS = ['*']\n", True),
        ("SECURE_CSP = {'frame-ancestors': ['a.example']}\n", True),
        ("SECURE_CSP = {'default-src': ['a.example']}\n", False),
        ("SECURE_CSP = {**compute(), 'frame-ancestors': [\"'self'\"]}\n", False),
        ("CONTENT_SECURITY_POLICY = {'DIRECTIVES': {'frame-ancestors': ['a.example']}}\n", True),
        ("CONTENT_SECURITY_POLICY = {'DIRECTIVES': {'frame-src': ['a.example']}}\n", False),
        ("CONTENT_SECURITY_POLICY = {'DIRECTIVES': compute()}\n", False),
    ],
)
def test_allows_frames(text: str, allowed: bool) -> None:
    assert allows_frames(effective_settings("settings.py", ast.parse(text))) is allowed


@pytest.mark.parametrize(
    ("comment", "says"),
    [
        ("# for the iframe of the LMS", True),
        ("# we are embedded by partners", True),
        ("# needed cross-site", True),
        ("# allow cross origin requests", True),
        ("# third-party cookie", True),
        ("# framework default", False),
        ("# Django's default", False),
    ],
)
def test_comments(comment: str, says: bool) -> None:
    assert speaks_of_other_sites(comment) is says
