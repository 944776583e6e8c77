"""
The code that messages advise and that fixes write. Knows how a call, a logout, a negation is written in sync and async
code; decides nothing about whether it is needed, and makes no changes itself (``fix/`` does).

- ``session_calls``: how is a call of a session written, and where must it be awaited?
- ``awaited_session``: how is what sync code does with a session written in ``async def``?
- ``logout``: how is a login ended?
- ``negation``: what is the opposite of a test?
- ``milliseconds``: how is a length in milliseconds written in seconds?
- ``nested_changes``: how is a change inside of a stored value made to last?
- ``setting_repairs``: is a repair of a setting safe, or does something else read it?
- ``casts``: how does a reader of the environment give a number or a truth value?
- ``timestamps``: how is a number of seconds since 1970 written as a datetime?
- ``layout``: which quotes, and where are lines broken, so that it looks like its file?
"""

from __future__ import annotations
