"""
One module a rule, one folder a group; the file names are the only list of rules.

- ``rule``: what is every rule? ``registry``: which classes are there? ``pages``: how is a rule's docstring a page?
- ``overlaps``: which of several rules is reported where they are about one place?
"""

from __future__ import annotations
