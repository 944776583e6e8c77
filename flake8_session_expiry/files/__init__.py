"""
The files that a command is about. Knows how files are written, and not what is done with them.

- ``work``: what does a command do with each file?
- ``write``: how is a file written so that none is lost?
"""

from __future__ import annotations
