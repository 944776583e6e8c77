"""
The process that answers questions: it is started by the server, so that no text can make that wait, or end it with a
crash of a parser.

Nothing that is printed here reaches the editor: its output is the server's error output.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait

from flake8_session_expiry import interruption
from flake8_session_expiry.api import ConfigurationError
from flake8_session_expiry.project.one_moment import one_moment


@dataclass(frozen=True)
class Answered:
    """A question was answered."""

    value: object


@dataclass(frozen=True)
class NotConfigured:
    """A configuration file, or an option of the editor, has to be repaired first; ``reason`` is one line."""

    reason: str


@dataclass(frozen=True)
class Failed:
    """Our own code failed. ``traceback`` is what Python prints."""

    traceback: str


Reply = Answered | NotConfigured | Failed


def answer_questions(connection: Connection) -> None:
    """What the process does, until the server ends or kills it."""
    interruption.ignore()
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    # It changes its folder: a path that is relative to that would lead to modules of the user, to be imported.
    sys.path[:] = [path for path in sys.path if os.path.isabs(path)]
    from flake8_session_expiry.language_server.questions import Question
    from flake8_session_expiry.language_server.text_checks import TextChecks

    checks = TextChecks()
    gc.disable()  # LibCST's trees make it run often; it has time between two questions
    while True:
        try:
            question = connection.recv()
        except (EOFError, OSError):
            return
        assert isinstance(question, Question)
        reply = _reply(question.answer, checks)
        try:
            connection.send(reply)
        except OSError:
            return
        if not connection.poll(_PAUSE):
            gc.collect()
            gc.freeze()  # modules and tables stay; the next time they need not be looked at


_PAUSE = 0.2
"""Seconds."""


def _reply(answer: object, checks: object) -> Reply:
    try:
        assert callable(answer)
        with one_moment():
            return Answered(answer(checks))
    except ConfigurationError as error:
        return NotConfigured(str(error))
    except (Exception, MemoryError):
        import traceback

        return Failed(traceback.format_exc())


def _end_with_the_server() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
