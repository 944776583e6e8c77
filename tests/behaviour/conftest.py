"""Configures Django before any proof is collected."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.behaviour.proving.promises")  # its failures say what was compared

from tests.behaviour.proving import project  # noqa: E402

project.configure()
