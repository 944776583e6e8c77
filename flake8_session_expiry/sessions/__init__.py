"""What Django means by a session: its API, who holds one, what an expiry is worth."""

from __future__ import annotations
