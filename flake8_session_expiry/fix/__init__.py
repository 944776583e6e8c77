"""
Repairing: conflicts, passes, writing, flake8's configuration, and the command line on top of them.

- ``work``: what becomes of one file, and of many? ``passes``: of one text, until nothing changes any more?
- ``repairs``: which characters does a fix replace? ``apply``: which fixes go together? ``render``: how is new code written at its place?
  ``import_statements``: which imports does it need, which does it leave over? ``spans``: where do things overlap?
- ``selection``: which findings may be repaired? ``flake8_config``, ``flake8_options``, ``configuration_files``, ``pyproject``: what does flake8's
  configuration say? ``arguments``, ``cli``: what does the command line?
- ``linted_files``, ``folders``: which files are looked at? ``write``: how is one written so that none is lost? ``printing``: what does a user see?
"""

from __future__ import annotations
