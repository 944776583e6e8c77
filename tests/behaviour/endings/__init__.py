"""
What ends a session, what renews it, and how long it lives: observed in the installed Django, for docs/sessions_end.

- ``actions``: what is done to a session, as code that runs and is shown; ``time_lines``: what happens to one over time
- ``observing``: what is seen afterwards: the browser's cookie, the old cookie sent again, the server's copies;
  ``observing_time``: for how long
- ``restarted``: the same in a process that was started afterwards
- ``observed``: the committed data, one file for each version of Django
"""

from __future__ import annotations
