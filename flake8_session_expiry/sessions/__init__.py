"""
Which expressions of one module are sessions and requests, what they evaluate to, and what code does with them. Knows no
settings module and no rule.

- ``model``: what is a rule given? ``module_facts``: what of it is known before the walk?
- ``types``: what can an expression stand for? ``inference``: what does this one stand for? ``declarations``: a
  parameter, an annotated name?
- ``frames``: what is each name bound to, scope by scope? ``binder``: when is it bound, and when does a scope end?
  ``position``: where is the walk?
- ``events``: what can happen to a session? ``event_emitter``: when is it emitted?
- ``ending_calls``: which calls end a session, save it, give it an expiry? ``effects``: which functions do that?
  ``summaries``: which do so in functions of the module that they call? ``outside_callers``: do callers in other modules
  mark the session?
- ``functions``: what is a function for: login, logout, middleware, command, test?
- ``replaced_sessions``: does the module put something of its own in the place of Django's session?
- ``django_signs``: is the module Django's, though it may import nothing of it?
- ``members``: does a session have Django's own method of this name?
- ``value_scope``: what does an expression evaluate to where the walk stands?
- ``tested_values``: does a test around or before a place rule a constant out?
"""

from __future__ import annotations
