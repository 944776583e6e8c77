"""
One module a rule, one folder a group; the file names are the only list of rules. A rule knows its one pattern, its
message and its fix; what several rules ask is in ``analysis``, what several write in ``rewrites``.

- ``rule``: what is every rule? ``declaration``: is its class complete? ``registry``: which classes are there?
  ``pages``: how is a rule's docstring a page?
- ``wanted``: which of them run in a file? ``index`` (generated, of ``indexed_rule``): what is known of them before they
  are imported?
- ``overlaps``: which of several rules is reported where they are about one place?
"""

from __future__ import annotations
