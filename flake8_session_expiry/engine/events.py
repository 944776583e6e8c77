"""What happens in a file in the words of the field; which events there are is said by ``sessions`` and ``settings``."""

from __future__ import annotations

import re
from typing import ClassVar


class Event:
    """
    Base of the domain events. A class ``SessionCall`` is heard by a rule's method ``on_session_call``.

    The table of handler names is what lets a rule class refuse a misspelt ``on_sesion_call`` when it is made.
    """

    handler: ClassVar[str]
    HANDLERS: ClassVar[dict[str, type[Event]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.handler = "on_" + re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        Event.HANDLERS[cls.handler] = cls
