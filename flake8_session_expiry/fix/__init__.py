"""
Repairing. Knows how fixes are chosen and spliced into a text; knows no rule and not what a fix is about.

- ``apply``: which fixes go together, and where are they spliced in? ``repairs``: which characters does one fix replace?
  ``render``: how is new code written at its place? ``spans``: which places overlap?
- ``import_statements``: which imports does new code need, and which are no longer used?
- ``passes``: when is a text repaired to the end? ``proposals``: what would the fix of each finding change?
  ``single_fixes``: what does one of them change when it is made alone?
- ``one_file``: one file from its bytes to its outcome? ``diff``: its change? ``repairing``: what is done with each of
  many files?
- ``selection``: which findings may be repaired?
- ``cli``, ``arguments``: what may be given on the command line? ``printing``: what does a user see?
"""

from __future__ import annotations
