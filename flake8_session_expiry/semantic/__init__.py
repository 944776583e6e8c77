"""
What a module says as plain Python: names and their bindings, paths, guards, comments, literals. Knows nothing of Django
or sessions; imports the engine only.

- ``symbols``: which names does a scope bind, where and to what; which binding has a name at one place?
- ``control_flow``: which statements of a function run before or after one another, and is that certain?
  ``places``: does any of several nodes do so? ``avoidance``: does a path avoid others?
  ``reachability``: which points of a graph follow which, and which are on every path?
- ``guards``: does code expect that something fails, or ask before it (``hasattr``)?
- ``comments``: which comments are about one expression?
- ``literals``: what is the text of a string, or of the key in ``x["key"]``?
"""

from __future__ import annotations
