"""The session policy of a project as a reviewer reads it: every setting, where it comes from, and what really ends a session."""

from __future__ import annotations
