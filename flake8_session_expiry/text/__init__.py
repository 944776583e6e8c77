"""
What comments and names say, and how lengths are printed. Knows strings only: nothing of trees, values or sessions, and
imports nothing of ours.

- ``identifiers``: what does a name say of its purpose (milliseconds, idle time, remember-me, a one-time key)?
- ``durations``: how many seconds is "30 minutes" in a comment or a name? ``duration_words``: in which words?
- ``truth_words``: which words mean true or false?
- ``phrases``: which end of a session does a comment state without a number (never, at browser close, at once)?
- ``length_format``: how is a number of seconds printed in a message?
"""

from __future__ import annotations
