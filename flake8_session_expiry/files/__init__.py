"""
The files that a command is about. Knows which these are, how they are read, shared out among processes and written, and
not what is done with one.

- ``linted_files``: which files are there? ``candidates``: in which of them could anything be wrong?
- ``work``: what does a command do with each file? ``process_pool``, ``worker_process``: how are many shared out among
  processes? ``process_start``: how is one started that runs our own code only?
- ``write``: how is a file written so that none is lost?
"""

from __future__ import annotations
