"""
What an event is: something that code does with a session or a setting, for which methods of rules are called.

The events themselves are in ``sessions/events.py`` and ``settings/events.py``.
"""

from __future__ import annotations

import re
from typing import ClassVar


class Event:
    """
    Base of all events. For an event ``SessionCall`` the method ``on_session_call`` of a rule is called.

    ``HANDLERS`` has all names of such methods: with it a rule class with a misspelt ``on_sesion_call`` is refused when
    it is defined.
    """

    handler: ClassVar[str]
    HANDLERS: ClassVar[dict[str, type[Event]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.handler = "on_" + re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        Event.HANDLERS[cls.handler] = cls
