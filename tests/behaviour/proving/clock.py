"""A clock that a proof can move: the time for Django, moved by a number of seconds."""

from __future__ import annotations

import datetime
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.conf import settings
from django.contrib.sessions.backends import file
from django.utils import timezone

_REAL_TIME = time.time


class Clock:
    """Real time plus ``ahead`` seconds."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def time(self) -> float:
        """Seconds since the epoch, as ``time.time``."""
        return _REAL_TIME() + self.ahead

    def now(self) -> datetime.datetime:
        """As ``timezone.now``: aware with USE_TZ, else naive local time."""
        moment = datetime.datetime.fromtimestamp(self.time(), tz=datetime.UTC)
        if settings.USE_TZ:
            return moment
        return moment.astimezone(timezone.get_default_timezone()).replace(tzinfo=None)


class _MovedFiles:
    """``shutil`` for the file store, which counts from the time of the file's last change."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __getattr__(self, name: str) -> Any:
        return getattr(shutil, name)

    def move(self, source: str, target: str) -> object:
        moved = shutil.move(source, target)
        os.utime(target, (self._clock.time(), self._clock.time()))
        return moved


@contextmanager
def moved_clock() -> Iterator[Clock]:
    """While this lasts, Django reads the time from this clock."""
    clock = Clock()
    with (
        mock.patch.object(time, "time", clock.time),
        mock.patch.object(timezone, "now", clock.now),
        mock.patch.object(file, "shutil", _MovedFiles(clock)),
    ):
        yield clock
