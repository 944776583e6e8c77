"""
The session policy of a project as a reviewer reads it: every setting, where it comes from, and what really ends a
session. Knows how a report is put together and shown; decides nothing that a rule decides, and changes no file.

- ``report``: what is in a report? ``project``: which settings modules and folders is it about?
- ``module_policy``: which rows has the table of one settings module? ``setting_rows``: which values may a setting have
  there?
- ``endings_by_engine``: what really ends a session, engine by engine? ``middleware``: is the middleware there that it
  needs?
- ``expiry_calls``: which calls of ``set_expiry`` are there, and with which values? ``call_endings``: and what ends such
  a session? ``of_one_file``: what says one file, as it stands in an editor?
- ``ways_out``: which URLs log out, and what asks for them by GET? ``own_logouts``: by which methods does a view of the
  project log out?
- ``verdicts``: is that what the profile demands, and what to write if not? ``violations``: which of them come first?
- ``plain_values``: what is a value in plain words? ``labels``: which headings do all forms share?
- ``terminal``, ``page`` (of ``page_parts``, with ``page_style``), ``json_report``: the report as text, as HTML, as JSON
- ``timeline``: what is drawn on the timeline? ``timeline_svg``: and how, as SVG?
- ``cli``: what may be given on the command line?
"""

from __future__ import annotations
