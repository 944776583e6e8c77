"""
The machinery that brings a file to the rules. Knows text, trees and findings; nothing of sessions but by which words
and shapes files are skipped, and no rule.

- ``source``: the text and the trees of a file, and where things stand in it; ``decoding``: its text out of its bytes;
  ``libcst_tree``: LibCST's tree of a text, and the text of a tree
- ``size_limits``: up to which size and depth is a file parsed?
- ``relevance``: which words let a file pass? ``triage``: does this file?
- ``needs``: what can a rule need of a module, ``project_needs``: of its project? ``shape_words``: what may a text have
  of it, by its words? ``shapes``: what has this module? Of sessions: ``session_shapes``, ``container_shapes``,
  ``expiry_shapes``; of settings: ``setting_shapes``; of functions: ``function_shapes``; of passwords: ``user_shapes``.
  They look at Python's tree as ``python_nodes`` and ask ``session_names``: what may be a session? ``storable_values``:
  what can be stored in one? ``marked_changes``: which changes in one are certainly saved?
- ``walk``: in which order are nodes visited, what is around and below one? ``dispatch``: which method is called for it?
- ``events``: what is an event? ``findings``: what is a finding, what a fix?
- ``failures``: what is printed where our own code fails on a file?
- ``paths``: what is a path relative to a folder? ``recorded_reads``: which files were read meanwhile?
"""

from __future__ import annotations
