"""Configures Django before any proof is collected."""

from __future__ import annotations

from tests.behaviour.proving import project

project.configure()
