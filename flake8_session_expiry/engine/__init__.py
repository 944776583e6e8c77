"""
The machinery that brings a file to the rules. Knows nothing of sessions but the words by which files are skipped.

- ``source``: the text and the trees of a file, and where things stand in it; ``decoding``: its text out of its bytes
- ``relevance``: which words let a file pass? ``triage``: does this file? ``elide``: which of its functions cannot matter?
- ``walk``: in which order are nodes visited, what is around and below one? ``dispatch``: which visitor gets which node or event?
- ``events``: what is an event? ``findings``: what is a finding, what a fix?
- ``paths``: where does a path lead, seen from a folder?
"""

from __future__ import annotations
