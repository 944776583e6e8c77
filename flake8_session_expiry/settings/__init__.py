"""
Which modules are settings, what they evaluate to across a project, and what of it counts in production.
Knows files, Python's own tree and values; no request, no session and no rule.

- ``purpose``: is a module one of settings, whose, and for production, development or tests?
- ``constants_modules``: does a module only look like one of settings?
- ``linted_settings``: is the linted file one of them, and what does it not set?
- ``assignments``: what does a module assign, where? ``event_emitter``: which events do rules get of it (``events``)?
- ``effective``: what does a setting evaluate to at the end of its chain, where does that come from, how sure is it?
- ``import_chain``: which names does ``from .base import *`` bring? ``interpreter``: what do the statements of a module
  do? ``namespace``: which values may a name have at one point? ``dynamic_writes``: may ``globals()`` or ``exec()`` have
  set any?
- ``project_facts``: what do the project's settings say of a linted file? ``project_urls``: which URLs has its project,
  and which of them are login pages?
- ``deployments``: which modules does production run with? ``production``: does an assignment count there?
  ``static_conditions``: which way does ``if DEBUG`` go there? ``star_importers``: which files take a module in?
- ``middleware_list``: what is in a literal ``MIDDLEWARE``? ``middleware_sessions``: what does a middleware of the
  project do with sessions? ``middleware_loading``: what may any of them have loaded before a view runs?
- ``renewing_middleware``: may a middleware save the session with each request?
- ``session_caches``: in which cache are sessions kept? ``shown_in_frames``: are other sites meant to show this one in a
  frame?
"""

from __future__ import annotations
