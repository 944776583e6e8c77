"""
What the user has decided: by flake8's configuration files and on the command line of one of our commands. Knows flake8,
no rule, and not what a command does.

- ``flake8_config``: which files, which codes, which lines are checked? ``folders``: which files are below a folder?
- ``noqa_places``: where does flake8 look for the comment that silences a line?
- ``configuration_files``, ``pyproject``, ``own_section``: which files are read?
- ``flake8_options``: which of flake8's options has a command?
"""

from __future__ import annotations
